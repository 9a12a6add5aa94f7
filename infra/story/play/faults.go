package play

import (
	"math/rand/v2"
	"time"
)

// needed is how long the desk may take to find a lost message: the wake-up, the lease of a sweep whose own message was
// lost too, and the tick after it. A message is only lost when the story leaves this much time before its next step.
const needed = 15 * time.Minute

// faults decides, from a seed, what goes wrong on the way between functions. The zero value lets everything pass.
type faults struct {
	random *rand.Rand
	count  map[string]int // how often each kind has happened
}

func newFaults(seed uint64) faults {
	if seed == 0 {
		return faults{}
	}
	return faults{rand.New(rand.NewPCG(seed, 0x5707)), map[string]int{}}
}

func (f faults) on() bool { return f.random != nil }

// happens draws whether a fault happens now, in percent.
func (f faults) happens(kind string, percent int) bool {
	if !f.on() || f.random.IntN(100) >= percent {
		return false
	}
	f.count[kind]++
	return true
}

// lose: a message vanishes after it was taken.
func (f faults) lose(slack time.Duration) bool { return slack >= needed && f.happens("lost", 15) }

// refuse: the queue does not take a message, and the sender sees it.
func (f faults) refuse(slack time.Duration) bool { return slack >= needed && f.happens("refused", 5) }

// kill: a function ends between its write and its message. A queue delivers again what it was working on, and a person
// who got no answer sends the same again.
func (f faults) kill(slack time.Duration) bool { return slack >= needed && f.happens("killed", 10) }

// copies: how often a message arrives.
func (f faults) copies() int {
	if f.happens("doubled", 30) {
		return 2 + f.random.IntN(2)
	}
	return 1
}

// delay: how much later a message arrives.
func (f faults) delay(slack time.Duration) time.Duration {
	if slack < needed || !f.happens("late", 30) {
		return 0
	}
	return time.Duration(f.random.IntN(90)) * time.Second
}

// order: the place of a message among those of the same instant.
func (f faults) order(sent int) int {
	if f.on() {
		return f.random.IntN(1000)
	}
	return sent
}

// skip: a tick of the schedule does not happen.
func (f faults) skip(slack time.Duration) bool { return slack >= needed && f.happens("skipped", 30) }

// again: a tick happens twice, or a person's click arrives twice.
func (f faults) again() bool { return f.happens("again", 30) }
