package policy_test

import (
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"flatsupport/shared/policy"
)

// next is the draft of edition 1.5.
func next(t testing.TB) *policy.Edition {
	t.Helper()
	text, err := os.ReadFile("../../events/editions/flat-1.5.yaml")
	require.NoError(t, err)
	e, err := policy.Load("flat-1.5.yaml", text)
	require.NoError(t, err)
	return e
}

func TestAnEditionDiffersInNothingFromItself(t *testing.T) {
	t.Parallel()
	for _, e := range []*policy.Edition{flat(t), next(t)} {
		assert.Empty(t, policy.Diff(e, e))
	}
}

// What edition 1.5 changes, in both languages, word for word.
func TestFromOneEditionToTheNext(t *testing.T) {
	t.Parallel()
	changes := policy.Diff(flat(t), next(t))
	for _, lang := range []string{"ru", "en"} {
		var lines strings.Builder
		for _, c := range changes {
			lines.WriteString(c.In(lang) + "\n")
		}
		golden(t, "flat-1.4-to-1.5."+lang+".txt", lines.String())
	}
}

// A reading that is taken otherwise is one change, with what else it could be; what follows from it is told no second
// time.
func TestEveryReadingTakenOtherwiseIsOneChange(t *testing.T) {
	t.Parallel()
	from := flat(t)
	tried := 0
	for _, r := range from.PublishedReadings() {
		for _, value := range r.Alternatives {
			to, err := from.With(map[string]string{r.Datum: value})
			if err != nil {
				continue // it contradicts another reading and is refused
			}
			tried++
			changes := slices.DeleteFunc(policy.Diff(from, to), func(c policy.Change) bool { return c.Place == "digest" })
			require.NotEmpty(t, changes, "%s=%s", r.Datum, value)
			for _, c := range changes {
				assert.Equal(t, r.Datum, c.Datum, "%s=%s is told at %s", r.Datum, value, c.Place)
				assert.Contains(t, c.Alternatives, r.Value, "%s=%s", r.Datum, value)
			}
		}
	}
	assert.Greater(t, tried, 40)
}

// Whom a change bears on follows from what the later edition says of its certificates.
func TestWhomAChangeBearsOn(t *testing.T) {
	t.Parallel()
	from := flat(t)
	received := policy.Diff(from, with(t, map[string]string{"policy.pin": "newest"}))
	require.Len(t, received, 2)
	assert.Contains(t, received[1].In("en"), "for requests received from 2023-01-01")
	assert.Contains(t, received[1].In("ru"), "для обращений, полученных с 2023-01-01")

	cadence := policy.Diff(from, with(t, map[string]string{"updates.cadence": "P1=1h,P2=4h"}))
	require.Len(t, cadence, 2, "the clock and the ladder that it brings follow from it")
	assert.Equal(t, "reading updates.cadence none -> P1=1h,P2=4h, for certificates sold from 2023-01-01 (F-L2)", cadence[1].In("en"))

	hours := policy.Diff(from, with(t, map[string]string{"packages.plus.coverage": "always,always,business,business"}))
	assert.Equal(t, "package TS_24X7_PLUS: hours of P3 always -> business, for certificates sold from 2023-01-01 under TS_24X7_PLUS at P3; "+
		"reading packages.plus.coverage (E3)", hours[1].In("en"))
}

// Who hears of what by a second channel is told in words, as one change where one thing has changed.
func TestAnotherSecondChannel(t *testing.T) {
	t.Parallel()
	const whom = ", for certificates sold from 2023-01-01 under TS_8X5, TS_24X7, TS_24X7_PLUS, TS_24X7_ONSITE, TS_8X5_L3 at "
	text := source(t)
	cases := []struct{ name, old, changed, ru, en string }{
		{
			"another means", "by: [sms, webhook]", "by: [sms]",
			"оповещение desk: чем, кроме почты SMS, вебхук -> SMS",
			"alert desk: by, besides mail SMS, webhook -> SMS" + whom + "P1 (OP-ALERT)",
		},
		{
			"a priority more", "priorities: [P1]\n    notices: [callback", "priorities: [P1, P2]\n    notices: [callback",
			"оповещение desk: приоритеты П1 -> П1, П2", "alert desk: priorities P1 -> P1, P2" + whom + "P1, P2 (OP-ALERT)",
		},
		{
			"other people", "tell: [assigned, duty, manager]\n    by:", "tell: [assigned, manager]\n    by:",
			"оповещение desk: кому инженер заявки, дежурный, руководитель -> инженер заявки, руководитель",
			"alert desk: whom engineer of the ticket, duty, manager -> engineer of the ticket, manager" + whom + "P1 (OP-ALERT)",
		},
		{
			"other notices", "notices: [accepted, unverified]", "notices: [accepted]",
			"оповещение contact: извещения accepted, unverified -> accepted", "alert contact: notices accepted, unverified -> accepted" + whom + "P1 (OP-ALERT)",
		},
		{
			"a row less", text[strings.Index(text, "  - name: contact\n"):strings.Index(text, "# Whom the operator tells of the dates")], "\n",
			"оповещение contact (больше нет): было пункт OP-ALERT; приоритеты П1; извещения accepted, unverified; кому заказчик; чем, кроме почты SMS",
			"alert contact (gone): was clause OP-ALERT; priorities P1; notices accepted, unverified; whom customer; by, besides mail SMS" + whom + "P1 (OP-ALERT)",
		},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			require.Equal(t, 1, strings.Count(text, c.old))
			to, err := policy.Load("flat", []byte(strings.Replace(text, c.old, c.changed, 1)))
			require.NoError(t, err)
			changes := slices.DeleteFunc(policy.Diff(flat(t), to), func(c policy.Change) bool { return c.Place == "digest" })
			require.Len(t, changes, 1)
			assert.Equal(t, c.en, changes[0].In("en"))
			assert.True(t, strings.HasPrefix(changes[0].In("ru"), c.ru), changes[0].In("ru"))
		})
	}
}

// Which notices go out by other means than mail, and to whom.
func TestAlertsOfAnEdition(t *testing.T) {
	t.Parallel()
	e, both, sms := flat(t), []policy.Means{policy.BySMS, policy.ByWebhook}, []policy.Means{policy.BySMS}
	assert.Equal(t, both, e.AlertsOf(policy.P1, policy.NoticeCallback, policy.ToAssigned))
	assert.Equal(t, both, e.AlertsOf(policy.P1, policy.NoticeBreach, policy.ToManager))
	assert.Equal(t, sms, e.AlertsOf(policy.P1, policy.NoticeAccepted, policy.ToCustomer))
	assert.Empty(t, e.AlertsOf(policy.P1, policy.NoticeAnswered, policy.ToCustomer), "an answer is read, not called out")
	assert.Empty(t, e.AlertsOf(policy.P2, policy.NoticeBreach, policy.ToManager))
	assert.Empty(t, e.AlertsOf(policy.P3, policy.NoticeAccepted, policy.ToCustomer))
}
