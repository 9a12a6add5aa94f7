package reference_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"flatsupport/infra/bench/reference"
	"flatsupport/shared/coverage"
)

func moscow(t *testing.T) *time.Location {
	t.Helper()
	zone, err := time.LoadLocation("Europe/Moscow")
	require.NoError(t, err)
	return zone
}

// schedule is open on working days from nine to the hour given.
func schedule(t *testing.T, closes time.Duration) *coverage.Schedule {
	t.Helper()
	spec := coverage.Spec{Name: "business", Calendar: coverage.Russia(), Zone: moscow(t)}
	for day := time.Monday; day <= time.Friday; day++ {
		spec.Week[day] = []coverage.Window{{From: 9 * 3600, To: coverage.ClockTime(closes / time.Second)}}
	}
	s, err := coverage.New(spec)
	require.NoError(t, err)
	return s
}

func TestTheLibraryAndTheMinutesAnswerAsWeDo(t *testing.T) {
	t.Parallel()
	library := reference.NewCalendar(coverage.Russia(), 2024, 2025)
	minutes := reference.NewMinutes(coverage.Russia(), moscow(t), 2024, 2025)
	questions := reference.Questions(moscow(t), 2024, 200, 8*time.Hour)

	compared, differences := reference.Agree(schedule(t, 18*time.Hour), library, minutes, questions)
	assert.Empty(t, differences)
	assert.Equal(t, 2*5*len(questions), compared)
}

// A comparison that cannot fail would prove nothing.
func TestOtherHoursAreNoticed(t *testing.T) {
	t.Parallel()
	library := reference.NewCalendar(coverage.Russia(), 2024, 2025)
	minutes := reference.NewMinutes(coverage.Russia(), moscow(t), 2024, 2025)
	questions := reference.Questions(moscow(t), 2024, 50, 8*time.Hour)

	_, differences := reference.Agree(schedule(t, 18*time.Hour-time.Minute), library, minutes, questions)
	assert.NotEmpty(t, differences)
	_, differences = reference.Agree(schedule(t, 18*time.Hour), reference.NewCalendar(coverage.Russia(), 2025, 2025), minutes, questions)
	assert.NotEmpty(t, differences, "the library knows no day off of 2024")
}

func TestTheLibrarysOwnRussianHolidaysWouldAnswerAnotherQuestion(t *testing.T) {
	t.Parallel()
	for year := 2023; year <= 2027; year++ {
		assert.Positive(t, reference.Lacking(coverage.Russia(), year), "%d", year)
	}
}

func TestTheMinutesByHand(t *testing.T) {
	t.Parallel()
	minutes := reference.NewMinutes(coverage.Russia(), moscow(t), 2026, 2026)
	at := func(day, hour, minute, second int) time.Time {
		return time.Date(2026, time.November, day, hour, minute, second, 0, moscow(t))
	}
	// The 3rd is a Tuesday, the 4th a holiday.
	assert.Equal(t, at(5, 10, 0, 30), minutes.Add(at(3, 17, 0, 30), 2*time.Hour, coverage.Span{}))
	assert.Equal(t, at(3, 18, 0, 0), minutes.Add(at(3, 17, 0, 0), time.Hour, coverage.Span{}))
	assert.Equal(t, at(5, 11, 0, 0), minutes.Add(at(3, 17, 0, 0), 2*time.Hour, coverage.Span{From: at(5, 9, 30, 0), To: at(5, 10, 30, 0)}))
	assert.Equal(t, at(3, 17, 0, 30), minutes.Back(at(5, 10, 0, 30), 2*time.Hour, coverage.Span{}))
	assert.Equal(t, 2*time.Hour, minutes.Elapsed(at(3, 17, 0, 30), at(5, 10, 0, 30), coverage.Span{}))
}
