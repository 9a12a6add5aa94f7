package proof_test

import (
	"math/rand/v2"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"flatsupport/infra/proof"
)

var (
	number = regexp.MustCompile(`\d+`)
	// counts are the parts of lines of which every number is counted with. Other numbers are names, or tell what makes no
	// difference to the due time: where a wait begins and ends (what it takes out stands in the intervals), the due times
	// that are not in force, a cutoff that the receipt is far from, hours of days that the proof does not come to.
	counts = []*regexp.Regexp{
		regexp.MustCompile(`^[^:]+: ((?:\d|рабочих дней: ).*?), (?:приоритет|priority) `),
		regexp.MustCompile(`^ {2}(.+ \d\d:\d\d.*–\d\d:\d\d.*)$`),
		regexp.MustCompile(`^ {2}(.+(?:не считается|does not count)).*$`),
		regexp.MustCompile(`^ {2}(.+: (?:рабочий день|working day) \d+).*$`),
		regexp.MustCompile(`^ {2}(.+: (?:от этого дня отсчёт|counted from this day)).*$`),
		regexp.MustCompile(`^(Без ожидания .*|Without waiting .*)$`),
		regexp.MustCompile(`(?:вычтено (.+)\.|: (.+) cut out\.)$`),
		regexp.MustCompile(`^(?:Всего вычтено|Cut out in all) (.+)$`),
		regexp.MustCompile(`(?:действует|in force) (.+)$`),
		regexp.MustCompile(`^(?:Срок|Due): (.+)$`),
		regexp.MustCompile(`(?:осталось (.+)\.|; (.+) remain\.)$`),
	}
	startLine = regexp.MustCompile(`^(?:Отсчёт с|Counted from) (.+) (?:МСК|Moscow time|[+-]\d\d:\d\d)\.$`)
)

// places are where the numbers of a line stand that are counted with.
func places(line string) [][]int {
	for _, form := range counts {
		m := form.FindStringSubmatchIndex(line)
		if m == nil || strings.Contains(line, " = ") {
			continue
		}
		from, to := m[2], m[3]
		if from < 0 {
			from, to = m[4], m[5]
		}
		var all [][]int
		for _, at := range number.FindAllStringIndex(line[from:to], -1) {
			all = append(all, []int{from + at[0], from + at[1]})
		}
		return all
	}
	return nil
}

// other is another number of as many digits.
func other(chance *rand.Rand, digits string) string {
	for {
		changed := []byte(digits)
		i := chance.IntN(len(changed))
		changed[i] = byte('0' + chance.IntN(10))
		if string(changed) != digits {
			return string(changed)
		}
	}
}

// Whatever number of a proof is changed that is counted with, it does not add up any more.
func TestEveryTamperedNumberIsFound(t *testing.T) {
	t.Parallel()
	all := editions(t)
	chance := rand.New(rand.NewPCG(5, 6))
	tried := 0
	for n := range 250 {
		is, at := life(chance, all[n%len(all)])
		_, proofs := explained(t, is, all[n%len(all)], at, []string{"ru", "en"}[n%2])
		for _, lines := range proofs {
			for i, line := range lines {
				for _, at := range places(line) {
					changed := slices.Clone(lines)
					changed[i] = line[:at[0]] + other(chance, line[at[0]:at[1]]) + line[at[1]:]
					tried++
					_, err := proof.Check(changed)
					require.ErrorIs(t, err, proof.ErrUnsound, "instead of %q\n%s", line, strings.Join(changed, "\n"))
				}
			}
		}
	}
	t.Logf("%d numbers changed", tried)
	assert.Greater(t, tried, 7_000)
}

// A start that counts at once is bound to the first interval; one outside of the hours moves nothing as long as it stays
// there.
func TestATamperedStartIsFoundUnlessItMakesNoDifference(t *testing.T) {
	t.Parallel()
	all := editions(t)
	chance := rand.New(rand.NewPCG(7, 8))
	found, open := 0, 0
	for n := range 600 {
		is, at := life(chance, all[n%len(all)])
		clocks, proofs := explained(t, is, all[n%len(all)], at, "en")
		for i, lines := range proofs {
			at := slices.IndexFunc(lines, startLine.MatchString)
			where := number.FindAllStringIndex(lines[at], -1)
			minute := where[len(where)-1]
			changed := slices.Clone(lines)
			changed[at] = lines[at][:minute[0]] + other(chance, lines[at][minute[0]:minute[1]]) + lines[at][minute[1]:]
			got, err := proof.Check(changed)
			if err != nil {
				found++
				continue
			}
			open++
			assert.True(t, got.Due.Equal(clocks[i].Due), "it proves another due time\n%s", strings.Join(changed, "\n"))
		}
	}
	t.Logf("%d found, %d made no difference", found, open)
	assert.Greater(t, found, open)
}

const sound = `Reaction time: 4 h, priority P2, package TS_8X5. Clause PR-P2 of policy flat-1.4 (1a2b3c4d).
Hours of coverage count: working days, 09:00-18:00 Moscow time; zone Europe/Moscow.
Hours: Mon, Tue, Wed, Thu, Fri 09:00–18:00.
Working calendar ru-five-day/2026-09-17.
Counted from Fri 20 Nov 2026 16:00 Moscow time.
  Fri 20 Nov 2026 16:00–18:00: counts 2 h, 2 h so far
  Sat 21 Nov 2026: weekend, does not count
  Sun 22 Nov 2026: weekend, does not count
  Mon 23 Nov 2026 09:00–10:00: waiting for the customer, does not count
  Mon 23 Nov 2026 10:00–12:00: counts 2 h, 4 h so far
Waiting for the customer from Sat 21 Nov 2026 10:00 Moscow time to Mon 23 Nov 2026 10:00 Moscow time: 1 h cut out.
Due: Mon 23 Nov 2026 12:00 Moscow time.`

