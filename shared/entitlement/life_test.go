package entitlement_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"

	"flatsupport/shared/entitlement"
)

func TestTermsEndHalfOpenAndClamped(t *testing.T) {
	t.Parallel()
	cases := []struct {
		name, start                        string
		months                             int
		end, lastDay, loyalty, upgradeFrom string
	}{
		{"a year from the middle of a month", "2025-03-15", 12, "2026-03-15", "2026-03-14", "2026-06-15", "2027-03-15"},
		{"loyalty from 31 January clamps to 30 April", "2024-01-31", 12, "2025-01-31", "2025-01-30", "2025-04-30", "2026-01-31"},
		{"29 February plus a year is 28 February, never 1 March", "2024-02-29", 12, "2025-02-28", "2025-02-27", "2025-05-28", "2026-02-28"},
		{"29 February plus 36 months clamps too", "2024-02-29", 36, "2027-02-28", "2027-02-27", "2027-05-28", "2028-02-28"},
		{"29 February plus 60 months", "2024-02-29", 60, "2029-02-28", "2029-02-27", "2029-05-28", "2030-02-28"},
		{"loyalty from 31 August is 30 November, never 1 December", "2024-08-31", 12, "2025-08-31", "2025-08-30", "2025-11-30", "2026-08-31"},
		{"loyalty from 30 November is 28 February", "2024-11-30", 12, "2025-11-30", "2025-11-29", "2026-02-28", "2026-11-30"},
		{"loyalty from 30 November into a leap year is 29 February", "2022-11-30", 12, "2023-11-30", "2023-11-29", "2024-02-29", "2024-11-30"},
		{"every limit is counted from the end, not from another limit", "2022-11-29", 12, "2023-11-29", "2023-11-28", "2024-02-29", "2024-11-29"},
		{"a term over the turn of the year", "2025-12-31", 12, "2026-12-31", "2026-12-30", "2027-03-31", "2027-12-31"},
		{"three years", "2023-06-01", 36, "2026-06-01", "2026-05-31", "2026-09-01", "2027-06-01"},
		{"five years", "2023-06-01", 60, "2028-06-01", "2028-05-31", "2028-09-01", "2029-06-01"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			cert := entitlement.Certificate{SoldOn: date(t, c.start), ActivationOn: date(t, c.start), TermMonths: c.months}
			life := entitlement.LifeOf(edition(t), cert, entitlement.Installation{})
			assert.Equal(t, c.start, life.Start.String())
			assert.Equal(t, c.end, life.End.String())
			assert.Equal(t, c.lastDay, life.End.AddDays(-1).String())
			assert.Equal(t, c.loyalty, life.LoyaltyEnd.String())
			assert.Equal(t, c.upgradeFrom, life.UpgradeFrom.String())
		})
	}
}

func TestActivation(t *testing.T) {
	t.Parallel()
	byOrder := []string{"activation.rule", "order_date"}
	cases := []struct {
		name                                   string
		reading                                []string
		sold, ordered, commissioned, renewedAt string
		start                                  string
		by                                     entitlement.Trigger
	}{
		{name: "the cap is the 90th day after the sale", sold: "2025-01-10", start: "2025-04-10", by: entitlement.ByCap},
		{name: "the cap crosses a 29 February", sold: "2024-01-01", start: "2024-03-31", by: entitlement.ByCap},
		{name: "the date in the order comes first", sold: "2025-01-10", ordered: "2025-02-01", commissioned: "2025-02-20", start: "2025-02-01", by: entitlement.ByOrder},
		{name: "commissioning comes first", sold: "2025-01-10", ordered: "2025-03-01", commissioned: "2025-02-20", start: "2025-02-20", by: entitlement.ByCommissioning},
		{name: "commissioning without a date in the order", sold: "2025-01-10", commissioned: "2025-02-20", start: "2025-02-20", by: entitlement.ByCommissioning},
		{name: "commissioning the day before the cap", sold: "2025-01-10", commissioned: "2025-04-09", start: "2025-04-09", by: entitlement.ByCommissioning},
		{name: "commissioning the day after the cap does not delay", sold: "2025-01-10", commissioned: "2025-04-11", start: "2025-04-10", by: entitlement.ByCap},
		{name: "an order dated past the cap does not delay", sold: "2025-01-10", ordered: "2025-05-01", start: "2025-04-10", by: entitlement.ByCap},
		{name: "an order dated on the cap is the order's date", sold: "2025-01-10", ordered: "2025-04-10", start: "2025-04-10", by: entitlement.ByOrder},
		{name: "a system commissioned before the sale starts on the day of sale", sold: "2025-01-10", commissioned: "2023-06-01", start: "2025-01-10", by: entitlement.ByCommissioning},
		{name: "a system commissioned on the day of sale", sold: "2025-01-10", commissioned: "2025-01-10", start: "2025-01-10", by: entitlement.ByCommissioning},
		{name: "a renewal starts where the finished one ended", sold: "2026-02-01", ordered: "2026-05-01", commissioned: "2024-01-10", renewedAt: "2026-03-15", start: "2026-03-15", by: entitlement.ByPreviousEnd},
		{name: "a renewal bought eleven months late is back-dated", sold: "2027-02-01", renewedAt: "2026-03-15", start: "2026-03-15", by: entitlement.ByPreviousEnd},
		{name: "nothing known, nothing starts", start: "", by: ""},
		{name: "reading order_date: the order alone", reading: byOrder, sold: "2025-01-10", ordered: "2025-03-01", commissioned: "2025-02-20", start: "2025-03-01", by: entitlement.ByOrder},
		{name: "reading order_date, none stated: commissioning or the cap", reading: byOrder, sold: "2025-01-10", commissioned: "2025-02-20", start: "2025-02-20", by: entitlement.ByCommissioning},
		{name: "reading order_date leaves renewals alone", reading: byOrder, sold: "2026-02-01", ordered: "2026-05-01", renewedAt: "2026-03-15", start: "2026-03-15", by: entitlement.ByPreviousEnd},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			ed := edition(t, c.reading...)
			cert := entitlement.Certificate{
				SoldOn: date(t, c.sold), ActivationOn: date(t, c.ordered), PreviousEnd: date(t, c.renewedAt), TermMonths: 12,
			}
			life := entitlement.LifeOf(ed, cert, entitlement.Installation{CommissionedOn: date(t, c.commissioned)})
			assert.Equal(t, c.start, life.Start.String())
			assert.Equal(t, c.by, life.StartedBy)
		})
	}
}

