package contract_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"flatsupport/shared/contract"
	"flatsupport/shared/entitlement"
	"flatsupport/shared/policy"
)

// renewal of hq-1 for 12 months and all licences, signed on the day.
func renewal(t testing.TB, signed string) contract.Renewal {
	t.Helper()
	return contract.Renewal{Certificate: "hq-1", TermMonths: 12, Licences: 200, SignedOn: date(t, signed), Order: "O-2"}
}

// The days at which a renewal changes: it is known long after them, so that the days alone are weighed.
func TestRenewalByTheDay(t *testing.T) {
	t.Parallel()
	proven := upgrade("U-1", "2026-04-01", "3", "2026-04-02")
	cases := []struct {
		name   string
		signed string
		more   []option
		span   string // first and last day; empty: refused
		want   []string
	}{
		{name: "on the day of sale of the first", signed: "2025-03-01", span: "2026-03-15..2027-03-14"},
		{name: "before the sale of the first", signed: "2025-02-28", want: []string{"signedOn TOO_EARLY"}},
		{name: "on the last day (G13)", signed: "2026-03-14", span: "2026-03-15..2027-03-14"},
		{name: "on the first day after (R12)", signed: "2026-03-15", span: "2026-03-15..2027-03-14"},
		{name: "on the last day of loyalty, no intent (G23)", signed: "2026-06-14", span: "2026-03-15..2027-03-14"},
		{name: "after loyalty (R14)", signed: "2026-06-15", span: "2026-03-15..2027-03-14"},
		{name: "on the last day of the 12 months (R14)", signed: "2027-03-14", span: "2026-03-15..2027-03-14"},
		{name: "12 months after the end (R15, G6)", signed: "2027-03-15", want: []string{"UPGRADE_REQUIRED"}},
		{name: "that day still counts", signed: "2027-03-15", more: []option{reading("reinstatement.boundary", "inclusive")}, span: "2026-03-15..2027-03-14"},
		{name: "and the next does not", signed: "2027-03-16", more: []option{reading("reinstatement.boundary", "inclusive")}, want: []string{"UPGRADE_REQUIRED"}},
		{name: "within the window an upgrade is of no account", signed: "2027-03-14", more: []option{proven}, span: "2026-03-15..2027-03-14"},
		{name: "after it, with an upgrade (G14)", signed: "2027-03-15", more: []option{proven}, span: "2027-03-15..2028-03-14"},
		{name: "after it, back-dated all the same", signed: "2027-03-15", more: []option{proven, reading("reinstatement.afterWindow.start", "previous_end")}, span: "2026-03-15..2027-03-14"},
		{name: "early, from the purchase", signed: "2026-02-10", more: []option{reading("renewal.start", "purchase")}, span: "2026-02-10..2027-02-09"},
		{name: "late, from the purchase", signed: "2026-05-10", more: []option{reading("renewal.start", "purchase")}, span: "2026-05-10..2027-05-09"},
		{name: "tomorrow", signed: "2028-01-02", want: []string{"signedOn IN_FUTURE"}},
		{name: "never", signed: "", want: []string{"signedOn REQUIRED"}},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			w := given(t, append(c.more, now("2028-01-01 12:00"))...)
			deal, _, err := contract.Renew(w.Known, renewal(t, c.signed))
			assert.Equal(t, c.want, why(t, err))
			if c.span != "" {
				require.NoError(t, err)
				w.put(deal)
				assert.Equal(t, c.span, w.span("hq-1.1"))
				require.NoError(t, contract.Contradictions(w.Known))
			}
		})
	}
}

