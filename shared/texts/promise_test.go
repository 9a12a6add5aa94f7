package texts_test

import (
	"regexp"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"flatsupport/shared/policy"
	"flatsupport/shared/sla"
	"flatsupport/shared/texts"
)

// Each sentence of a promise is there in both languages and says everything that it is given.
func TestASentenceOfAPromiseSaysEverythingInBothLanguages(t *testing.T) {
	t.Parallel()
	cases := map[texts.Promised][]any{
		texts.WillAccept:    {"Basic", "through Monday"},
		texts.WillCarryOn:   {"Basic", "through Monday"},
		texts.WillCheck:     {"Basic"},
		texts.WillRefuse:    {"Because."},
		texts.WillCount:     {"Reaction", "2 h", "nine", "eleven"},
		texts.Counts:        {"Reaction", "2 h", "eleven"},
		texts.CountsAlready: {"Reaction", "2 h", "nine", "eleven"},
		texts.WasDue:        {"Reaction", "2 h", "nine", "eleven"},
		texts.WillAttach:    nil,
		texts.OtherPriority: {"P4", "P2"},
	}
	cyrillic := regexp.MustCompile(`\p{Cyrillic}`)
	for sentence, args := range cases {
		for _, lang := range []string{"ru", "en"} {
			said := texts.Promise(sentence, lang, args...)
			assert.NotContains(t, said, "%!", sentence)
			assert.Equal(t, lang == "ru", cyrillic.MatchString(said), said)
			for _, arg := range args {
				assert.Contains(t, said, arg, sentence)
			}
		}
	}
}

func TestAnEndIsSaidAsItsLastDayOnlyWhenTheDayIsWhole(t *testing.T) {
	t.Parallel()
	cases := []struct{ end, day, ru, en string }{
		{"2026-03-15T00:00:00+03:00", "2026-03-14", "по сб 14.03.2026 включительно", "through Sat 14 Mar 2026"},
		{"2026-03-14T12:30:00+03:00", "2026-03-14", "до сб 14.03.2026 12:30 МСК", "until Sat 14 Mar 2026 12:30 Moscow time"},
		{"2026-03-14T23:59:59+03:00", "2026-03-14", "до сб 14.03.2026 23:59:59 МСК", "until Sat 14 Mar 2026 23:59:59 Moscow time"},
		{"2026-01-01T00:00:00+03:00", "2025-12-31", "по ср 31.12.2025 включительно", "through Wed 31 Dec 2025"},
		{"2026-03-15T00:00:00Z", "2026-03-15", "до вс 15.03.2026 03:00 МСК", "until Sun 15 Mar 2026 03:00 Moscow time"},
	}
	for _, c := range cases {
		end, err := time.Parse(time.RFC3339, c.end)
		require.NoError(t, err)
		assert.Equal(t, c.day, texts.LastDay(end, policy.Moscow()).String(), c.end)
		assert.Equal(t, c.ru, texts.Through(end, policy.Moscow(), "ru"))
		assert.Equal(t, c.en, texts.Through(end, policy.Moscow(), "en"))
	}
}

func TestTheHoursThatAClockCounts(t *testing.T) {
	t.Parallel()
	editions, err := policy.Editions()
	require.NoError(t, err)
	ed, err := editions.Edition("flat-1.4")
	require.NoError(t, err)
	cases := []struct {
		e      sla.Explanation
		ru, en string
	}{
		{sla.Explanation{Target: policy.Target{Unit: policy.CoverageHours}, Window: "business"}, "по рабочим дням, 09:00-18:00 МСК", "working days, 09:00-18:00 Moscow time"},
		{sla.Explanation{Target: policy.Target{Unit: policy.CoverageHours}, Window: "always"}, "круглосуточно, 7 дней в неделю", "round the clock, 7 days a week"},
		{sla.Explanation{Target: policy.Target{Unit: policy.WallHours}, Window: "wall"}, "каждый час", "every hour"},
	}
	for _, c := range cases {
		assert.Equal(t, c.ru, texts.Hours(c.e, ed, "ru"))
		assert.Equal(t, c.en, texts.Hours(c.e, ed, "en"))
	}
}
