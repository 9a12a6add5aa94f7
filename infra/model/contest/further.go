package contest

import (
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"strings"
	"time"

	"flatsupport/infra/model"
	"flatsupport/shared/coverage"
	"flatsupport/shared/policy"
)

// Further is what an edition says beyond 1.4: data that the document has no words for. The model is told of it in its own
// terms, the desk by lines in the edition's source.
type Further struct {
	Targets map[string]model.Target       // of reaction and call-back: "reaction P3"
	Clocks  []model.ClockRule             // besides reaction and call-back
	Long    *LongHours                    // one more window
	Hours   map[string]string             // the window of "TS_8X5 P3", or of a type of request: "TS_8X5 question P4"
	Takes   map[string]string             // what a channel takes of a package: "hotline TS_8X5" "P1,P2"
	Intake  map[policy.ChannelCode]string // the window in which a channel takes requests
}

// LongHours is a window of the name "long", with hours of its own for some days of the week.
type LongHours struct {
	Days     map[time.Weekday]string // "10:30-19:00"
	Break    string
	Calendar string
	Zone     string
	Short    string
}

var weekdayKeys = map[time.Weekday]string{
	time.Monday: "mon", time.Tuesday: "tue", time.Wednesday: "wed", time.Thursday: "thu", time.Friday: "fri", time.Saturday: "sat", time.Sunday: "sun",
}

// tell writes it into the model's rules.
func (f Further) tell(r model.Rules) model.Rules {
	for i := range r.Promises {
		for priority := range r.Promises[i].Targets {
			if target, ok := f.Targets[r.Promises[i].Name+" "+string(priority)]; ok {
				r.Promises[i].Targets[priority] = target
			}
		}
	}
	r.Promises = append(r.Promises, f.Clocks...)
	if f.Long != nil {
		w := model.Window{Calendar: strings.TrimSuffix(f.Long.Calendar, "none"), Zone: f.Long.Zone, Short: f.Long.Short}
		for day, hours := range f.Long.Days {
			w.Week[day] = model.HoursOf(hours)
			if f.Long.Break != "" {
				w.Week[day] = model.Without(w.Week[day], model.HoursOf(f.Long.Break)[0])
			}
		}
		r.Windows["long"] = w
	}
	for place, window := range f.Hours {
		words := strings.Fields(place)
		pack, priority := policy.PackageCode(words[0]), policy.PriorityCode(words[len(words)-1])
		if len(words) == 2 {
			r.Coverage[pack][priority] = window
			continue
		}
		r.ByType = nested(r.ByType, pack)
		r.ByType[pack] = nested(r.ByType[pack], policy.RequestType(words[1]))
		r.ByType[pack][policy.RequestType(words[1])][priority] = window
	}
	for place, priorities := range f.Takes {
		channel, pack, _ := strings.Cut(place, " ")
		r.ByPackage = nested(r.ByPackage, policy.ChannelCode(channel))
		var taken []policy.PriorityCode
		for p := range strings.SplitSeq(priorities, ",") {
			taken = append(taken, policy.PriorityCode(p))
		}
		r.ByPackage[policy.ChannelCode(channel)][policy.PackageCode(pack)] = taken
	}
	r.Intake = maps.Clone(f.Intake)
	return r
}

// nested sees to it that there is a map under the key.
func nested[K1, K2 comparable, V any](m map[K1]map[K2]V, key K1) map[K1]map[K2]V {
	if m == nil {
		m = map[K1]map[K2]V{}
	}
	if m[key] == nil {
		m[key] = map[K2]V{}
	}
	return m
}

// write writes it into the source of edition 1.4, chapter by chapter.
func (f Further) write(source string) string {
	var out []string
	chapter, row := "", ""
	for line := range strings.SplitSeq(source, "\n") {
		if line != "" && line[0] >= 'a' && line[0] <= 'z' {
			out = append(out, f.end(chapter)...)
			chapter, _, _ = strings.Cut(line, ":")
		}
		if name, ok := strings.CutPrefix(line, "  - name: "); ok {
			row = name
		}
		if code, ok := strings.CutPrefix(line, "  - code: "); ok {
			row, _, _ = strings.Cut(code, " ")
		}
		out = append(out, f.line(chapter, row, line)...)
	}
	return strings.Join(out, "\n")
}

