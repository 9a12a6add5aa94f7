package policy

// The words that an edition's source may use. A new constant of one of these types has to be entered here before an
// edition can name it.
var (
	packageCodes  = []PackageCode{TS8x5, TS24x7, TS24x7Plus, TS24x7Onsite, TS8x5L3}
	priorityCodes = []PriorityCode{P1, P2, P3, P4}
	requestTypes  = []RequestType{Incident, Question, Configure}
	channelCodes  = []ChannelCode{Portal, Hotline, Email, Form}
	clockNames    = []ClockName{Reaction, Callback, Receipt, Classification, Update, Workaround, Restore, Resolve, Arrival}
	spanUnits     = []Unit{CoverageHours, WallHours} // units of a target that is a span of time
	units         = append(spanUnits[:2:2], BusinessDays, NextBusinessDay)
	zonesOf       = []ZoneOf{ZoneOfPolicy, ZoneOfSite, ZoneOfCustomer}
	audiences     = []Audience{ToAssigned, ToDuty, ToManager, ToCustomer}
	ladderNotices = []NoticeKind{NoticeNewTicket, NoticeWarning, NoticeCallback, NoticeBreach} // kinds that a rung may send
	// kinds that an alert may send by other means: each has a line of its own among the texts
	alertNotices = []NoticeKind{
		NoticeAccepted, NoticeUnverified, NoticeNewTicket, NoticeWarning, NoticeCallback, NoticeBreach, NoticeNoOneOn, NoticeHandedOver,
	}
	alertMeans   = []Means{BySMS, ByWebhook}
	anchors      = []Anchor{FromSale, FromActivation, FromEnd, FromLoyaltyEnd, FromRenewalEnd}
	refusalCodes = []RefusalCode{
		NoCertificate, NotYetActive, CoverageExpired, LoyaltyEnded, UpgradeRequired, NotCommissioned,
		ProductNotCovered, LevelNotIncluded, ContactNotAuthorised, PartnerStatusMissing, ChannelNotAllowed,
		OSUpdateExcluded, ReleaseNotEntitled,
		OnsiteNotInPackage, OnsiteOutsideArea, OnsiteProblemNotEstablished, OnsiteTicketNotOpen, OnsiteNotCorrectivePatch,
		TermNotOffered, ProductRequired, ActivationTooLate, PackagePartnerOnly, RenewedAlready, RenewalQuantityShort,
		RenewalQuantityOver, IntentTooLate, LoyaltyUsed, DeclarerNotAllowed, RecordsContradict,
	}
	reminderNotices = []NoticeKind{
		NoticeUncommissioned, NoticeActivated, NoticeExpires, NoticeExpired, NoticeLoyaltyEnds, NoticeRenewalEnds,
	}
	reminderAudiences = []Audience{ToCustomer, ToSales}
)

// course is what may start and stop a clock; the first of each is taken where the edition says nothing.
type course struct {
	starts []StartEvent
	stops  []StopEvent
}

var courses = map[ClockName]course{
	Receipt:        {[]StartEvent{Received}, []StopEvent{Acknowledged}},
	Classification: {[]StartEvent{Received}, []StopEvent{Classified}},
	Reaction:       {[]StartEvent{Received, DiagnosticsIn}, []StopEvent{FirstHumanResponse, Acknowledged}},
	Callback:       {[]StartEvent{Received, DiagnosticsIn}, []StopEvent{CallbackReached, FirstHumanResponse}},
	Update:         {[]StartEvent{LastUpdate, CustomerMessage}, []StopEvent{PublicUpdate}},
	Workaround:     {[]StartEvent{Received, DiagnosticsIn}, []StopEvent{WorkaroundGiven}},
	Restore:        {[]StartEvent{Received, DiagnosticsIn}, []StopEvent{ServiceRestored}},
	Resolve:        {[]StartEvent{Received, DiagnosticsIn}, []StopEvent{TicketResolved}},
	Arrival:        {[]StartEvent{VisitAgreed}, []StopEvent{EngineerArrived}},
}
