package entitlement_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"flatsupport/shared/entitlement"
	"flatsupport/shared/policy"
)

// told joins the statements in one language.
func told(lines []entitlement.Line, lang string) string {
	var b strings.Builder
	for _, line := range lines {
		b.WriteString(line.Text.In(lang) + "\n")
	}
	return b.String()
}

func TestExplanationPrintsTheLastCoveredDay(t *testing.T) {
	t.Parallel()
	cases := []struct {
		name       string
		given      []option
		says, hush []string // in English
	}{
		{"a running certificate", nil, []string{"15 March 2025 through 14 March 2026", "holds through 14 March 2026", "20 November 2025 12:00 MSK"}, []string{"15 March 2026"}},
		{"a pending one", []option{at("2025-03-10")}, []string{"Support starts on 15 March 2025", "holds through 14 March 2025"}, nil},
		{"over, the window still open", []option{at("2026-03-20")}, []string{"last day of support was 14 March 2026", "loyalty runs from that moment through 14 June 2026", "bought by 14 March 2027 runs from 15 March 2026"}, nil},
		{"over, the window closed", []option{at("2026-06-15")}, []string{"last day of support was 14 March 2026", "could be declared has passed"}, []string{"loyalty runs from that moment"}},
		{"over, too late to declare by the stricter reading", []option{at("2026-03-20"), reading("loyalty.declare", "before_expiry")}, []string{"could be declared has passed"}, []string{"loyalty runs from that moment"}},
		{"loyalty", []option{at("2026-03-20"), intent("c1", "2026-03-01", "")}, []string{"loyalty period", "holds through 14 June 2026"}, []string{"15 June 2026"}},
		{"loyalty that will be withdrawn in the middle of a day", []option{at("2026-03-20"), intent("c1", "2026-03-01", "2026-04-01 10:30:15")}, []string{"holds until 1 April 2026 10:30:15 MSK"}, nil},
		{"loyalty over", []option{at("2026-07-01"), intent("c1", "2026-03-01", "")}, []string{"bought by 14 March 2027 runs from 15 March 2026"}, nil},
		{"more than twelve months", []option{at("2027-03-15")}, []string{"last day of support was 14 March 2026", "without an upgrade through 14 March 2027"}, []string{"this answer holds"}},
		{"an engineer is attached", []option{certificate("c1", pack(policy.TS24x7Plus)), priority(policy.P1)}, []string{"One engineer is attached"}, nil},
		{"records and readings are named", nil, []string{"customer/volga@1, contact/ivan@1, installation/hq@1, cert/c1@1", "activation.rule (G1) = earliest_of"}, nil},
		{"what was not used is said with its reason", []option{certificate("c1"), certificate("c2", renews("2022-03-15"))}, []string{"Certificate c1", "used.", "Certificate c2", "not used. Support ended too long ago"}, nil},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			w := given(t, c.given...)
			text := told(w.decide().Explanation(w.shelf[0]), "en")
			for _, want := range c.says {
				assert.Contains(t, text, want)
			}
			for _, hush := range c.hush {
				assert.NotContains(t, text, hush)
			}
		})
	}
}

func TestExplanationSpeaksRussianByTheSameDays(t *testing.T) {
	t.Parallel()
	w := given(t, at("2026-03-20"))
	text := told(w.decide().Explanation(w.shelf[0]), "ru")
	for _, want := range []string{"20.03.2026 00:00 МСК", "Последний день поддержки – 14.03.2026", "по 14.06.2026 включительно", "с 15.03.2025 по 14.03.2026 включительно"} {
		assert.Contains(t, text, want)
	}
}

// Every answer that there is explains itself in both languages, with the words of its clause.
func TestEveryAnswerIsExplainedInBothLanguages(t *testing.T) {
	t.Parallel()
	cases := map[policy.RefusalCode][]option{
		"":                          nil,
		policy.NoCertificate:        {noCertificates},
		policy.NotYetActive:         {at("2025-03-01")},
		policy.CoverageExpired:      {at("2026-03-15")},
		policy.LoyaltyEnded:         {at("2026-07-01"), intent("c1", "2026-03-01", "")},
		policy.UpgradeRequired:      {at("2027-03-15")},
		policy.NotCommissioned:      {commissionedOn("2025-12-01")},
		policy.ProductNotCovered:    {hq(func(i *entitlement.Installation) { i.Product = "typewriter" })},
		policy.LevelNotIncluded:     {requestType(policy.Configure)},
		policy.ContactNotAuthorised: {certificate("c1", boundTo("integrator"))},
		policy.PartnerStatusMissing: {certificate("c1", boundTo("integrator")), by("olga"), statusLost},
		policy.ChannelNotAllowed:    {channel(policy.Hotline)},
	}
	for code, options := range cases {
		t.Run("answer "+string(code), func(t *testing.T) {
			t.Parallel()
			w := given(t, options...)
			d := w.decide()
			require.Equal(t, code, d.Code)
			lines := d.Explanation(w.shelf[0])
			decisive := 0
			for _, line := range lines {
				assert.NotEmpty(t, line.Text.RU)
				assert.NotEmpty(t, line.Text.EN)
				assert.NotContains(t, line.Text.RU+line.Text.EN, "%!")
				if line.Clause != "" {
					assert.NotEmpty(t, line.Quote.RU, "clause %s", line.Clause)
					assert.NotEmpty(t, line.Quote.EN, "clause %s", line.Clause)
				}
				if line.Clause == d.Clause {
					decisive++
				}
			}
			assert.Positive(t, decisive)
			rule, refused := d.Refusal(w.shelf[0])
			assert.Equal(t, code != "", refused)
			assert.Contains(t, told(lines, "ru"), rule.Reason.RU)
			assert.Contains(t, told(lines, "en"), rule.Remedy.EN)
		})
	}
	assert.Len(t, cases, 12, "one for each refusal and one for acceptance")
}

func TestUnverifiedIsExplained(t *testing.T) {
	t.Parallel()
	ed := edition(t)
	d, runs := entitlement.DecideUnverified(ed, given(t, priority(policy.P1)).req)
	require.True(t, runs)
	lines := d.Explanation(ed)
	assert.Contains(t, told(lines, "en"), "does not wait")
	assert.Contains(t, told(lines, "ru"), "не ждёт")
	_, refused := d.Refusal(ed)
	assert.False(t, refused)
}

// ENT-19, ENT-06: who may not ask is told where to turn and nothing about contracts.
func TestWhoMayNotAskLearnsNothingAboutContracts(t *testing.T) {
	t.Parallel()
	for _, who := range []string{"ivan", "anna", "stranger"} {
		w := given(t, certificate("c1", boundTo("integrator")), by(who))
		d := w.decide()
		require.Equal(t, policy.ContactNotAuthorised, d.Code)
		var open []entitlement.Line
		for _, line := range d.Explanation(w.shelf[0]) {
			if !line.Desk {
				open = append(open, line)
			}
		}
		for _, lang := range []string{"ru", "en"} {
			text := told(open, lang)
			assert.NotContains(t, text, "c1")
			assert.NotContains(t, text, "2026")
			assert.Equal(t, who == "ivan", strings.Contains(text, "Интегратор"))
		}
		assert.Contains(t, told(d.Explanation(w.shelf[0]), "en"), "Certificate c1", "the desk sees it")
	}
}
