package contract_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"flatsupport/shared/contract"
	"flatsupport/shared/coverage"
	"flatsupport/shared/entitlement"
	"flatsupport/shared/policy"
)

// What is corrected of hq-1, or of its renewal hq-1.1, bought 2026-02-01.
func TestCorrection(t *testing.T) {
	t.Parallel()
	soldOn := func(id, s string) func(testing.TB) contract.Correction {
		return func(t testing.TB) contract.Correction {
			t.Helper()
			d := date(t, s)
			return contract.Correction{Certificate: id, SoldOn: &d}
		}
	}
	activation := func(id, s string) func(testing.TB) contract.Correction {
		return func(t testing.TB) contract.Correction {
			t.Helper()
			d := date(t, s)
			return contract.Correction{Certificate: id, ActivationOn: &d}
		}
	}
	months := func(id string, n int) func(testing.TB) contract.Correction {
		return func(testing.TB) contract.Correction { return contract.Correction{Certificate: id, TermMonths: &n} }
	}
	licences := func(id string, n int) func(testing.TB) contract.Correction {
		return func(testing.TB) contract.Correction { return contract.Correction{Certificate: id, Licences: &n} }
	}
	back := func(id string) func(testing.TB) contract.Correction {
		yes := true
		return func(testing.TB) contract.Correction { return contract.Correction{Certificate: id, Cancelled: &yes} }
	}
	contradict := []string{"RECORDS_CONTRADICT"}
	next := renewed("2026-02-01")
	uncommissioned := func(w *world) { w.Facts.Installations[0].CommissionedOn = coverage.Date{} }
	// hq-1.1 was resumed by U-1 on 2027-10-01.
	resumed := func(w *world) {
		upgrade("U-1", "2027-08-01", "4", "2027-08-05")(w)
		now("2027-12-01 12:00")(w)
		sold("hq-1.1", func(c *entitlement.Certificate) {
			c.Renews, c.Upgrade, c.SoldOn, c.ActivationOn, c.Activated = "hq-1", "U-1", date(w, "2027-10-01"), coverage.Date{}, 200
		})(w)
	}
	cases := []struct {
		name  string
		given []option
		what  func(testing.TB) contract.Correction
		want  []string
		spans map[string]string
	}{
		{name: "a longer term moves the renewal (R12)", given: []option{next}, what: months("hq-1", 36), spans: map[string]string{"hq-1": "2025-03-15..2028-03-14", "hq-1.1": "2028-03-15..2029-03-14"}},
		{name: "a later activation moves it", given: []option{next, uncommissioned}, what: activation("hq-1", "2025-04-01"), spans: map[string]string{"hq-1": "2025-04-01..2026-03-31", "hq-1.1": "2026-04-01..2027-03-31"}},
		{name: "activation on day 90", given: []option{uncommissioned}, what: activation("hq-1", "2025-05-30"), spans: map[string]string{"hq-1": "2025-05-30..2026-05-29"}},
		{name: "activation on day 91", what: activation("hq-1", "2025-05-31"), want: []string{"ACTIVATION_TOO_LATE"}},
		{name: "activation before the sale", what: activation("hq-1", "2025-02-28"), want: []string{"activationOn TOO_EARLY"}},
		{name: "activation of a renewal", given: []option{next}, what: activation("hq-1.1", "2026-03-20"), want: []string{"activationOn NOT_ALLOWED"}},
		{name: "an earlier sale leaves the activation too late", given: []option{uncommissioned}, what: soldOn("hq-1", "2024-12-01"), want: []string{"ACTIVATION_TOO_LATE"}},
		{name: "a sale in the future", what: soldOn("hq-1", "2026-02-11"), want: []string{"soldOn IN_FUTURE"}},
		{name: "24 months", what: months("hq-1", 24), want: []string{"TERM_NOT_OFFERED"}},
		{name: "fewer licences than were activated (R9)", given: []option{next}, what: licences("hq-1.1", 199), want: []string{"RENEWAL_QUANTITY_SHORT"}},
		{name: "fewer licences of the first", given: []option{next}, what: licences("hq-1", 100)},
		{name: "no licences", what: licences("hq-1", 0), want: []string{"licences REQUIRED"}},
		{name: "the renewal bought on the day of the first sale", given: []option{next}, what: soldOn("hq-1.1", "2025-03-01")},
		{name: "the renewal bought before the first", given: []option{next}, what: soldOn("hq-1.1", "2025-02-28"), want: contradict},
		{name: "the first sold on the day of the renewal", given: []option{next, cert(func(c *entitlement.Certificate) { c.ActivationOn = coverage.Date{} })}, what: soldOn("hq-1", "2026-02-01")},
		{name: "the first sold after the renewal", given: []option{next, cert(func(c *entitlement.Certificate) { c.ActivationOn = coverage.Date{} })}, what: soldOn("hq-1", "2026-02-02"), want: contradict},
		{name: "the renewal bought on the last day of the window", given: []option{next, now("2028-01-01")}, what: soldOn("hq-1.1", "2027-03-14"), spans: map[string]string{"hq-1.1": "2026-03-15..2027-03-14"}},
		{name: "the renewal bought past the window (R15)", given: []option{next, now("2028-01-01")}, what: soldOn("hq-1.1", "2027-03-15"), want: contradict},
		{name: "what was renewed is taken back", given: []option{next}, what: back("hq-1"), want: contradict},
		{name: "the renewal is taken back", given: []option{next}, what: back("hq-1.1"), spans: map[string]string{"hq-1": "2025-03-15..2026-03-14"}},
		{
			name: "an import of a term that is not sold is taken back", what: back("hq-1"),
			given: []option{cert(func(c *entitlement.Certificate) { c.TermMonths, c.Licences = 24, 0 })},
		},
		{name: "what was taken back", given: []option{cert(func(c *entitlement.Certificate) { c.Cancelled = true })}, what: months("hq-1", 36), want: []string{"certificate UNKNOWN"}},
		{name: "resumed on the day its upgrade was seen", given: []option{resumed}, what: soldOn("hq-1.1", "2027-08-05"), spans: map[string]string{"hq-1.1": "2027-08-05..2028-08-04"}},
		{name: "resumed before its upgrade was seen (G16)", given: []option{resumed}, what: soldOn("hq-1.1", "2027-08-04"), want: contradict},
		{name: "resumed within the window", given: []option{resumed}, what: soldOn("hq-1.1", "2027-03-14"), want: contradict},
		{name: "resumed, and the first is found to have run on", given: []option{resumed}, what: months("hq-1", 36), want: contradict},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			w := given(t, c.given...)
			deal, err := contract.Correct(w.Known, c.what(t))
			assert.Equal(t, c.want, why(t, err))
			if c.want != nil {
				return
			}
			require.NoError(t, err)
			w.put(deal)
			require.NoError(t, contract.Contradictions(w.Known))
			for id, span := range c.spans {
				assert.Equal(t, span, w.span(id), id)
			}
		})
	}
}