// A renewal bought eleven months late has about a month left (ENT-11).
func TestENT11LateRenewalEndsTwelveMonthsAfterTheOldEnd(t *testing.T) {
	t.Parallel()
	late := entitlement.Certificate{SoldOn: date(t, "2027-02-15"), PreviousEnd: date(t, "2026-03-15"), TermMonths: 12}
	life := entitlement.LifeOf(edition(t), late, entitlement.Installation{})
	assert.Equal(t, "2027-03-15", life.End.String())
}

func TestSupportTurnsAtTheInstant(t *testing.T) {
	t.Parallel()
	life := entitlement.LifeOf(edition(t), entitlement.Certificate{
		SoldOn: date(t, "2025-03-15"), ActivationOn: date(t, "2025-03-15"), TermMonths: 12,
	}, entitlement.Installation{})
	cases := []struct {
		name, at string
		want     entitlement.Support
		until    string
	}{
		{"a nanosecond before activation", "2025-03-14 23:59:59.999999999", entitlement.Pending, "2025-03-15"},
		{"at activation", "2025-03-15", entitlement.Active, "2026-03-15"},
		{"a nanosecond after activation", "2025-03-15 00:00:00.000000001", entitlement.Active, "2026-03-15"},
		{"a nanosecond before the end", "2026-03-14 23:59:59.999999999", entitlement.Active, "2026-03-15"},
		{"at the end sharp it is over", "2026-03-15", entitlement.Lapsed, "2027-03-15"},
		{"where loyalty would have ended nothing changes without an intent", "2026-06-15", entitlement.Lapsed, "2027-03-15"},
		{"a nanosecond before twelve months", "2027-03-14 23:59:59.999999999", entitlement.Lapsed, "2027-03-15"},
		{"twelve months after the end", "2027-03-15", entitlement.Conditional, ""},
		{"years later", "2030-01-01", entitlement.Conditional, ""},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			got, until := life.Support(msk(t, c.at))
			assert.Equal(t, c.want, got)
			assertInstant(t, c.until, until)
		})
	}
}

func TestSupportThatNothingStartsStaysPending(t *testing.T) {
	t.Parallel()
	life := entitlement.LifeOf(edition(t), entitlement.Certificate{TermMonths: 12}, entitlement.Installation{})
	got, until := life.Support(msk(t, "2026-01-01"), entitlement.Intent{DeclaredAt: msk(t, "2025-12-01")})
	assert.Equal(t, entitlement.Pending, got)
	assert.True(t, until.IsZero())
	_, opens := life.Loyalty(entitlement.Intent{DeclaredAt: msk(t, "2025-12-01")})
	assert.False(t, opens)
}

// The dates are Moscow's: midnight there is nine in the evening in UTC (G11).
func TestDatesTurnAtMoscowMidnight(t *testing.T) {
	t.Parallel()
	life := entitlement.LifeOf(edition(t), entitlement.Certificate{ActivationOn: date(t, "2025-03-15"), TermMonths: 12}, entitlement.Installation{})
	_, until := life.Support(time.Date(2025, 3, 14, 20, 59, 59, 0, time.UTC))
	assert.Equal(t, time.Date(2025, 3, 14, 21, 0, 0, 0, time.UTC), until)
}

// assertInstant compares with a Moscow time; empty means none.
func assertInstant(t *testing.T, want string, got time.Time) {
	t.Helper()
	if want == "" {
		assert.True(t, got.IsZero(), "want no instant, got %s", got)
		return
	}
	assert.True(t, msk(t, want).Equal(got), "want %s Moscow time, got %s", want, got)
}
