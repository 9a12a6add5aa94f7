package contract_test

import (
	"errors"
	"slices"
	"testing"
	"time"
	_ "time/tzdata"

	"github.com/stretchr/testify/require"

	"flatsupport/shared/contract"
	"flatsupport/shared/coverage"
	"flatsupport/shared/entitlement"
	"flatsupport/shared/policy"
)

func date(t testing.TB, s string) coverage.Date {
	t.Helper()
	if s == "" {
		return coverage.Date{}
	}
	d, err := coverage.ParseDate(s)
	require.NoError(t, err)
	return d
}

// msk reads "2006-01-02 15:04:05" on the Moscow clock; the seconds or the time may be left out.
func msk(t testing.TB, s string) time.Time {
	t.Helper()
	for _, layout := range []string{time.DateOnly, "2006-01-02 15:04", "2006-01-02 15:04:05"} {
		if at, err := time.ParseInLocation(layout, s, policy.Moscow()); err == nil {
			return at.UTC()
		}
	}
	require.FailNow(t, "not a Moscow time", s)
	return time.Time{}
}

// world is a customer with a running certificate by default: hq-1, TS_8X5 for the system hq with 200 licences activated,
// sold 2025-03-01, active 2025-03-15 through 2026-03-14; loyalty through 2026-06-14, renewable without an upgrade through
// 2027-03-14. It is the noon of 2026-02-10. A test states its one difference.
type world struct {
	testing.TB
	contract.Known
}

type option func(*world)

func given(t testing.TB, options ...option) *world {
	t.Helper()
	lib, err := policy.Editions()
	require.NoError(t, err)
	w := &world{t, contract.Known{
		Editions: lib, Now: msk(t, "2026-02-10 12:00"),
		Releases: released,
		Facts: entitlement.Facts{
			Customer: entitlement.Customer{Ref: "customer/volga@1", ID: "volga"},
			Contacts: []entitlement.Contact{
				{Ref: "contact/ivan@1", ID: "ivan", Authorised: true},
				{Ref: "contact/anna@1", ID: "anna"},
			},
			Installations: []entitlement.Installation{
				{Ref: "inst/hq@1", ID: "hq", Product: "softswitch", CommissionedOn: date(t, "2025-03-15"), Licences: 200},
			},
			Certificates: []entitlement.Certificate{{
				Ref: "cert/hq-1@1", ID: "hq-1", Edition: "flat-1.4", Package: policy.TS8x5, Installation: "hq", Order: "O-1",
				SoldOn: date(t, "2025-03-01"), ActivationOn: date(t, "2025-03-15"), TermMonths: 12, Licences: 200,
			}},
			Partners: []entitlement.Partner{
				{Ref: "partner/integrator@1", ID: "integrator", Active: true},
				{Ref: "partner/former@1", ID: "former"},
			},
		},
	}}
	for _, o := range options {
		o(w)
	}
	return w
}

// released are the versions: 3 since 2024, 4 since 2027-05-01, 5 since 2027-09-01.
var released = []entitlement.Release{
	{Product: "softswitch", Version: "3", Kind: entitlement.Major, PublishedOn: coverage.Date{Year: 2024, Month: 1, Day: 1}},
	{Product: "softswitch", Version: "4", Kind: entitlement.Major, PublishedOn: coverage.Date{Year: 2027, Month: 5, Day: 1}},
	{Product: "softswitch", Version: "5", Kind: entitlement.Major, PublishedOn: coverage.Date{Year: 2027, Month: 9, Day: 1}},
}

func now(s string) option { return func(w *world) { w.Now = msk(w, s) } }

// reading takes another value of a reading in flat-1.4.
func reading(datum, value string) option {
	return func(w *world) {
		lib, err := policy.Editions()
		require.NoError(w, err)
		ed, err := lib.Edition("flat-1.4")
		require.NoError(w, err)
		ed, err = ed.With(map[string]string{datum: value})
		require.NoError(w, err)
		w.Editions = lib.Add(ed)
	}
}