// A correction of the day of sale moves the pin (G60), and what follows from it with the renewals.
func TestCorrectionMovesThePin(t *testing.T) {
	t.Parallel()
	resumed := func(w *world) {
		upgrade("U-1", "2027-08-01", "4", "2027-08-05")(w)
		now("2027-12-01 12:00")(w)
		sold("hq-1.1", func(c *entitlement.Certificate) {
			c.Renews, c.Upgrade, c.SoldOn, c.ActivationOn = "hq-1", "U-1", date(w, "2027-10-01"), coverage.Date{}
		})(w)
	}
	cases := []struct {
		name, datum, value string
		renewal            option
		first, next        string
	}{
		{"an inclusive term", "term.interval", "inclusive", renewed("2026-02-01"), "2025-03-15..2026-03-15", "2026-03-16..2027-03-15"},
		{"back-dated after the window too (G14)", "reinstatement.afterWindow.start", "previous_end", resumed, "2025-03-15..2026-03-14", "2026-03-15..2027-03-14"},
		{"nothing that bears on it", "renewal.quantity", "exactly_activated", resumed, "2025-03-15..2026-03-14", "2027-10-01..2028-09-30"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			w := given(t, c.renewal)
			lib, err := policy.Editions()
			require.NoError(t, err)
			old, err := lib.Edition("flat-1.4")
			require.NoError(t, err)
			changed, err := old.With(map[string]string{c.datum: c.value})
			require.NoError(t, err)
			other := *changed
			other.ID, other.ValidFrom = "flat-1.5", date(t, "2025-03-10")
			w.Editions = lib.Add(&other)
			on := date(t, "2025-03-10")
			deal, err := contract.Correct(w.Known, contract.Correction{Certificate: "hq-1", SoldOn: &on})
			require.NoError(t, err)
			w.put(deal)
			assert.Equal(t, "flat-1.5", w.Facts.Certificates[0].Edition)
			assert.Equal(t, c.first, w.span("hq-1"))
			assert.Equal(t, c.next, w.span("hq-1.1"), "by its own edition")
		})
	}
}

