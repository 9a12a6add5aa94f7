package escalation

import (
	"math"
	"strconv"
	"strings"
	"time"

	"flatsupport/shared/policy"
	"flatsupport/shared/sla"
	"flatsupport/shared/ticket"
)

// A rung's effect key is clock/cycle/priority/step/repetition: "reaction/1/P1/warn_50/1". Two marks on the cycle keep
// apart what must not silence one another: "1-2" is the second clock of the cycle, begun by a raise after the first was
// cancelled, and "1u" one that ran unverified, under hours that are not yet the ticket's own.

func key(t ticket.Ticket, c sla.Clock, step policy.Step, n int) string {
	mark := ""
	if t.Decision.Answer == ticket.Unverified {
		mark = unverified
	}
	return stem(c, step, mark) + strconv.Itoa(n)
}

const unverified = "u"

// About reports whether the effect key of a rung, or that of a notice that announced it, is about this clock: of several
// of the name about this cycle and turn, so that what is delivered late still speaks of what it was about.
func About(key string, c sla.Clock) bool {
	return strings.HasPrefix(key, course(c, "")+"/") || strings.HasPrefix(key, course(c, unverified)+"/")
}

func stem(c sla.Clock, step policy.Step, mark string) string {
	return strings.Join([]string{course(c, mark), string(c.Priority), step.Name, ""}, "/")
}

func course(c sla.Clock, mark string) string {
	cycle := strconv.Itoa(c.Cycle)
	if c.Turn > 1 {
		cycle += "-" + strconv.Itoa(c.Turn)
	}
	return string(c.Name) + "/" + cycle + mark
}

// memory is which repetitions of a step have been taken.
type memory struct {
	last       int // the last one taken
	unverified int // the last one taken while the ticket ran unverified
	at         time.Time
}

func recall(t ticket.Ticket, c sla.Clock, step policy.Step) memory {
	m := memory{}
	m.unverified, m.at = lastOf(t, stem(c, step, unverified))
	if t.Decision.Answer == ticket.Unverified {
		m.last = m.unverified
		return m
	}
	m.last, _ = lastOf(t, stem(c, step, ""))
	return m
}

// covers reports whether the repetition that falls due at the instant was taken before the decision was verified. If it
// was taken before its time by the hours that now hold, those who heard of it heard of something else.
func (m memory) covers(n int, at time.Time) bool { return n <= m.unverified && !at.After(m.at) }

// lastOf finds the highest repetition taken under the stem, and when.
func lastOf(t ticket.Ticket, stem string) (last int, at time.Time) {
	for have, when := range t.Keys {
		number, ok := strings.CutPrefix(have, stem)
		if !ok {
			continue
		}
		if n, err := strconv.Atoi(number); err == nil && n > last {
			last, at = n, when
		}
	}
	return last, at
}

// repetitions is how often the step may be taken. One that repeats without a bound goes on until the clock is settled.
func repetitions(step policy.Step) int {
	switch {
	case step.Every == 0:
		return 1
	case step.Max == 0:
		return math.MaxInt
	default:
		return step.Max
	}
}
