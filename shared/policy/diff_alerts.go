package policy

// meansNames are the means as people call them.
var meansNames = map[Means]Text{
	BySMS:     {RU: "SMS", EN: "SMS"},
	ByWebhook: {RU: "вебхук", EN: "webhook"},
}

func (p *page) means(all []Means) string {
	names := make([]string, len(all))
	for i, by := range all {
		names[i] = meansNames[by].In(p.lang)
	}
	return join(names)
}

// alerts are the rows of the second means by their names.
func (t *teller) alerts() {
	ru, en := &page{lang: "ru"}, &page{lang: "en"}
	for _, a := range t.e.Alerts {
		row := statement{
			place: "alerts." + a.Name, what: Text{RU: "оповещение " + a.Name, EN: "alert " + a.Name}, clause: a.Clause, scopes: t.everyone(),
		}
		for i := range row.scopes {
			row.scopes[i].Priorities = a.Priorities
		}
		t.in(row, func() {
			t.clause(a.Clause)
			t.say(statement{
				place: "priorities", what: Text{RU: "приоритеты", EN: "priorities"},
				short: Text{RU: ru.priorities(a.Priorities), EN: en.priorities(a.Priorities)},
			})
			t.field("notices", "извещения", "notices", same(join(a.Notices)))
			t.say(statement{
				place: "tell", what: Text{RU: "кому", EN: "whom"}, short: Text{RU: ru.whom(a.Tell), EN: en.whom(a.Tell)},
				full: same(join(a.Tell)),
			})
			t.say(statement{
				place: "by", what: Text{RU: "чем, кроме почты", EN: "by, besides mail"}, short: Text{RU: ru.means(a.By), EN: en.means(a.By)},
				full: same(join(a.By)),
			})
		})
	}
}
