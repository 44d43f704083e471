package githubtest

import (
	"bytes"
	"context"
	"io"
	"os"
	"sync"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/getkin/kin-openapi/openapi3filter"
	"github.com/getkin/kin-openapi/routers"
)

// Description is the variable of the environment that names a cut of GitHub's description of its API.
const Description = "COVBAR_OPENAPI"

// A description is what GitHub says of its API. Nothing contradicts one that is not there.
type description struct {
	api *openapi3.T
}

// load reads the description once for all tests of a package.
var load = sync.OnceValues(func() (*openapi3.T, error) {
	api, err := openapi3.NewLoader().LoadFromFile(os.Getenv(Description))
	if err != nil {
		return nil, err
	}
	return api, api.Validate(context.Background(), openapi3.DisableExamplesValidation())
})

// describe is nil where there is no description.
func describe(t testing.TB) *description {
	t.Helper()
	if os.Getenv(Description) == "" {
		return nil
	}
	api, err := load()
	if err != nil {
		t.Fatalf("%s: %v", Description, err)
	}
	return &description{api}
}

var options = &openapi3filter.Options{
	SkipSettingDefaults: true, RejectWhenRequestBodyNotSpecified: true,
	// A whole schema in each error hides what is wrong.
	SchemaValidationOptions: []openapi3.SchemaValidationOption{openapi3.DisableSchemaErrorDetails()},
}

// input finds the operation by its path: the names of the variables in operations.txt are those of the description.
func (d *description) input(o operation, c *call) *openapi3filter.RequestValidationInput {
	item := d.api.Paths.Value(o.path)
	request := c.Clone(c.Context())
	request.Body = io.NopCloser(bytes.NewReader(c.body))
	return &openapi3filter.RequestValidationInput{
		Request:    request,
		PathParams: c.vars,
		Route:      &routers.Route{Spec: d.api, Path: o.path, PathItem: item, Method: o.method, Operation: item.GetOperation(o.method)},
		Options:    options,
	}
}

func (d *description) request(o operation, c *call) error {
	if d == nil {
		return nil
	}
	return openapi3filter.ValidateRequest(c.Context(), d.input(o, c))
}

func (d *description) response(o operation, c *call, r *Reply) error {
	if d == nil {
		return nil
	}
	input := &openapi3filter.ResponseValidationInput{
		RequestValidationInput: d.input(o, c), Status: r.Status, Header: r.Header, Options: options,
	}
	return openapi3filter.ValidateResponse(c.Context(), input.SetBodyBytes(r.Body))
}
