package entitlement_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"flatsupport/shared/coverage"
	"flatsupport/shared/entitlement"
)

// The model counts days on its fingers: it walks from one day to the next with its own month table and never adds
// months or days in one step. It knows nothing of the code beside it.

func daysIn(year int, month time.Month) int {
	if month == time.February && year%4 == 0 && (year%100 != 0 || year%400 == 0) {
		return 29
	}
	return []int{31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31}[month-1]
}

func tomorrow(d coverage.Date) coverage.Date {
	d.Day++
	if d.Day > daysIn(d.Year, d.Month) {
		d.Day, d.Month = 1, d.Month+1
	}
	if d.Month > time.December {
		d.Month, d.Year = time.January, d.Year+1
	}
	return d
}

// monthsLater walks to the same day of the month n months on, or to the last day of a month that is too short.
func monthsLater(from coverage.Date, n int) coverage.Date {
	passed := 0
	for d := from; ; d = tomorrow(d) {
		if d.Day == 1 && d != from {
			passed++
		}
		if passed == n && (d.Day == from.Day || d.Day < from.Day && d.Day == daysIn(d.Year, d.Month)) {
			return d
		}
	}
}

// modelStart waits day by day until the order, the commissioning of what is already sold, or the 90th day starts it.
func modelStart(c entitlement.Certificate, inst entitlement.Installation) coverage.Date {
	d, day := c.SoldOn, 0
	for x := c.ActivationOn; !x.IsZero() && x.Before(c.SoldOn); {
		return x
	}
	for ; ; d, day = tomorrow(d), day+1 {
		commissioned := !inst.CommissionedOn.IsZero() && !d.Before(inst.CommissionedOn)
		if d == c.ActivationOn || commissioned || day == 90 {
			return d
		}
	}
}

func drawDate(t *rapid.T, label string) coverage.Date {
	year := rapid.IntRange(2023, 2028).Draw(t, label+" year")
	month := time.Month(rapid.IntRange(1, 12).Draw(t, label+" month"))
	last := daysIn(year, month)
	day := rapid.OneOf(rapid.IntRange(1, last), rapid.IntRange(last-2, last)).Draw(t, label+" day") // month ends, often
	return coverage.Date{Year: year, Month: month, Day: day}
}

// drawCertificate draws an initial certificate and its installation.
func drawCertificate(t *rapid.T) (entitlement.Certificate, entitlement.Installation) {
	c := entitlement.Certificate{
		ID: "c1", SoldOn: drawDate(t, "sold"), TermMonths: rapid.SampledFrom([]int{12, 36, 60}).Draw(t, "term"),
	}
	inst := entitlement.Installation{ID: "hq"}
	if rapid.Bool().Draw(t, "activation ordered") {
		c.ActivationOn = c.SoldOn.AddDays(rapid.IntRange(-5, 100).Draw(t, "ordered after"))
	}
	if rapid.Bool().Draw(t, "commissioned") {
		inst.CommissionedOn = c.SoldOn.AddDays(rapid.IntRange(-400, 100).Draw(t, "commissioned after"))
	}
	return c, inst
}

func TestLifeAgreesWithTheDayByDayModel(t *testing.T) {
	t.Parallel()
	ed := edition(t)
	rapid.Check(t, func(t *rapid.T) {
		c, inst := drawCertificate(t)
		life := entitlement.LifeOf(ed, c, inst)
		start := modelStart(c, inst)
		end := monthsLater(start, c.TermMonths)
		require.Equal(t, start, life.Start)
		require.Equal(t, end, life.End)
		require.Equal(t, monthsLater(end, 3), life.LoyaltyEnd)
		require.Equal(t, monthsLater(end, 12), life.UpgradeFrom)
	})
}

// desk is the model of loyalty: a clerk who looks at the letters once an hour and remembers only what is in hand.
type desk struct {
	open *entitlement.Intent
	used bool
}

