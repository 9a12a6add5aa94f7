package contract

import (
	"fmt"
	"slices"
	"strings"

	"flatsupport/shared/coverage"
	"flatsupport/shared/policy"
)

// Refusal says why something is not put on record: the clause, the figures that it rests on, and the way out. It is an
// error, so that whoever decides returns nothing else.
type Refusal struct {
	Code   policy.RefusalCode
	Clause policy.ClauseCode
	Reason policy.Text
	Remedy policy.Text
	Facts  []Fact // in the order in which they are to be read

	Edition string // whose refusal it is
}

// Fact is one thing that a refusal rests on: what it is, in words, and its value.
type Fact struct {
	Name  string // stable: "activated"
	Label policy.Text
	Value string
}

// Error names the code and the facts, for logs: no person and no text of one is among them.
func (r *Refusal) Error() string {
	parts := make([]string, len(r.Facts))
	for i, f := range r.Facts {
		parts[i] = f.Name + "=" + f.Value
	}
	return string(r.Code) + " " + strings.Join(parts, " ")
}

// Refusals are all reasons why something is not put on record.
type Refusals []*Refusal

// Error names the codes.
func (all Refusals) Error() string {
	parts := make([]string, len(all))
	for i, r := range all {
		parts[i] = r.Error()
	}
	return strings.Join(parts, "; ")
}

// err is nothing when there is no refusal.
func (all Refusals) err() error {
	if len(all) == 0 {
		return nil
	}
	return all
}

// Has reports whether the code is among them.
func (all Refusals) Has(code policy.RefusalCode) bool {
	return slices.ContainsFunc(all, func(r *Refusal) bool { return r.Code == code })
}

// refuse makes a refusal by the row of the edition.
func refuse(ed *policy.Edition, code policy.RefusalCode, facts ...Fact) *Refusal {
	rule, _ := ed.Refusal(code) // the loader sees to it that there is one
	return &Refusal{Code: code, Clause: rule.Clause, Reason: rule.Reason, Remedy: rule.Remedy, Facts: facts, Edition: ed.ID}
}

func fact(name, ru, en string, value any) Fact {
	return Fact{Name: name, Label: policy.Text{RU: ru, EN: en}, Value: fmt.Sprint(value)}
}

// lastDay is what people are shown of an exclusive end (G3).
func lastDay(end coverage.Date) coverage.Date { return end.AddDays(-1) }

// Invalid says what is wrong with what was given, whatever the policy: all of it at once. A code is that of a field error
// of the API.
type Invalid []Wrong

// Wrong is one field and what is wrong with it.
type Wrong struct{ Field, Code string }

// Codes of wrong fields.
const (
	Required   = "REQUIRED"
	Unknown    = "UNKNOWN"
	NotAllowed = "NOT_ALLOWED"
	InFuture   = "IN_FUTURE"
	TooEarly   = "TOO_EARLY"
)

// Error names the fields.
func (w Invalid) Error() string {
	parts := make([]string, len(w))
	for i, f := range w {
		parts[i] = f.Field + " " + f.Code
	}
	return "invalid: " + strings.Join(parts, ", ")
}

func (w *Invalid) add(bad bool, field, code string) {
	if bad && !slices.ContainsFunc(*w, func(have Wrong) bool { return have.Field == field }) {
		*w = append(*w, Wrong{field, code})
	}
}

func (w Invalid) err() error {
	if len(w) == 0 {
		return nil
	}
	return w
}
