package intake_test

import (
	"fmt"
	"log/slog"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-lambda-go/events"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"flatsupport/infra/handlertest"
	"flatsupport/infra/story/given"
	"flatsupport/shared/auth"
	"flatsupport/shared/policy"
	"flatsupport/shared/ticket"
	"flatsupport/shared/view"
)

// receipts are instants at which requests arrive: by day, at night, on days that are off, short or moved, and around the
// midnight at which the certificates of the installations "ending" and "loyal" end.
var receipts = []string{
	"2025-11-01T15:10:00+03:00",     // a Saturday worked by transfer, and short
	"2026-01-09T11:00:00+03:00",     // a day off by transfer
	"2026-06-10T17:15:00+03:00",     // 45 minutes before the end of the day
	"2026-06-11T17:30:00+03:00",     // a short day before a holiday
	"2026-06-11T23:59:59.999+03:00", // the last millisecond of the term
	"2026-06-12T00:00:00+03:00",     // its end, a holiday
	"2026-06-13T03:20:00+03:00",     // the night of a Saturday
	"2026-06-15T08:59:59.999+03:00", // just before the opening
	"2026-06-15T09:00:00+03:00",     // at the opening
	"2026-06-15T18:00:00+03:00",     // at the close
	"2026-09-12T00:00:00+03:00",     // the end of the loyalty window
	"2026-11-20T17:30:00+03:00",     // a Friday evening
	"2026-12-30T17:59:30.250+03:00", // before ten days off
}

// systems are the states in which an installation can be, by name, under a package.
var systems = []struct {
	name         string
	commissioned string
	cert         given.Certificate // none without a term
	intent       string
}{
	{"running", "2025-03-15", given.Certificate{SoldOn: "2025-03-01", ActivationOn: "2025-03-15", TermMonths: 36}, ""},
	{"with-level-1", "2025-03-15", given.Certificate{SoldOn: "2025-03-01", TermMonths: 36, Level1: true}, ""},
	{"pending", "", given.Certificate{SoldOn: "2027-02-01", ActivationOn: "2027-02-15", TermMonths: 12}, ""},
	{"ending", "2025-06-12", given.Certificate{SoldOn: "2025-06-12", TermMonths: 12}, ""},
	{"loyal", "2025-06-12", given.Certificate{SoldOn: "2025-06-12", TermMonths: 12}, "2026-05-20"},
	{"long-over", "2023-05-01", given.Certificate{SoldOn: "2023-05-01", TermMonths: 12}, ""},
	{"never-worked", "", given.Certificate{SoldOn: "2025-03-01", TermMonths: 36}, ""},
	{"unsupported", "2025-03-15", given.Certificate{}, ""},
}

// asking is one request, to be asked about and then sent.
type asking struct {
	at      time.Time
	pack    policy.PackageCode
	as      handlertest.Person
	channel policy.ChannelCode
	body    handlertest.Body // without what only the sent request needs
}

func (a asking) String() string {
	return fmt.Sprintf("%s %s by %s %v", a.at.Format(time.RFC3339), a.pack, a.as.Subject, a.body)
}

// probe are the people of a customer of the package.
func probe(pack policy.PackageCode) (customer string, named, unnamed handlertest.Person) {
	customer = strings.ToLower(strings.ReplaceAll(string(pack), "_", "-"))
	return customer, handlertest.Person{Subject: "named@" + customer + ".example", Roles: handlertest.Ivan.Roles},
		handlertest.Person{Subject: "temp@" + customer + ".example", Roles: handlertest.Ivan.Roles}
}

// probes are one customer for each package, with an installation in each state.
func probes(ed *policy.Edition) given.Given {
	var g given.Given
	no := false
	for _, pack := range ed.Packages {
		id, named, unnamed := probe(pack.Code)
		c := given.Customer{ID: id, Name: id, Contacts: []given.Contact{
			{Email: named.Subject}, {Email: unnamed.Subject, Authorised: &no},
		}}
		for _, s := range systems {
			c.Installations = append(c.Installations, given.Installation{ID: s.name, Product: "softswitch", CommissionedOn: s.commissioned})
			if s.cert.TermMonths == 0 {
				continue
			}
			cert := s.cert
			cert.ID, cert.Package, cert.Installation = "of-"+s.name, string(pack.Code), s.name
			if pack.PartnerOnly {
				cert.Partner = "telecom-integrator"
			}
			c.Certificates = append(c.Certificates, cert)
			if s.intent != "" {
				c.Intents = append(c.Intents, given.Intent{Certificate: cert.ID, DeclaredOn: s.intent, By: named.Subject})
			}
		}
		g.Customers = append(g.Customers, c)
	}
	return g
}