func (k *desk) look(at, closes time.Time, letters []entitlement.Intent) entitlement.Support {
	if k.open == nil && !k.used {
		for i, letter := range letters {
			stands := !letter.DeclaredAt.After(at) && (letter.WithdrawnAt.IsZero() || letter.WithdrawnAt.After(at))
			if stands && (k.open == nil || letter.DeclaredAt.Before(k.open.DeclaredAt)) {
				k.open, k.used = &letters[i], true
			}
		}
	}
	if k.open != nil && !k.open.WithdrawnAt.IsZero() && !k.open.WithdrawnAt.After(at) {
		k.open = nil
	}
	if k.open != nil && at.Before(closes) {
		return entitlement.Loyalty
	}
	return entitlement.Lapsed
}

func TestSupportAgreesWithTheHourByHourModel(t *testing.T) {
	t.Parallel()
	ed := edition(t)
	rapid.Check(t, func(t *rapid.T) {
		cert := entitlement.Certificate{ID: "c1", PreviousEnd: drawDate(t, "start"), TermMonths: 12}
		life := entitlement.LifeOf(ed, cert, entitlement.Installation{})
		start := cert.PreviousEnd.In(ed.Zone)
		end := monthsLater(cert.PreviousEnd, 12)
		closes, limit := monthsLater(end, 3).In(ed.Zone), monthsLater(end, 12).In(ed.Zone)

		letters := drawIntents(t, end.In(ed.Zone))
		var clerk desk
		for at := start.Add(-3 * time.Hour); at.Before(limit.Add(3 * time.Hour)); at = at.Add(time.Hour) {
			var want entitlement.Support
			switch {
			case at.Before(start):
				want = entitlement.Pending
			case at.Before(end.In(ed.Zone)):
				want = entitlement.Active
			case at.Before(limit):
				want = clerk.look(at, closes, letters)
			default:
				want = entitlement.Conditional
			}
			got, until := life.Support(at, letters...)
			if got != want || !until.IsZero() && !until.After(at) {
				require.Fail(t, fmt.Sprintf("at %s: want %s, got %s until %s", at, want, got, until))
			}
		}
	})
}

// drawIntents draws declarations around the end, on whole hours, no two in the same one.
func drawIntents(t *rapid.T, end time.Time) []entitlement.Intent {
	hours := rapid.SliceOfNDistinct(rapid.IntRange(-500, 2600), 0, 4, rapid.ID[int]).Draw(t, "declared")
	intents := make([]entitlement.Intent, 0, len(hours))
	for i, hour := range hours {
		intent := entitlement.Intent{
			Ref: entitlement.Ref(fmt.Sprintf("intent/%d", i)), Certificate: "c1",
			DeclaredAt: end.Add(time.Duration(hour) * time.Hour),
		}
		if rapid.Bool().Draw(t, "withdrawn") {
			intent.WithdrawnAt = intent.DeclaredAt.Add(time.Duration(rapid.IntRange(0, 1500).Draw(t, "after")) * time.Hour)
		}
		intents = append(intents, intent)
	}
	return intents
}

// Support is one state at every instant, the states come in order, and each lasts exactly until the instant it names.
func TestStatesPartitionTheTimeLineInOrder(t *testing.T) {
	t.Parallel()
	ed := edition(t)
	order := map[entitlement.Support]int{
		entitlement.Pending: 0, entitlement.Active: 1, entitlement.Lapsed: 2, entitlement.Loyalty: 3, entitlement.Conditional: 4,
	}
	rapid.Check(t, func(t *rapid.T) {
		c, inst := drawCertificate(t)
		life := entitlement.LifeOf(ed, c, inst)
		intents := drawIntents(t, life.End.In(ed.Zone))
		at, last := life.Start.In(ed.Zone).Add(-time.Hour), entitlement.Support("")
		for steps := 0; ; steps++ {
			require.Less(t, steps, 7, "a life has at most six stretches")
			state, until := life.Support(at, intents...)
			require.NotEqual(t, last, state, "a stretch ends with another state")
			if last != "" && last != entitlement.Loyalty {
				assert.Greater(t, order[state], order[last])
			}
			if until.IsZero() {
				assert.Equal(t, entitlement.Conditional, state)
				return
			}
			require.True(t, until.After(at))
			before, _ := life.Support(until.Add(-time.Nanosecond), intents...)
			require.Equal(t, state, before, "it lasts to the last nanosecond")
			at, last = until, state
		}
	})
}
