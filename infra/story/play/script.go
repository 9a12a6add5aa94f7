// Package play runs stories: plain files that say what is given, what happens when, and what must follow. A story runs
// through the real functions on a real table, with a virtual clock and an in-process queue, from wake-up to wake-up.
package play

import (
	"time"

	"flatsupport/infra/story/given"
)

// Story is one file.
type Story struct {
	Title    string            `yaml:"story"`
	Clauses  []string          `yaml:"clauses"` // clauses, rules and readings that it proves
	Policy   string            `yaml:"policy"`
	Readings map[string]string `yaml:"readings"`
	Later    []Later           `yaml:"later"`
	Given    given.Given       `yaml:"given"`
	Steps    []Step            `yaml:"steps"`
}

// Later is an edition that is published after the story's own: the same with other readings, in force from a day on.
type Later struct {
	ID        string            `yaml:"id"`
	ValidFrom string            `yaml:"validFrom"`
	Readings  map[string]string `yaml:"readings"`
}

// Step is one thing that happens at an instant, and what must be so right after it. A step with only an expectation
// looks at how things stand when the time has come.
type Step struct {
	At          string   `yaml:"at"`
	Submit      *Submit  `yaml:"submit"`
	Promise     *Promise `yaml:"promise"`
	Respond     *Act     `yaml:"respond"`
	Call        *Act     `yaml:"call"`
	Note        *Act     `yaml:"note"`
	Reply       *Act     `yaml:"reply"`
	Wait        *Act     `yaml:"wait"`
	Resume      *Act     `yaml:"resume"`
	SetPriority *Act     `yaml:"setPriority"`
	Assign      *Act     `yaml:"assign"`
	Escalate    *Act     `yaml:"escalate"`
	Milestone   *Act     `yaml:"milestone"`
	Visit       *Act     `yaml:"requestVisit"`
	Resolve     *Act     `yaml:"resolve"`
	Close       *Act     `yaml:"close"`
	Reopen      *Act     `yaml:"reopen"`
	Continue    *Act     `yaml:"continue"`
	Merge       *Act     `yaml:"merge"`
	Split       *Act     `yaml:"split"`
	Inquire     *Act     `yaml:"inquire"`
	SetContact  *Act     `yaml:"setContact"`
	Outage      *Outage  `yaml:"outage"`
	Publish     *Publish `yaml:"publishCalendar"`
	Recount     *Recount `yaml:"recount"`

	Sell             *Deal `yaml:"sell"`
	Renew            *Deal `yaml:"renew"`
	Quote            *Deal `yaml:"quote"`
	Correct          *Deal `yaml:"correct"`
	Rebind           *Deal `yaml:"rebind"`
	SellLevel1       *Deal `yaml:"sellLevel1"`
	DeclareIntent    *Deal `yaml:"declareIntent"`
	WithdrawIntent   *Deal `yaml:"withdrawIntent"`
	Commission       *Deal `yaml:"commission"`
	CountLicences    *Deal `yaml:"countLicences"`
	BuyUpgrade       *Deal `yaml:"buyUpgrade"`
	RecordUpgrade    *Deal `yaml:"recordUpgrade"`
	SetPartnerStatus *Deal `yaml:"setPartnerStatus"`

	Mail    *Letter    `yaml:"mail"`
	Form    *FormSent  `yaml:"form"`
	Confirm *Confirmed `yaml:"confirm"`
	Upload  *Upload    `yaml:"upload"`
	Take    *Settled   `yaml:"take"`    // the unverified request that the newest mail became, for a contact's
	Dismiss *Settled   `yaml:"dismiss"` // the same, for nobody's

	RequestRelease  *ReleaseAsked `yaml:"requestRelease"`
	RequestLicences *ReleaseAsked `yaml:"requestUpgradeLicences"`

	Import Import    `yaml:"import"`
	Expect *Expect   `yaml:"expect"`
	Also   []*Expect `yaml:"also"` // further expectations of the same instant

	when time.Time
	line int // in the file
}

// Submit is a request by the portal form, or by an operator for a caller.
type Submit struct {
	Ticket        string `yaml:"ticket"` // the story's own name for it
	Channel       string `yaml:"channel"`
	By            string `yaml:"by"`  // e-mail of the contact; id of the operator for the hotline
	For           string `yaml:"for"` // hotline: e-mail of the caller
	Customer      string `yaml:"customer"`
	Installation  string `yaml:"installation"`
	Type          string `yaml:"type"`
	Priority      string `yaml:"priority"`
	Subject       string `yaml:"subject"`
	Description   string `yaml:"description"`
	CallbackPhone string `yaml:"callbackPhone"`
	CallStartedAt string `yaml:"callStartedAt"`
	Override      string `yaml:"override"`
	Findings      string `yaml:"findings"`
	Key           string `yaml:"key"` // idempotency key, when it matters
}

