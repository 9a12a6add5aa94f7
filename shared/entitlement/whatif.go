package entitlement

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"flatsupport/shared/coverage"
	"flatsupport/shared/policy"
)

// Otherwise is what another value of a reading would have made of a decision.
type Otherwise struct {
	Reading  policy.Reading // as it was applied
	Value    string
	Decision Decision
	Changes  bool // another answer, other terms or another reason
}

// WhatIf judges the request again under each other value of each reading that the decision applied, in the edition that
// it names; every other edition stays as it is. It builds an edition for each, which takes some milliseconds.
func WhatIf(lib Editions, facts Facts, req Request, was Decision) ([]Otherwise, error) {
	ed, err := lib.Edition(was.Edition)
	if err != nil {
		return nil, fmt.Errorf("what would change the decision: %w", err)
	}
	var all []Otherwise
	for i, datum := range was.Readings {
		reading, ok := ed.Reading(datum)
		if !ok || slices.Contains(was.Readings[:i], datum) {
			continue
		}
		for _, value := range reading.Alternatives {
			changed, err := ed.With(map[string]string{datum: value})
			if impossible := (*policy.DefectsError)(nil); errors.As(err, &impossible) {
				continue // the value contradicts another reading of the edition
			}
			if err != nil {
				return nil, fmt.Errorf("what if %s were %s: %w", datum, value, err)
			}
			d, err := Decide(inPlaceOf{lib, changed}, facts, req)
			if err != nil {
				return nil, fmt.Errorf("what if %s were %s: %w", datum, value, err)
			}
			all = append(all, Otherwise{Reading: reading, Value: value, Decision: d, Changes: !was.same(d)})
		}
	}
	return all, nil
}

// inPlaceOf is a shelf of editions on which one is changed.
type inPlaceOf struct {
	Editions
	changed *policy.Edition
}

func (s inPlaceOf) Edition(id string) (*policy.Edition, error) {
	if id == s.changed.ID {
		return s.changed, nil
	}
	return s.Editions.Edition(id)
}

func (s inPlaceOf) Current(on coverage.Date) (*policy.Edition, error) {
	ed, err := s.Editions.Current(on)
	if err == nil && ed.ID == s.changed.ID {
		return s.changed, nil
	}
	return ed, err
}

// Lines say what would change a decision, and in one line what would not.
func Lines(all []Otherwise, ed *policy.Edition) []Line {
	e := explanation{ed: ed}
	var same []string
	for _, o := range all {
		if !o.Changes {
			same = append(same, o.Reading.Datum+" = "+o.Value)
			continue
		}
		e.add(o.Reading.Clause, say("Если принять %s = %s вместо %s: %s", "With %s = %s instead of %s: %s",
			o.Reading.Datum, o.Value, o.Reading.Value, e.answered(o.Decision)))
	}
	if len(same) > 0 {
		e.add("", say("Ответ не изменили бы: %s.", "The answer would stay the same with: %s.", strings.Join(same, ", ")))
	}
	return e.lines
}

// answered says a decision in short.
func (e *explanation) answered(d Decision) policy.Text {
	if d.Answer == Refused {
		rule, _ := d.Refusal(e.ed)
		return say("отказ %s (пункт %s). %s", "refused with %s (clause %s). %s", d.Code, d.Clause, rule.Reason)
	}
	if d.Release != (Release{}) {
		return say("выпуск можно получить: пакет «%s», поддержка: %s.", "the release can be had: package “%s”, support: %s.",
			e.packageName(d.Package), d.Support.Name())
	}
	return say("обращение принято: пакет «%s», поддержка: %s, приоритет %s, уровень %d.",
		"accepted: package “%s”, support: %s, priority %s, level %d.", e.packageName(d.Package), d.Support.Name(), d.Priority, d.Level)
}