// cert changes the certificate hq-1.
func cert(change func(*entitlement.Certificate)) option {
	return func(w *world) { change(&w.Facts.Certificates[0]) }
}

// sold adds a certificate for hq, like hq-1 but for the changes.
func sold(id string, change func(*entitlement.Certificate)) option {
	return func(w *world) {
		c := w.Facts.Certificates[0]
		c.ID, c.Ref = id, entitlement.Ref("cert/"+id+"@1")
		change(&c)
		w.Facts.Certificates = append(w.Facts.Certificates, c)
	}
}

// renewed has hq-1 renewed by hq-1.1 for 12 months, bought on the day.
func renewed(on string) option {
	return sold("hq-1.1", func(c *entitlement.Certificate) {
		c.Renews, c.PreviousEnd, c.ActivationOn = "hq-1", coverage.Date{Year: 2026, Month: 3, Day: 15}, coverage.Date{}
		c.SoldOn, _ = coverage.ParseDate(on)
		c.Activated = 200
	})
}

// intent adds one for hq-1; withdrawn may be empty.
func intent(declared, withdrawn string) option {
	return func(w *world) {
		i := entitlement.Intent{Ref: "intent/hq-1@1", Certificate: "hq-1", DeclaredAt: msk(w, declared), By: "ivan"}
		if withdrawn != "" {
			i.WithdrawnAt = msk(w, withdrawn)
		}
		w.Facts.Intents = append(w.Facts.Intents, i)
	}
}

// upgrade adds one for hq; installed may be empty.
func upgrade(order, bought, version, installed string) option {
	return func(w *world) {
		u := entitlement.Upgrade{Ref: entitlement.Ref("upgrade/" + order + "@1"), Order: order, Installation: "hq", Version: version, BoughtOn: date(w, bought)}
		if installed != "" {
			u.InstalledVersion, u.InstalledOn, u.ConfirmedBy = version, date(w, installed), "petrov"
		}
		w.Facts.Upgrades = append(w.Facts.Upgrades, u)
	}
}

// put has a deal on record, as it is written.
func (w *world) put(d contract.Deal) {
	for _, c := range d.Certificates {
		i := slices.IndexFunc(w.Facts.Certificates, func(h entitlement.Certificate) bool { return h.ID == c.ID })
		if i < 0 {
			w.Facts.Certificates = append(w.Facts.Certificates, c)
		} else {
			w.Facts.Certificates[i] = c
		}
	}
	for _, i := range d.Installations {
		w.Facts.Installations[0] = i
	}
}

// span is the term of a certificate, first and last day.
func (w *world) span(id string) string {
	w.Helper()
	c, ok := w.Certificate(id)
	require.True(w, ok, id)
	life, _, err := w.Life(c)
	require.NoError(w, err)
	return life.Start.String() + ".." + life.End.AddDays(-1).String()
}

// why is how an act was answered: codes of refusals, or fields with their codes; nothing when it is lawful.
func why(t testing.TB, err error) []string {
	t.Helper()
	var refused contract.Refusals
	var invalid contract.Invalid
	var all []string
	switch {
	case err == nil:
	case errors.As(err, &refused):
		for _, r := range refused {
			require.NotEmpty(t, r.Clause, r.Code)
			require.NotEmpty(t, r.Reason.RU+r.Remedy.RU, r.Code)
			require.NotEmpty(t, r.Facts, r.Code)
			all = append(all, string(r.Code))
		}
	case errors.As(err, &invalid):
		for _, wrong := range invalid {
			all = append(all, wrong.Field+" "+wrong.Code)
		}
	default:
		all = append(all, err.Error())
	}
	return all
}

// facts of the first refusal, "name=value".
func facts(t testing.TB, err error) []string {
	t.Helper()
	var refused contract.Refusals
	require.ErrorAs(t, err, &refused)
	var all []string
	for _, f := range refused[0].Facts {
		all = append(all, f.Name+"="+f.Value)
	}
	return all
}
