package coverage_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"flatsupport/shared/coverage"
)

// sixtyMonths is about the covered time of five years of business hours.
const sixtyMonths = 60 * 185 * time.Hour

func BenchmarkAdd(b *testing.B) {
	s := business(b)
	from := at(b, "2024-03-05 15:20")
	for _, span := range []struct {
		name string
		d    time.Duration
	}{
		{"8 hours", 8 * time.Hour},
		{"60 months", sixtyMonths},
	} {
		b.Run(span.name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if _, err := s.Add(from, span.d); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

func BenchmarkBack(b *testing.B) {
	s := business(b)
	to := at(b, "2031-03-05 15:20")
	b.ReportAllocs()
	for b.Loop() {
		if _, err := s.Back(to, 8*time.Hour); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkElapsed(b *testing.B) {
	s := business(b)
	from, to := at(b, "2024-03-05 15:20"), at(b, "2029-03-05 15:20")
	b.ReportAllocs()
	for b.Loop() {
		if s.Elapsed(from, to) == 0 {
			b.Fatal("nothing elapsed")
		}
	}
}

func BenchmarkAddAroundAPause(b *testing.B) {
	s := business(b)
	from := at(b, "2026-11-20 15:20")
	pause := coverage.Span{From: at(b, "2026-11-20 16:00"), To: at(b, "2026-11-23 10:00")}
	b.ReportAllocs()
	for b.Loop() {
		if _, err := s.Add(from, 8*time.Hour, pause); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkNew(b *testing.B) {
	spec := businessSpec(b)
	b.ReportAllocs()
	for b.Loop() {
		if _, err := coverage.New(spec); err != nil {
			b.Fatal(err)
		}
	}
}

func TestArithmeticDoesNotAllocate(t *testing.T) {
	s := business(t)
	from, to := at(t, "2024-03-05 15:20"), at(t, "2029-03-05 15:20")
	pause := coverage.Span{From: at(t, "2024-03-06 16:00"), To: at(t, "2024-03-07 10:00")}
	var got time.Time
	var err error
	cases := []struct {
		name string
		run  func()
	}{
		{"add 8 hours", func() { got, err = s.Add(from, 8*time.Hour) }},
		{"add 60 months", func() { got, err = s.Add(from, sixtyMonths) }},
		{"add around a pause", func() { got, err = s.Add(from, 20*time.Hour, pause) }},
		{"back 8 hours", func() { got, err = s.Back(to, 8*time.Hour) }},
		{"elapsed", func() { got = from.Add(s.Elapsed(from, to)) }},
		{"next opening", func() { got, err = s.NextOpening(to) }},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			allocations := testing.AllocsPerRun(100, c.run)
			require.NoError(t, err)
			require.False(t, got.IsZero())
			assert.Zero(t, allocations)
		})
	}
}
