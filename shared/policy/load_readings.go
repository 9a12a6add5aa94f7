package policy

import (
	"maps"
	"slices"
	"strings"

	"flatsupport/shared/policy/internal/strict"
)

// readings reads one row for each datum and takes its value.
func (l *loader) readings(at strict.Place) {
	known := map[string]datum{}
	for _, d := range l.e.data() {
		known[d.name] = d
	}
	for _, row := range at.Rows() {
		f := row.Fields("datum", "value", "alternatives", "gap", "clause", "note")
		name := f.Need("datum")
		r := Reading{Datum: name.Text(), Gap: f.Need("gap").Text(), Clause: l.clause(f), Note: l.text(f.Need("note"))}
		if r.Gap != "" && !gapNumber.MatchString(r.Gap) {
			f.Need("gap").Refuse("%q is not the number of a gap such as G43", r.Gap)
		}
		switch d, ok := known[r.Datum]; {
		case ok:
			delete(known, r.Datum)
			takeValue(f, d)
			checkAlternatives(f, d)
		case r.Datum == "":
		case slices.ContainsFunc(l.e.readings, func(have Reading) bool { return have.Datum == r.Datum }):
			name.Refuse("the reading %s has a row already", r.Datum)
		default:
			name.Refuse("no rule knows a reading %s", r.Datum)
		}
		l.e.readings = append(l.e.readings, r)
	}
	if !at.Absent() && len(known) > 0 {
		for _, missing := range slices.Sorted(maps.Keys(known)) {
			at.Refuse("the reading %s has no row", missing)
		}
	}
}

// takeValue takes the value of a row, unless it stands elsewhere in the edition.
func takeValue(f strict.Fields, d datum) {
	if d.taken {
		if f.Has("value") {
			f.May("value").Refuse("the value of %s stands at its own place in the edition and is not repeated here", d.name)
		}
		return
	}
	value := f.Need("value")
	text := value.Text()
	if text == "" {
		return
	}
	if err := d.write(text); err != nil {
		value.Refuse("%s", err)
	}
}

// checkAlternatives refuses a row that offers what the code cannot do, or hides what it can.
func checkAlternatives(f strict.Fields, d datum) {
	var offered []string
	at := f.May("alternatives")
	for _, item := range at.Items() {
		offered = append(offered, item.Text())
	}
	can := d.alternatives()
	if d.values != nil && f.Has("value") && !slices.Contains(d.values, f.May("value").Text()) {
		return // the value was refused, what else there is cannot be told
	}
	switch {
	case slices.Equal(slices.Sorted(slices.Values(offered)), slices.Sorted(slices.Values(can))):
	case len(can) == 0:
		at.Refuse("no alternative is implemented for %s", d.name)
	default:
		f.Need("alternatives").Refuse("the alternatives of %s are %s", d.name, strings.Join(can, ", "))
	}
}
