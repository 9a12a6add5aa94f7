package handlertest_test

import (
	"fmt"
	"maps"
	"net/http"
	"strings"
	"testing"

	"github.com/aws/aws-lambda-go/events"
	"github.com/getkin/kin-openapi/openapi3"
	"github.com/stretchr/testify/assert"

	"flatsupport/infra/handlertest"
	"flatsupport/shared/auth"
)

// ofRecords tells the routes of the records of support, which name a customer or a partner and no ticket.
func ofRecords(route string) bool {
	return strings.Contains(route, "{customer}") || strings.Contains(route, "{partner}") || strings.HasSuffix(route, "/entitlements")
}

// paths name a record of each kind, by customer.
var paths = map[string]map[string]string{
	"volga": {"customer": "volga", "certificate": "volga-1", "installation": "hq", "partner": "telecom-integrator"},
	"oka":   {"customer": "oka", "certificate": "oka-1", "installation": "ryazan", "partner": "telecom-integrator"},
}

// acts are whose records a person may look into when the role may: those of their own customer, or of the customers of
// their partner. The staff may look into all.
var acts = map[string]string{
	handlertest.Ivan.Subject: "volga", handlertest.Kate.Subject: "volga", handlertest.Anna.Subject: "neva",
	handlertest.Nina.Subject: "oka", handlertest.Olga.Subject: "oka",
}

// unnameable can be no id of a record.
var unnameable = []string{"tigris", "..%2F..", "volga#F", "C#volga", "volga\x00", "volga\n", strings.Repeat("v", 129), strings.Repeat("ю", 3000)}

// Every route of the records is tried by everybody for an own, a foreign and a missing customer, certificate and
// installation, by what openapi.yaml says. What is foreign looks like what is missing to the last byte.
func TestWhoMayDoWhatWithTheRecords(t *testing.T) {
	t.Parallel()
	for route, operation := range guarded(t) {
		if !ofRecords(route) || strings.HasSuffix(route, "/entitlements") {
			continue
		}
		t.Run(operation.OperationID, func(t *testing.T) {
			t.Parallel()
			d := handlertest.New(t, "volga", "neva", "oka")
			calls := 0
			try := func(p handlertest.Person, path map[string]string) events.APIGatewayV2HTTPResponse {
				calls++
				call := handlertest.Call{Route: route, As: p, Path: path, Key: fmt.Sprintf("records-%04d", calls)}
				if body, ok := bodies[operation.OperationID]; ok {
					call.JSON = body
				}
				return d.Do(t, call)
			}
			for _, p := range people {
				for customer, path := range paths {
					before := d.Keys(t, "F#", "K#", "B#")
					resp := try(p.person, path)
					switch want := refusalOf(route, operation, p.person, customer); want {
					case 0:
						assert.NotContains(t, []int{401, 403, 404}, resp.StatusCode, "%s of %s: %s", p.who, customer, resp.Body)
						assert.Less(t, resp.StatusCode, 500, "%s of %s", p.who, customer)
					default:
						assert.Equal(t, want, resp.StatusCode, "%s of %s", p.who, customer)
						assert.ElementsMatch(t, before, d.Keys(t, "F#", "K#", "B#"), "%s changed something", p.who)
					}
				}
				if !allowed(operation, p.person) {
					continue
				}
				missing := try(p.person, with(paths["volga"], first(route), "tigris"))
				assert.Equal(t, http.StatusNotFound, missing.StatusCode, p.who)
				for name := range paths["volga"] {
					if !strings.Contains(route, "{"+name+"}") {
						continue
					}
					for _, id := range unnameable {
						for customer, path := range paths {
							assert.Equal(t, missing, try(p.person, with(path, name, id)), "%s of %s: %s %.20q", p.who, customer, name, id)
						}
					}
				}
				for customer, path := range paths {
					if refusalOf(route, operation, p.person, customer) == http.StatusNotFound {
						assert.Equal(t, missing, try(p.person, path), "%s can tell that there is %s", p.who, customer)
					}
				}
			}
		})
	}
}

// first is the name by which a route finds whose records it is about.
func first(route string) string {
	if strings.Contains(route, "{customer}") {
		return "customer"
	}
	return "partner"
}

func with(path map[string]string, name, id string) map[string]string {
	other := maps.Clone(path)
	other[name] = id
	return other
}

// refusalOf is the refusal that a person meets at the records of the customer; 0: none for who they are.
func refusalOf(route string, operation *openapi3.Operation, p handlertest.Person, customer string) int {
	switch {
	case !allowed(operation, p):
		return http.StatusForbidden
	case first(route) == "partner" || staffFor(operation, p) || acts[p.Subject] == customer:
		return 0
	default:
		return http.StatusNotFound
	}
}

// staffFor reports whether the person has a role, other than that of a contact, by which they may call the operation.
func staffFor(operation *openapi3.Operation, p handlertest.Person) bool {
	for _, r := range p.Roles {
		one := handlertest.Person{Subject: p.Subject, Roles: []auth.Role{r}}
		if r != auth.Contact && r != auth.PartnerContact && allowed(operation, one) {
			return true
		}
	}
	return false
}

// Whose support it is says the table, not the query.
func TestEntitlementsOfAForeignCustomerLookLikeThoseOfAMissingOne(t *testing.T) {
	t.Parallel()
	d := handlertest.New(t, "volga", "neva", "oka")
	const route = "GET /v1/entitlements"
	operation := described(t)[route]
	for _, p := range people {
		own := acts[p.person.Subject]
		resp := d.Do(t, handlertest.Call{Route: route, As: p.person})
		switch {
		case !allowed(operation, p.person) || own == "":
			assert.Equal(t, http.StatusForbidden, resp.StatusCode, p.who)
		default:
			assert.Equal(t, http.StatusOK, resp.StatusCode, p.who)
			assert.Contains(t, resp.Body, `"customer":"`+own+`"`, p.who)
		}
		if !allowed(operation, p.person) {
			continue
		}
		missing := d.Do(t, handlertest.Call{Route: route, As: p.person, Query: map[string]string{"customer": "tigris"}})
		assert.Equal(t, http.StatusNotFound, missing.StatusCode, p.who)
		for _, customer := range []string{"volga", "neva", "oka", "volga#F", "C#volga"} {
			if customer != own {
				foreign := d.Do(t, handlertest.Call{Route: route, As: p.person, Query: map[string]string{"customer": customer}})
				assert.Equal(t, missing, foreign, "%s of %s", p.who, customer)
			}
		}
	}
}
