package policy

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"flatsupport/shared/coverage"
)

// businessWindow is the window whose hours the reading windows.business gives.
const businessWindow WindowName = "business"

// data lists every reading that this code executes, bound to the edition. An edition has exactly one row for each; a
// reading that only one value is implemented of is listed too, so that the choice stays visible.
func (e *Edition) data() []datum {
	r := &e.Readings
	return []datum{
		choice("activation.rule", &r.ActivationRule, ActivateEarliest, ActivateOnOrderDate),
		whole("activation.capDays", &r.ActivationCapDays, 1, 366),
		fixed("activation.dayKind", "calendar"),
		fixed("saleDate.source", "closing_document"),
		fixed("term.interval", "half_open"),
		fixed("months.missingDay", "clamp"),
		fixed("lapse.anchor", "coverage_end"),
		whole("reinstatement.windowMonths", &r.ReinstatementMonths, 1, 120),
		fixed("reinstatement.boundary", "exclusive"),
		fixed("term.rollNonWorking", "false"),
		fixed("entitlement.instant", "received_at"),
		choice("onLapse.openTickets", &r.OnLapse, LapseKeepsReaction, LapseWorksToClosure),
		e.zone(),
		elsewhere("packages.termsMonths", e.printTerms),
		fixed("renewal.start", "previous_end"),
		fixed("backdating.retroactiveTickets", "false"),
		whole("loyalty.months", &r.LoyaltyMonths, 0, 120),
		choice("loyalty.declare", &r.LoyaltyDeclare, DeclareUntilWindowEnd, DeclareBeforeExpiry),
		fixed("loyalty.perCertificate", "1"),
		choice("loyalty.package", &r.LoyaltyPackage, LoyaltySamePackage, LoyaltyBasicPackage),
		e.businessHours(),
		choice("eligibility.installation", &r.InstallationStatus, InstallationCommissioned),
		e.unit(),
		fixed("outOfHours.intake", "register"),
		elsewhere("packages.plus.coverage", e.printPlusCoverage),
		elsewhere("reaction.stopEvent", func() string { return e.printStop(Reaction) }),
		elsewhere("callback.stop", func() string { return e.printStop(Callback) }),
		whole("callback.orAttempts", &r.CallbackAttempts, 1, 20),
		span("callback.attemptGap", &r.CallbackGap, 24*time.Hour),
		fixed("reaction.start", "received_at"),
		choice("reaction.pause", &r.ReactionPause, PauseCoverageOnly, PauseWaiting),
		fixed("priority.reclassify", "engineer_with_reason"),
		choice("priority.p1Down", &r.P1Down, P1DownConsentOrManager, P1DownEngineer),
		choice("priority.changeRule", &r.PriorityChangeRule, ChangeFair, ChangeFromReceive),
		elsewhere("channels.hotline.priorities", e.printHotline),
		choice("channels.hotline.override", &r.HotlineOverride, OverrideWithReason, OverrideNever),
		fixed("channels.hotline.hours", "by_package"),
		elsewhere("channels.email.newTicket", e.printEmail),
		e.questionPriority(),
		fixed("updates.cadence", "none"),
		whole("reopen.days", &r.ReopenDays, 0, 366),
		truth("reopen.restartClock", &r.ReopenRestartClock),
		elsewhere("calendar", e.printCalendar),
		choice("calendar.movedWorkingDays", &r.MovedWorkingDays, coverage.MovedCovered, coverage.MovedNotCovered),
		choice("calendar.shortDay", &r.ShortDay, coverage.ShortDayKeep, coverage.ShortDayEndMinus1h),
		fixed("calendar.unknownYear", "provisional"),
		choice("partner.contactScope", &r.PartnerScope, ScopeBoundPartner, ScopeAnyPartner),
		fixed("partner.onStatusLoss", "refuse_new"),
		elsewhere("packages.l3.levels", e.printPartnerLevels),
		choice("contacts.mode", &r.ContactsMode, ContactsAuthorised, ContactsAnyone),
		choice("l1.without", &r.L1Without, L1RefuseWithOffer, L1Accept),
		fixed("p1.engineer", "per_ticket"),
		elsewhere("onsite.areas", e.printAreas),
		fixed("licences.midTerm", "own_certificate"),
		fixed("entitlement.scope", "installation"),
		fixed("policy.pin", "at_sale"),
	}
}

