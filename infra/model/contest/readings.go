package contest

import (
	"errors"
	"math/rand/v2"

	"flatsupport/shared/policy"
)

// value of a reading that can be drawn.
type value struct{ datum, value string }

// catalogue has every value that the model can execute; the first of each is that of edition 1.4.
var catalogue = []struct {
	datum  string
	values []string
}{
	{"activation.rule", []string{"earliest_of", "order_date"}},
	{"activation.capDays", []string{"90", "1", "30", "366"}},
	{"activation.dayKind", []string{"calendar", "working"}},
	{"term.interval", []string{"half_open", "inclusive"}},
	{"months.missingDay", []string{"clamp", "overflow"}},
	{"lapse.anchor", []string{"coverage_end", "loyalty_end"}},
	{"reinstatement.windowMonths", []string{"12", "3", "7", "24"}},
	{"reinstatement.boundary", []string{"exclusive", "inclusive"}},
	{"term.rollNonWorking", []string{"false", "true"}},
	{"entitlement.instant", []string{"received_at", "whole_day"}},
	{"zone", []string{"Europe/Moscow", "America/Chicago", "Asia/Vladivostok", "Europe/Berlin", "Australia/Lord_Howe", "Africa/Cairo", "Asia/Kathmandu"}},
	{"renewal.start", []string{"previous_end", "purchase"}},
	{"loyalty.months", []string{"3", "0", "1", "5"}},
	{"loyalty.declare", []string{"until_window_end", "before_expiry"}},
	{"loyalty.perCertificate", []string{"1", "unlimited"}},
	{"loyalty.package", []string{"same", "basic"}},
	{"windows.business", []string{"09:00-18:00", "09:00-13:00,14:00-18:00", "00:00-24:00", "08:30-12:15,13:00-17:45:30", "02:30-03:15,22:00-24:00", "10:00-17:00,17:30-18:00"}},
	{"eligibility.installation", []string{"commissioned", "fully_functional"}},
	{"reaction.unit", []string{"coverage_hours", "wall_hours"}},
	{"outOfHours.intake", []string{"register", "hotline_closed"}},
	{"packages.plus.coverage", []string{"always", "always,always,business,business", "always,business,always,business"}},
	{"windows.zone", []string{"policy", "site", "customer"}},
	{"onsite.sla", []string{"none", "reaction_time"}},
	{"onsite.requires", []string{"established_and_patch", "confirmed_fault"}},
	{"onsite.areas", []string{"RU-MOW", "RU-MOW,RU-SPE"}},
	{"reaction.stopEvent", []string{"first_human_response", "acknowledged"}},
	{"callback.stop", []string{"callback_reached", "first_human_response"}},
	{"callback.orAttempts", []string{"2", "1", "3", "4"}},
	{"callback.attemptGap", []string{"10m", "0s", "5m", "25m"}},
	{"reaction.start", []string{"received_at", "diagnostics_in"}},
	{"reaction.pause", []string{"coverage_only", "waiting"}},
	{"priority.reclassify", []string{"engineer_with_reason", "customer_final"}},
	{"priority.p1Down", []string{"consent_or_manager", "engineer"}},
	{"priority.changeRule", []string{"fair", "from_receive"}},
	{"channels.hotline.priorities", []string{"P1", "P1,P2,P3,P4", "P1,P2"}},
	{"channels.hotline.override", []string{"operator_with_reason", "never"}},
	{"channels.hotline.hours", []string{"by_package", "always"}},
	{"requestType.question.priority", []string{"P4", "P1", "P2", "P3", "as_asked", "level_1"}},
	{"updates.cadence", []string{"none", "P1=1h,P2=4h", "P1=30m,P2=2h,P3=8h,P4=24h"}},
	{"reopen.days", []string{"14", "0", "1", "30"}},
	{"reopen.restartClock", []string{"false", "true"}},
	{"calendar", []string{"ru-five-day", "ru-weekdays", "none"}},
	{"calendar.movedWorkingDays", []string{"covered", "not_covered"}},
	{"calendar.shortDay", []string{"keep", "end_minus_1h"}},
	{"calendar.unknownYear", []string{"provisional", "refuse"}},
	{"calendar.extra", []string{"none", "2026-11-23,2026-11-24", "2025-10-31,2026-05-12,2027-02-20"}},
	{"partner.contactScope", []string{"bound_partner", "any_partner"}},
	{"partner.onStatusLoss", []string{"refuse_new", "runs_to_end"}},
	{"packages.l3.levels", []string{"3", "2,3"}},
	{"contacts.mode", []string{"authorised", "anyone"}},
	{"l1.without", []string{"refuse_with_offer", "accept"}},
	{"entitlement.scope", []string{"installation", "customer"}},
	{"policy.pin", []string{"at_sale", "newest"}},
}

// Known sorts the catalogue by what the desk can execute: a value that it does not know is not played.
func known(base *policy.Edition) (can, cannot []value) {
	for _, c := range catalogue {
		for _, v := range c.values {
			_, err := base.With(map[string]string{c.datum: v})
			if errors.Is(err, policy.ErrUnlawfulValue) || errors.Is(err, policy.ErrUnknownDatum) {
				cannot = append(cannot, value{c.datum, v})
				continue
			}
			can = append(can, value{c.datum, v})
		}
	}
	return can, cannot
}

// drawReadings takes another value here and there: none in a quarter of the editions, one in a quarter, several in half.
func (c *Contest) drawReadings(rng *rand.Rand) map[string]string {
	readings := map[string]string{}
	n := []int{0, 1, 3 + rng.IntN(8), 3 + rng.IntN(20)}[rng.IntN(4)]
	for range n {
		v := c.can[rng.IntN(len(c.can))]
		if rng.IntN(3) > 0 && v.datum == "zone" {
			continue
		}
		readings[v.datum] = v.value
	}
	return readings
}
