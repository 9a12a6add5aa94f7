package texts_test

import (
	"os"
	"testing"
	"time"

	"github.com/goccy/go-yaml"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"flatsupport/shared/coverage"
	"flatsupport/shared/entitlement"
	"flatsupport/shared/policy"
	"flatsupport/shared/sla"
	"flatsupport/shared/texts"
	"flatsupport/shared/ticket"
)

// Every word that a page shows by its code has a label; a label has both languages, as the next test sees.
func TestEveryStateHasAName(t *testing.T) {
	t.Parallel()
	var codes []string
	for _, status := range []ticket.Status{
		ticket.StatusRegistered, ticket.StatusOpen, ticket.StatusWaiting, ticket.StatusResolved, ticket.StatusClosed, ticket.StatusRefused,
		ticket.StatusMerged,
	} {
		codes = append(codes, string(status))
	}
	for _, answer := range []ticket.Answer{ticket.Accepted, ticket.Refused, ticket.Unverified} {
		codes = append(codes, string(answer), "would."+string(answer))
	}
	for _, support := range []entitlement.Support{
		entitlement.Pending, entitlement.Active, entitlement.Loyalty, entitlement.Lapsed, entitlement.Conditional,
	} {
		codes = append(codes, string(support))
	}
	for _, role := range []ticket.Role{
		ticket.System, ticket.Contact, ticket.PartnerContact, ticket.Operator, ticket.Engineer, ticket.Manager,
		ticket.Supplier,
	} {
		codes = append(codes, string(role))
	}
	for _, outcome := range []ticket.CallOutcome{ticket.Reached, ticket.NoAnswer} {
		codes = append(codes, string(outcome))
	}
	for _, channel := range []policy.ChannelCode{policy.Portal, policy.Hotline, policy.Email, policy.Form} {
		codes = append(codes, string(channel))
	}
	for _, typ := range []policy.RequestType{policy.Incident, policy.Question, policy.Configure} {
		codes = append(codes, string(typ))
	}
	codes = append(codes, // of the lines of a timeline
		"registered", "decided", "responded", "called", "priority", "waiting", "resumed", "replied", "resolved", "closed",
		"reopened", "assigned", "noted", "step", "notice", "merged", "split", "inquired", "contact_changed",
	)
	for _, code := range codes {
		assert.Regexp(t, `\p{Cyrillic}`, texts.Label(code, "ru"), code)
	}
	assert.Equal(t, "TS_8X5", texts.Label("TS_8X5", "ru"), "what is no word stays as it is")
}

func TestEveryLabelIsThereInBothLanguages(t *testing.T) {
	t.Parallel()
	raw, err := os.ReadFile("labels.yaml")
	require.NoError(t, err)
	var labels map[string]map[string]string
	require.NoError(t, yaml.Unmarshal(raw, &labels))
	for key, words := range labels {
		assert.Len(t, words, 2, key)
		for _, lang := range languages {
			assert.NotEmpty(t, words[lang], "%s in %s", key, lang)
			assert.Equal(t, words[lang], texts.Label(key, lang))
		}
	}
}

func TestEveryClockAndItsStatesHaveNames(t *testing.T) {
	t.Parallel()
	ed := edition(t)
	for _, lang := range languages {
		for _, state := range []sla.State{sla.Running, sla.Paused, sla.Met, sla.Breached, sla.Cancelled} {
			assert.NotEmpty(t, texts.ClockState(state, lang), "%s in %s", state, lang)
		}
		for _, rule := range ed.Clocks {
			assert.NotEqual(t, string(rule.Name), texts.ClockName(ed, rule.Name, lang), lang)
		}
	}
	assert.Equal(t, "of no rule", texts.ClockName(ed, "of no rule", "en"))
}

func TestLengthsOfTime(t *testing.T) {
	t.Parallel()
	cases := []struct {
		length time.Duration
		ru, en string
	}{
		{0, "0 с", "0 s"},
		{time.Second, "1 с", "1 s"},
		{90 * time.Minute, "1 ч 30 мин", "1 h 30 min"},
		{48 * time.Hour, "48 ч", "48 h"},
		{time.Hour + time.Second, "1 ч 1 с", "1 h 1 s"},
		{-15 * time.Minute, "−15 мин", "−15 min"},
	}
	for _, c := range cases {
		assert.Equal(t, c.ru, texts.Duration(c.length, "ru"))
		assert.Equal(t, c.en, texts.Duration(c.length, "en"))
	}
}

func TestInstantsAndDays(t *testing.T) {
	t.Parallel()
	ed := edition(t)
	at := time.Date(2026, 11, 22, 21, 0, 0, 0, time.UTC)
	assert.Equal(t, "пн 23.11.2026 00:00 МСК", texts.Instant(at, ed.Zone, "ru"))
	assert.Equal(t, "Mon 23 Nov 2026 00:00 Moscow time", texts.Instant(at, ed.Zone, "en"))
	assert.Equal(t, "Mon 23 Nov 2026 00:00:07 Moscow time", texts.Instant(at.Add(7*time.Second), ed.Zone, "en"))
	chicago, err := time.LoadLocation("America/Chicago")
	require.NoError(t, err)
	assert.Equal(t, "Sun 22 Nov 2026 15:00 -06:00", texts.Instant(at, chicago, "en"), "a zone without a name of its own prints its offset")
	assert.Equal(t, "пн 23.11.2026", texts.Day(coverage.Date{Year: 2026, Month: 11, Day: 23}, "ru"))
}
