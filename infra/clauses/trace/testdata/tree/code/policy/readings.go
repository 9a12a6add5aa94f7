// Package policy carries what the rules read. Named here, R1 would be no code.
package policy

// Readings are the choices, each numbered as "R3" and "G3" are.
type Readings struct {
	Who  string // help.who (G1)
	Days int    // help.days (G2)
}
