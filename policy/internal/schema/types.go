package main

import (
	"encoding/json"

	"github.com/invopop/jsonschema"
)

// The types mirror the policy file. A test of package policy holds their keys against those that its reader knows.

type policy struct {
	Version       int              `json:"version" jsonschema:"required" jsonschema_description:"Version of the policy language: 1."`
	Threshold     percent          `json:"threshold" jsonschema_description:"What every package owes, unless a rule says otherwise; 85% where absent; 0% is off."`
	Total         percent          `json:"total" jsonschema_description:"What all packages together owe; absent: nothing."`
	MinStatements int              `json:"min-statements" jsonschema:"minimum=0,maximum=2147483647" jsonschema_description:"A smaller package counts in the total, but is not gated alone; 0 where absent."`
	Missing       string           `json:"missing" jsonschema:"enum=fail,enum=warn" jsonschema_description:"What a package is that no profile mentions: fail where absent."`
	Floors        floors           `json:"floors" jsonschema_description:"Lower bars written by machine, until a day."`
	Services      []service        `json:"services" jsonschema:"minItems=1" jsonschema_description:"What runs together. The last that matches a folder wins; absent: every Go module is a service."`
	Suites        map[string]suite `json:"suites" jsonschema_description:"Kinds of tests, and which inputs belong to each: patterns, or profiles and shards."`
	Rules         []rule           `json:"rules" jsonschema:"minItems=1" jsonschema_description:"Bars of some packages or files. The last that matches wins."`
	Exclude       exclude          `json:"exclude" jsonschema_description:"What is left out of everything."`
	Waivers       []waiver         `json:"waivers" jsonschema:"minItems=1" jsonschema_description:"Lower bars on purpose: who answers for them, why, and until when."`
}

// JSONSchemaExtend allows the one version there is, and suites in their short form.
func (policy) JSONSchemaExtend(s *jsonschema.Schema) {
	s.Properties.Value("version").Const = 1
	one := uint64(1)
	suites := s.Properties.Value("suites")
	suites.MinProperties = &one
	suites.PropertyNames = &jsonschema.Schema{Pattern: namePattern}
	patterns := &jsonschema.Schema{Type: "array", Items: &jsonschema.Schema{Type: "string"}, MinItems: &one}
	suites.AdditionalProperties = &jsonschema.Schema{OneOf: []*jsonschema.Schema{patterns, suites.AdditionalProperties}}
}

// namePattern is what services, suites and labels may be called.
const namePattern = `^[\p{L}\p{N}]([\p{L}\p{N}._-]*[\p{L}\p{N}])?$`

type name struct{}

// JSONSchema describes one word.
func (name) JSONSchema() *jsonschema.Schema {
	return &jsonschema.Schema{Type: "string", Pattern: namePattern}
}

type service struct {
	Path     string   `json:"path" jsonschema:"minLength=1" jsonschema_description:"A glob of folders from the root such as services/*: each of them is a service, named after its folder."`
	Name     name     `json:"name" jsonschema_description:"What the service of some packages is called."`
	Packages []string `json:"packages" jsonschema:"minItems=1" jsonschema_description:"Package patterns such as ./orders/...; any of them."`
	Labels   []name   `json:"labels" jsonschema:"minItems=1" jsonschema_description:"Words that rules select by."`
}

// JSONSchemaExtend wants either a path, or a name and packages.
func (service) JSONSchemaExtend(s *jsonschema.Schema) {
	required := func(keys ...string) *jsonschema.Schema { return &jsonschema.Schema{Required: keys} }
	byPath, byName := required("path"), required("name", "packages")
	byPath.Not = &jsonschema.Schema{AnyOf: []*jsonschema.Schema{required("name"), required("packages")}}
	byName.Not = required("path")
	s.OneOf = []*jsonschema.Schema{byPath, byName}
}

type suite struct {
	Profiles []string `json:"profiles" jsonschema:"required,minItems=1" jsonschema_description:"Globs such as **/unit*.out, matched against the path of an input as it is given."`
	Shards   int      `json:"shards" jsonschema:"minimum=0,maximum=10000" jsonschema_description:"With fewer inputs there is no verdict; 0 where absent."`
}

type floors struct {
	File  string `json:"file" jsonschema:"required,minLength=1" jsonschema_description:"Path of the floors file, below the policy's folder."`
	Until day    `json:"until" jsonschema:"required" jsonschema_description:"The last day on which the floors count."`
}

type exclude struct {
	Generated bool     `json:"generated" jsonschema_description:"Leave out files with Go's line Code generated … DO NOT EDIT.; true where absent."`
	Packages  []string `json:"packages" jsonschema:"minItems=1" jsonschema_description:"Package patterns such as ./tools/..."`
	Files     []string `json:"files" jsonschema:"minItems=1" jsonschema_description:"Globs from the root such as **/mocks/**. The last that matches wins; ! takes back in."`
}

