package policy

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"flatsupport/shared/coverage"
)

// data lists every reading that this code executes, bound to the edition. An edition has exactly one row for each; a
// reading that only one value is implemented of is listed too, so that the choice stays visible.
func (e *Edition) data() []datum {
	r := &e.Readings
	return []datum{
		choice("activation.rule", &r.ActivationRule, ActivateEarliest, ActivateOnOrderDate),
		whole("activation.capDays", &r.ActivationCapDays, 1, 366),
		choice("activation.dayKind", &r.ActivationDayKind, ActivationCalendarDays, ActivationWorkingDays),
		fixed("saleDate.source", "closing_document"),
		choice("term.interval", &r.TermInterval, TermHalfOpen, TermInclusive),
		choice("months.missingDay", &r.MissingDay, MissingDayClamp, MissingDayOverflow),
		choice("lapse.anchor", &r.LapseAnchor, AnchorCoverageEnd, AnchorLoyaltyEnd),
		whole("reinstatement.windowMonths", &r.ReinstatementMonths, 1, 120),
		choice("reinstatement.boundary", &r.ReinstatementEdge, EdgeExclusive, EdgeInclusive),
		truth("term.rollNonWorking", &r.RollNonWorking),
		choice("entitlement.instant", &r.EntitlementInstant, JudgedAtReceipt, JudgedByWholeDay),
		choice("onLapse.openTickets", &r.OnLapse, LapseKeepsReaction, LapseWorksToClosure),
		e.zone(),
		e.windowZone(),
		elsewhere("packages.termsMonths", e.printTerms),
		choice("purchase.event", &r.PurchaseEvent, PurchaseContractSigned, PurchasePaymentReceived),
		choice("renewal.start", &r.RenewalStart, RenewalFromPreviousEnd, RenewalFromPurchase),
		choice("reinstatement.afterWindow.start", &r.AfterWindowStart, AfterWindowActivation, AfterWindowPreviousEnd),
		choice("reinstatement.versionAsOf", &r.VersionAsOf, VersionAtUpgrade, VersionAtRenewal),
		choice("reinstatement.requires", &r.UpgradeRequires, UpgradeOrderedAndInstalled, UpgradeOrdered),
		fixed("backdating.retroactiveTickets", "false"),
		whole("loyalty.months", &r.LoyaltyMonths, 0, 120),
		choice("loyalty.declarers", &r.LoyaltyDeclarers, DeclaredByCustomer, DeclaredBySales),
		choice("loyalty.declare", &r.LoyaltyDeclare, DeclareUntilWindowEnd, DeclareBeforeExpiry),
		choice("loyalty.perCertificate", &r.LoyaltyTimes, LoyaltyOnce, LoyaltyUnlimited),
		choice("loyalty.package", &r.LoyaltyPackage, LoyaltySamePackage, LoyaltyBasicPackage),
		choice("loyalty.rights", &r.LoyaltyRights, LoyaltyHotfixInTicket, LoyaltyAllButMajors),
		e.businessHours(),
		choice("eligibility.installation", &r.InstallationStatus, InstallationCommissioned, InstallationFullyFunctional),
		e.unit(),
		choice("outOfHours.intake", &r.OutOfHours, OutOfHoursRegister, OutOfHoursHotlineClosed),
		e.plusCoverage(),
		e.stops("reaction.stopEvent", Reaction, FirstHumanResponse, Acknowledged),
		e.stops("callback.stop", Callback, CallbackReached, FirstHumanResponse),
		whole("callback.orAttempts", &r.CallbackAttempts, 1, 20),
		span("callback.attemptGap", &r.CallbackGap, 24*time.Hour),
		choice("reaction.start", &r.ReactionStart, Received, DiagnosticsIn),
		choice("reaction.pause", &r.ReactionPause, PauseCoverageOnly, PauseWaiting),
		choice("priority.reclassify", &r.Reclassify, ReclassifyEngineer, ReclassifyNever),
		choice("priority.p1Down", &r.P1Down, P1DownConsentOrManager, P1DownEngineer),
		choice("priority.changeRule", &r.PriorityChangeRule, ChangeFair, ChangeFromReceive),
		e.hotlinePriorities(),
		choice("channels.hotline.override", &r.HotlineOverride, OverrideWithReason, OverrideNever),
		choice("channels.hotline.hours", &r.HotlineHours, HotlineByPackage, HotlineAlways),
		elsewhere("channels.email.newTicket", e.printEmail),
		choice("requestType.question.priority", &r.QuestionPriority, append(printAll(priorityCodes), QuestionAsAsked, QuestionLevel1)...),
		e.cadence(),
		whole("reopen.days", &r.ReopenDays, 0, 366),
		truth("reopen.restartClock", &r.ReopenRestartClock),
		e.calendar(),
		choice("calendar.movedWorkingDays", &r.MovedWorkingDays, coverage.MovedCovered, coverage.MovedNotCovered),
		choice("calendar.shortDay", &r.ShortDay, coverage.ShortDayKeep, coverage.ShortDayEndMinus1h),
		choice("calendar.unknownYear", &r.UnknownYear, coverage.UnknownYearProvisional, coverage.UnknownYearRefuse),
		e.extraDaysOff(),
		choice("partner.contactScope", &r.PartnerScope, ScopeBoundPartner, ScopeAnyPartner),
		choice("partner.onStatusLoss", &r.PartnerStatusLoss, StatusLossRefusesNew, StatusLossRunsToEnd),
		e.partnerLevels(),
		choice("contacts.mode", &r.ContactsMode, ContactsAuthorised, ContactsAnyone),
		choice("l1.without", &r.L1Without, L1RefuseWithOffer, L1Accept),
		choice("p1.engineer", &r.P1Engineer, EngineerPerTicket, EngineerPerCustomer),
		e.onsiteAreas(),
		choice("onsite.sla", &r.OnsiteSLA, Nothing, OnsiteReactionTime),
		choice("onsite.requires", &r.OnsiteRequires, OnsiteEstablishedAndPatch, OnsiteConfirmedFault),
		fixed("licences.midTerm", "own_certificate"),
		choice("renewal.quantity", &r.RenewalQuantity, QuantityAtLeast, QuantityExactly),
		choice("licences.source", &r.LicencesSource, LicencesByRegistry, LicencesByCustomer),
		choice("entitlement.scope", &r.EntitlementScope, ScopeInstallation, ScopeCustomer),
		choice("policy.pin", &r.PolicyPin, PinAtSale, PinNewest),
	}
}

