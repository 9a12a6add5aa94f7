// Package rules executes them.
package rules

import "tree/code/policy"

// Help is given (R1).
func Help(r policy.Readings) bool { return r.Who == "all" }

type clock struct {
	within int // R2-R3
}

func (c *clock) wait(r policy.Readings) int { return c.within + r.Days }

func call() {
	ring() // at night too: OP-NIGHT
}

func applied() []string { return []string{"night.start"} }
