package contract_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"flatsupport/shared/contract"
	"flatsupport/shared/coverage"
	"flatsupport/shared/entitlement"
	"flatsupport/shared/policy"
)

// The instants at which a declaration changes: support ends on 2026-03-15, loyalty on 2026-06-15.
func TestDeclarationByTheInstant(t *testing.T) {
	t.Parallel()
	before := reading("loyalty.declare", "before_expiry")
	many := reading("loyalty.perCertificate", "unlimited")
	late, used := []string{"INTENT_TOO_LATE"}, []string{"LOYALTY_USED"}
	cases := []struct {
		name  string
		at    string
		given []option
		want  []string
	}{
		{name: "long before the end", at: "2025-04-01 12:00"},
		{name: "in the last second of support", at: "2026-03-14 23:59:59"},
		{name: "when support is over (G18)", at: "2026-03-15"},
		{name: "in the last second of loyalty", at: "2026-06-14 23:59:59"},
		{name: "when loyalty is over", at: "2026-06-15", want: late},
		{name: "before expiry only, the last second", at: "2026-03-14 23:59:59", given: []option{before}},
		{name: "before expiry only, at expiry", at: "2026-03-15", given: []option{before}},
		{name: "before expiry only, after it", at: "2026-03-15 00:00:01", given: []option{before}, want: late},
		{name: "no loyalty is offered", at: "2026-03-01", given: []option{reading("loyalty.months", "0")}, want: late},
		{name: "again, withdrawn before the end", at: "2026-03-20", given: []option{intent("2026-01-10", "2026-03-14 23:59:59")}},
		{name: "again, withdrawn at the end", at: "2026-03-20", given: []option{intent("2026-01-10", "2026-03-15")}},
		{name: "again, withdrawn after the end (G20)", at: "2026-03-20", given: []option{intent("2026-01-10", "2026-03-15 00:00:01")}, want: used},
		{name: "again, as often as one likes", at: "2026-03-20", given: []option{intent("2026-01-10", "2026-03-15 00:00:01"), many}},
		{name: "again, when all is over", at: "2026-06-15", given: []option{intent("2026-01-10", "2026-03-15 00:00:01"), many}, want: late},
		{name: "one stands", at: "2026-03-01", given: []option{intent("2026-01-10", "")}, want: []string{"the intent to renew hq-1 stands already"}},
		{name: "renewed already", at: "2026-03-01", given: []option{renewed("2026-02-01")}, want: []string{"RENEWED_ALREADY"}},
		{name: "renewed, and late", at: "2026-06-15", given: []option{renewed("2026-02-01")}, want: []string{"RENEWED_ALREADY", "INTENT_TOO_LATE"}},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			w := given(t, append(c.given, now(c.at))...)
			deal, err := contract.Declare(w.Known, contract.Declaration{Certificate: "hq-1", By: "ivan", Contact: w.Facts.Contacts[0]})
			assert.Equal(t, c.want, why(t, err))
			if c.want == nil {
				require.Len(t, deal.Intents, 1)
				assert.Equal(t, w.Now, deal.Intents[0].DeclaredAt)
			}
		})
	}
}

func TestWhoDeclares(t *testing.T) {
	t.Parallel()
	l3 := func(partner string) option {
		return cert(func(c *entitlement.Certificate) { c.Package, c.Partner = policy.TS8x5L3, partner })
	}
	olga := entitlement.Contact{ID: "integrator/olga", Partner: "integrator"}
	former := entitlement.Contact{ID: "former/oleg", Partner: "former"}
	ivan, anna := entitlement.Contact{ID: "ivan", Authorised: true}, entitlement.Contact{ID: "anna"}
	anyone := reading("contacts.mode", "anyone")
	refused := []string{"DECLARER_NOT_ALLOWED"}
	cases := []struct {
		name     string
		who      entitlement.Contact
		evidence string
		given    []option
		want     []string
	}{
		{name: "a contact named by the customer", who: ivan},
		{name: "one who is not named", who: anna, want: refused},
		{name: "one who is not named, where anyone may", who: anna, given: []option{anyone}},
		{name: "one who is not on record, where anyone may", who: entitlement.Contact{ID: "stranger"}, given: []option{anyone}, want: refused},
		{name: "a partner's contact for a package of the customer's", who: olga, want: refused},
		{name: "the bound partner's for the partner package", who: olga, given: []option{l3("integrator")}},
		{name: "another partner's", who: olga, given: []option{l3("former")}, want: refused},
		{name: "the bound partner's without the status", who: former, given: []option{l3("former")}, want: refused},
		{name: "the customer's for the partner package", who: ivan, given: []option{l3("integrator")}, want: refused},
		{name: "sales with a letter (G19)", evidence: "letter 17"},
		{name: "sales with a letter for the partner package", evidence: "letter 17", given: []option{l3("integrator")}},
		{name: "sales without", want: refused},
		{name: "sales with a blank", evidence: " ", want: refused},
		{name: "sales by their own judgement", given: []option{reading("loyalty.declarers", "sales")}},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			d := contract.Declaration{Certificate: "hq-1", By: "someone", Contact: c.who, Evidence: c.evidence}
			_, err := contract.Declare(given(t, c.given...).Known, d)
			assert.Equal(t, c.want, why(t, err))
		})
	}
}

