package main

import (
	"fmt"
	"io"
	"time"

	"flatsupport/infra/bench/pairs"
	"flatsupport/infra/bench/reference"
	"flatsupport/shared/coverage"
)

// The questions begin in one year, and those of sixty months end within the years that the library is given.
const (
	firstYear = 2023
	lastYear  = 2030
	asked     = 2024
	timed     = 1024 // that are timed; more would measure the processor's memory
)

// Lengths of covered time: one that most due times have, and that of the longest certificate.
const (
	usualSpan   = 8 * time.Hour
	longestSpan = 60 * 185 * time.Hour
)

// business is the working week of the policy, 09:00-18:00 on Moscow's clock, in three forms.
type business struct {
	ours    *coverage.Schedule
	library reference.Calendar
	minutes reference.Minutes
	zone    *time.Location
}

func newBusiness() (business, error) {
	zone, err := time.LoadLocation("Europe/Moscow")
	if err != nil {
		return business{}, err
	}
	days := coverage.Russia()
	spec := coverage.Spec{Name: "business", Calendar: days, Zone: zone}
	for day := time.Monday; day <= time.Friday; day++ {
		spec.Week[day] = []coverage.Window{{From: 9 * 60 * 60, To: 18 * 60 * 60}}
	}
	ours, err := coverage.New(spec)
	if err != nil {
		return business{}, err
	}
	return business{
		ours:    ours,
		library: reference.NewCalendar(days, firstYear, lastYear),
		minutes: reference.NewMinutes(days, zone, firstYear, lastYear),
		zone:    zone,
	}, nil
}

// agree compares answers before anything is timed.
func (b business) agree(plan plan, out io.Writer) error {
	for _, part := range []struct {
		count  int
		length time.Duration
		name   string
	}{{plan.short, usualSpan, "8 hours"}, {plan.long, longestSpan, "60 months"}} {
		list := reference.Questions(b.zone, asked, part.count, part.length)
		compared, differences := reference.Agree(b.ours, b.library, b.minutes, list)
		for _, difference := range differences[:min(len(differences), 10)] {
			fmt.Fprintln(out, "  differs:", difference)
		}
		if len(differences) > 0 {
			return fmt.Errorf("%d answers differ: %w", len(differences), errMissed)
		}
		fmt.Fprintf(out, "  %-10s %6d answers to %d questions agree\n", part.name, compared, part.count)
	}
	lacking := 0
	for year := firstYear; year <= 2027; year++ {
		lacking += reference.Lacking(coverage.Russia(), year)
	}
	fmt.Fprintf(out, "  the library was given our calendar: its own Russian holidays are wrong on %d days of 2023-2027\n", lacking)
	return nil
}

// arithmetic are the questions of covered time. Goals: fifty times the speed of the library in adding, thirty in taking the
// difference, a dozen around a pause, and for the longest span hardly more than for a short one.
func (b business) arithmetic() []comparison {
	hours, months := b.questions(usualSpan), b.questions(longestSpan)
	fifty, thirty, dozen := pairs.Goal{FasterBy: 50}, pairs.Goal{FasterBy: 30}, pairs.Goal{FasterBy: 12}
	return []comparison{
		{name: "add 8 hours", goal: fifty, bare: true, subject: b.add(hours), against: theLibrary, reference: b.libraryAdd(hours)},
		{name: "elapsed in 8 hours", goal: thirty, bare: true, subject: b.elapsed(hours), against: theLibrary, reference: b.libraryElapsed(hours)},
		{name: "add 8 hours around a pause", goal: dozen, bare: true, subject: b.addAround(hours), against: theLibrary, reference: b.libraryAddAround(hours)},
		{name: "add 60 months", goal: fifty, bare: true, subject: b.add(months), against: theLibrary, reference: b.libraryAdd(months)},
		{name: "elapsed in 60 months", goal: thirty, bare: true, subject: b.elapsed(months), against: theLibrary, reference: b.libraryElapsed(months)},
		{name: "add 60 months", goal: pairs.Goal{DearerBy: 1.15}, bare: true, subject: b.add(months), against: ourAdd, reference: b.add(hours)},
		{name: "back 8 hours", bare: true, subject: b.back(hours), against: ourAdd, reference: b.add(hours)}, // the library cannot
	}
}

// The loops are written out: a call for each question would be a part of what is measured.

func (b business) add(list []question) pairs.Work {
	return func(n int) {
		for i := range n {
			due, err := b.ours.Add(list[i%timed].From, list[i%timed].For)
			keep(due, err)
		}
	}
}

func (b business) addAround(list []question) pairs.Work {
	return func(n int) {
		for i := range n {
			due, err := b.ours.Add(list[i%timed].From, list[i%timed].For, list[i%timed].Pause)
			keep(due, err)
		}
	}
}

func (b business) back(list []question) pairs.Work {
	return func(n int) {
		for i := range n {
			begun, err := b.ours.Back(list[i%timed].From, list[i%timed].For)
			keep(begun, err)
		}
	}
}

func (b business) elapsed(list []question) pairs.Work {
	return func(n int) {
		for i := range n {
			sink += int64(b.ours.Elapsed(list[i%timed].From, list[i%timed].due))
		}
	}
}

func (b business) libraryAdd(list []question) pairs.Work {
	return func(n int) {
		for i := range n {
			keep(b.library.Add(list[i%timed].From, list[i%timed].For), nil)
		}
	}
}

func (b business) libraryAddAround(list []question) pairs.Work {
	return func(n int) {
		for i := range n {
			keep(b.library.AddAround(list[i%timed].From, list[i%timed].For, list[i%timed].Pause), nil)
		}
	}
}

func (b business) libraryElapsed(list []question) pairs.Work {
	return func(n int) {
		for i := range n {
			sink += int64(b.library.Elapsed(list[i%timed].From, list[i%timed].due))
		}
	}
}

// question is one with its answer.
type question struct {
	reference.Question
	due time.Time
}

func (b business) questions(length time.Duration) []question {
	list := make([]question, 0, timed)
	for _, q := range reference.Questions(b.zone, asked, timed, length) {
		due, err := b.ours.Add(q.From, q.For)
		if err != nil {
			panic(err) // it is an instant of the years that were compared
		}
		list = append(list, question{q, due})
	}
	return list
}

// sink keeps what was computed, so that the compiler cannot leave it out.
var sink int64 //nolint:unused // it is there to be written to

func keep(at time.Time, err error) {
	if err != nil {
		panic(err) // every question has an answer
	}
	sink += at.Unix()
}
