package main

import (
	"os"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestUpToDate(t *testing.T) {
	committed, err := os.ReadFile("../../schema.json")
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(generate()), string(committed)); diff != "" {
		t.Errorf("schema.json is not what the generator writes (-want +got); run go generate ./policy\n%s", diff)
	}
}

func TestMainWrites(t *testing.T) {
	file := t.TempDir() + "/schema.json"
	defer func(args []string) { os.Args = args }(os.Args)
	os.Args = []string{"schema", file}
	main()
	written, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if string(written) != string(generate()) {
		t.Error("main wrote something else than the schema")
	}
}