// askings are every package by priority, type and channel on a running certificate, every package by priority in every
// other state, and those who may not ask. The instants take turns; there are 13 of them, so that they meet everything else
// that takes turns.
func askings(t *testing.T, ed *policy.Edition) []asking {
	t.Helper()
	ways := []handlertest.Body{nil, {}, {"overrideReason": "Their portal is down."}} // portal, hotline, hotline with a reason
	types := []policy.RequestType{policy.Incident, policy.Question, policy.Configure}
	var all []asking
	turn := 0
	add := func(pack policy.Package, system string, priority policy.PriorityCode, typ policy.RequestType, way handlertest.Body, strange bool) {
		at := instant(t, receipts[turn%len(receipts)])
		turn++
		customer, named, unnamed := probe(pack.Code)
		a := asking{at: at, pack: pack.Code, as: named, channel: policy.Portal}
		a.body = handlertest.Body{"customer": customer, "installation": system, "type": string(typ), "priority": string(priority)}
		contact := "named"
		switch {
		case strange && pack.PartnerOnly: // the customer's own people ask for what the partner asks
		case strange:
			a.as, contact = unnamed, "temp"
		case pack.PartnerOnly:
			a.as, contact = handlertest.Olga, "telecom-integrator/olga"
		}
		if way != nil {
			a.as, a.channel = handlertest.Operator, policy.Hotline
			a.body = a.body.With("contact", contact).With("callStartedAt", at.Add(-7*time.Minute).Format(time.RFC3339Nano))
			for field, value := range way {
				a.body[field] = value
			}
		}
		all = append(all, a)
	}
	for _, pack := range ed.Packages {
		for _, priority := range ed.Priorities {
			for _, typ := range types {
				for _, way := range ways {
					add(pack, "running", priority.Code, typ, way, false)
				}
			}
			for i, s := range systems[1:] {
				add(pack, s.name, priority.Code, types[(turn+i)%len(types)], ways[turn%len(ways)], false)
			}
			add(pack, "running", priority.Code, policy.Incident, ways[turn%len(ways)], true)
		}
	}
	slices.SortStableFunc(all, func(a, b asking) int { return a.at.Compare(b.at) })
	return all
}

// answered is what a promise says, and a ticket after its check.
type answered struct {
	Answer, Code, Clause, Quote, Reason, Remedy, Edition, Digest, Calendar string
	Package, Certificate, Support, Priority, CustomerPriority              string
	Level                                                                  int
	Engineer                                                               bool
	Facts                                                                  []string
	Explanation                                                            []view.Ground
	Until                                                                  *time.Time
	Clocks                                                                 []clocked
}

type clocked struct {
	Name, Title, Clause, Priority, Target, DueText string
	Start                                          time.Time
	Due                                            *time.Time
	Explanation                                    []string
	Intervals                                      []view.Interval
}

func ofPromise(p view.Promise) answered {
	a := answered{
		p.Answer, p.Code, p.Clause, p.Quote, p.Reason, p.Remedy, p.Edition, p.Digest, p.Calendar, "", p.Certificate,
		p.Support, p.Priority, p.CustomerPriority, p.Level, p.Engineer, p.Facts, p.Explanation, p.HoldsUntil, nil,
	}
	if p.Package != nil {
		a.Package = p.Package.Code
	}
	for _, c := range p.Clocks {
		a.Clocks = append(a.Clocks, clocked{c.Name, c.Title, c.Clause, c.Priority, c.Target, c.DueText, c.Start, c.Due, c.Explanation, c.Intervals})
	}
	return a
}

func ofTicket(shown view.Ticket, was ticket.Ticket) answered {
	d := *shown.Decision
	a := answered{
		d.Answer, d.Code, d.Clause, d.Quote, d.Reason, d.Remedy, d.Edition, d.Digest, d.Calendar, d.Package, d.Certificate,
		d.Support, shown.Priority, shown.CustomerPriority, shown.Level, was.Decision.MustName, d.Facts, d.Explanation, d.Until, nil,
	}
	for _, c := range shown.Clocks {
		a.Clocks = append(a.Clocks, clocked{c.Name, c.Title, c.Clause, c.Priority, c.Target, c.DueText, c.Start, c.Due, c.Explanation, c.Intervals})
	}
	return a
}