func TestRenewalRefused(t *testing.T) {
	t.Parallel()
	change := func(f func(*contract.Renewal)) func(testing.TB, *contract.Renewal) {
		return func(_ testing.TB, r *contract.Renewal) { f(r) }
	}
	licences := func(n int) func(testing.TB, *contract.Renewal) {
		return change(func(r *contract.Renewal) { r.Licences = n })
	}
	stated := func(n int) func(testing.TB, *contract.Renewal) {
		return change(func(r *contract.Renewal) { r.Licences, r.Stated = 150, n })
	}
	paid := func(s string) func(testing.TB, *contract.Renewal) {
		return func(t testing.TB, r *contract.Renewal) { t.Helper(); r.PaidOn = date(t, s) }
	}
	byPartner := func(id string) func(testing.TB, *contract.Renewal) {
		return change(func(r *contract.Renewal) { r.Package, r.Partner = policy.TS8x5L3, id })
	}
	same := licences(200)
	cases := []struct {
		name   string
		change func(testing.TB, *contract.Renewal)
		given  []option
		want   []string
	}{
		{name: "199 licences of 200 (R9)", change: licences(199), want: []string{"RENEWAL_QUANTITY_SHORT"}},
		{name: "200 of 200", change: licences(200)},
		{name: "201 of 200 (G56)", change: licences(201)},
		{name: "201 of 200, exactly (G56)", change: licences(201), given: []option{reading("renewal.quantity", "exactly_activated")}, want: []string{"RENEWAL_QUANTITY_OVER"}},
		{name: "200 of 200, exactly", change: licences(200), given: []option{reading("renewal.quantity", "exactly_activated")}},
		{name: "199 of 200, exactly", change: licences(199), given: []option{reading("renewal.quantity", "exactly_activated")}, want: []string{"RENEWAL_QUANTITY_SHORT"}},
		{name: "the customer states 150 (G57)", change: stated(150), want: []string{"RENEWAL_QUANTITY_SHORT"}},
		{name: "the customer states 150, and that counts", change: stated(150), given: []option{reading("licences.source", "customer_statement")}},
		{name: "the customer states 151, and that counts", change: stated(151), given: []option{reading("licences.source", "customer_statement")}, want: []string{"RENEWAL_QUANTITY_SHORT"}},
		{name: "payment is not waited for (G7)", change: paid("")},
		{name: "payment makes it", change: paid(""), given: []option{reading("purchase.event", "payment_received")}, want: []string{"paidOn REQUIRED"}},
		{name: "payment today makes it", change: paid("2026-02-10"), given: []option{reading("purchase.event", "payment_received")}},
		{name: "payment tomorrow", change: paid("2026-02-11"), given: []option{reading("purchase.event", "payment_received")}, want: []string{"paidOn IN_FUTURE"}},
		{name: "a second renewal", change: same, given: []option{renewed("2026-02-01")}, want: []string{"RENEWED_ALREADY"}},
		{
			name: "a second, the first of which was taken back", change: same,
			given: []option{renewed("2026-02-01"), func(w *world) { w.Facts.Certificates[1].Cancelled = true }},
		},
		{name: "what another renewal has joined", change: same, given: []option{sold("hq-9", func(c *entitlement.Certificate) { c.Joins = []string{"hq-1"} })}, want: []string{"RENEWED_ALREADY"}},
		{name: "24 months", change: change(func(r *contract.Renewal) { r.TermMonths = 24 }), want: []string{"TERM_NOT_OFFERED"}},
		{name: "to the partner package (R24)", change: byPartner("integrator")},
		{name: "to the partner package of nobody", change: byPartner(""), want: []string{"PACKAGE_PARTNER_ONLY"}},
		{name: "to one who has lost the status", change: byPartner("former"), want: []string{"PACKAGE_PARTNER_ONLY"}},
		{
			name: "the partner has lost the status since", change: same,
			given: []option{cert(func(c *entitlement.Certificate) { c.Package, c.Partner = policy.TS8x5L3, "former" })}, want: []string{"PACKAGE_PARTNER_ONLY"},
		},
		{
			name:   "a date of activation, within the window",
			change: func(t testing.TB, r *contract.Renewal) { t.Helper(); r.ActivationOn = date(t, "2026-03-20") }, want: []string{"activationOn NOT_ALLOWED"},
		},
		{name: "what is not known", change: change(func(r *contract.Renewal) { r.Certificate = "hq-8" }), want: []string{"certificate UNKNOWN"}},
		{name: "what was taken back", change: same, given: []option{cert(func(c *entitlement.Certificate) { c.Cancelled = true })}, want: []string{"certificate UNKNOWN"}},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			r := renewal(t, "2026-02-10")
			c.change(t, &r)
			_, _, err := contract.Renew(given(t, c.given...).Known, r)
			assert.Equal(t, c.want, why(t, err))
		})
	}
}