// line is a line of the source as it is to be, with what follows it.
func (f Further) line(chapter, row, line string) []string {
	key, _, _ := strings.Cut(strings.TrimSpace(line), ":")
	switch {
	case chapter == "clocks":
		if target, ok := f.Targets[row+" "+key]; ok {
			return []string{"      " + key + ": " + yamlTarget("PR-"+key, target)}
		}
	case chapter == "packages" && key == "coverage":
		var hours []string
		for _, p := range []string{"P1", "P2", "P3", "P4"} {
			window, ok := f.Hours[row+" "+p]
			if !ok {
				_, rest, _ := strings.Cut(line, p+": ")
				window, _, _ = strings.Cut(strings.TrimRight(rest, "}"), ",")
			}
			hours = append(hours, p+": "+window)
		}
		return append([]string{"    coverage: {" + strings.Join(hours, ", ") + "}"}, f.byType(row)...)
	case chapter == "channels" && key == "priorities":
		return append([]string{line}, f.channel(row)...)
	}
	return []string{line}
}

func (f Further) byType(pack string) []string {
	types := map[string][]string{}
	for _, place := range sortedKeys(f.Hours) {
		if words := strings.Fields(place); len(words) == 3 && words[0] == pack {
			types[words[1]] = append(types[words[1]], words[2]+": "+f.Hours[place])
		}
	}
	var rows []string
	for _, kind := range sortedKeys(types) {
		rows = append(rows, kind+": {"+strings.Join(types[kind], ", ")+"}")
	}
	if rows == nil {
		return nil
	}
	return []string{"    coverageByType: {" + strings.Join(rows, ", ") + "}"}
}

func (f Further) channel(code string) []string {
	var lines, packs []string
	for _, place := range sortedKeys(f.Takes) {
		if channel, pack, _ := strings.Cut(place, " "); channel == code {
			packs = append(packs, pack+": ["+f.Takes[place]+"]")
		}
	}
	if packs != nil {
		lines = append(lines, "    byPackage: {"+strings.Join(packs, ", ")+"}")
	}
	if window, ok := f.Intake[policy.ChannelCode(code)]; ok {
		lines = append(lines, "    intake: "+window)
	}
	return lines
}

// end is what is added at the end of a chapter.
func (f Further) end(chapter string) []string {
	var lines []string
	add := func(format string, args ...any) { lines = append(lines, fmt.Sprintf(format, args...)) }
	switch {
	case chapter == "windows" && f.Long != nil:
		add(`  - {name: long, clause: E1, label: {ru: "{hours}", en: "{hours}"}, calendar: %s, zone: %s, breaks: [%s], week: {%s}%s}`,
			f.Long.Calendar, f.Long.Zone, quoted(f.Long.Break), f.Long.week(), optional(", shortDay: ", f.Long.Short))
	case chapter == "clocks":
		for _, c := range f.Clocks {
			var targets []string
			for _, p := range sortedKeys(c.Targets) {
				targets = append(targets, string(p)+": "+yamlTarget("PR", c.Targets[p]))
			}
			add(`  - {name: %s, clause: PR, title: {ru: "%s", en: "%s"}, unit: %s, start: %s, stop: %s, pausable: %t, targets: {%s}}`,
				c.Name, c.Name, c.Name, c.Unit, c.Start, c.Stop, c.Pausable, strings.Join(targets, ", "))
		}
	case chapter == "ladders":
		for _, c := range f.Clocks {
			var priorities []string
			for _, p := range sortedKeys(c.Targets) {
				priorities = append(priorities, string(p))
			}
			add(`  - {clause: OP-ESC, clock: %s, priorities: [%s], quiet: true, steps: [{name: breach, at: 100, tell: [manager], notice: breach}]}`,
				c.Name, strings.Join(priorities, ", "))
		}
	}
	return lines
}

