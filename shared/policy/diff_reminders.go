package policy

// reminders are the rungs by their names, and the time of day that they share.
func (t *teller) reminders() {
	if len(t.e.Reminders) == 0 && t.e.RemindersClause == "" {
		return
	}
	t.say(statement{
		place: "remindersClause", what: Text{RU: "пункт о напоминаниях", EN: "clause of the reminders"},
		short: same(string(t.e.RemindersClause)), clause: t.e.RemindersClause,
	})
	t.say(statement{
		place: "remindersAt", what: Text{RU: "время напоминаний", EN: "time of day of the reminders"},
		short: same(t.e.RemindersAt.String()), clause: t.e.RemindersClause,
	})
	ru, en := &page{lang: "ru"}, &page{lang: "en"}
	for _, r := range t.e.Reminders {
		row := statement{
			place: "reminders." + r.Name, what: Text{RU: "напоминание " + r.Name, EN: "reminder " + r.Name},
			short: dueText(r), clause: t.e.RemindersClause, scopes: t.everyone(),
		}
		t.in(row, func() {
			t.field("notice", "извещение", "notice", same(string(r.Notice)))
			t.say(statement{
				place: "tell", what: Text{RU: "кому", EN: "whom"}, short: Text{RU: ru.whom(r.Tell), EN: en.whom(r.Tell)},
				full: same(join(r.Tell)),
			})
		})
	}
}
