package policy_test

import (
	"os"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"flatsupport/shared/policy"
)

func TestEveryReadingCanBeTakenOtherwise(t *testing.T) {
	t.Parallel()
	e := flat(t)
	for _, r := range e.PublishedReadings() {
		for _, other := range r.Alternatives {
			t.Run(r.Datum+" as "+other, func(t *testing.T) {
				t.Parallel()
				changed := with(t, map[string]string{r.Datum: other})
				got := reading(t, changed, r.Datum)
				assert.Equal(t, other, got.Value)
				assert.Contains(t, got.Alternatives, r.Value)
				assert.NotContains(t, got.Alternatives, other)
				assert.NotEqual(t, e.Digest, changed.Digest)
				assert.Equal(t, e.ID, changed.ID)
				assert.Equal(t, r.Value, reading(t, flat(t), r.Datum).Value, "the edition itself is unchanged")
			})
		}
	}
}

func TestAnAlternativeChangesWhatRulesSee(t *testing.T) {
	t.Parallel()
	e := with(t, map[string]string{
		"activation.rule": "order_date", "activation.capDays": "60", "loyalty.months": "1", "reopen.restartClock": "true",
		"callback.orAttempts": "3", "callback.attemptGap": "5m", "requestType.question.priority": "as_asked",
		"channels.hotline.override": "never", "reaction.pause": "waiting", "reaction.unit": "wall_hours", "zone": "Asia/Omsk",
	})
	assert.Equal(t, "order_date", e.Readings.ActivationRule)
	assert.Equal(t, 60, e.Readings.ActivationCapDays)
	assert.Equal(t, 1, e.Readings.LoyaltyMonths)
	assert.True(t, e.Readings.ReopenRestartClock)
	assert.Equal(t, 3, e.Readings.CallbackAttempts)
	assert.Equal(t, 5*time.Minute, e.Readings.CallbackGap)
	assert.Equal(t, policy.QuestionAsAsked, e.Readings.QuestionPriority)
	hotline, _ := e.Channel(policy.Hotline)
	assert.False(t, hotline.Override)
	reaction, _ := e.Clock(policy.Reaction)
	callback, _ := e.Clock(policy.Callback)
	assert.True(t, reaction.Pausable)
	assert.False(t, callback.Pausable, "the call-back is guaranteed (R35)")
	assert.Equal(t, policy.WallHours, reaction.Unit)
	assert.Equal(t, policy.WallHours, callback.Unit)
	assert.Equal(t, "Asia/Omsk", e.Zone.String())
	assert.Equal(t, e.Zone, e.Wall().Spec().Zone)
}

func TestOverridesThatSayTheSameChangeNothing(t *testing.T) {
	t.Parallel()
	e := flat(t)
	for _, same := range []map[string]string{nil, {}, {"calendar.shortDay": "keep"}, {"term.interval": "half_open", "onsite.areas": "RU-MOW"}} {
		assert.Equal(t, e.Digest, with(t, same).Digest)
	}
	once := with(t, map[string]string{"calendar.shortDay": "end_minus_1h", "reopen.days": "7"})
	step, err := with(t, map[string]string{"calendar.shortDay": "end_minus_1h"}).With(map[string]string{"reopen.days": "7"})
	require.NoError(t, err)
	assert.Equal(t, once.Digest, step.Digest, "overrides add up")
	back, err := once.With(map[string]string{"calendar.shortDay": "keep", "reopen.days": "14"})
	require.NoError(t, err)
	assert.Equal(t, e.Digest, back.Digest, "taken back they leave the edition as published")
}