func (l LongHours) week() string {
	var days []string
	for day := range weekdayKeys {
		if hours, ok := l.Days[day]; ok {
			days = append(days, weekdayKeys[day]+`: ["`+hours+`"]`)
		}
	}
	slices.Sort(days)
	return strings.Join(days, ", ")
}

func quoted(text string) string {
	if text == "" {
		return ""
	}
	return `"` + text + `"`
}

func optional(key, value string) string {
	if value == "" {
		return ""
	}
	return key + value
}

func yamlTarget(clause string, t model.Target) string {
	switch t.Unit {
	case "business_days":
		return fmt.Sprintf("{clause: %s, unit: %s, days: %d}", clause, t.Unit, t.Days)
	case "next_business_day":
		return fmt.Sprintf(`{clause: %s, unit: %s, cutoff: %q}`, clause, t.Unit, coverage.ClockTime(t.Cutoff).String())
	default:
		return fmt.Sprintf("{clause: %s%s, within: %s}", clause, optional(", unit: ", t.Unit), t.Within)
	}
}

// lines tell what there is.
func (f Further) lines() []string {
	var all []string
	for _, name := range sortedKeys(f.Targets) {
		all = append(all, name+" "+yamlTarget("PR", f.Targets[name]))
	}
	for _, place := range sortedKeys(f.Hours) {
		all = append(all, place+" "+f.Hours[place])
	}
	for _, place := range sortedKeys(f.Takes) {
		all = append(all, place+" "+f.Takes[place])
	}
	for _, channel := range sortedKeys(f.Intake) {
		all = append(all, string(channel)+" takes requests "+f.Intake[channel])
	}
	for _, line := range append(f.end("windows"), f.end("clocks")...) {
		all = append(all, strings.TrimPrefix(line, "  - "))
	}
	return all
}

// less lists what lacks one thing of it.
func (f Further) less() []Further {
	var all []Further
	add := func(change func(*Further)) {
		smaller := f
		change(&smaller)
		all = append(all, smaller)
	}
	for _, name := range sortedKeys(f.Targets) {
		if name != "callback P1" { // it goes with the reaction of P1
			add(func(s *Further) {
				if s.Targets = lacking(f.Targets, name); name == "reaction P1" {
					s.Targets = lacking(s.Targets, "callback P1")
				}
			})
		}
	}
	for _, place := range sortedKeys(f.Hours) {
		add(func(s *Further) { s.Hours = lacking(f.Hours, place) })
	}
	for _, place := range sortedKeys(f.Takes) {
		add(func(s *Further) { s.Takes = lacking(f.Takes, place) })
	}
	for _, channel := range sortedKeys(f.Intake) {
		add(func(s *Further) { s.Intake = lacking(f.Intake, channel) })
	}
	for i := range f.Clocks {
		add(func(s *Further) { s.Clocks = without(f.Clocks, i) })
	}
	if f.Long != nil {
		add(func(s *Further) { s.Long = nil })
		for _, day := range slices.Collect(maps.Keys(f.Long.Days)) {
			long := *f.Long
			long.Days = lacking(f.Long.Days, day)
			add(func(s *Further) { s.Long = &long })
		}
	}
	return all
}