// Sales may put a letter on record that came earlier: the date of the evidence counts.
func TestDateOfTheEvidence(t *testing.T) {
	t.Parallel()
	cases := []struct {
		name     string
		declared string
		given    []option
		at       string // that the intent counts from
		want     []string
	}{
		{name: "today: now", declared: "2026-02-10", at: "2026-02-10 12:00"},
		{name: "yesterday: from midnight", declared: "2026-02-09", at: "2026-02-09"},
		{name: "tomorrow", declared: "2026-02-11", want: []string{"declaredOn IN_FUTURE"}},
		{name: "on the day of sale", declared: "2025-03-01", at: "2025-03-01"},
		{name: "before the sale", declared: "2025-02-28", want: []string{"declaredOn TOO_EARLY"}},
		{name: "on the day of a withdrawal", declared: "2026-01-20", given: []option{intent("2026-01-10", "2026-01-20 10:00")}, want: []string{"declaredOn TOO_EARLY"}},
		{name: "the day after a withdrawal", declared: "2026-01-21", given: []option{intent("2026-01-10", "2026-01-20 10:00")}, at: "2026-01-21"},
		{name: "a letter from the last day of loyalty", declared: "2026-06-14", given: []option{now("2026-07-01 12:00")}, at: "2026-06-14"},
		{name: "a letter from the day after", declared: "2026-06-15", given: []option{now("2026-07-01 12:00")}, want: []string{"INTENT_TOO_LATE"}},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			d := contract.Declaration{Certificate: "hq-1", By: "seller", Evidence: "letter", DeclaredOn: date(t, c.declared)}
			deal, err := contract.Declare(given(t, c.given...).Known, d)
			assert.Equal(t, c.want, why(t, err))
			if c.want == nil {
				require.Len(t, deal.Intents, 1)
				assert.Equal(t, msk(t, c.at), deal.Intents[0].DeclaredAt)
			}
		})
	}
	_, err := contract.Declare(given(t).Known, contract.Declaration{
		Certificate: "hq-1", Contact: entitlement.Contact{ID: "ivan", Authorised: true}, DeclaredOn: coverage.Date{Year: 2026, Month: 2, Day: 9},
	})
	assert.Equal(t, []string{"declaredOn NOT_ALLOWED"}, why(t, err), "a contact declares when he does")
}

func TestWithdrawal(t *testing.T) {
	t.Parallel()
	_, err := contract.Withdraw(given(t).Known, "hq-1")
	require.ErrorIs(t, err, contract.ErrNoIntent)
	_, err = contract.Withdraw(given(t, intent("2026-01-10", "2026-01-20")).Known, "hq-1")
	require.ErrorIs(t, err, contract.ErrNoIntent)
	_, err = contract.Withdraw(given(t).Known, "hq-8")
	assert.Equal(t, []string{"certificate UNKNOWN"}, why(t, err))

	w := given(t, intent("2026-01-10", ""), now("2026-04-01 10:00"))
	deal, err := contract.Withdraw(w.Known, "hq-1")
	require.NoError(t, err)
	require.Len(t, deal.Intents, 1)
	assert.Equal(t, entitlement.Ref("intent/hq-1@1"), deal.Intents[0].Ref, "the next version of the same")
	c, _ := w.Certificate("hq-1")
	life, _, err := w.Life(c)
	require.NoError(t, err)
	state, _ := life.Support(w.Now.Add(-time.Second), deal.Intents...)
	assert.Equal(t, entitlement.Loyalty, state)
	state, _ = life.Support(w.Now, deal.Intents...)
	assert.Equal(t, entitlement.Lapsed, state, "a withdrawal ends loyalty (G20)")
}
