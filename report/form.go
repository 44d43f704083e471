package report

import (
	"bytes"
	"encoding/json"
	"reflect"
	"slices"
	"strconv"
	"strings"

	"github.com/covbar/covbar/policy"
)

// maxNumber is the largest number of a report: what every reader of JSON keeps.
const maxNumber = 1 << 53

// words are those that a type may hold.
var words = map[reflect.Type][]string{
	reflect.TypeFor[Verdict](): texts(Pass, Fail, None),
	reflect.TypeFor[policy.Outcome](): texts(
		policy.Pass, policy.Fail, policy.NoData, policy.Warn, policy.Waived, policy.Floored, policy.Small, policy.NoStatements,
		policy.Off, policy.NotRun, policy.Undecided),
	reflect.TypeFor[policy.Per](): texts(policy.PerPackage, policy.PerFile, policy.PerService),
	reflect.TypeFor[policy.Kind](): texts(
		policy.KindDefault, policy.KindThreshold, policy.KindTotal, policy.KindRule, policy.KindFloor, policy.KindWaiver),
}

func texts[T ~string](all ...T) []string {
	var texts []string
	for _, one := range all {
		texts = append(texts, string(one))
	}
	return texts
}

// A form holds a JSON document to a Go type, more strictly than encoding/json: every key of a struct is there, once and by
// its exact name, and no other; only a pointer may be null; numbers are whole and not negative; text is clean.
type form struct {
	rest []byte // of the document, which is sound JSON
	keys map[reflect.Type][]key
}

// A key is one of a struct.
type key struct {
	name string
	of   reflect.Type
}

// checkForm checks a document, which is sound JSON, that is to be of type t.
func checkForm(data []byte, t reflect.Type) error {
	f := form{data, map[reflect.Type][]key{}}
	return f.value(t)
}

// next takes a token: a bracket, a comma, a colon, a text with its quotes, a number or a word.
func (f *form) next() []byte {
	f.rest = bytes.TrimLeft(f.rest, " \t\r\n")
	end := 1
	switch f.rest[0] {
	case '{', '}', '[', ']', ',', ':':
	case '"':
		end = textEnd(f.rest)
	default:
		if end = bytes.IndexAny(f.rest, ",]} \t\r\n"); end < 0 {
			end = len(f.rest)
		}
	}
	token := f.rest[:end]
	f.rest = f.rest[end:]
	return token
}

// more reports whether there is another item before the end of an object or a list, which it takes.
func (f *form) more() bool {
	f.rest = bytes.TrimLeft(f.rest, ", \t\r\n")
	if f.rest[0] != '}' && f.rest[0] != ']' {
		return true
	}
	f.rest = f.rest[1:]
	return false
}

// value checks what is to be of type t.
func (f *form) value(t reflect.Type) error {
	token := f.next()
	if t.Kind() == reflect.Pointer {
		if token[0] == 'n' {
			return nil
		}
		t = t.Elem()
	}
	switch t {
	case reflect.TypeFor[Measured]():
		return f.object(token, reflect.TypeFor[wire]())
	case reflect.TypeFor[wireFile]():
		return f.tuple(token, t)
	}
	switch t.Kind() {
	case reflect.Struct:
		return f.object(token, t)
	case reflect.Slice, reflect.Array:
		return f.list(token, t)
	case reflect.String:
		return checkText(token, t)
	case reflect.Bool:
		if token[0] != 't' && token[0] != 'f' {
			return misread("%s is neither true nor false", shown(token))
		}
		return nil
	default:
		return checkNumber(token)
	}
}

func (f *form) object(token []byte, t reflect.Type) error {
	if token[0] != '{' {
		return misread("%s is no object", shown(token))
	}
	keys := f.keysOf(t)
	seen := make([]bool, len(keys))
	for f.more() {
		token := f.next()
		switch i := slices.IndexFunc(keys, func(k key) bool { return k.name == string(token[1:len(token)-1]) }); {
		case i < 0:
			return misread("%s is no key that belongs here", shown(token))
		case seen[i]:
			return misread("%s is here twice", shown(token))
		default:
			seen[i] = true
			f.next() // the colon
			if err := f.value(keys[i].of); err != nil {
				return inside(err, keys[i].name)
			}
		}
	}
	if i := slices.Index(seen, false); i >= 0 {
		return misread("the key %s is missing", keys[i].name)
	}
	return nil
}

// keysOf returns the keys of a struct, with those of what it embeds.
func (f *form) keysOf(t reflect.Type) []key {
	if f.keys[t] == nil {
		for _, field := range reflect.VisibleFields(t) {
			if !field.Anonymous {
				f.keys[t] = append(f.keys[t], key{field.Tag.Get("json"), field.Type})
			}
		}
	}
	return f.keys[t]
}

func (f *form) list(token []byte, t reflect.Type) error {
	if token[0] != '[' {
		return misread("%s is no list", shown(token))
	}
	n := 0
	for ; f.more(); n++ {
		if err := f.value(t.Elem()); err != nil {
			return inside(err, strconv.Itoa(n))
		}
	}
	if t.Kind() == reflect.Array && n != t.Len() {
		return misread("%d items are here, and not %d", n, t.Len())
	}
	return nil
}

// tuple checks a list of the fields of a struct.
func (f *form) tuple(token []byte, t reflect.Type) error {
	if token[0] != '[' {
		return misread("%s is no list", shown(token))
	}
	n := 0
	for ; f.more(); n++ {
		if n == t.NumField() {
			return misread("more than %d items are here", n)
		}
		if err := f.value(t.Field(n).Type); err != nil {
			return inside(err, strconv.Itoa(n))
		}
	}
	if n != t.NumField() {
		return misread("%d items are here, and not %d", n, t.NumField())
	}
	return nil
}

func checkText(token []byte, t reflect.Type) error {
	var text string
	if token[0] != '"' || json.Unmarshal(token, &text) != nil {
		return misread("%s is no text", shown(token))
	}
	known := words[t]
	switch {
	case strings.ContainsFunc(text, isUnclean):
		return misread("%s has a control character, or what stands for broken text", shown(token))
	case known != nil && !slices.Contains(known, text):
		return misread("%s is none of %s", shown(token), strings.Join(known, ", "))
	case t == reflect.TypeFor[policy.Day]() && text != "":
		if _, err := policy.ParseDay(text); err != nil {
			return misread("%s is no day such as 2027-03-31", shown(token))
		}
	}
	return nil
}

func checkNumber(token []byte) error {
	if n, err := strconv.ParseUint(string(token), 10, 64); err != nil || n > maxNumber {
		return misread("%s is no whole number from 0 to %d", shown(token), maxNumber)
	}
	return nil
}

// shown is a token for a message.
func shown(token []byte) string {
	switch token[0] {
	case '{':
		return "an object"
	case '[':
		return "a list"
	}
	return excerpt(string(token))
}

// said is a text for a message, in quotes.
func said(text string) string { return excerpt(strconv.Quote(text)) }

// excerpt is what a document says, for a message.
func excerpt(text string) string {
	const most = 80
	head, rest := cut(visible(text), most)
	if rest != "" {
		head += "…"
	}
	return head
}