// Promise asks what would be promised if a request were sent, by the portal or by an operator for a caller. It makes no
// ticket: what the step expects without naming one is said of the promise.
type Promise struct {
	Channel       string `yaml:"channel"`
	By            string `yaml:"by"`
	For           string `yaml:"for"`
	Customer      string `yaml:"customer"`
	Installation  string `yaml:"installation"`
	Type          string `yaml:"type"`
	Priority      string `yaml:"priority"`
	CallStartedAt string `yaml:"callStartedAt"`
	Override      string `yaml:"override"`
}

// Act is something that a person does to a ticket.
type Act struct {
	Ticket   string    `yaml:"ticket"`
	By       string    `yaml:"by"`
	Text     string    `yaml:"text"`
	Result   string    `yaml:"result"`
	To       oneOrMore `yaml:"to"` // of a priority: which; of an answer: the contacts to whom it goes
	Reason   string    `yaml:"reason"`
	Consent  bool      `yaml:"consent"`
	Waiver   string    `yaml:"waiver"`
	Engineer string    `yaml:"engineer"`
	Level    string    `yaml:"level"`
	Mark     string    `yaml:"mark"`      // of a milestone
	Ref      string    `yaml:"reference"` // what the milestone is about
	Into     string    `yaml:"into"`      // of a merging: the other ticket
	As       string    `yaml:"as"`        // of a split: the story's own name for the ticket of the customer's newest message
	Subject  string    `yaml:"subject"`   // of a split
	Address  string    `yaml:"address"`   // of an inquiry
	Contact  string    `yaml:"contact"`   // who is to be the contact
	Seen     string    `yaml:"recipient"` // of an answer: the contact to whom it would go, as far as the engineer knows
	Key      string    `yaml:"key"`
}

// oneOrMore is a word or a list of them.
type oneOrMore []string

// UnmarshalYAML reads either.
func (w *oneOrMore) UnmarshalYAML(read func(any) error) error {
	var one string
	if read(&one) == nil {
		*w = oneOrMore{one}
		return nil
	}
	return read((*[]string)(w))
}

// Outage makes a customer's facts unreadable until the instant: for the entitlement check, or everywhere.
type Outage struct {
	Until      string `yaml:"until"`
	Everywhere bool   `yaml:"everywhere"`
}

// Publish is a new version of a calendar, made of another by further days off: the desk is deployed with it, and new
// decisions count by it.
type Publish struct {
	Version string   `yaml:"version"` // "ru-five-day/2026-11-18"
	From    string   `yaml:"from"`    // the version that it is made of
	DaysOff []string `yaml:"daysOff"`
}

// Recount is the migration of the clocks that still run to a published version of a calendar.
type Recount struct {
	To     string `yaml:"to"`
	Reason string `yaml:"reason"`
}

// Import are files that the operator imports, by their names: "certificates.csv".
type Import map[string]string