// JSONSchemaExtend wants at least one of the keys.
func (exclude) JSONSchemaExtend(s *jsonschema.Schema) {
	one := uint64(1)
	s.MinProperties = &one
}

type selectors struct {
	Packages []string `json:"packages" jsonschema:"minItems=1" jsonschema_description:"Package patterns such as ./services/*/domain/... or an import path; any of them."`
	Files    []string `json:"files" jsonschema:"minItems=1" jsonschema_description:"Globs from the root such as **/handlers/*.go; any of them. Needs per: file."`
	Services []string `json:"services" jsonschema:"minItems=1" jsonschema_description:"Names of services; any of them."`
	Labels   []name   `json:"labels" jsonschema:"minItems=1" jsonschema_description:"Labels of services; any of them."`
	Suite    string   `json:"suite" jsonschema:"minLength=1" jsonschema_description:"A suite of suites: what it alone covers is held to the bar."`
	Per      string   `json:"per" jsonschema:"enum=package,enum=service,enum=file" jsonschema_description:"What is held to the bar; package where absent."`
}

// extend wants one of the selectors, `per: file` where files are selected, and no packages or files in a check per service.
func (selectors) extend(s *jsonschema.Schema) {
	per := func(is *jsonschema.Schema) *jsonschema.Schema {
		properties := jsonschema.NewProperties()
		properties.Set("per", is)
		return &jsonschema.Schema{Properties: properties}
	}
	every, files := per(&jsonschema.Schema{Const: "service"}), per(&jsonschema.Schema{Const: "file"})
	every.Required, files.Required = []string{"per"}, []string{"per"}
	s.AnyOf = []*jsonschema.Schema{every}
	for _, key := range []string{"packages", "files", "services", "labels", "suite"} {
		s.AnyOf = append(s.AnyOf, &jsonschema.Schema{Required: []string{key}})
	}
	s.DependentSchemas = map[string]*jsonschema.Schema{
		"files":    files,
		"packages": per(&jsonschema.Schema{Enum: []any{"package", "file"}}),
	}
}

type rule struct {
	selectors

	Threshold percent `json:"threshold" jsonschema:"required" jsonschema_description:"What is asked; 0% is off."`
	Ramp      ramp    `json:"ramp" jsonschema_description:"Days from which on more is asked: {2027-04-01: 50%}."`
	Level     string  `json:"level" jsonschema:"enum=fail,enum=warn" jsonschema_description:"warn: shown, never fails; fail where absent."`
	Owner     string  `json:"owner" jsonschema:"minLength=1" jsonschema_description:"Who answers for it."`
	Reason    string  `json:"reason" jsonschema:"minLength=1" jsonschema_description:"Why."`
}

// JSONSchemaExtend adds what the selectors want.
func (r rule) JSONSchemaExtend(s *jsonschema.Schema) { r.extend(s) }

type waiver struct {
	selectors

	Threshold percent `json:"threshold" jsonschema:"required" jsonschema_description:"The bar until then."`
	Owner     string  `json:"owner" jsonschema:"required,minLength=1" jsonschema_description:"Who answers for it."`
	Reason    string  `json:"reason" jsonschema:"required,minLength=1" jsonschema_description:"Why."`
	Until     day     `json:"until" jsonschema:"required" jsonschema_description:"The last day on which it counts (UTC)."`
}

// JSONSchemaExtend adds what the selectors want.
func (w waiver) JSONSchemaExtend(s *jsonschema.Schema) { w.extend(s) }

type percent struct{}

// JSONSchema describes a number such as 72.5 or a text such as "72.5%".
func (percent) JSONSchema() *jsonschema.Schema {
	return &jsonschema.Schema{OneOf: []*jsonschema.Schema{
		{Type: "number", Minimum: "0", Maximum: "100", MultipleOf: json.Number("0.01")},
		{Type: "string", Pattern: `^(100(\.00?)?|[1-9]?[0-9](\.[0-9]{1,2})?)%?$`},
	}}
}

type day struct{}

// JSONSchema describes a day such as 2027-03-31.
func (day) JSONSchema() *jsonschema.Schema {
	return &jsonschema.Schema{Type: "string", Format: "date", Pattern: dayPattern}
}

const dayPattern = `^[0-9]{4}-[0-9]{2}-[0-9]{2}$`

type ramp struct{}

// JSONSchema describes steps: a day, and what is asked from it on.
func (ramp) JSONSchema() *jsonschema.Schema {
	one := uint64(1)
	return &jsonschema.Schema{
		Type:                 "object",
		MinProperties:        &one,
		PatternProperties:    map[string]*jsonschema.Schema{dayPattern: {Ref: "#/$defs/percent"}},
		AdditionalProperties: jsonschema.FalseSchema,
	}
}