func TestWrongOverridesAreRefusedByName(t *testing.T) {
	t.Parallel()
	cases := []struct {
		name         string
		datum, value string
		is           error
		says         string
	}{
		{"an unknown datum", "calendar.shortDays", "keep", policy.ErrUnknownDatum, "calendar.shortDays: no such reading"},
		{"a word that is none of the values", "calendar.shortDay", "closed", policy.ErrUnlawfulValue, `calendar.shortDay: "closed" is not a lawful value; it can be keep, end_minus_1h`},
		{"a figure out of range", "activation.capDays", "0", policy.ErrUnlawfulValue, "from 1 to 366"},
		{"a figure that is none", "reopen.days", "two", policy.ErrUnlawfulValue, `reopen.days: "two"`},
		{"a time with fractions", "callback.attemptGap", "1.5s", policy.ErrUnlawfulValue, "in whole seconds"},
		{"what has one value only", "licences.midTerm", "co_term", policy.ErrUnlawfulValue, "it can be own_certificate"},
		{"what stands elsewhere", "packages.termsMonths", "24", policy.ErrUnlawfulValue, "it can be 12,36,60"},
		{"hours that run backwards", "windows.business", "18:00-09:00", policy.ErrUnlawfulValue, "windows.business"},
		{"hours that overlap", "windows.business", "09:00-13:00,12:00-18:00", policy.ErrUnlawfulValue, "overlaps"},
		{"no hours", "windows.business", "", policy.ErrUnlawfulValue, "windows.business"},
		{"an unknown unit", "reaction.unit", "business_days", policy.ErrUnlawfulValue, "coverage_hours, wall_hours"},
		{"the machine's zone", "zone", "Local", policy.ErrUnlawfulValue, "zone"},
		{"no zone", "zone", "", policy.ErrUnlawfulValue, "zone"},
		{"no days", "calendar.extra", "soon", policy.ErrUnlawfulValue, "dates such as"},
		{"an update cadence without priorities", "updates.cadence", "1h", policy.ErrUnlawfulValue, "P1=1h"},
		{"a priority twice", "updates.cadence", "P1=1h,P1=2h", policy.ErrUnlawfulValue, "P1=1h"},
		{"a priority that there is not", "channels.hotline.priorities", "P1,P5", policy.ErrUnlawfulValue, "P1,P2"},
		{"levels out of order", "packages.l3.levels", "3,2", policy.ErrUnlawfulValue, "2,3"},
		{"an area that is none", "onsite.areas", "Moscow", policy.ErrUnlawfulValue, "RU-MOW"},
		{"a window that there is not", "packages.plus.coverage", "night", policy.ErrUnlawfulValue, "P1, P2, P3, P4"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			_, err := flat(t).With(map[string]string{c.datum: c.value})
			require.ErrorIs(t, err, c.is)
			assert.Contains(t, err.Error(), c.says)
			assert.Contains(t, err.Error(), "flat-1.4")
		})
	}
	_, err := flat(t).With(map[string]string{"nothing": "1", "calendar.shortDay": "closed"})
	require.ErrorIs(t, err, policy.ErrUnknownDatum)
	require.ErrorIs(t, err, policy.ErrUnlawfulValue, "all are told at once")
}

func TestOverridesThatContradictAreRefused(t *testing.T) {
	t.Parallel()
	cases := []struct {
		name      string
		overrides map[string]string
		path      string
	}{
		{"loyalty outlasts reinstatement", map[string]string{"loyalty.months": "6", "reinstatement.windowMonths": "5"}, "loyalty.months"},
		{"attempts do not fit into the promise", map[string]string{"callback.orAttempts": "13"}, "callback.orAttempts"},
		{"a clock restarts although nothing reopens", map[string]string{"reopen.days": "0", "reopen.restartClock": "true"}, "reopen.days"},
		{"a reaction stopped by the receipt starts later", map[string]string{"reaction.start": "diagnostics_in", "reaction.stopEvent": "acknowledged"}, "reaction.start"},
		{"a hotline is closed and always served", map[string]string{"outOfHours.intake": "hotline_closed", "channels.hotline.hours": "always"}, "outOfHours.intake"},
		{"engineers lower what is final", map[string]string{"priority.reclassify": "customer_final", "priority.p1Down": "engineer"}, "priority.p1Down"},
		{"the last day is given twice", map[string]string{"term.interval": "inclusive", "entitlement.instant": "whole_day"}, "entitlement.instant"},
		{"days are counted by no calendar", map[string]string{"calendar": "none", "activation.dayKind": "working"}, "calendar"},
		{"moved days of a calendar that moves none", map[string]string{"calendar": "ru-weekdays", "calendar.movedWorkingDays": "not_covered"}, "calendar.movedWorkingDays"},
		{"a day off that is none", map[string]string{"calendar.extra": "2026-11-21"}, "windows[0]"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			_, err := flat(t).With(c.overrides)
			var defects *policy.DefectsError
			require.ErrorAs(t, err, &defects)
			require.Len(t, defects.Defects, 1)
			assert.Contains(t, err.Error(), c.path)
			assert.Greater(t, defects.Defects[0].Line, 1)
		})
	}
	_, err := flat(t).With(map[string]string{"callback.orAttempts": "12"})
	assert.NoError(t, err, "twelve attempts ten minutes apart take 110 minutes")
}

func TestNotAnEditionCannotBeChanged(t *testing.T) {
	t.Parallel()
	_, err := (&policy.Edition{ID: "by hand"}).With(nil)
	var defects *policy.DefectsError
	require.ErrorAs(t, err, &defects)
}

func TestChangingThePublishedReadingsChangesNoEdition(t *testing.T) {
	t.Parallel()
	e := flat(t)
	list := e.PublishedReadings()
	list[0].Value, list[0].Alternatives[0] = "changed", "changed"
	assert.NotEqual(t, "changed", e.PublishedReadings()[0].Value)
	assert.NotEqual(t, "changed", e.PublishedReadings()[0].Alternatives[0])
}

func TestTheSourceIsKeptAsItWasLoaded(t *testing.T) {
	t.Parallel()
	text, err := os.ReadFile("editions/flat-1.4.yaml")
	require.NoError(t, err)
	e, err := policy.Load("flat", text)
	require.NoError(t, err)
	clear(text)
	again, err := e.With(nil)
	require.NoError(t, err)
	assert.Equal(t, e.Digest, again.Digest)
}

func reading(t *testing.T, e *policy.Edition, datum string) policy.Reading {
	t.Helper()
	for _, r := range e.PublishedReadings() {
		if r.Datum == datum {
			return r
		}
	}
	require.Fail(t, "no such reading", datum)
	return policy.Reading{}
}
