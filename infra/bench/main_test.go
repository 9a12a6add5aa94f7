package main

import (
	"bytes"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"

	"flatsupport/infra/bench/pairs"
)

func TestWhatIsNotUnderstoodIsRefused(t *testing.T) {
	t.Parallel()
	for _, args := range [][]string{{"--long"}, {"everything"}} {
		var out, complaints bytes.Buffer
		assert.Equal(t, misuse, run(args, &out, &complaints))
		assert.Contains(t, complaints.String(), strings.TrimLeft(args[0], "-"))
		assert.Empty(t, out.String())
	}
}

func TestAnEditionThatIsNotThereIsNamed(t *testing.T) {
	t.Parallel()
	var out, complaints bytes.Buffer
	assert.Equal(t, failed, run([]string{"--short", "--edition", "no-such.yaml"}, &out, &complaints))
	assert.Contains(t, complaints.String(), "no-such.yaml")
}

var kept []byte

func TestWhatIsNotAsPromisedIsToldInTheEnd(t *testing.T) {
	var now time.Duration // moved by the work itself
	work := func(cost time.Duration) pairs.Work { return func(n int) { now += time.Duration(n) * cost } }
	turn := 0
	restless := func(n int) {
		turn++
		work(time.Duration(1000 + turn%2*500))(n)
	}
	steady := work(10)
	allocates := func(n int) {
		for range n {
			kept = make([]byte, 100)
		}
		steady(n)
	}
	short := plan{effort: pairs.Effort{Pairs: 5, Chunk: time.Millisecond}}
	judged := plan{effort: short.effort, judged: true, again: 2}
	fifty := pairs.Goal{FasterBy: 50}
	cases := []struct {
		name string
		plan plan
		comparison
		err  error
		says string
	}{
		{"fast enough", judged, comparison{subject: work(10), reference: work(1000), goal: fifty, bare: true}, nil, "goal at least 50: met"},
		{"too slow", judged, comparison{subject: work(100), reference: work(1000), goal: fifty}, errMissed, "goal at least 50: MISSED"},
		{"too dear", judged, comparison{subject: work(1000), reference: work(100), goal: pairs.Goal{DearerBy: 2}}, errMissed, "goal at most 2: MISSED"},
		{"too slow, but not judged", short, comparison{subject: work(100), reference: work(1000), goal: fifty}, nil, "10 times faster than"},
		{"beside a restless reference", judged, comparison{subject: work(10), reference: restless, goal: fifty}, errUnsteady, "not judged, the reference varied by"},
		{"allocates though it should not", short, comparison{subject: allocates, reference: work(1000), bare: true}, errMissed, "ALLOCATES"},
		{"allocates and may", short, comparison{subject: allocates, reference: work(1000)}, nil, "1 allocs"},
	}
	for _, c := range cases { // one after the other: they share the clock, and allocations are counted
		t.Run(c.name, func(t *testing.T) {
			var out bytes.Buffer
			assert.ErrorIs(t, measure([]comparison{c.comparison}, c.plan, func() time.Duration { return now }, &out), c.err)
			assert.Contains(t, out.String(), c.says)
		})
	}
}

func TestFiguresAreShownInTheUnitThatFits(t *testing.T) {
	t.Parallel()
	assert.Equal(t, "12.6 ns", shown(12.61))
	assert.Equal(t, "1.08 µs", shown(1084))
	assert.Equal(t, "3.5 ms", shown(3.5e6))
	assert.Equal(t, "2 s", shown(2e9))
}