// unit is what both clocks are counted in: the call-back is owed inside the reaction time, so they cannot differ (G26).
// A target that names a unit of its own keeps it.
func (e *Edition) unit() datum {
	d := datum{name: "reaction.unit", taken: true, values: printAll(spanUnits)}
	d.read = func() string {
		clock, _ := e.Clock(Reaction)
		return string(clock.Unit)
	}
	d.write = func(v string) error {
		if err := oneOf(d.values, v); err != nil {
			return err
		}
		for i, c := range e.Clocks {
			if c.Name != Reaction && c.Name != Callback {
				continue
			}
			for prio, target := range c.Targets {
				if target.Unit == c.Unit {
					target.Unit = Unit(v)
					c.Targets[prio] = target
				}
			}
			e.Clocks[i].Unit = Unit(v)
		}
		return nil
	}
	return d
}

// stops is what satisfies a clock (G29, G30).
func (e *Edition) stops(name string, clock ClockName, values ...StopEvent) datum {
	d := datum{name: name, taken: true, values: printAll(values)}
	d.read = func() string {
		c, _ := e.Clock(clock)
		return string(c.Stop)
	}
	d.write = func(v string) error {
		if err := oneOf(d.values, v); err != nil {
			return err
		}
		for i := range e.Clocks {
			if e.Clocks[i].Name == clock {
				e.Clocks[i].Stop = StopEvent(v)
			}
		}
		return nil
	}
	return d
}

func (e *Edition) printTerms() string {
	var all []string
	for _, p := range e.Packages {
		all = append(all, joinWhole(p.TermsMonths))
	}
	if same := slices.Compact(slices.Clone(all)); len(same) == 1 {
		return same[0]
	}
	return strings.Join(all, "; ")
}

func (e *Edition) printEmail() string {
	_, ok := e.Channel(Email)
	return strconv.FormatBool(ok)
}

func printAll[T ~string](list []T) []string {
	plain := make([]string, len(list))
	for i, word := range list {
		plain[i] = string(word)
	}
	return plain
}

func joinWhole[T ~int](list []T) string {
	parts := make([]string, len(list))
	for i, n := range list {
		parts[i] = strconv.Itoa(int(n))
	}
	return strings.Join(parts, ",")
}