// What else can be wrong with a proof, one thing at a time.
func TestAnUnsoundProofIsRefused(t *testing.T) {
	t.Parallel()
	got, err := proof.Check(strings.Split(sound, "\n"))
	require.NoError(t, err)
	assert.Equal(t, "2026-11-23T09:00:00Z", got.Due.UTC().Format(time.RFC3339))
	assert.Equal(t, 6, got.Lines)
	cases := []struct{ name, was, is, says string }{
		{"a line that nobody prints", "Working calendar", "Working week", "no line of an explanation"},
		{"a day is left out", "  Sun 22 Nov 2026: weekend, does not count\n", "", "nothing is said of 2026-11-22"},
		{"a day comes twice", "  Sun 22 Nov", "  Sat 21 Nov", "nothing is said of 2026-11-22"},
		{"a weekend in the week", "Sun 22 Nov 2026: weekend", "Tue 24 Nov 2026: weekend", "it is none"},
		{"a working day is called closed", "  Mon 23 Nov 2026 09:00–10:00: waiting for the customer, does not count\n  Mon 23 Nov 2026 10:00–12:00: counts 2 h, 4 h so far\n", "  Mon 23 Nov 2026: closed hours, does not count\n", "is open from"},
		{"an interval outside of the hours", "10:00–12:00: counts 2 h, 4 h so far", "19:00–21:00: counts 2 h, 4 h so far", "nothing is said of what follows"},
		{"an interval over another", "Mon 23 Nov 2026 10:00–12:00: counts 2 h, 4 h", "Mon 23 Nov 2026 09:30–11:30: counts 2 h, 4 h", "does not follow"},
		{"an interval left out", "  Mon 23 Nov 2026 09:00–10:00: waiting for the customer, does not count\n", "", "does not follow"},
		{"closing hours moved", "Fri 09:00–18:00.", "Fri 09:00–19:00.", "nothing is said of what follows"},
		{"opening hours moved", "Fri 09:00–18:00.", "Fri 08:00–18:00.", "does not follow"},
		{"no hours on Fridays", "Thu, Fri 09", "Thu 09", "outside of the hours"},
		{"a wait begins later", "from Sat 21 Nov 2026 10:00", "from Mon 23 Nov 2026 09:30", "takes out 30m0s"},
		{"a wait ends within what counted", "to Mon 23 Nov 2026 10:00", "to Mon 23 Nov 2026 10:01", "is waited for and counts"},
		{"a wait is not told", "Waiting for the customer from Sat 21 Nov 2026 10:00 Moscow time to Mon 23 Nov 2026 10:00 Moscow time: 1 h cut out.\n", "", "waits take out 0s, intervals 1h0m0s"},
		{"a wait that stops nothing was taken out", "10:00 Moscow time: 1 h cut out.", "10:00 Moscow time does not stop this clock.", "stops nothing"},
		{"another target", "Reaction time: 4 h", "Reaction time: 5 h", "it comes to 4h0m0s of 5h0m0s"},
		{"another due time", "Due: Mon 23 Nov 2026 12:00", "Due: Mon 23 Nov 2026 11:00", "does not follow"},
		{"another zone", "zone Europe/Moscow", "zone Asia/Omsk", "another zone"},
		{"no due time", "Due: Mon 23 Nov 2026 12:00 Moscow time.", "Working calendar x.", "neither a due time nor a wait"},
		{"no start", "Counted from Fri 20 Nov 2026 16:00 Moscow time.\n", "", "no start of counting"},
		{"a start that is not the first interval's", "Counted from Fri 20 Nov 2026 16:00", "Counted from Fri 20 Nov 2026 15:59", "does not follow"},
	}
	for _, c := range cases {
		require.Equal(t, 1, strings.Count(sound, c.was), c.name)
		_, err := proof.Check(strings.Split(strings.Replace(sound, c.was, c.is, 1), "\n"))
		assert.ErrorIs(t, err, proof.ErrUnsound, c.name)
		assert.ErrorContains(t, err, c.says, c.name)
	}
}

// The wrong weekday of a date, and a reading of the clock that a zone shows twice.
func TestDatesAndClocksAreReadStrictly(t *testing.T) {
	t.Parallel()
	lines := func(from, to string) []string {
		return []string{
			"Reaction time: 2 h, priority P1, package TS_24X7. Clause PR-P1 of policy flat-1.4 (1a2b3c4d).",
			"Every hour counts, zone America/Chicago.", "Counted from Sun 1 Nov 2026 " + from + " -05:00.",
			"  Sun 1 Nov 2026 " + from + "–" + to + ": counts 2 h, 2 h so far", "Due: Sun 1 Nov 2026 01:30 -06:00.",
		}
	}
	_, err := proof.Check(lines("00:30", "01:30 (-06:00)"))
	assert.NoError(t, err, "the hour is repeated that night")
	_, err = proof.Check(lines("00:30", "01:30"))
	assert.ErrorContains(t, err, "twice")
	_, err = proof.Check(lines("00:30", "01:30 (-05:00)"))
	assert.ErrorIs(t, err, proof.ErrUnsound)
	wrong := lines("00:30", "01:30 (-06:00)")
	wrong[4] = "Due: Mon 1 Nov 2026 01:30 -06:00."
	_, err = proof.Check(wrong)
	assert.ErrorContains(t, err, "is a Sunday")
}
