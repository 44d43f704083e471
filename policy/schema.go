package policy

import (
	_ "embed"
	"slices"
)

//go:generate go run ./internal/schema schema.json

//go:embed schema.json
var schema []byte

// Schema returns the JSON schema of the policy file. Parse is stricter: a schema cannot say that ramps rise, or what a
// pattern is.
func Schema() []byte { return slices.Clone(schema) }