// zone is the one in which dates and hours are meant (G11). The machine's own is refused: it differs from machine to
// machine.
func (e *Edition) zone() datum {
	return datum{
		name: "zone",
		read: func() string {
			if e.Zone == nil {
				return ""
			}
			return e.Zone.String()
		},
		write: func(v string) error {
			zone, err := time.LoadLocation(v)
			if err != nil || v == "" || v == "Local" {
				return fmt.Errorf("%q is %w; it can be a zone such as Europe/Moscow", v, ErrUnlawfulValue)
			}
			e.Zone = zone
			return nil
		},
	}
}

// businessHours are those of the window, breaks left out (G24).
func (e *Edition) businessHours() datum {
	at := func() *WindowRule {
		i := slices.IndexFunc(e.Windows, func(w WindowRule) bool { return w.Name == businessWindow && !w.Always })
		if i < 0 {
			return &WindowRule{}
		}
		return &e.Windows[i]
	}
	return datum{
		name: "windows.business", taken: true,
		read: func() string { return printDay(at().Working) },
		write: func(v string) error {
			hours, err := parseDay(v)
			if err != nil {
				return fmt.Errorf("%q is %w: %w", v, ErrUnlawfulValue, err)
			}
			at().Working = hours
			return nil
		},
	}
}

// unit is what both clocks are counted in: the call-back is owed inside the reaction time, so they cannot differ (G26).
func (e *Edition) unit() datum {
	d := datum{name: "reaction.unit", taken: true}
	for _, u := range units {
		d.values = append(d.values, string(u))
	}
	d.read = func() string {
		clock, _ := e.Clock(Reaction)
		return string(clock.Unit)
	}
	d.write = func(v string) error {
		if err := oneOf(d.values, v); err != nil {
			return err
		}
		for i := range e.Clocks {
			e.Clocks[i].Unit = Unit(v)
		}
		return nil
	}
	return d
}

// questionPriority is the priority of every question, or "as_asked", kept as the empty code (G38).
func (e *Edition) questionPriority() datum {
	const asAsked = "as_asked"
	word := asAsked
	d := choice("requestType.question.priority", &word, append(printAll(priorityCodes), asAsked)...)
	choose := d.write
	d.write = func(v string) error {
		if err := choose(v); err != nil {
			return err
		}
		e.Readings.QuestionPriority = PriorityCode(strings.TrimSuffix(v, asAsked))
		return nil
	}
	d.read = func() string {
		if e.Readings.QuestionPriority == "" {
			return asAsked
		}
		return string(e.Readings.QuestionPriority)
	}
	return d
}

func (e *Edition) printTerms() string {
	var all []string
	for _, p := range e.Packages {
		terms := make([]string, len(p.TermsMonths))
		for i, n := range p.TermsMonths {
			terms[i] = strconv.Itoa(n)
		}
		all = append(all, strings.Join(terms, ","))
	}
	if same := slices.Compact(slices.Clone(all)); len(same) == 1 {
		return same[0]
	}
	return strings.Join(all, "; ")
}

func (e *Edition) printPlusCoverage() string {
	p, _ := e.Package(TS24x7Plus)
	var all []WindowName
	for _, prio := range priorityCodes {
		all = append(all, p.Coverage[prio])
	}
	if same := slices.Compact(slices.Clone(all)); len(same) == 1 {
		return string(same[0])
	}
	return strings.Join(printAll(all), ",")
}

func (e *Edition) printStop(name ClockName) string {
	clock, _ := e.Clock(name)
	return string(clock.Stop)
}

func (e *Edition) printHotline() string {
	c, _ := e.Channel(Hotline)
	return strings.Join(printAll(c.Priorities), ",")
}

func (e *Edition) printEmail() string {
	_, ok := e.Channel(Email)
	return strconv.FormatBool(ok)
}

func (e *Edition) printCalendar() string {
	w, _ := find(e.Windows, func(w WindowRule) bool { return w.Name == businessWindow })
	return w.Calendar
}

func (e *Edition) printPartnerLevels() string {
	p, _ := e.Package(TS8x5L3)
	levels := make([]string, len(p.Levels))
	for i, n := range p.Levels {
		levels[i] = strconv.Itoa(int(n))
	}
	return strings.Join(levels, ",")
}

func (e *Edition) printAreas() string {
	p, _ := e.Package(TS24x7Onsite)
	return strings.Join(p.OnsiteAreas, ",")
}

func printAll[T ~string](list []T) []string {
	plain := make([]string, len(list))
	for i, word := range list {
		plain[i] = string(word)
	}
	return plain
}
