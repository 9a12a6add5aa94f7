package model

import (
	"maps"
	"strconv"
	"strings"
	"time"

	"flatsupport/shared/policy"
)

// Rules are an edition: the figures of version 1.4 and the readings by the names of their data.
type Rules struct {
	ID        string
	ValidFrom Day
	Calendar  Calendar
	Zones     func(name string) *Zone
	Zone      *Zone // of the policy
	Promises  []ClockRule
	Windows   map[string]Window
	Coverage  map[policy.PackageCode]map[policy.PriorityCode]string
	ByType    map[policy.PackageCode]map[policy.RequestType]map[policy.PriorityCode]string // in place of Coverage
	ByPackage map[policy.ChannelCode]map[policy.PackageCode][]policy.PriorityCode          // what a channel takes of a package
	Intake    map[policy.ChannelCode]string                                                // the window in which a channel takes requests
	Readings  map[string]string
}

// Window is a set of hours.
type Window struct {
	Always   bool
	Week     [7][][2]int // by weekday, from and to in seconds of the day
	Calendar string      // empty: every week is alike
	Zone     string      // policy, site, customer
	Short    string      // what a short day does; empty: as the reading has it
}

// ClockRule is a promise against time.
type ClockRule struct {
	Name     string
	Start    string
	Stop     string
	Unit     string
	Pausable bool
	Targets  map[policy.PriorityCode]Target
}

// Target is the promised time: a duration in hours, a number of days, or a time of day by which a receipt counts.
type Target struct {
	Unit   string // in place of the clock's
	Within time.Duration
	Days   int
	Cutoff int // second of the day
}

// Edition14 is version 1.4: section PR for the times, G1-G60 for the readings.
func Edition14(calendar Calendar, zones func(name string) *Zone) Rules {
	const business, always = "business", "always"
	each := func(p1, p2, p3, p4 string) map[policy.PriorityCode]string {
		return map[policy.PriorityCode]string{policy.P1: p1, policy.P2: p2, policy.P3: p3, policy.P4: p4}
	}
	return Rules{
		ID: "flat-1.4", ValidFrom: Day{2023, time.January, 1}, Calendar: calendar, Zones: zones, Zone: zones("Europe/Moscow"),
		Windows: map[string]Window{
			business: {Week: mondayToFriday("09:00-18:00"), Calendar: "ru-five-day", Zone: "policy"}, // G24, G41
			always:   {Always: true},
		},
		Coverage: map[policy.PackageCode]map[policy.PriorityCode]string{
			policy.TS8x5:        each(business, business, business, business), // R20
			policy.TS24x7:       each(always, always, business, business),     // R21
			policy.TS24x7Plus:   each(always, always, always, always),         // R22, G28
			policy.TS24x7Onsite: each(always, always, always, always),         // R23
			policy.TS8x5L3:      each(business, business, business, business), // R24
		},
		Promises: []ClockRule{
			{Name: "reaction", Start: "received_at", Targets: map[policy.PriorityCode]Target{
				policy.P1: {Within: 2 * time.Hour},  // R35
				policy.P2: {Within: 4 * time.Hour},  // R36
				policy.P3: {Within: 8 * time.Hour},  // R37
				policy.P4: {Within: 48 * time.Hour}, // R38
			}},
			{Name: "callback", Start: "received_at", Targets: map[policy.PriorityCode]Target{
				policy.P1: {Within: 2 * time.Hour}, // R35
			}},
		},
		Readings: map[string]string{
			"activation.rule": "earliest_of", "activation.capDays": "90", "activation.dayKind": "calendar",
			"term.interval": "half_open", "months.missingDay": "clamp", "lapse.anchor": "coverage_end",
			"reinstatement.windowMonths": "12", "reinstatement.boundary": "exclusive", "term.rollNonWorking": "false",
			"entitlement.instant": "received_at", "renewal.start": "previous_end",
			"loyalty.months": "3", "loyalty.declare": "until_window_end", "loyalty.perCertificate": "1", "loyalty.package": "same",
			"purchase.event": "contract_signed", "reinstatement.afterWindow.start": "activation_rule",
			"reinstatement.versionAsOf": "upgrade_purchase", "reinstatement.requires": "upgrade_order_and_installed",
			"loyalty.declarers": "customer_or_evidence", "renewal.quantity": "at_least_activated", "licences.source": "registry",
			"windows.business": "09:00-18:00", "eligibility.installation": "commissioned",
			"reaction.unit": "coverage_hours", "outOfHours.intake": "register", "packages.plus.coverage": "always", "windows.zone": "policy", "onsite.sla": "none", "onsite.areas": "RU-MOW",
			"onsite.requires": "established_and_patch", "zone": "Europe/Moscow",
			"reaction.stopEvent": "first_human_response", "callback.stop": "callback_reached",
			"callback.orAttempts": "2", "callback.attemptGap": "10m",
			"reaction.start": "received_at", "reaction.pause": "coverage_only",
			"priority.reclassify": "engineer_with_reason", "priority.p1Down": "consent_or_manager", "priority.changeRule": "fair",
			"channels.hotline.priorities": "P1", "channels.hotline.override": "operator_with_reason", "channels.hotline.hours": "by_package",
			"requestType.question.priority": "P4", "updates.cadence": "none",
			"reopen.days": "14", "reopen.restartClock": "false",
			"calendar": "ru-five-day", "calendar.movedWorkingDays": "covered", "calendar.shortDay": "keep",
			"calendar.unknownYear": "provisional", "calendar.extra": "none",
			"partner.contactScope": "bound_partner", "partner.onStatusLoss": "refuse_new", "packages.l3.levels": "3",
			"contacts.mode": "authorised", "l1.without": "refuse_with_offer",
			"entitlement.scope": "installation", "policy.pin": "at_sale",
		},
	}
}

