package policy

import (
	"flatsupport/shared/coverage"
	"flatsupport/shared/policy/internal/strict"
)

// mostDays bounds the distance of a reminder from its anchor; a figure beyond it is a slip of the pen.
const mostDays = 366

// wholeDay is the time of day that is already the next day's.
const wholeDay coverage.ClockTime = 24 * 60 * 60

// reminders reads who is told of the dates of a certificate. An edition without the chapter reminds of nothing.
func (l *loader) reminders(at strict.Place) {
	f := at.Fields("clause", "at", "rungs")
	if at.Absent() {
		return
	}
	l.e.RemindersClause = l.clause(f)
	l.e.RemindersAt = clockTime(f.Need("at"))
	if l.e.RemindersAt >= wholeDay {
		f.Need("at").Refuse("a reminder is told within its day, before 24:00")
	}
	names, days := map[string]bool{}, map[string]bool{}
	for _, row := range f.Need("rungs").Rows() {
		r := reminder(row)
		once(names, row, r.Name)
		// Of several that are overdue the newest is told, and there must be one newest.
		once(days, row, string(r.Anchor)+" "+printDays(r.Days).EN)
		l.e.Reminders = append(l.e.Reminders, r)
	}
}

func reminder(row strict.Place) Reminder {
	f := row.Fields("name", "anchor", "before", "after", "notice", "tell")
	r := Reminder{
		Name:   f.Need("name").Text(),
		Anchor: word(f.Need("anchor"), anchors...),
		Notice: word(f.Need("notice"), reminderNotices...),
		Tell:   words(f.Need("tell"), reminderAudiences...),
	}
	f.Need("tell").Rows()
	switch {
	case f.Has("before") && f.Has("after"):
		row.Refuse("a reminder is before its anchor or after it")
	case f.Has("before"):
		r.Days = -f.May("before").Whole(1, mostDays)
	case f.Has("after"):
		r.Days = f.May("after").Whole(1, mostDays)
	}
	return r
}