// Expect is what must be so. Only what is named is compared; "none" says that there is no engineer, clock, decision,
// package or certificate's support. The clause is that of the refusal or of the answer to a visit where one is expected,
// and else that of the decision.
type Expect struct {
	Ticket      string              `yaml:"ticket"`
	Error       string              `yaml:"error"`  // code of the problem with which the step was refused
	Fields      []string            `yaml:"fields"` // "field=CODE", with an error
	Decision    string              `yaml:"decision"`
	Refusal     string              `yaml:"refusal"`
	Clause      string              `yaml:"clause"`
	Package     string              `yaml:"package"`
	Certificate string              `yaml:"certificate"`
	Support     string              `yaml:"support"`
	Edition     string              `yaml:"edition"` // by which it was decided
	State       string              `yaml:"state"`
	Held        string              `yaml:"held"` // the refusal by which further work is on hold; "none": it is not
	Priority    string              `yaml:"priority"`
	Level       int                 `yaml:"level"`
	Engineer    string              `yaml:"engineer"`   // of a promise: "attached" or "none"
	Start       map[string]string   `yaml:"start"`      // where each clock starts; of a promise: when it begins to count
	Due         map[string]string   `yaml:"due"`        // until when each clock may run; "none" while it waits
	Stopped     map[string]string   `yaml:"stopped"`    // when each clock was satisfied or cancelled; "none": not yet
	Clocks      map[string]string   `yaml:"clocks"`     // how each clock stands
	Explains    map[string][]string `yaml:"explains"`   // words that the explanation of a clock's due time has, in English
	Visit       string              `yaml:"visit"`      // the last answer to a wish for a visit: agreed, or the code of the refusal
	Why         map[string]string   `yaml:"why"`        // why each clock was cancelled
	Calendar    string              `yaml:"calendar"`   // versions of the calendars by which it is counted
	Moved       []string            `yaml:"moved"`      // "clock old -> new: reason" of the last recount, as the customer's page has it in English
	Notices     []string            `yaml:"notices"`    // "kind audience person" or "kind audience", all since the last list, in order
	Alerts      []string            `yaml:"alerts"`     // "means kind person", with "skipped" or "undeliverable" for one that did not go out, all since the last list, in order
	Reminders   []string            `yaml:"reminders"`  // "kind certificate audience person" or without the person, of all certificates, all since the last list, by days
	Mails       []string            `yaml:"mails"`      // "kind person report code": what the mail service has reported of the ticket's notices, in order
	Tickets     *int                `yaml:"tickets"`    // how many there are in all
	Unverified  *int                `yaml:"unverified"` // how many requests by mail or form are listed for the desk
	Mail        string              `yaml:"mail"`       // what became of the mail of the step: ticket, reply, or unverified or kept with the reason
	Sent        []string            `yaml:"sent"`       // mails about requests by the form, since the last list: "duty ADDRESS", "link ADDRESS"
	Said        string              `yaml:"said"`       // the newest message of the ticket
	NewSubject  string              `yaml:"newSubject"` // under which that came, where it is another than the ticket's
	Merged      string              `yaml:"mergedInto"` // the ticket in which the work goes on
	Recipient   string              `yaml:"recipient"`  // the contact who gets the notices
	SplitInto   string              `yaml:"splitInto"`  // the ticket that the customer's newest message has become
	Quoted      string              `yaml:"quoted"`     // the history that was quoted with the newest message, or with the request where there is none
	Files       []string            `yaml:"files"`      // "name: content", "name: size", of request and messages in order; "name: only in the mail"
	Licences    int                 `yaml:"licences"`   // of a request for upgrade licences: how many were issued
	Through     string              `yaml:"through"`    // of a promise: the last covered day
	Record      *RecordIs           `yaml:"record"`     // how a certificate stands
	Quote       *QuoteIs            `yaml:"quote"`      // of the newest quote
	ToReopen    []string            `yaml:"toReopen"`   // "t1 COVERAGE_EXPIRED": what the renewal of the step lists
	Refusals    []string            `yaml:"refusals"`   // with an error: codes of all reasons of the policy, in order
	Facts       map[string]string   `yaml:"facts"`      // with an error: what the refusals rest on
	Says        []string            `yaml:"says"`       // of a promise: words of its summary and of what would change it, in English
}

// actions lists what happens in the step.
func (s Step) actions() []string {
	var names []string
	for name, present := range map[string]bool{
		"submit": s.Submit != nil, "promise": s.Promise != nil, "outage": s.Outage != nil,
		"publishCalendar": s.Publish != nil, "recount": s.Recount != nil,
		"import": s.Import != nil, "mail": s.Mail != nil, "form": s.Form != nil, "confirm": s.Confirm != nil, "upload": s.Upload != nil,
		"take": s.Take != nil, "dismiss": s.Dismiss != nil,
	} {
		if present {
			names = append(names, name)
		}
	}
	for name, act := range s.acts() {
		if act != nil {
			names = append(names, name)
		}
	}
	for name, asked := range s.asked() {
		if asked != nil {
			names = append(names, name)
		}
	}
	for name, deal := range s.deals() {
		if deal != nil {
			names = append(names, name)
		}
	}
	return names
}

// acts are the steps of persons on a ticket, by their word.
func (s Step) acts() map[string]*Act {
	return map[string]*Act{
		"respond": s.Respond, "call": s.Call, "note": s.Note, "reply": s.Reply, "wait": s.Wait, "resume": s.Resume,
		"setPriority": s.SetPriority, "assign": s.Assign, "resolve": s.Resolve, "close": s.Close, "reopen": s.Reopen,
		"escalate": s.Escalate, "milestone": s.Milestone, "requestVisit": s.Visit, "continue": s.Continue, "merge": s.Merge, "split": s.Split,
		"inquire": s.Inquire, "setContact": s.SetContact,
	}
}

// expectations are all that must be so right after the step.
func (s Step) expectations() []*Expect {
	var all []*Expect
	if s.Expect != nil {
		all = append(all, s.Expect)
	}
	return append(all, s.Also...)
}
