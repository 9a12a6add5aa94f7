package entitlement_test

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"flatsupport/shared/entitlement"
)

// The certificate of every case ends on 2026-04-01: last covered day 2026-03-31, loyalty through 2026-06-30.
func TestLoyalty(t *testing.T) {
	t.Parallel()
	type declared struct{ at, withdrawn string }
	strict := []string{"loyalty.declare", "before_expiry"}
	const end, window, limit = "2026-04-01", "2026-07-01", "2027-04-01"
	cases := []struct {
		name    string
		intents []declared
		reading []string
		at      string
		want    entitlement.Support
		until   string
	}{
		{"ENT-07 declared a week before the end, at the end", []declared{{"2026-03-25", ""}}, nil, end, entitlement.Loyalty, window},
		{"ENT-07 the last instant of loyalty", []declared{{"2026-03-25", ""}}, nil, "2026-06-30 23:59:59.999999999", entitlement.Loyalty, window},
		{"ENT-07 the window is exclusive", []declared{{"2026-03-25", ""}}, nil, window, entitlement.Lapsed, limit},
		{"before the end an intent changes nothing", []declared{{"2026-03-25", ""}}, nil, "2026-03-31 23:59", entitlement.Active, end},
		{"declared at the end sharp", []declared{{end, ""}}, nil, end, entitlement.Loyalty, window},
		{"declared late: before the declaration there is none", []declared{{"2026-05-10 12:00", ""}}, nil, "2026-05-10 11:59:59", entitlement.Lapsed, "2026-05-10 12:00"},
		{"declared late: from the declaration on", []declared{{"2026-05-10 12:00", ""}}, nil, "2026-05-10 12:00", entitlement.Loyalty, window},
		{"declared late does not stretch the window", []declared{{"2026-05-10 12:00", ""}}, nil, window, entitlement.Lapsed, limit},
		{"declared in the last instant of the window", []declared{{"2026-06-30 23:59:59.999999999", ""}}, nil, "2026-06-30 23:59:59.999999999", entitlement.Loyalty, window},
		{"declared when the window has closed", []declared{{window, ""}}, nil, window, entitlement.Lapsed, limit},
		{"ENT-09 no intent, no loyalty", nil, nil, end, entitlement.Lapsed, limit},
		{"withdrawn: the instant before", []declared{{"2026-03-25", "2026-05-01 10:00"}}, nil, "2026-05-01 09:59:59", entitlement.Loyalty, "2026-05-01 10:00"},
		{"withdrawn: at the withdrawal", []declared{{"2026-03-25", "2026-05-01 10:00"}}, nil, "2026-05-01 10:00", entitlement.Lapsed, limit},
		{"withdrawn before the end: nothing opens", []declared{{"2026-03-20", "2026-03-25"}}, nil, end, entitlement.Lapsed, limit},
		{"withdrawn before the end and declared again: that one opens", []declared{{"2026-03-20", "2026-03-25"}, {"2026-03-28", ""}}, nil, end, entitlement.Loyalty, window},
		{"withdrawn after the window changes nothing", []declared{{"2026-03-25", "2026-08-01"}}, nil, "2026-06-30", entitlement.Loyalty, window},
		{"declared twice: the second does not reopen what was withdrawn", []declared{{"2026-03-25", "2026-05-01"}, {"2026-05-02", ""}}, nil, "2026-05-03", entitlement.Lapsed, limit},
		{"declared twice and the later withdrawn: the earlier counts", []declared{{"2026-05-02", "2026-05-10"}, {"2026-03-25", ""}}, nil, "2026-05-15", entitlement.Loyalty, window},
		{"withdrawn at the very declaration opens nothing", []declared{{"2026-05-02", "2026-05-02"}}, nil, "2026-05-02", entitlement.Lapsed, limit},
		{"before_expiry: declared before the end", []declared{{"2026-03-31 23:59", ""}}, strict, end, entitlement.Loyalty, window},
		{"before_expiry: declared at the end", []declared{{end, ""}}, strict, end, entitlement.Loyalty, window},
		{"before_expiry: declared after the end is too late", []declared{{"2026-04-01 00:00:01", ""}}, strict, "2026-04-02", entitlement.Lapsed, limit},
		{"after twelve months only an upgrade helps", []declared{{"2026-03-25", ""}}, nil, limit, entitlement.Conditional, ""},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			ed := edition(t, c.reading...)
			cert := entitlement.Certificate{ID: "c1", ActivationOn: date(t, "2025-04-01"), TermMonths: 12}
			intents := []entitlement.Intent{{Certificate: "another", DeclaredAt: msk(t, "2026-01-01")}}
			for _, d := range c.intents {
				i := entitlement.Intent{Certificate: "c1", DeclaredAt: msk(t, d.at)}
				if d.withdrawn != "" {
					i.WithdrawnAt = msk(t, d.withdrawn)
				}
				intents = append(intents, i)
			}
			got, until := entitlement.LifeOf(ed, cert, entitlement.Installation{}).Support(msk(t, c.at), intents...)
			assert.Equal(t, c.want, got)
			assertInstant(t, c.until, until)
		})
	}
}
