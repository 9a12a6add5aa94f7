package entitlement_test

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"flatsupport/shared/entitlement"
)

func TestTheCourseOfACertificateIsTold(t *testing.T) {
	t.Parallel()
	cases := []struct {
		name  string
		given []option
		says  []string // in English
	}{
		{"active", nil, []string{
			"the date in the order is 15 March 2025: it starts then.", "the day of commissioning is 15 March 2025.", "the last day allowed is 30 May 2025.",
			"The first day of support is 15 March 2025.", "Term of 12 months; the last day of support is 14 March 2026.", "runs through 14 June 2026",
			"without an upgrade through 14 March 2027", "As of 20 November 2025 12:00 MSK support is: active, through 14 March 2026.",
			"activation.rule (G1) = earliest_of", "lapse.anchor (G5) = coverage_end",
		}},
		{"the cap", []option{certificate("c1", func(_ testing.TB, c *entitlement.Certificate) { c.ActivationOn = date(t, "") }), commissionedOn("")}, []string{
			"the date in the order is not known.", "the day of commissioning is not known.", "the last day allowed is 30 May 2025: it starts then.",
		}},
		{"a renewal", []option{certificate("c1", renews("2025-03-15"))}, []string{"The renewal starts on 15 March 2025, the day after the last day", "renewal.start (G13) = previous_end"}},
		{"a renewal from its purchase", []option{reading("renewal.start", "purchase"), certificate("c1", renews("2025-03-15"))}, []string{"the day it was bought"}},
		{"loyalty", []option{at("2026-04-01"), intent("c1", "2026-03-18 10:00", "2026-05-01")}, []string{
			"declared 18 March 2026 10:00 MSK", "withdrawn 1 May 2026 00:00 MSK", "goes on from 18 March 2026 10:00 MSK through 30 April 2026",
			"support is: loyalty period, through 30 April 2026",
		}},
		{"past everything", []option{at("2027-04-01")}, []string{"support is: over, reopened only by an upgrade."}},
		{"not yet", []option{at("2025-03-01")}, []string{"support is: not yet started; the answer is the same through 14 March 2025."}},
		{"an intent too late", []option{at("2026-07-01"), intent("c1", "2026-06-15 00:00", "")}, []string{
			"The intent of 15 June 2026 00:00 MSK came too late to open loyalty, which takes one declared through 14 June 2026.",
			"support is: over; the answer is the same through 14 March 2027.",
		}},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			w := given(t, c.given...)
			lines := entitlement.ExplainLife(w.shelf[0], w.facts.Certificates[0], w.facts.Installations[0], w.req.ReceivedAt, w.facts.Intents...)
			for _, want := range c.says {
				assert.Contains(t, told(lines, "en"), want)
			}
			assert.NotContains(t, told(lines, "ru")+told(lines, "en"), "%!")
			assert.NotContains(t, told(lines, "ru"), "support")
		})
	}
	nothing := entitlement.ExplainLife(edition(t), entitlement.Certificate{ID: "c1"}, entitlement.Installation{}, msk(t, "2026-04-01"))
	assert.Contains(t, told(nothing, "en"), "There is no start")
}
