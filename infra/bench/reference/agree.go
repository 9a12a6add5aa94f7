package reference

import (
	"fmt"
	"math/rand/v2"
	"time"

	"flatsupport/shared/coverage"
)

// Question is one of covered time: when is it due, and how much has passed until then?
type Question struct {
	From  time.Time
	For   time.Duration
	Pause coverage.Span
}

// Questions draws questions of the length that begin in the year, at any second of the day or the night. A tenth ends
// exactly at a closing time or begins at one. Pauses begin within two days after the start and last up to three.
func Questions(zone *time.Location, year, count int, length time.Duration) []Question {
	random := rand.New(rand.NewPCG(uint64(year), uint64(length))) //nolint:gosec // the same questions in every run are meant
	start := time.Date(year, time.January, 1, 0, 0, 0, 0, zone)
	list := make([]Question, count)
	for i := range list {
		from := start.Add(time.Duration(random.Int64N(365*24*60*60)) * time.Second)
		if i%20 == 0 {
			from = time.Date(year, time.January, 1+random.IntN(365), int(closes/time.Hour), 0, 0, 0, zone)
		}
		if i%20 == 10 {
			from = time.Date(year, time.January, 1+random.IntN(365), int((closes-length%(closes-opens))/time.Hour), 0, 0, 0, zone)
		}
		pause := from.Truncate(time.Minute).Add(time.Duration(1+random.Int64N(2*24*60)) * time.Minute)
		list[i] = Question{from, length, coverage.Span{From: pause, To: pause.Add(time.Duration(1+random.Int64N(3*24*60)) * time.Minute)}}
	}
	return list
}

// Agree asks the schedule, the library and the minutes the same questions. It returns how many answers were compared
// and what differed.
func Agree(s *coverage.Schedule, c Calendar, m Minutes, questions []Question) (compared int, differences []string) {
	for _, q := range questions {
		for _, pause := range []coverage.Span{{}, q.Pause} {
			var holes []coverage.Span
			add, elapsed := c.Add, c.Elapsed
			if pause != (coverage.Span{}) {
				holes = []coverage.Span{pause}
				add = func(from time.Time, d time.Duration) time.Time { return c.AddAround(from, d, pause) }
				elapsed = func(from, to time.Time) time.Duration { return c.ElapsedAround(from, to, pause) }
			}
			differ := func(what string, minutes any, others ...any) {
				for _, other := range others {
					compared++
					if fmt.Sprint(other) != fmt.Sprint(minutes) {
						differences = append(differences, fmt.Sprintf("%s of %s from %s around %v: %v, minute by minute %v", what, q.For, q.From, pause, others, minutes))
						return
					}
				}
			}
			due, err := s.Add(q.From, q.For, holes...)
			if err != nil {
				differences = append(differences, err.Error())
				continue
			}
			differ("add", m.Add(q.From, q.For, pause), due, add(q.From, q.For))
			until := due.Add(5 * 24 * time.Hour) // beyond every pause
			differ("elapsed", m.Elapsed(q.From, until, pause), s.Elapsed(q.From, until, holes...), elapsed(q.From, until))
			begun, err := s.Back(until, q.For, holes...)
			if err != nil {
				differences = append(differences, err.Error())
				continue
			}
			differ("back", m.Back(until, q.For, pause), begun)
		}
	}
	return compared, differences
}
