// Command schema writes the JSON schema of the policy file to the file that it is given. `go generate` runs it.
package main

import (
	"bytes"
	"encoding/json"
	"log"
	"os"

	"github.com/invopop/jsonschema"
)

func main() {
	if err := os.WriteFile(os.Args[1], generate(), 0o644); err != nil {
		log.Fatal(err)
	}
}

// generate returns the schema of a policy.
func generate() []byte {
	reflector := jsonschema.Reflector{Anonymous: true, RequiredFromJSONSchemaTags: true, ExpandedStruct: true}
	schema := reflector.Reflect(policy{})
	schema.Title = "covbar policy"
	schema.Description = "What a repository asks of its test coverage."
	var b bytes.Buffer
	encoder := json.NewEncoder(&b)
	encoder.SetEscapeHTML(false)
	encoder.SetIndent("", "  ")
	if err := encoder.Encode(schema); err != nil {
		panic(err) // the schema is made of plain values
	}
	return b.Bytes()
}
