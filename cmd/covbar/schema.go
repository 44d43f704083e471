package main

import (
	"context"
	"io"

	"github.com/covbar/covbar/policy"
)

func schemaVerb() verb {
	return verb{
		name:  "schema",
		short: "print the JSON schema of the policy file",
		long: `
An editor that knows it completes and checks .covbar.yml:

  covbar schema > covbar.schema.json
  # yaml-language-server: $schema=covbar.schema.json     (first line of .covbar.yml)
`,
		alone: true,
		do: func(_ context.Context, e env, _ call) error {
			return e.print(func(w io.Writer) error {
				_, err := w.Write(policy.Schema())
				return err
			})
		},
	}
}
