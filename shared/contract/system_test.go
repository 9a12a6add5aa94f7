package contract_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"flatsupport/shared/contract"
	"flatsupport/shared/coverage"
	"flatsupport/shared/entitlement"
)

// R7, G1: the certificate was sold 2025-03-01, ordered for 2025-04-15; day 90 is 2025-05-30. hq-1.1 renews it.
func TestCommissioning(t *testing.T) {
	t.Parallel()
	never := func(w *world) {
		w.Facts.Installations[0].CommissionedOn = coverage.Date{}
		w.Facts.Certificates[0].ActivationOn = date(w, "2025-04-15")
	}
	cases := []struct {
		name    string
		on      string
		correct bool
		given   []option
		want    []string
		spans   []string // of hq-1 and hq-1.1
	}{
		{name: "before the sale", on: "2025-02-01", given: []option{never}, spans: []string{"2025-03-01..2026-02-28", "2026-03-01..2027-02-28"}},
		{name: "the day before the ordered one", on: "2025-04-14", given: []option{never}, spans: []string{"2025-04-14..2026-04-13", "2026-04-14..2027-04-13"}},
		{name: "on the ordered day", on: "2025-04-15", given: []option{never}, spans: []string{"2025-04-15..2026-04-14", "2026-04-15..2027-04-14"}},
		{name: "after the ordered day", on: "2025-04-16", given: []option{never}, spans: []string{"2025-04-15..2026-04-14", "2026-04-15..2027-04-14"}},
		{name: "before the ordered day, which alone counts", on: "2025-04-01", given: []option{never, reading("activation.rule", "order_date")}, spans: []string{"2025-04-15..2026-04-14", "2026-04-15..2027-04-14"}},
		{name: "today", on: "2026-02-10", given: []option{never}, spans: []string{"2025-04-15..2026-04-14", "2026-04-15..2027-04-14"}},
		{name: "tomorrow", on: "2026-02-11", given: []option{never}, want: []string{"on IN_FUTURE"}},
		{name: "no day", on: "", given: []option{never}, want: []string{"on REQUIRED"}},
		{name: "a second time", on: "2025-03-10", want: []string{"commissioned already on 2025-03-15"}},
		{name: "put right", on: "2025-03-10", correct: true, spans: []string{"2025-03-10..2026-03-09", "2026-03-10..2027-03-09"}},
		{name: "put right: never", on: "", correct: true, spans: []string{"2025-03-15..2026-03-14", "2026-03-15..2027-03-14"}},
		{
			name: "put right, and the renewal would have come too late", on: "2025-03-10", correct: true, want: []string{"RECORDS_CONTRADICT"},
			given: []option{now("2027-06-01"), func(w *world) { w.Facts.Certificates[1].SoldOn = date(w, "2027-03-12") }},
		},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			w := given(t, append([]option{renewed("2026-02-01")}, c.given...)...)
			deal, err := contract.Commission(w.Known, contract.Commissioning{Installation: "hq", On: date(t, c.on), Correct: c.correct})
			assert.Equal(t, c.want, why(t, err))
			if c.spans != nil {
				require.NoError(t, err)
				w.put(deal)
				assert.Equal(t, c.spans[0], w.span("hq-1"))
				assert.Equal(t, c.spans[1], w.span("hq-1.1"))
			}
		})
	}
	_, err := contract.Commission(given(t).Known, contract.Commissioning{Installation: "lab", On: date(t, "2026-01-01")})
	assert.Equal(t, []string{"installation UNKNOWN"}, why(t, err))
}

func TestCountOfLicences(t *testing.T) {
	t.Parallel()
	deal, err := contract.Count(given(t).Known, "hq", 0)
	require.NoError(t, err)
	assert.Zero(t, deal.Installations[0].Licences)
	_, err = contract.Count(given(t).Known, "hq", -1)
	assert.Equal(t, []string{"activated NOT_ALLOWED"}, why(t, err))
	_, err = contract.Count(given(t).Known, "lab", 1)
	assert.Equal(t, []string{"installation UNKNOWN"}, why(t, err))
}

func TestUpgradeOrder(t *testing.T) {
	t.Parallel()
	cases := []struct {
		name                   string
		order, version, bought string
		want                   []string
	}{
		{"today", "U-2", "3", "2026-02-10", nil},
		{"tomorrow", "U-2", "3", "2026-02-11", []string{"boughtOn IN_FUTURE"}},
		{"a number that is taken", "U-1", "3", "2026-02-10", []string{"order NOT_ALLOWED"}},
		{"nothing", "", "", "", []string{"order REQUIRED", "version REQUIRED", "boughtOn REQUIRED"}},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			w := given(t, upgrade("U-1", "2026-01-01", "3", ""))
			_, err := contract.BuyUpgrade(w.Known, entitlement.Upgrade{Order: c.order, Installation: "hq", Version: c.version, BoughtOn: date(t, c.bought)})
			assert.Equal(t, c.want, why(t, err))
		})
	}
}

func TestInstalledVersion(t *testing.T) {
	t.Parallel()
	resumed := func(w *world) {
		now("2027-12-01 12:00")(w)
		sold("hq-1.1", func(c *entitlement.Certificate) {
			c.Renews, c.Upgrade, c.SoldOn, c.ActivationOn = "hq-1", "U-1", date(w, "2027-10-01"), coverage.Date{}
		})(w)
	}
	cases := []struct {
		name, order, on string
		given           []option
		want            []string
	}{
		{name: "on the day of the order", order: "U-1", on: "2026-02-01"},
		{name: "before the order", order: "U-1", on: "2026-01-31", want: []string{"on TOO_EARLY"}},
		{name: "today", order: "U-1", on: "2026-02-10"},
		{name: "tomorrow", order: "U-1", on: "2026-02-11", want: []string{"on IN_FUTURE"}},
		{name: "without an order", on: "2026-01-01"},
		{name: "by an order that is not known", order: "U-9", on: "2026-02-10", want: []string{"order UNKNOWN"}},
		{name: "seen again, on the day of the renewal that rests on it", order: "U-1", on: "2027-10-01", given: []option{resumedUpgrade, resumed}},
		{name: "seen again, after it", order: "U-1", on: "2027-10-02", given: []option{resumedUpgrade, resumed}, want: []string{"RECORDS_CONTRADICT"}},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			options := c.given
			if options == nil {
				options = []option{upgrade("U-1", "2026-02-01", "3", "")}
			}
			deal, err := contract.Install(given(t, options...).Known, "hq", c.order, "4", "petrov", date(t, c.on))
			assert.Equal(t, c.want, why(t, err))
			if c.want == nil {
				require.NoError(t, err)
				assert.Equal(t, "4", deal.Installations[0].Version)
			}
		})
	}
}

// resumedUpgrade was bought and seen in the gap.
func resumedUpgrade(w *world) { upgrade("U-1", "2027-08-01", "4", "2027-08-05")(w) }