// G58: what a renewal has brought together goes its own way again when it was taken back, or outlasts the renewal.
func TestCorrectionPartsWhatWasJoined(t *testing.T) {
	t.Parallel()
	joined := func(w *world) {
		sold("hq-2", func(c *entitlement.Certificate) {
			c.SoldOn, c.ActivationOn = date(w, "2025-06-01"), date(w, "2025-06-01")
		})(w)
		renewed("2026-02-01")(w)
		w.Facts.Certificates[2].Joins = []string{"hq-2"}
	}
	yes, years := true, 36
	cases := []struct {
		name string
		what contract.Correction
		left []string
	}{
		{"taken back", contract.Correction{Certificate: "hq-2", Cancelled: &yes}, []string{}},
		{"outlasts it", contract.Correction{Certificate: "hq-2", TermMonths: &years}, []string{}},
		{"another order", contract.Correction{Certificate: "hq-2", Order: new("O-9")}, []string{"hq-2"}},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			w := given(t, joined)
			deal, err := contract.Correct(w.Known, c.what)
			require.NoError(t, err)
			w.put(deal)
			assert.Equal(t, c.left, w.Facts.Certificates[2].Joins)
			_, taken := w.RenewedBy("hq-2")
			assert.Equal(t, len(c.left) > 0, taken)
		})
	}
}

// An act on one system weighs nothing of another, however that came on record.
func TestAnotherSystemsRecordsAreLeftAlone(t *testing.T) {
	t.Parallel()
	w := given(t, sold("lab-1.1", func(c *entitlement.Certificate) {
		c.Installation, c.Renews, c.PreviousEnd = "lab", "lab-1", date(t, "2026-01-01")
	}), sold("lab-1", func(c *entitlement.Certificate) { c.Installation = "lab" }))
	require.Error(t, contract.Contradictions(w.Known))
	years := 36
	deal, err := contract.Correct(w.Known, contract.Correction{Certificate: "hq-1", TermMonths: &years})
	require.NoError(t, err)
	assert.Len(t, deal.Certificates, 1)
}

func TestRebinding(t *testing.T) {
	t.Parallel()
	l3 := cert(func(c *entitlement.Certificate) { c.Package, c.Partner = policy.TS8x5L3, "former" })
	cases := []struct {
		name, to string
		given    []option
		want     []string
	}{
		{name: "to a service partner (G47)", to: "integrator", given: []option{l3}},
		{name: "to the same", to: "former", given: []option{l3}, want: []string{"partner NOT_ALLOWED"}},
		{name: "to one who is not known", to: "nobody", given: []option{l3}, want: []string{"PACKAGE_PARTNER_ONLY"}},
		{name: "to nobody", to: "", given: []option{l3}, want: []string{"partner REQUIRED"}},
		{name: "of another package", to: "integrator", want: []string{"partner NOT_ALLOWED"}},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			deal, err := contract.Rebind(given(t, c.given...).Known, "hq-1", c.to)
			assert.Equal(t, c.want, why(t, err))
			if c.want == nil {
				assert.Equal(t, c.to, deal.Certificates[0].Partner)
			}
		})
	}
}

func TestStatusOfAPartner(t *testing.T) {
	t.Parallel()
	p := entitlement.Partner{ID: "integrator", Active: true}
	lost, err := contract.SetStatus(p, entitlement.StatusChange{At: msk(t, "2026-01-10"), Active: false})
	require.NoError(t, err)
	assert.True(t, lost.HasStatus(msk(t, "2026-01-09 23:59:59")))
	assert.False(t, lost.HasStatus(msk(t, "2026-01-10")))
	assert.Empty(t, p.Changes, "the version before is as it was")
	_, err = contract.SetStatus(lost, entitlement.StatusChange{At: msk(t, "2026-01-11"), Active: false})
	assert.Equal(t, []string{"status NOT_ALLOWED"}, why(t, err))
	_, err = contract.SetStatus(lost, entitlement.StatusChange{At: msk(t, "2026-01-10"), Active: true})
	assert.Equal(t, []string{"from TOO_EARLY"}, why(t, err))
}
