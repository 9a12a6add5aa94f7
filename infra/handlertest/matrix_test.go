package handlertest_test

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"flatsupport/infra/handlertest"
	"flatsupport/infra/story/letter"
	"flatsupport/shared/auth"
	"flatsupport/shared/store"
	"flatsupport/shared/ticket"
)

// bodies are well-formed bodies by operation.
var bodies = map[string]handlertest.Body{
	"submitRequest":  handlertest.Request("hq"),
	"registerCall":   handlertest.Critical("hq").With("customer", "volga").With("contact", "ivan"),
	"promise":        {"customer": "volga", "installation": "hq", "type": "incident", "priority": "P3"},
	"replyToTicket":  {"message": "Any news?"},
	"respond":        {"message": "We are on it."},
	"recordCall":     {"result": "no_answer"},
	"resolve":        {"message": "Mended."},
	"setPriority":    {"priority": "P2", "reason": "A department cannot work."},
	"wait":           {"reason": "Waiting for logs."},
	"resume":         {},
	"note":           {"message": "Seen before."},
	"escalate":       {"level": "3", "reason": "A dump has to be read."},
	"reachMilestone": {"milestone": "classified"},
	"requestVisit":   {},
	"assign":         {"engineer": "petrov", "reason": "He knows it."},
	"merge":          {"into": "2H9CN-NPFZ4", "message": "It is the same fault."},
	"split":          {"messageId": "no-such", "subject": "Another fault"},
	"inquire":        {"address": "lab@vendor.example", "message": "Is this known?"},
	"changeContact":  {"contact": "kate", "reason": "Ivan is on leave."},
	"continueWork":   {"reason": "The renewal is being signed."},
	"close":          {},
	"reopen":         {"reason": "It came back."},

	"publishRelease": {
		"product": "softswitch", "version": "4.3", "kind": "major", "titleRu": "Версия 4.3", "titleEn": "Version 4.3", "file": "softswitch/4.3.txt",
		"size": 1, "sha256": strings.Repeat("0", 64), "publishedOn": "2026-11-23",
	},
	"withdrawRelease":        {"reason": "It loses calls."},
	"requestDownload":        {"customer": "volga", "installation": "hq"},
	"requestUpgradeLicences": {"customer": "volga", "installation": "hq"},

	"sell": {
		"order": "o-1", "product": "softswitch", "installation": "annex", "package": "TS_8X5", "termMonths": 12, "soldOn": "2026-11-23", "licences": 5,
	},
	"quote":               {"termMonths": 12, "licences": 200, "signedOn": "2026-11-23"},
	"renew":               {"termMonths": 12, "licences": 200, "signedOn": "2026-11-23", "order": "o-2"},
	"correct":             {"order": "o-3", "reason": "A digit was mistyped."},
	"sellLevel1":          {"order": "l-1"},
	"rebind":              {"partner": "telecom-integrator", "reason": "The customer has asked for it."},
	"declareIntent":       {"evidence": "letter 7"},
	"withdrawIntent":      {},
	"commission":          {"on": "2026-11-20"},
	"countLicences":       {"activated": 200},
	"buyUpgrade":          {"order": "u-1", "version": "4.2", "boughtOn": "2026-11-20"},
	"recordVersion":       {"version": "4.2", "on": "2026-11-20"},
	"takeUnverified":      {"customer": "volga", "contact": "ivan", "reason": "He confirmed it by phone."},
	"dismissUnverified":   {"reason": "An advertisement."},
	"changePartnerStatus": {"status": "none", "reason": "The agreement has ended."},
}

// path are the parameters of paths besides the ticket's number.
var path = map[string]string{"customer": "volga", "product": "softswitch", "version": "4.2", "id": nobodys.ID()}

// nobodys is a request that nobody has settled.
var nobodys = store.Unverified{At: handlertest.Monday, Object: "o1", Reason: "unknown_sender", Subject: "No calls"}

// people are everybody who could knock, and whether the ticket of volga is theirs to see when their role may.
var people = []struct {
	who    string
	person handlertest.Person
	sees   bool
}{
	{"the contact who asked", handlertest.Ivan, true},
	{"another contact of the customer", handlertest.Kate, true},
	{"a contact of another customer", handlertest.Anna, false},
	{"a contact of a customer with a partner", handlertest.Nina, false},
	{"a partner contact", handlertest.Olga, false},
	{"a signed-in person who is no contact", handlertest.Person{Subject: "stranger", Roles: []auth.Role{auth.Contact, auth.PartnerContact}}, false},
	{"an operator", handlertest.Operator, true},
	{"an engineer", handlertest.Engineer, true},
	{"a manager", handlertest.Manager, true},
	{"a seller", handlertest.Seller, true},
	{"a person of every role but contact of nobody", handlertest.Person{Subject: "stranger", Roles: []auth.Role{auth.Sales, auth.Operator}}, true},
	{"a person without a role", handlertest.Person{Subject: "ivan@volga.example"}, false},
}

