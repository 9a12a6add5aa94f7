package entitlement_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"flatsupport/shared/entitlement"
	"flatsupport/shared/policy"
)

// listed prints the rights under c1: "hotline P1 until 2026-03-15 (H)".
func listed(t *testing.T, w *world) []string {
	t.Helper()
	w.facts.Installations[0].Version = "4.1"
	grants, err := entitlement.RightsOf(w.shelf, w.facts, "c1", w.req.ReceivedAt)
	require.NoError(t, err)
	var all []string
	for _, g := range grants {
		words := append([]string{string(g.Right)}, g.Of...)
		if g.InTicket {
			words = append(words, "in a ticket")
		}
		if !g.Until.IsZero() {
			words = append(words, "until", g.Until.In(w.shelf[0].Zone).Format("2006-01-02"))
		}
		all = append(all, strings.Join(append(words, "("+string(g.Clause)+")"), " "))
	}
	return all
}

func TestTheRightsOfACertificate(t *testing.T) {
	t.Parallel()
	declared := intent("c1", "2026-03-01", "")
	basic := func(until string) []string {
		return []string{
			"ticket until " + until + " (E1)", "hotline P1 until " + until + " (H)", "hotfix until " + until + " (D)", "update until " + until + " (D)",
			"major until " + until + " (D)", "upgrade_licence until " + until + " (D)", "levels 2 3 until " + until + " (E1)",
		}
	}
	cases := []struct {
		name  string
		given []option
		want  []string
	}{
		{"the basic package", nil, basic("2026-03-15")},
		{"level 1 was bought", []option{certificate("c1", level1)}, []string{
			"ticket until 2026-03-15 (E1)", "hotline P1 until 2026-03-15 (H)", "hotfix until 2026-03-15 (D)", "update until 2026-03-15 (D)",
			"major until 2026-03-15 (D)", "upgrade_licence until 2026-03-15 (D)", "levels 1 2 3 until 2026-03-15 (E1)",
		}},
		{"an engineer and visits", []option{certificate("c1", pack(policy.TS24x7Onsite))}, []string{
			"ticket until 2026-03-15 (E4)", "hotline P1 until 2026-03-15 (H)", "hotfix until 2026-03-15 (D)", "update until 2026-03-15 (D)",
			"major until 2026-03-15 (D)", "upgrade_licence until 2026-03-15 (D)", "levels 2 3 until 2026-03-15 (E4)",
			"engineer P1 until 2026-03-15 (E4)", "visit RU-MOW until 2026-03-15 (E4)",
		}},
		{"what loyalty leaves ends with it, the rest with the term", []option{declared}, []string{
			"ticket until 2026-06-15 (E1)", "hotline P1 until 2026-06-15 (H)", "hotfix until 2026-03-15 (D)", "update until 2026-03-15 (D)",
			"major until 2026-03-15 (D)", "upgrade_licence until 2026-03-15 (D)", "levels 2 3 until 2026-06-15 (E1)",
		}},
		{"in loyalty", []option{declared, at("2026-03-15")}, []string{
			"ticket until 2026-06-15 (C)", "hotline P1 until 2026-06-15 (H)", "hotfix in a ticket until 2026-06-15 (C)", "levels 2 3 until 2026-06-15 (E1)",
		}},
		{"in loyalty by the other reading", []option{declared, at("2026-03-15"), reading("loyalty.rights", "all_but_majors")}, []string{
			"ticket until 2026-06-15 (C)", "hotline P1 until 2026-06-15 (H)", "hotfix until 2026-06-15 (C)", "update until 2026-06-15 (C)",
			"levels 2 3 until 2026-06-15 (E1)",
		}},
		{"in loyalty the basic package serves", []option{declared, at("2026-03-15"), reading("loyalty.package", "basic"), certificate("c1", pack(policy.TS24x7Onsite))}, []string{
			"ticket until 2026-06-15 (C)", "hotline P1 until 2026-06-15 (H)", "hotfix in a ticket until 2026-06-15 (C)", "levels 2 3 until 2026-06-15 (E1)",
		}},
		{"the partner's", []option{certificate("c1", boundTo("integrator"))}, []string{
			"ticket until 2026-03-15 (E5)", "hotline P1 until 2026-03-15 (H)", "hotfix until 2026-03-15 (D)", "update until 2026-03-15 (D)",
			"major until 2026-03-15 (D)", "upgrade_licence until 2026-03-15 (D)", "levels 3 until 2026-03-15 (E5)",
		}},
		{"the partner has lost the status", []option{certificate("c1", boundTo("integrator")), statusLost}, nil},
		{"which does not count", []option{certificate("c1", boundTo("integrator")), statusLost, reading("partner.onStatusLoss", "runs_to_end"), at("2026-03-14")}, []string{
			"ticket until 2026-03-15 (E5)", "hotline P1 until 2026-03-15 (H)", "hotfix until 2026-03-15 (D)", "update until 2026-03-15 (D)",
			"major until 2026-03-15 (D)", "upgrade_licence until 2026-03-15 (D)", "levels 3 until 2026-03-15 (E5)",
		}},
		{"before the start", []option{at("2025-03-14")}, nil},
		{"after the end", []option{at("2026-03-15")}, nil},
		{"never commissioned", []option{commissionedOn("")}, nil},
		{"another certificate adds nothing", []option{certificate("c1"), certificate("c2", months(36), pack(policy.TS24x7Onsite))}, basic("2026-03-15")},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			assert.Equal(t, c.want, listed(t, given(t, c.given...)))
		})
	}
	w := given(t)
	_, err := entitlement.RightsOf(w.shelf, w.facts, "c9", w.req.ReceivedAt)
	assert.ErrorIs(t, err, entitlement.ErrCertificateUnknown)
}
