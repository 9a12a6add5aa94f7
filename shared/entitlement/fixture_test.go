package entitlement_test

import (
	"errors"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"flatsupport/shared/coverage"
	"flatsupport/shared/entitlement"
	"flatsupport/shared/policy"
)

// edition is flat-1.4, with other readings where overrides (datum, value, datum, value ...) are given.
func edition(t require.TestingT, overrides ...string) *policy.Edition {
	lib, err := policy.Editions()
	require.NoError(t, err)
	ed, err := lib.Edition("flat-1.4")
	require.NoError(t, err)
	if len(overrides) == 0 {
		return ed
	}
	changed := map[string]string{}
	for pair := range slices.Chunk(overrides, 2) {
		changed[pair[0]] = pair[1]
	}
	ed, err = ed.With(changed)
	require.NoError(t, err)
	return ed
}

var errNoEdition = errors.New("no such edition")

// shelf holds editions; the first is the one under which certificates are sold now.
type shelf []*policy.Edition

func (s shelf) Edition(id string) (*policy.Edition, error) {
	for _, ed := range s {
		if ed.ID == id {
			return ed, nil
		}
	}
	return nil, errNoEdition
}

func (s shelf) Current(coverage.Date) (*policy.Edition, error) {
	if len(s) == 0 {
		return nil, errNoEdition
	}
	return s[0], nil
}

func (s shelf) Starts() []coverage.Date { return nil }

func date(t require.TestingT, s string) coverage.Date {
	if s == "" {
		return coverage.Date{}
	}
	d, err := coverage.ParseDate(s)
	require.NoError(t, err)
	return d
}

// msk reads "2006-01-02 15:04:05.999999999" on the Moscow clock; seconds may be left out, and so may the time.
func msk(t require.TestingT, s string) time.Time {
	zone, err := time.LoadLocation("Europe/Moscow")
	require.NoError(t, err)
	for _, layout := range []string{time.DateOnly, "2006-01-02 15:04", "2006-01-02 15:04:05"} {
		if at, err := time.ParseInLocation(layout, s, zone); err == nil {
			return at
		}
	}
	require.FailNow(t, "not a Moscow time", s)
	return time.Time{}
}

// world is a valid case by default: an authorised contact of a customer asks by the portal about a commissioned system
// with a running TS_8X5 certificate (2025-03-15 to 2026-03-15). A test states its one difference.
type world struct {
	t     testing.TB
	shelf shelf
	facts entitlement.Facts
	req   entitlement.Request
}

type option func(*world)

func given(t testing.TB, options ...option) *world {
	t.Helper()
	ed := edition(t)
	w := &world{
		t:     t,
		shelf: shelf{ed},
		facts: entitlement.Facts{
			Customer: entitlement.Customer{Ref: "customer/volga@1", ID: "volga"},
			Contacts: []entitlement.Contact{
				{Ref: "contact/ivan@1", ID: "ivan", Authorised: true},
				{Ref: "contact/anna@1", ID: "anna"},
				{Ref: "contact/olga@1", ID: "olga", Partner: "integrator"},
			},
			Installations: []entitlement.Installation{{
				Ref: "installation/hq@1", ID: "hq", Product: ed.Products[0].Code,
				CommissionedOn: date(t, "2025-03-15"), Area: "RU-MOW", Licences: 200,
			}},
			Partners: []entitlement.Partner{{Ref: "partner/integrator@1", ID: "integrator", Name: "Интегратор", Active: true}},
		},
		req: entitlement.Request{
			ReceivedAt: msk(t, "2025-11-20 12:00"), Channel: policy.Portal, Type: policy.Incident,
			Priority: policy.P2, Installation: "hq", Contact: "ivan",
		},
	}
	for _, o := range options {
		o(w)
	}
	if w.facts.Certificates == nil {
		certificate("c1")(w)
	}
	return w
}

func (w *world) decide() entitlement.Decision {
	w.t.Helper()
	d, err := entitlement.Decide(w.shelf, w.facts, w.req)
	require.NoError(w.t, err)
	return d
}

type sold func(testing.TB, *entitlement.Certificate)

// certificate adds one: TS_8X5 for hq, sold 2025-03-01, active from 2025-03-15 for 12 months unless changed.
func certificate(id string, changes ...sold) option {
	return func(w *world) {
		c := entitlement.Certificate{
			Ref: entitlement.Ref("cert/" + id + "@1"), ID: id, Edition: "flat-1.4", Package: policy.TS8x5, Installation: "hq",
			SoldOn: date(w.t, "2025-03-01"), ActivationOn: date(w.t, "2025-03-15"), TermMonths: 12, Licences: 200,
		}
		for _, change := range changes {
			change(w.t, &c)
		}
		w.facts.Certificates = append(w.facts.Certificates, c)
	}
}

func pack(code policy.PackageCode) sold {
	return func(_ testing.TB, c *entitlement.Certificate) { c.Package = code }
}

func boundTo(partner string) sold {
	return func(_ testing.TB, c *entitlement.Certificate) {
		c.Package, c.Partner = policy.TS8x5L3, partner
	}
}

func months(n int) sold { return func(_ testing.TB, c *entitlement.Certificate) { c.TermMonths = n } }

func level1(_ testing.TB, c *entitlement.Certificate) { c.Level1 = true }

func covers(installation string) sold {
	return func(_ testing.TB, c *entitlement.Certificate) { c.Installation = installation }
}

// renews makes it a renewal that starts where the one before it ended.
func renews(previousEnd string) sold {
	return func(t testing.TB, c *entitlement.Certificate) {
		t.Helper()
		c.PreviousEnd, c.SoldOn, c.ActivationOn = date(t, previousEnd), date(t, previousEnd), coverage.Date{}
	}
}

// intent declares for a certificate; withdrawn may be empty.
func intent(certificate, declared, withdrawn string) option {
	return func(w *world) {
		i := entitlement.Intent{
			Ref: entitlement.Ref("intent/" + declared), Certificate: certificate,
			DeclaredAt: msk(w.t, declared), By: "ivan",
		}
		if withdrawn != "" {
			i.WithdrawnAt = msk(w.t, withdrawn)
		}
		w.facts.Intents = append(w.facts.Intents, i)
	}
}

func at(instant string) option { return func(w *world) { w.req.ReceivedAt = msk(w.t, instant) } }

func by(contact string) option { return func(w *world) { w.req.Contact = contact } }

func asks(change func(*entitlement.Request)) option { return func(w *world) { change(&w.req) } }

func priority(p policy.PriorityCode) option { return func(w *world) { w.req.Priority = p } }

func requestType(rt policy.RequestType) option { return func(w *world) { w.req.Type = rt } }

func channel(c policy.ChannelCode) option { return func(w *world) { w.req.Channel = c } }

func hq(change func(*entitlement.Installation)) option {
	return func(w *world) { change(&w.facts.Installations[0]) }
}

func noCertificates(w *world) { w.facts.Certificates = []entitlement.Certificate{} }

func statusLost(w *world) { w.facts.Partners[0].Active = false }

// reading takes another value of a reading.
func reading(datum, value string) option {
	return func(w *world) { w.shelf = shelf{edition(w.t, datum, value)} }
}