// With takes other readings; some of them are kept in the windows and in the table of coverage.
func (r Rules) With(readings map[string]string) Rules {
	r.Readings = maps.Clone(r.Readings)
	maps.Copy(r.Readings, readings)
	r.Zone = r.Zones(r.Readings["zone"])
	r.Windows, r.Coverage = maps.Clone(r.Windows), maps.Clone(r.Coverage)
	for name, w := range r.Windows {
		if w.Always {
			continue
		}
		if v, ok := readings["windows.zone"]; ok { // G11
			w.Zone = v
		}
		if v, ok := readings["calendar"]; ok { // G41
			w.Calendar = strings.TrimSuffix(v, "none")
		}
		if v, ok := readings["windows.business"]; ok && name == "business" { // G24
			w.Week = mondayToFriday(v)
		}
		r.Windows[name] = w
	}
	if v, ok := readings["packages.plus.coverage"]; ok { // G28
		names := strings.Split(v, ",")
		plus := map[policy.PriorityCode]string{}
		for i, p := range []policy.PriorityCode{policy.P1, policy.P2, policy.P3, policy.P4} {
			plus[p] = names[i%len(names)]
		}
		r.Coverage[policy.TS24x7Plus], r.Coverage[policy.TS24x7Onsite] = plus, plus
	}
	return r
}

func (r Rules) is(datum, value string) bool { return r.Readings[datum] == value }

func (r Rules) number(datum string) int {
	n, err := strconv.Atoi(r.Readings[datum])
	if err != nil {
		panic("the reading " + datum + " is not a number: " + r.Readings[datum])
	}
	return n
}

func (r Rules) list(datum string) []string {
	if r.is(datum, "none") || r.is(datum, "") {
		return nil
	}
	return strings.Split(r.Readings[datum], ",")
}

// clocks are the promises with the readings that bear on them.
func (r Rules) clocks() []ClockRule {
	var all []ClockRule
	for _, c := range r.Promises {
		switch c.Name {
		case "reaction":
			c.Stop = r.Readings["reaction.stopEvent"]               // G29
			c.Pausable = r.is("reaction.pause", "waiting")          // G32
			c.Unit, c.Start = r.Readings["reaction.unit"], r.from() // G26, G31
		case "callback":
			c.Stop = r.Readings["callback.stop"]                    // G30
			c.Pausable = false                                      // R35: guaranteed
			c.Unit, c.Start = r.Readings["reaction.unit"], r.from() // G26, G31
		}
		all = append(all, c)
	}
	if cadence := r.list("updates.cadence"); cadence != nil { // G39
		update := ClockRule{Name: "update", Start: "last_update", Stop: "public_update", Unit: "coverage_hours", Pausable: true, Targets: map[policy.PriorityCode]Target{}}
		for _, pair := range cadence {
			priority, within, _ := strings.Cut(pair, "=")
			every, err := time.ParseDuration(within)
			if err != nil {
				panic("updates.cadence: " + pair)
			}
			update.Targets[policy.PriorityCode(priority)] = Target{Within: every}
		}
		all = append(all, update)
	}
	if r.is("onsite.sla", "reaction_time") { // G54
		all = append(all, ClockRule{Name: "arrival", Start: "visit_agreed", Stop: "arrived", Unit: all[0].Unit, Targets: all[0].Targets})
	}
	return all
}

// from is where reaction and call-back begin (G31).
func (r Rules) from() string {
	if r.is("reaction.start", "diagnostics_in") {
		return "diagnostics_in"
	}
	return "received_at"
}
