package handlertest_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"maps"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"flatsupport/functions/contracts"
	"flatsupport/functions/desk"
	"flatsupport/functions/files"
	"flatsupport/functions/forms"
	"flatsupport/functions/intake"
	"flatsupport/functions/releases"
	"flatsupport/infra/handlertest"
	"flatsupport/infra/template"
)

const root = "../.."

// described are the operations of openapi.yaml by route.
func described(t *testing.T) map[string]*openapi3.Operation {
	t.Helper()
	operations := map[string]*openapi3.Operation{}
	for path, item := range handlertest.Description(t).Paths.Map() {
		for method, operation := range item.Operations() {
			operations[method+" "+path] = operation
		}
	}
	return operations
}

// guarded are those for which one has to be signed in.
func guarded(t *testing.T) map[string]*openapi3.Operation {
	t.Helper()
	operations := described(t)
	maps.DeleteFunc(operations, func(_ string, o *openapi3.Operation) bool { return open(o) })
	return operations
}

// open reports whether everybody may call the operation.
func open(o *openapi3.Operation) bool { return o != nil && o.Security != nil && len(*o.Security) == 0 }

func TestDescriptionHandlersAndTemplateHaveTheSameRoutes(t *testing.T) {
	t.Parallel()
	wired, err := template.Read(filepath.Join(root, "template.yaml"), map[string]string{
		"MailFrom": "desk@flat.example", "MailInbox": "desk@flat.example", "PortalUrl": "https://desk.example",
	})
	require.NoError(t, err)
	byFunction := map[string][]string{}
	var inTemplate []string
	for _, route := range wired.Routes {
		name := route.Method + " " + route.Path
		inTemplate = append(inTemplate, name)
		byFunction[route.Function] = append(byFunction[route.Function], name)
		assert.Equal(t, !open(described(t)[name]), route.Authorizer != "", "%s is open to everyone", name)
	}
	atIntake := slices.Collect(maps.Keys(intake.Handler{}.Routes()))
	atDesk := slices.Collect(maps.Keys(desk.Handler{}.Routes()))
	atContracts := slices.Collect(maps.Keys(contracts.Handler{}.Routes()))
	atReleases := slices.Collect(maps.Keys(releases.Handler{}.Routes()))
	atForms := slices.Collect(maps.Keys(forms.Handler{}.Routes()))
	atFiles := slices.Collect(maps.Keys(files.Handler{}.Routes()))
	all := slices.Concat(atIntake, atDesk, atContracts, atReleases, atForms, atFiles)
	assert.ElementsMatch(t, all, slices.Collect(maps.Keys(described(t))), "openapi.yaml and the handlers")
	assert.ElementsMatch(t, all, inTemplate, "template.yaml and the handlers")
	assert.ElementsMatch(t, atIntake, byFunction["IntakeFunction"])
	assert.ElementsMatch(t, atDesk, byFunction["DeskFunction"])
	assert.ElementsMatch(t, atContracts, byFunction["ContractsFunction"])
	assert.ElementsMatch(t, atReleases, byFunction["ReleasesFunction"])
	assert.ElementsMatch(t, atForms, byFunction["FormsFunction"])
	assert.ElementsMatch(t, atFiles, byFunction["FilesFunction"])
}

func TestEveryOperationSaysWhoMayCallIt(t *testing.T) {
	t.Parallel()
	known := []any{"contact", "partner_contact", "operator", "engineer", "manager", "sales"}
	for route, operation := range described(t) {
		assert.NotEmpty(t, operation.Summary, route)
		if open(operation) {
			assert.Regexp(t, " /v1/(forms|uploads)/", route, "open to everyone")
			continue
		}
		roles, ok := operation.Extensions["x-roles"].([]any)
		require.True(t, ok, route)
		assert.NotEmpty(t, roles, route)
		assert.Subset(t, known, roles, route)
		assert.Nil(t, operation.Security, "%s: the token is needed everywhere", route)
	}
}

// A code that a function can answer with and that openapi.yaml does not list, or the other way round, is found here.
func TestTheDescriptionListsEveryCode(t *testing.T) {
	t.Parallel()
	doc := handlertest.Description(t)
	var inProblems []string
	for _, response := range doc.Components.Responses {
		media, ok := response.Value.Content["application/problem+json"]
		if !ok {
			continue
		}
		code := media.Schema.Value.AllOf[0].Value.Properties["code"].Value
		if code.Const != nil {
			inProblems = append(inProblems, code.Const.(string))
		}
		own := code.Enum
		for _, kind := range code.AnyOf {
			if kind.Ref == "" { // those of the policy are listed below
				own = append(own, kind.Value.Enum...)
			}
		}
		for _, one := range own {
			if !slices.Contains(inProblems, one.(string)) {
				inProblems = append(inProblems, one.(string))
			}
		}
	}
	ofFields := []string{}
	for _, one := range doc.Components.Schemas["FieldError"].Value.Properties["code"].Value.Enum {
		ofFields = append(ofFields, one.(string))
	}
	ofWeb := constants(t, "shared/web/texts.go", func(string) bool { return true })
	ofTicket := constants(t, "shared/ticket/command.go", func(typ string) bool { return typ == "Code" })
	assert.ElementsMatch(t, slices.Concat(ofWeb, ofTicket), append(inProblems, ofFields...))

	refusals := []string{}
	for _, one := range slices.Concat(doc.Components.Schemas["RefusalCode"].Value.Enum,
		doc.Components.Schemas["VisitAnswer"].Value.Properties["code"].Value.Enum,
		doc.Components.Schemas["SaleRefusal"].Value.Enum, doc.Components.Schemas["ReleaseRefusal"].Value.Enum) {
		if !slices.Contains(refusals, one.(string)) { // some refuse a request as well as a sale
			refusals = append(refusals, one.(string))
		}
	}
	ofPolicy := constants(t, "shared/policy/edition.go", func(typ string) bool { return typ == "RefusalCode" })
	assert.ElementsMatch(t, ofPolicy, refusals)
}

// constants are the capital-letter texts of a file's constants of the wanted types.
func constants(t *testing.T, file string, wanted func(typ string) bool) []string {
	t.Helper()
	parsed, err := parser.ParseFile(token.NewFileSet(), filepath.Join(root, file), nil, 0)
	require.NoError(t, err)
	var found []string
	for _, decl := range parsed.Decls {
		group, ok := decl.(*ast.GenDecl)
		if !ok || group.Tok != token.CONST {
			continue
		}
		for _, spec := range group.Specs {
			constant := spec.(*ast.ValueSpec)
			typ, _ := constant.Type.(*ast.Ident)
			name := ""
			if typ != nil {
				name = typ.Name
			}
			if !wanted(name) {
				continue
			}
			for _, value := range constant.Values {
				literal, ok := value.(*ast.BasicLit)
				if !ok || literal.Kind != token.STRING {
					continue
				}
				text, err := strconv.Unquote(literal.Value)
				require.NoError(t, err)
				if text == strings.ToUpper(text) {
					found = append(found, text)
				}
			}
		}
	}
	require.NotEmpty(t, found, file)
	return found
}
