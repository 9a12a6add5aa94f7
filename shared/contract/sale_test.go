package contract_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"flatsupport/shared/contract"
	"flatsupport/shared/policy"
)

// order is a lawful sale of support for the new system lab, on 2026-02-10; day 90 is 2026-05-11.
func order(t testing.TB) contract.Order {
	t.Helper()
	return contract.Order{
		Number: "O-7", Product: "softswitch", Installation: "lab", Area: "RU-MOW", Package: policy.TS8x5, TermMonths: 12,
		SoldOn: date(t, "2026-02-10"), Licences: 20,
	}
}

func TestSale(t *testing.T) {
	t.Parallel()
	on := func(s string) func(testing.TB, *contract.Order) {
		return func(t testing.TB, o *contract.Order) { t.Helper(); o.ActivationOn = date(t, s) }
	}
	soldOn := func(s string) func(testing.TB, *contract.Order) {
		return func(t testing.TB, o *contract.Order) { t.Helper(); o.SoldOn = date(t, s) }
	}
	change := func(f func(*contract.Order)) func(testing.TB, *contract.Order) {
		return func(_ testing.TB, o *contract.Order) { f(o) }
	}
	partner := func(id string) func(testing.TB, *contract.Order) {
		return change(func(o *contract.Order) { o.Package, o.Partner = policy.TS8x5L3, id })
	}
	cases := []struct {
		name    string
		change  func(testing.TB, *contract.Order)
		reading []string
		want    []string
	}{
		{name: "as it is", change: on("")},
		{name: "36 months (R5)", change: change(func(o *contract.Order) { o.TermMonths = 36 })},
		{name: "60 months (R5)", change: change(func(o *contract.Order) { o.TermMonths = 60 })},
		{name: "24 months", change: change(func(o *contract.Order) { o.TermMonths = 24 }), want: []string{"TERM_NOT_OFFERED"}},
		{name: "no months", change: change(func(o *contract.Order) { o.TermMonths = 0 }), want: []string{"TERM_NOT_OFFERED"}},
		{name: "no product (R6)", change: change(func(o *contract.Order) { o.Product = "" }), want: []string{"PRODUCT_REQUIRED"}},
		{name: "no order (R6)", change: change(func(o *contract.Order) { o.Number = "" }), want: []string{"PRODUCT_REQUIRED"}},
		{name: "a foreign product (R1)", change: change(func(o *contract.Order) { o.Product = "typewriter" }), want: []string{"PRODUCT_NOT_COVERED"}},
		{name: "active on the day of sale", change: on("2026-02-10")},
		{name: "active before the sale", change: on("2026-02-09"), want: []string{"activationOn TOO_EARLY"}},
		{name: "active on day 89", change: on("2026-05-10")},
		{name: "active on day 90 (R8)", change: on("2026-05-11")},
		{name: "active on day 91", change: on("2026-05-12"), want: []string{"ACTIVATION_TOO_LATE"}},
		{name: "day 90 in working days", change: on("2026-06-23"), reading: []string{"activation.dayKind", "working"}},
		{name: "day 91 in working days", change: on("2026-06-24"), reading: []string{"activation.dayKind", "working"}, want: []string{"ACTIVATION_TOO_LATE"}},
		{name: "day 90, the date alone counts", change: on("2026-05-11"), reading: []string{"activation.rule", "order_date"}},
		{name: "day 91, the date alone counts", change: on("2026-05-12"), reading: []string{"activation.rule", "order_date"}, want: []string{"ACTIVATION_TOO_LATE"}},
		{name: "the partner package to a service partner (R24)", change: partner("integrator")},
		{name: "to one who has lost the status", change: partner("former"), want: []string{"PACKAGE_PARTNER_ONLY"}},
		{name: "to one who is not known", change: partner("nobody"), want: []string{"PACKAGE_PARTNER_ONLY"}},
		{name: "to no partner", change: partner(""), want: []string{"PACKAGE_PARTNER_ONLY"}},
		{name: "another package with a partner", change: change(func(o *contract.Order) { o.Partner = "integrator" }), want: []string{"partner NOT_ALLOWED"}},
		{name: "a package that is not sold", change: change(func(o *contract.Order) { o.Package = "GOLD" }), want: []string{"package NOT_ALLOWED"}},
		{name: "sold tomorrow", change: soldOn("2026-02-11"), want: []string{"soldOn IN_FUTURE"}},
		{name: "sold before the first edition", change: soldOn("2001-01-01"), want: []string{"soldOn TOO_EARLY"}},
		{name: "sold never", change: soldOn(""), want: []string{"soldOn REQUIRED"}},
		{name: "no licences", change: change(func(o *contract.Order) { o.Licences = 0 }), want: []string{"licences REQUIRED"}},
		{name: "for no system", change: change(func(o *contract.Order) { o.Installation = "" }), want: []string{"installation REQUIRED"}},
		{
			name: "everything at once", change: change(func(o *contract.Order) { o.TermMonths, o.Product, o.Package = 13, "", policy.TS8x5L3 }),
			want: []string{"TERM_NOT_OFFERED", "PRODUCT_REQUIRED", "PACKAGE_PARTNER_ONLY"},
		},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			w := given(t)
			if c.reading != nil {
				reading(c.reading[0], c.reading[1])(w)
			}
			o := order(t)
			c.change(t, &o)
			_, err := contract.Sell(w.Known, o)
			assert.Equal(t, c.want, why(t, err))
		})
	}
}

func TestASalePutsOnRecordWhatWasSold(t *testing.T) {
	t.Parallel()
	deal, err := contract.Sell(given(t).Known, order(t))
	require.NoError(t, err)
	require.Len(t, deal.Certificates, 1)
	c := deal.Certificates[0]
	assert.Equal(t, "lab-1", c.ID)
	assert.Equal(t, "flat-1.4", c.Edition, "the edition of the day of sale (G60)")
	assert.Equal(t, "O-7", c.Order)
	require.Len(t, deal.Installations, 1, "the system comes into being")
	assert.Equal(t, "softswitch", deal.Installations[0].Product)
}

// G58: licences bought in mid-term have a certificate and a term of their own, which is not older than its sale.
func TestLicencesAddedInMidTermHaveTheirOwnCertificate(t *testing.T) {
	t.Parallel()
	w, o := given(t), order(t)
	o.Installation = "hq"
	deal, err := contract.Sell(w.Known, o)
	require.NoError(t, err)
	assert.Empty(t, deal.Installations)
	w.put(deal)
	assert.Equal(t, "2026-02-10..2027-02-09", w.span("hq-2"))
	assert.Equal(t, "2025-03-15..2026-03-14", w.span("hq-1"))
	o.Product = "recorder"
	_, err = contract.Sell(w.Known, o)
	assert.Equal(t, []string{"product NOT_ALLOWED"}, why(t, err), "the system is of another product")
}

func TestALateActivationIsExplained(t *testing.T) {
	t.Parallel()
	o := order(t)
	o.ActivationOn = date(t, "2026-05-12")
	_, err := contract.Sell(given(t).Known, o)
	assert.Equal(t, []string{"activationOn=2026-05-12", "latest=2026-05-11", "soldOn=2026-02-10"}, facts(t, err))
}
