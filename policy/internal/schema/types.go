package main

import (
	"encoding/json"

	"github.com/invopop/jsonschema"
)

// The types mirror the policy file. A test of package policy holds their keys against those that its reader knows.

type policy struct {
	Version       int      `json:"version" jsonschema:"required" jsonschema_description:"Version of the policy language: 1."`
	Threshold     percent  `json:"threshold" jsonschema_description:"What every package owes, unless a rule says otherwise; 85% where absent; 0% is off."`
	Total         percent  `json:"total" jsonschema_description:"What all packages together owe; absent: nothing."`
	MinStatements int      `json:"min-statements" jsonschema:"minimum=0,maximum=2147483647" jsonschema_description:"A smaller package counts in the total, but is not gated alone; 0 where absent."`
	Missing       string   `json:"missing" jsonschema:"enum=fail,enum=warn" jsonschema_description:"What a package is that no profile mentions: fail where absent."`
	Floors        floors   `json:"floors" jsonschema_description:"Lower bars written by machine, until a day."`
	Rules         []rule   `json:"rules" jsonschema:"minItems=1" jsonschema_description:"Bars of some packages or files. The last that matches wins."`
	Exclude       exclude  `json:"exclude" jsonschema_description:"What is left out of everything."`
	Waivers       []waiver `json:"waivers" jsonschema:"minItems=1" jsonschema_description:"Lower bars on purpose: who answers for them, why, and until when."`
}

// JSONSchemaExtend allows the one version there is.
func (policy) JSONSchemaExtend(s *jsonschema.Schema) {
	s.Properties.Value("version").Const = 1
}

type floors struct {
	File  string `json:"file" jsonschema:"required,minLength=1" jsonschema_description:"Path of the floors file, below the policy's folder."`
	Until day    `json:"until" jsonschema:"required" jsonschema_description:"The last day on which the floors count."`
}

type exclude struct {
	Packages []string `json:"packages" jsonschema:"minItems=1" jsonschema_description:"Package patterns such as ./tools/..."`
	Files    []string `json:"files" jsonschema:"minItems=1" jsonschema_description:"Globs from the root such as **/mocks/**. The last that matches wins; ! takes back in."`
}

// JSONSchemaExtend wants at least one of the lists.
func (exclude) JSONSchemaExtend(s *jsonschema.Schema) {
	one := uint64(1)
	s.MinProperties = &one
}

type selectors struct {
	Packages []string `json:"packages" jsonschema:"minItems=1" jsonschema_description:"Package patterns such as ./services/*/domain/... or an import path; any of them."`
	Files    []string `json:"files" jsonschema:"minItems=1" jsonschema_description:"Globs from the root such as **/handlers/*.go; any of them. Needs per: file."`
	Per      string   `json:"per" jsonschema:"enum=package,enum=file" jsonschema_description:"What is held to the bar; package where absent."`
}

// extend wants one of the selectors, and `per: file` where files are selected.
func (selectors) extend(s *jsonschema.Schema) {
	s.AnyOf = []*jsonschema.Schema{{Required: []string{"packages"}}, {Required: []string{"files"}}}
	perFile := jsonschema.NewProperties()
	perFile.Set("per", &jsonschema.Schema{Const: "file"})
	s.DependentSchemas = map[string]*jsonschema.Schema{"files": {Properties: perFile, Required: []string{"per"}}}
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