// Whoever asks beforehand is told what then happens: the same answer on the same grounds, and the same clocks, due at the
// same instants for the same reasons, as the request gets when it is sent at that instant and checked a moment later.
func TestThePromiseIsWhatTheDecisionThenGives(t *testing.T) {
	t.Parallel()
	d := handlertest.New(t)
	ed, err := d.Docket.Editions.Edition(given.Edition)
	require.NoError(t, err)
	require.NoError(t, probes(ed).Save(t.Context(), d.Store))
	met := map[string]bool{}
	for i, a := range askings(t, ed) {
		d.Clock.Set(a.at)
		resp := d.Do(t, handlertest.Call{Route: promise, As: a.as, JSON: a.body})
		require.Equal(t, http.StatusOK, resp.StatusCode, "%s: %s", a, resp.Body)
		told := handlertest.Read[view.Promise](t, resp)
		id := sent(t, d, a, fmt.Sprintf("as-promised-%04d", i))
		is, shown := ofPromise(told), asked(t, d, a, id)
		require.Equal(t, shown, is, a)
		assert.Equal(t, a.at, told.JudgedAt, a)
		countsFromTheOpening(t, ed, a, told)
		for _, one := range []string{
			is.Answer + " " + string(a.channel), is.Code, is.Support, "engineer " + fmt.Sprint(is.Engineer), "level " + fmt.Sprint(is.Level),
			is.Answer + " " + is.Package + " " + is.CustomerPriority, is.Answer + " " + is.Package + " " + a.at.String(),
		} {
			met[one] = true
		}
	}
	// That all this has been met is part of the finding.
	for _, one := range []string{
		"accepted portal", "accepted hotline", "refused portal", "refused hotline", "engineer true", "engineer false",
		"level 1", "level 2", "level 3", "active", "loyalty", "pending", "lapsed", "conditional",
	} {
		assert.True(t, met[one], one)
	}
	for _, rule := range ed.Refusals {
		if rule.Code != policy.ProductNotCovered && rule.Code != policy.PartnerStatusMissing && !rule.Code.OfVisit() && !rule.Code.OfRelease() && !rule.Code.OfRecord() { // other tests have them
			assert.True(t, met[string(rule.Code)], rule.Code)
		}
	}
	for _, pack := range ed.Packages {
		for _, priority := range ed.Priorities {
			assert.True(t, met["accepted "+string(pack.Code)+" "+string(priority.Code)], "%s %s", pack.Code, priority.Code)
		}
		for _, receipt := range receipts {
			assert.True(t, met["accepted "+string(pack.Code)+" "+instant(t, receipt).String()], "%s at %s", pack.Code, receipt)
		}
	}
}

func instant(t *testing.T, text string) time.Time {
	t.Helper()
	at, err := time.Parse(time.RFC3339, text)
	require.NoError(t, err)
	return at.UTC()
}

// sent sends the request that was asked about and lets it be checked two seconds later.
func sent(t *testing.T, d *handlertest.Desk, a asking, key string) string {
	t.Helper()
	body := a.body.With("subject", "As asked").With("description", "Just as it was asked.").With("callbackPhone", "+74990000001")
	route := portal
	if a.channel == policy.Hotline {
		route = hotline
	}
	resp := straight(t, d, handlertest.Call{Route: route, As: a.as, Key: key, JSON: body})
	require.Equal(t, http.StatusCreated, resp.StatusCode, "%s: %s", a, resp.Body)
	id := idOf(t, resp)
	d.Clock.Forward(2 * time.Second)
	check, err := d.Entitlement().Handle(t.Context(), handlertest.Messages(t, id))
	require.NoError(t, err)
	require.Empty(t, check.BatchItemFailures, a)
	return id
}

// straight sends a call to its function without holding it to openapi.yaml, which takes most of the time of a call and has
// been done for these routes elsewhere.
func straight(t *testing.T, d *handlertest.Desk, c handlertest.Call) events.APIGatewayV2HTTPResponse {
	t.Helper()
	routes := d.Intake().Routes()
	if strings.Contains(c.Route, "/v1/desk/") {
		routes = d.Desk().Routes()
	}
	resp, err := routes.Serve(slog.New(slog.DiscardHandler), d.Clock.Now)(t.Context(), d.Event(t, c))
	require.NoError(t, err)
	return resp
}

// asked is what whoever asked then sees of the ticket: an operator as the staff do.
func asked(t *testing.T, d *handlertest.Desk, a asking, id string) answered {
	t.Helper()
	route := show
	if slices.Contains(a.as.Roles, auth.Operator) {
		route = "GET /v1/desk/tickets/{number}"
	}
	resp := straight(t, d, handlertest.Call{Route: route, Number: ticket.ShowNumber(id), As: a.as})
	require.Equal(t, http.StatusOK, resp.StatusCode, "%s: %s", a, resp.Body)
	return ofTicket(handlertest.Read[view.Ticket](t, resp), d.Ticket(t, id).Ticket)
}

// countsFromTheOpening checks what only the promise says: a clock counts from the next opening of the package's hours.
func countsFromTheOpening(t *testing.T, ed *policy.Edition, a asking, told view.Promise) {
	t.Helper()
	for _, c := range told.Clocks {
		hours, err := ed.Schedule(policy.Hours{Package: policy.PackageCode(told.Package.Code), Priority: policy.PriorityCode(told.Priority)})
		require.NoError(t, err)
		opening, err := hours.NextOpening(c.Start)
		require.NoError(t, err)
		assert.Equal(t, opening.UTC(), c.Starts, a)
		assert.NotEmpty(t, c.Hours, a)
	}
}
