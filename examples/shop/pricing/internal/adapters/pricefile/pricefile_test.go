package pricefile

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestDemoBook(t *testing.T) {
	book, err := File("").Book(t.Context())
	if err != nil || book.Prices["cup"] != 999 || len(book.Discounts) != 2 {
		t.Errorf("got %+v, %v", book, err)
	}
}

func TestBookSeesEdits(t *testing.T) {
	file := File(filepath.Join(t.TempDir(), "prices.json"))
	tests := []struct {
		text, want string // want is the error; empty for none
	}{
		{`{"currency": "EUR", "prices": {"cup": 1}}`, ""},
		{`{"currency": "EUR", "prices": {"cup": 0}}`, `prices.json: price of "cup": 0 is not between`},
		{`{"currency": "EUR", "prices":`, `prices.json: unexpected end of JSON input`},
		{`{"currency": "USD", "prices": {"cup": 2}}`, ""},
	}
	for _, tt := range tests {
		if err := os.WriteFile(string(file), []byte(tt.text), 0o600); err != nil {
			t.Fatal(err)
		}
		_, err := file.Book(t.Context())
		if (err == nil) != (tt.want == "") || err != nil && !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%s: got %v, want %q", tt.text, err, tt.want)
		}
	}
}

func TestBookWithoutFile(t *testing.T) {
	if _, err := File(filepath.Join(t.TempDir(), "none.json")).Book(t.Context()); !os.IsNotExist(err) {
		t.Errorf("got %v, want that there is no file", err)
	}
}
