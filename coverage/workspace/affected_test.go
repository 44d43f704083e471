package workspace

import (
	"context"
	"errors"
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

const system = `
-- go.work --
go 1.26
use ./orders
use ./events
-- README.md --
-- events/go.mod --
module example.com/events
-- events/event.go --
package events
-- events/schema/schema.go --
package schema

import _ "embed"

//go:embed	order.json all:sub	"q s"
var files string
-- events/schema/order.json --
-- events/schema/sub/deep/x.json --
-- events/schema/q s/y.json --
-- events/tmpl/t.go --
package tmpl
-- events/templates.go --
package events

import _ "embed"

//go:embed tmpl
var templates embed.FS
-- orders/go.mod --
module example.com/orders
-- orders/cmd/orders/main.go --
package main

import "example.com/orders/app"

func main() { app.Run() }
-- orders/app/app.go --
package app

import (
	"fmt"
	"example.com/events"
	"example.com/orders/store"
)
-- orders/app/app_test.go --
package app_test

import "example.com/orders/fake"
-- orders/store/store.go --
package store

import "C"
-- orders/store/fast_arm64.s --
-- orders/store/include/fast.h --
-- orders/store/testdata/deep/rows.csv --
-- orders/store/notes/plan.md --
-- orders/store/broken.go --
package store

import "example.com/events/schema"
import "/schema"

func (
-- orders/fake/fake.go --
package fake
-- orders/fake/golden_test.go --
package fake

import _ "embed"

//go:embed golden/*.txt
var golden string
-- orders/fake/golden/a.txt --
-- orders/testdata/shared.json --
-- orders/only/only_test.go --
package only

import "example.com/orders/fake"
-- tools/go.mod --
module example.com/tools
-- tools/tool.go --
package main

import "golang.org/x/tools/cover"
-- tools/vendor/golang.org/x/tools/cover/cover.go --
package cover
`

func TestAffected(t *testing.T) {
	tree := load(t, plant(t, system))
	all := "events events/schema events/tmpl orders/app orders/cmd/orders orders/fake orders/only orders/store"
	for _, test := range []struct{ changed, want, reason string }{
		{"", "", "nothing changed"},
		{"orders/cmd/orders/main.go", "orders/cmd/orders", "nobody imports a command"},
		{"orders/app/app.go", "orders/app orders/cmd/orders", "those that import it"},
		{"orders/app/app_test.go", "orders/app", "a test changes nothing for those that import its package"},
		{"orders/store/store.go", "orders/app orders/cmd/orders orders/store", "those that import it through another"},
		{"orders/store/fast_arm64.s", "orders/app orders/cmd/orders orders/store", "assembly is code"},
		{"orders/store/include/fast.h", "orders/app orders/cmd/orders orders/store", "code may be included from a folder below"},
		{"orders/store/gone.go", "orders/app orders/cmd/orders orders/store", "a deleted file was code"},
		{"orders/store/testdata/deep/rows.csv", "orders/store", "data of its tests"},
		{"orders/store/notes/plan.md", "orders/store", "its tests may read what lies in the folders of a package"},
		{"orders/fake/fake.go", "orders/app orders/fake orders/only", "tests import it; who imports these packages does not see it"},
		{"orders/fake/golden/a.txt", "orders/fake", "tests embed it"},
		{"orders/testdata/shared.json", "orders/app orders/cmd/orders orders/fake orders/only orders/store", "no package is above it: any may read it"},
		{"events/event.go", "events orders/app orders/cmd/orders", "across modules"},
		{"events/schema/order.json", "events/schema orders/app orders/cmd/orders orders/store", "embedded, and imported by a file that does not parse"},
		{"events/schema/sub/deep/x.json", "events/schema orders/app orders/cmd/orders orders/store", "a folder is embedded"},
		{"events/schema/q s/y.json", "events/schema orders/app orders/cmd/orders orders/store", "in quotes"},
		{"orders/go.mod", "orders/app orders/cmd/orders orders/fake orders/only orders/store", "requirements changed"},
		{"events/go.sum", "events events/schema events/tmpl orders/app orders/cmd/orders orders/store", "and those that import its packages"},
		{"go.work", all + " tools", "all that it uses, and what it may have used before"},
		{"go.work.sum", all + " tools", "and its sums"},
		{"vendor/example.com/x/x.go", all, "vendored beside a go.work"},
		{"tools/vendor/golang.org/x/tools/cover/cover.go", "tools", "vendored code"},
		{"README.md", "", "in no module"},
		{"orders/README.md", "", "no package of its own"},
		{"other/x.go", "", "in no module"},
		{"events/tmpl/t.go", "events events/tmpl orders/app orders/cmd/orders", "a Go file can be embedded, too"},
		{"events", "events events/schema events/tmpl orders/app orders/cmd/orders orders/store", "a folder, as git names a submodule"},
		{"orders/app/app_test.go,tools/tool.go", "orders/app tools", "several"},
	} {
		t.Run(test.changed, func(t *testing.T) {
			files := strings.FieldsFunc(test.changed, func(r rune) bool { return r == ',' })
			got, err := tree.Affected(context.Background(), files)
			if diff := cmp.Diff(strings.Fields(test.want), append([]string{}, got...)); err != nil || diff != "" {
				t.Errorf("%s: error %v (-want +got)\n%s", test.reason, err, diff)
			}
		})
	}
}

func TestAffectedStops(t *testing.T) {
	tree := load(t, plant(t, system))
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := tree.Affected(ctx, []string{"events/event.go"}); !errors.Is(err, context.Canceled) {
		t.Errorf("Ctrl-C: %v", err)
	}
	if err := os.RemoveAll(tree.Root); err != nil {
		t.Fatal(err)
	}
	if _, err := tree.Affected(context.Background(), nil); err == nil {
		t.Error("the root is gone, and that is no error")
	}
}

// What a symbolic link leads to is a source as well.
func TestAffectedLinks(t *testing.T) {
	tree := load(t, plant(t, `
-- go.mod --
module shop
-- lk/l.go --
link: ../data/l.go.src
-- lk/a_test.go --
link: ROOT/data/test.txt
-- chain/c.go --
link: ../lk/l.go
-- sub/s.go --
link: ../module/s.txt
-- through/t.go --
link: ../way/t.txt
-- way --
link: data
-- circle/a.go --
link: b.go
-- circle/b.go --
link: a.go
-- out/o.go --
link: ../../elsewhere/o.go
-- out/p.go --
link: /elsewhere/o.go
-- data/l.go.src --
package lk
-- data/t.txt --
package t
-- data/test.txt --
package lk
-- module/s.txt --
package s
-- use/use.go --
package use

import "shop/lk"
`))
	for _, test := range []struct{ changed, want, reason string }{
		{"data/l.go.src", "chain lk use", "through another link, and who imports it"},
		{"data/test.txt", "lk", "a test"},
		{"module", "sub", "in a submodule"},
		{"data/t.txt", "through", "by way of a link to a folder"},
		{"way", "through", "which leads elsewhere now"},
		{"circle/a.go", "circle", "and no end"},
		{"elsewhere/o.go", "", "a link that leads out"},
	} {
		got, err := tree.Affected(context.Background(), []string{test.changed})
		if diff := cmp.Diff(strings.Fields(test.want), append([]string{}, got...)); err != nil || diff != "" {
			t.Errorf("%s: %s: error %v (-want +got)\n%s", test.changed, test.reason, err, diff)
		}
	}
}