// Every route is tried by everybody on an own, a foreign, a missing and a misheard number, by what openapi.yaml says.
func TestWhoMayDoWhat(t *testing.T) {
	t.Parallel()
	missing := ticket.ShowNumber(ticket.Number("volga", "nobody ever asked", 0))
	for route, operation := range guarded(t) {
		if ofRecords(route) {
			continue // tried below
		}
		t.Run(operation.OperationID, func(t *testing.T) {
			t.Parallel()
			d := handlertest.New(t, "volga", "neva", "oka")
			require.NoError(t, d.Store.PutUnverified(t.Context(), nobodys))
			id := d.Open(t, handlertest.Ivan, "the-ticket", handlertest.Request("hq"))
			number, path := ticket.ShowNumber(id), path
			if strings.Contains(route, "{file}") {
				path = map[string]string{"file": d.Enclose(t, id, handlertest.Ivan.Subject, letter.File{Name: "a.log", Content: "a trace"})}
			}
			for i, p := range people {
				before := d.Ticket(t, id).Ticket.Version
				call := handlertest.Call{Route: route, Number: number, Path: path, As: p.person, Key: fmt.Sprintf("matrix-%04d", i)}
				if operation.OperationID == "listReleases" {
					call.Query = map[string]string{"product": "softswitch"}
				}
				if body, ok := bodies[operation.OperationID]; ok {
					call.JSON = body
				}
				if operation.OperationID == "submitRequest" && p.person.Subject != handlertest.Ivan.Subject {
					call.JSON = handlertest.Request("hq").With("customer", "volga")
				}
				if operation.OperationID == "promise" && slices.Contains(p.person.Roles, auth.Operator) {
					call.JSON = bodies["promise"].With("contact", "ivan")
				}
				status := d.Do(t, call).StatusCode
				want := expected(operation, p.person, p.sees)
				if want == 0 {
					assert.NotContains(t, []int{401, 403, 404}, status, p.who)
					assert.Less(t, status, 500, p.who)
				} else {
					assert.Equal(t, want, status, p.who)
					assert.Equal(t, before, d.Ticket(t, id).Ticket.Version, "%s changed something", p.who)
				}
				if !strings.Contains(route, "{number}") || !allowed(operation, p.person) {
					continue
				}
				foreign := d.Do(t, call)
				for _, other := range []string{missing, "0000000000", "K7M29-QXF4", "..%2F..", strings.ToLower(missing)} {
					call.Number = other
					unseen := d.Do(t, call)
					assert.Equal(t, http.StatusNotFound, unseen.StatusCode, "%s, number %s", p.who, other)
					if want == http.StatusNotFound {
						assert.Equal(t, foreign, unseen, "%s can tell a foreign ticket from a missing one", p.who)
					}
				}
			}
		})
	}
}

// A request for another customer, sent or only asked about, looks the same as one for a customer that does not exist.
func TestAForeignCustomerLooksLikeAMissingOne(t *testing.T) {
	t.Parallel()
	d := handlertest.New(t, "volga", "neva", "oka")
	before := d.Stored(t)
	for route, operation := range guarded(t) {
		if id := operation.OperationID; id != "submitRequest" && id != "promise" {
			continue
		}
		for i, p := range people {
			if !allowed(operation, p.person) || slices.Contains(p.person.Roles, auth.Operator) {
				continue
			}
			foreign := "neva"
			if p.person.Subject == handlertest.Anna.Subject {
				foreign = "oka"
			}
			call := handlertest.Call{Route: route, As: p.person, Key: fmt.Sprintf("foreign-%04d", i)}
			for _, installation := range []string{"spb", "attic"} {
				body := bodies[operation.OperationID].With("installation", installation)
				call.JSON = body.With("customer", foreign)
				seen := d.Do(t, call)
				call.JSON = body.With("customer", "tigris")
				assert.Equal(t, http.StatusNotFound, seen.StatusCode, "%s by %s", route, p.who)
				assert.Equal(t, seen, d.Do(t, call), "%s by %s", route, p.who)
			}
		}
	}
	assert.ElementsMatch(t, before, d.Stored(t))
}

func TestNobodyGetsInWithoutClaims(t *testing.T) {
	t.Parallel()
	d := handlertest.New(t, "volga")
	id := d.Open(t, handlertest.Ivan, "the-ticket", handlertest.Request("hq"))
	before := d.Stored(t)
	for route, operation := range guarded(t) {
		call := handlertest.Call{Route: route, Number: ticket.ShowNumber(id), Path: path, Key: "matrix-nobody"}
		if body, ok := bodies[operation.OperationID]; ok {
			call.JSON = body
		}
		for name, header := range map[string]map[string]string{
			"nothing":                          nil,
			"a token that nobody has verified": {"authorization": "Bearer eyJhbGciOiJub25lIn0.eyJzdWIiOiJpdmFuQHZvbGdhLmV4YW1wbGUifQ."},
			"headers of a proxy":               {"x-forwarded-user": "orlova", "x-roles": "manager", "x-amzn-oidc-identity": "orlova"},
		} {
			call.Header = header
			assert.Equal(t, http.StatusUnauthorized, d.Do(t, call).StatusCode, "%s with %s", route, name)
		}
	}
	require.ElementsMatch(t, before, d.Stored(t))
}

// expected is the refusal that a person meets; 0: none for who they are.
func expected(operation *openapi3.Operation, p handlertest.Person, sees bool) int {
	switch {
	case !allowed(operation, p):
		return http.StatusForbidden
	case operation.OperationID == "listTickets", operation.OperationID == "listReleases" && !staff(p):
		if p.Subject == "stranger" {
			return http.StatusForbidden // a contact of nobody
		}
		return 0
	case !sees:
		return http.StatusNotFound
	default:
		return 0
	}
}

// staff see the catalogue for nobody's sake.
func staff(p handlertest.Person) bool {
	return slices.ContainsFunc(p.Roles, func(r auth.Role) bool { return r == auth.Sales || r == auth.Engineer || r == auth.Manager })
}

func allowed(operation *openapi3.Operation, p handlertest.Person) bool {
	roles, _ := operation.Extensions["x-roles"].([]any)
	return slices.ContainsFunc(p.Roles, func(r auth.Role) bool { return slices.Contains(roles, any(string(r))) })
}
