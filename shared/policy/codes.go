package policy

import (
	"flatsupport/shared/coverage"
)

// The words that an edition's source may use. A new constant of one of these types has to be entered here before an
// edition can name it.
var (
	packageCodes  = []PackageCode{TS8x5, TS24x7, TS24x7Plus, TS24x7Onsite, TS8x5L3}
	priorityCodes = []PriorityCode{P1, P2, P3, P4}
	channelCodes  = []ChannelCode{Portal, Hotline, Email}
	clockNames    = []ClockName{Reaction, Callback}
	units         = []Unit{CoverageHours, WallHours}
	stopEvents    = []StopEvent{FirstHumanResponse, CallbackReached}
	audiences     = []Audience{ToAssigned, ToDuty, ToManager, ToCustomer}
	ladderNotices = []NoticeKind{NoticeNewTicket, NoticeWarning, NoticeCallback, NoticeBreach} // kinds that a rung may send
	refusalCodes  = []RefusalCode{
		NoCertificate, NotYetActive, CoverageExpired, LoyaltyEnded, UpgradeRequired, NotCommissioned,
		ProductNotCovered, LevelNotIncluded, ContactNotAuthorised, PartnerStatusMissing, ChannelNotAllowed,
	}
)

// calendarName is the one working calendar that windows can name (G41).
const calendarName = "ru-five-day"

// calendarOf returns a calendar by name; a name that calendars does not list is refused by the loader.
func calendarOf(name string) *coverage.Calendar {
	if name == calendarName {
		return coverage.Russia()
	}
	return nil
}