// drawFurther draws what an edition could say beyond 1.4; half of them say nothing more.
func drawFurther(rng *rand.Rand) Further {
	f := Further{Targets: map[string]model.Target{}, Hours: map[string]string{}, Takes: map[string]string{}, Intake: map[policy.ChannelCode]string{}}
	if rng.IntN(2) == 0 {
		return f
	}
	one := func(in int) bool { return rng.IntN(in) == 0 }
	target := func() model.Target {
		figures := []time.Duration{30 * time.Minute, 47*time.Minute + 30*time.Second, time.Hour, 2 * time.Hour, 9 * time.Hour, 20 * time.Hour}
		switch rng.IntN(6) {
		case 0:
			return model.Target{Unit: "business_days", Days: 1 + rng.IntN(5)}
		case 1:
			return model.Target{Unit: "next_business_day", Cutoff: []int{0, 9 * 3600, 12 * 3600, 15 * 3600, 18 * 3600, 86400}[rng.IntN(6)]}
		case 2:
			return model.Target{Unit: "wall_hours", Within: figures[rng.IntN(len(figures))]}
		default:
			return model.Target{Within: figures[rng.IntN(len(figures))]}
		}
	}
	for _, name := range []string{"reaction P1", "reaction P2", "reaction P3", "reaction P4"} {
		if one(4) {
			f.Targets[name] = target()
		}
	}
	if t, ok := f.Targets["reaction P1"]; ok {
		f.Targets["callback P1"] = t
	}
	windows := []string{"business", "always"}
	if one(2) {
		f.Long = drawLong(rng)
		windows = append(windows, "long", "long")
	}
	window := func() string { return windows[rng.IntN(len(windows))] }
	for _, pack := range packages {
		for _, priority := range []string{"P1", "P2", "P3", "P4"} {
			if one(8) && pack != policy.TS24x7Plus && pack != policy.TS24x7Onsite {
				f.Hours[string(pack)+" "+priority] = window()
			}
			for _, kind := range []string{"incident", "question", "configure"} {
				if one(12) {
					f.Hours[string(pack)+" "+kind+" "+priority] = window()
				}
			}
		}
		if one(8) {
			f.Takes["hotline "+string(pack)] = []string{"P1", "P1,P2", "P1,P2,P3,P4", "P2"}[rng.IntN(4)]
		}
	}
	for _, channel := range []policy.ChannelCode{policy.Portal, policy.Hotline, policy.Email, policy.Form} {
		if one(10) {
			f.Intake[channel] = window()
		}
	}
	for _, c := range further {
		if one(3) {
			c.Start, c.Pausable, c.Targets = c.starts[rng.IntN(len(c.starts))], one(2), map[policy.PriorityCode]model.Target{}
			c.Unit = []string{"coverage_hours", "wall_hours"}[rng.IntN(2)]
			for _, p := range []policy.PriorityCode{policy.P1, policy.P2, policy.P3, policy.P4} {
				if !one(3) {
					c.Targets[p] = target()
				}
			}
			if len(c.Targets) > 0 {
				f.Clocks = append(f.Clocks, c.ClockRule)
			}
		}
	}
	return f
}

// further are the clocks that the document does not promise and other policies do.
var further = []struct {
	model.ClockRule
	starts []string
}{
	{model.ClockRule{Name: "receipt", Stop: "acknowledged"}, []string{"received_at"}},
	{model.ClockRule{Name: "classification", Stop: "classified"}, []string{"received_at"}},
	{model.ClockRule{Name: "update", Stop: "public_update"}, []string{"last_update", "customer_message"}},
	{model.ClockRule{Name: "workaround", Stop: "workaround"}, []string{"received_at", "diagnostics_in"}},
	{model.ClockRule{Name: "restore", Stop: "restored"}, []string{"received_at", "diagnostics_in"}},
	{model.ClockRule{Name: "resolve", Stop: "resolved"}, []string{"received_at", "diagnostics_in"}},
	{model.ClockRule{Name: "arrival", Stop: "arrived"}, []string{"visit_agreed"}},
}

func drawLong(rng *rand.Rand) *LongHours {
	long := LongHours{
		Days: map[time.Weekday]string{}, Calendar: []string{"ru-five-day", "ru-weekdays", "none"}[rng.IntN(3)],
		Zone: []string{"policy", "site", "customer"}[rng.IntN(3)], Short: []string{"", "keep", "end_minus_1h"}[rng.IntN(3)],
		Break: []string{"", "12:00-13:00"}[rng.IntN(2)],
	}
	for day := range 7 {
		if rng.IntN(3) > 0 {
			long.Days[time.Weekday(day)] = []string{"08:30-19:00", "10:30-19:00", "00:00-24:00", "09:00-12:30"}[rng.IntN(4)]
		}
	}
	if len(long.Days) == 0 {
		long.Days[time.Tuesday] = "08:30-19:00"
	}
	return &long
}