// R15, G15, G16: the renewal is signed on 2027-10-01, more than 12 months after the end on 2026-03-15; version 4 is of
// May 2027 and 5 of September.
func TestUpgradeReopensSupport(t *testing.T) {
	t.Parallel()
	atRenewal, orderAlone := reading("reinstatement.versionAsOf", "renewal"), reading("reinstatement.requires", "upgrade_order")
	refused := []string{"UPGRADE_REQUIRED"}
	cases := []struct {
		name  string
		given []option
		want  []string
	}{
		{"none", nil, refused},
		{"installed before the renewal", []option{upgrade("U-1", "2027-08-01", "4", "2027-08-05")}, nil},
		{"installed on the day of the renewal", []option{upgrade("U-1", "2027-08-01", "4", "2027-10-01")}, nil},
		{"installed the day after", []option{upgrade("U-1", "2027-08-01", "4", "2027-10-02")}, refused},
		{"not installed (G16)", []option{upgrade("U-1", "2027-08-01", "4", "")}, refused},
		{"not installed, the order is enough", []option{upgrade("U-1", "2027-08-01", "4", ""), orderAlone}, nil},
		{"bought the day after", []option{upgrade("U-1", "2027-10-02", "5", "2027-10-02")}, refused},
		{"current when it was bought (G15)", []option{upgrade("U-1", "2027-08-31", "4", "2027-09-10")}, nil},
		{"no longer current when it was bought", []option{upgrade("U-1", "2027-09-01", "4", "2027-09-10")}, refused},
		{"current on the day of the renewal", []option{upgrade("U-1", "2027-08-31", "5", "2027-09-10"), atRenewal}, nil},
		{"no longer current on the day of the renewal", []option{upgrade("U-1", "2027-08-31", "4", "2027-09-10"), atRenewal}, refused},
		{"bought on the last day of support", []option{upgrade("U-1", "2026-03-14", "3", "2026-03-14")}, refused},
		{"bought on the first day after", []option{upgrade("U-1", "2026-03-15", "3", "2026-03-15")}, nil},
		{"a newer order is not installed yet", []option{upgrade("U-1", "2027-08-01", "4", "2027-08-05"), upgrade("U-2", "2027-09-20", "5", "")}, nil},
		{"used for another renewal", []option{
			upgrade("U-1", "2027-08-01", "4", "2027-08-05"), sold("hq-9", func(c *entitlement.Certificate) { c.Upgrade = "U-1" }),
		}, refused},
		{"used for one that was taken back", []option{
			upgrade("U-1", "2027-08-01", "4", "2027-08-05"), sold("hq-9", func(c *entitlement.Certificate) { c.Upgrade, c.Cancelled = "U-1", true }),
		}, nil},
		{"of another system", []option{upgrade("U-1", "2027-08-01", "4", "2027-08-05"), func(w *world) { w.Facts.Upgrades[0].Installation = "lab" }}, refused},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			w := given(t, append(c.given, now("2027-12-01 12:00"))...)
			deal, q, err := contract.Renew(w.Known, renewal(t, "2027-10-01"))
			assert.Equal(t, c.want, why(t, err))
			if c.want == nil {
				require.NoError(t, err)
				assert.True(t, q.AfterWindow)
				assert.Equal(t, "U-1", deal.Certificates[0].Upgrade)
				w.put(deal)
				assert.Equal(t, "2027-10-01..2028-09-30", w.span("hq-1.1"))
			}
		})
	}
}

// G14: what is resumed has a date of activation again, by the rules of a sale; not where it runs on from the former end.
func TestActivationOfAResumedRenewal(t *testing.T) {
	t.Parallel()
	cases := []struct {
		name, on string
		more     []option
		want     []string
	}{
		{name: "on the day of the purchase", on: "2027-10-01"},
		{name: "before it", on: "2027-09-30", want: []string{"activationOn TOO_EARLY"}},
		{name: "on day 90", on: "2027-12-30"},
		{name: "on day 91", on: "2027-12-31", want: []string{"ACTIVATION_TOO_LATE"}},
		{name: "back-dated", on: "2027-10-01", more: []option{reading("reinstatement.afterWindow.start", "previous_end")}, want: []string{"activationOn NOT_ALLOWED"}},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			w := given(t, append(c.more, now("2027-12-01 12:00"), upgrade("U-1", "2027-08-01", "4", "2027-08-05"))...)
			r := renewal(t, "2027-10-01")
			r.ActivationOn = date(t, c.on)
			_, _, err := contract.Renew(w.Known, r)
			assert.Equal(t, c.want, why(t, err))
		})
	}
}

// What a quote tells before anything is bought.
func TestQuote(t *testing.T) {
	t.Parallel()
	w := given(t, now("2027-03-14 12:00"))
	q, err := contract.QuoteFor(w.Known, renewal(t, "2027-03-14"))
	require.NoError(t, err)
	assert.Empty(t, q.Refused)
	assert.Equal(t, 364, q.Backdated)
	assert.Equal(t, 1, q.Left, "the last day is still to come")
	assert.Len(t, w.Facts.Certificates, 1, "nothing is on record")
	q, err = contract.QuoteFor(given(t).Known, renewal(t, "2026-02-10"))
	require.NoError(t, err)
	assert.Zero(t, q.Backdated)
	assert.Equal(t, 365, q.Left)
}

// G58: all certificates of the system that end by then are brought together in the renewal.
func TestRenewalBringsCertificatesTogether(t *testing.T) {
	t.Parallel()
	second := func(soldOn string, months int) option {
		return sold("hq-2", func(c *entitlement.Certificate) {
			c.SoldOn, c.ActivationOn, c.TermMonths, c.Licences = date(t, soldOn), date(t, soldOn), months, 20
		})
	}
	cases := []struct {
		name  string
		given []option
		want  []string
	}{
		{"one that ends when the renewal does", []option{second("2026-03-15", 12), now("2026-04-01")}, []string{"hq-2"}},
		{"one that ends a day later", []option{second("2026-03-16", 12), now("2026-04-01")}, nil},
		{"one that runs for years", []option{second("2025-06-01", 36)}, nil},
		{"one of another system", []option{second("2025-06-01", 12), func(w *world) { w.Facts.Certificates[1].Installation = "lab" }}, nil},
		{"one that was taken back", []option{second("2025-06-01", 12), func(w *world) { w.Facts.Certificates[1].Cancelled = true }}, nil},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			w := given(t, c.given...)
			deal, _, err := contract.Renew(w.Known, renewal(t, w.Now.In(policy.Moscow()).Format("2006-01-02")))
			require.NoError(t, err)
			assert.Equal(t, c.want, deal.Certificates[0].Joins)
		})
	}
}
