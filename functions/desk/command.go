package desk

import (
	"strconv"
	"time"

	"flatsupport/shared/docket"
	"flatsupport/shared/policy"
	"flatsupport/shared/sla"
	"flatsupport/shared/ticket"
)

// turn is one command being decided.
type turn struct {
	form    form
	by      ticket.Actor
	message string // id of the message record; empty when there is no message
	now     time.Time
	edition *policy.Edition
	id      string // of the ticket

	// What the command's looks have found.
	area   string        // of the site
	other  ticket.Ticket // into which it is to be merged
	into   string        // id of that, or of the ticket that was split off
	people []string      // contacts to whom an answer goes, where they are named
}

// command is one thing an engineer can do.
type command struct {
	name   string
	takes  []string // fields of the form, required ones with a "!"
	public bool     // the customer sees the message
	lead   bool     // for managers only
	look   looks    // what must be known beyond the ticket; nil: nothing
	tell   []docket.Tell
	decide func(t ticket.Ticket, turn turn) ([]ticket.Fact, error)
}

var tellCustomer = map[policy.NoticeKind][]docket.Tell{
	policy.NoticeMerged:   {{Kind: policy.NoticeMerged, To: policy.ToCustomer}},
	policy.NoticeAnswered: {{Kind: policy.NoticeAnswered, To: policy.ToCustomer}},
	policy.NoticeResolved: {{Kind: policy.NoticeResolved, To: policy.ToCustomer}},
	policy.NoticePriority: {{Kind: policy.NoticePriority, To: policy.ToCustomer}},
}

// commands are the last segments of the desk's routes.
var commands = map[string]command{
	"responses": {
		takes: []string{"message!", "to", "recipient"}, public: true, look: readers, tell: tellCustomer[policy.NoticeAnswered],
		decide: func(t ticket.Ticket, x turn) ([]ticket.Fact, error) { return one(t.Respond(x.message, x.people...)) },
	},
	"calls": {
		takes: []string{"result!", "message"},
		decide: func(t ticket.Ticket, x turn) ([]ticket.Fact, error) {
			return one(t.Call(ticket.CallOutcome(x.form.Result), x.message))
		},
	},
	"resolution": {
		takes: []string{"message!", "waiver", "to", "recipient"}, public: true, look: readers, tell: tellCustomer[policy.NoticeResolved],
		decide: func(t ticket.Ticket, x turn) ([]ticket.Fact, error) {
			owed, err := callbackOwed(t, x)
			if err != nil {
				return nil, err
			}
			return one(t.Resolve(x.edition, x.message, x.form.Waiver, owed, x.people...))
		},
	},
	"priority": {
		takes: []string{"priority!", "reason!", "consent"}, tell: tellCustomer[policy.NoticePriority],
		decide: func(t ticket.Ticket, x turn) ([]ticket.Fact, error) {
			to := policy.PriorityCode(x.form.Priority)
			return one(t.ChangePriority(x.edition, x.by, to, x.form.Reason, x.form.Consent))
		},
	},
	"waiting": {
		takes:  []string{"reason!"},
		decide: func(t ticket.Ticket, x turn) ([]ticket.Fact, error) { return one(t.Wait(x.form.Reason)) },
	},
	"resumption": {
		decide: func(t ticket.Ticket, _ turn) ([]ticket.Fact, error) { return one(t.Resume()) },
	},
	"notes": {
		takes:  []string{"message!"},
		decide: func(t ticket.Ticket, x turn) ([]ticket.Fact, error) { return one(t.Note(x.message)) },
	},
	"assignment": {
		takes: []string{"engineer!", "reason"},
		decide: func(t ticket.Ticket, x turn) ([]ticket.Fact, error) {
			return one(t.Assign(x.form.Engineer, x.form.Reason))
		},
	},
	"escalation": {
		takes: []string{"level!", "reason!"}, tell: []docket.Tell{{Kind: policy.NoticeHandedOver, To: policy.ToDuty}},
		decide: func(t ticket.Ticket, x turn) ([]ticket.Fact, error) {
			level, _ := strconv.Atoi(x.form.Level) // checked with the form
			return one(t.ChangeLevel(x.edition, policy.Level(level), x.form.Reason))
		},
	},
	"milestones": {
		takes: []string{"milestone!", "message", "reference"},
		decide: func(t ticket.Ticket, x turn) ([]ticket.Fact, error) {
			return one(t.Reach(ticket.Mark(x.form.Milestone), x.message, x.form.Reference))
		},
	},
	"visits": {
		look: siteOf, tell: []docket.Tell{{Kind: policy.NoticeVisit, To: policy.ToCustomer}},
		decide: func(t ticket.Ticket, x turn) ([]ticket.Fact, error) { return one(t.Visit(x.edition, x.area)) },
	},
	"merge": {
		takes: []string{"into!", "message!"}, public: true, look: target, tell: tellCustomer[policy.NoticeMerged],
		decide: func(t ticket.Ticket, x turn) ([]ticket.Fact, error) {
			owed, err := callbackOwed(t, x)
			if err != nil {
				return nil, err
			}
			return one(t.Merge(x.id, x.into, x.other, x.message, owed))
		},
	},
	"split": {
		takes: []string{"messageId!", "subject"}, look: part,
		decide: func(t ticket.Ticket, x turn) ([]ticket.Fact, error) { return one(t.SplitOff(x.form.MessageID, x.into)) },
	},
	"inquiries": {
		takes: []string{"address!", "message!"}, look: outside,
		decide: func(t ticket.Ticket, x turn) ([]ticket.Fact, error) { return one(t.Inquire(x.form.Address, x.message)) },
	},
	"contact": {
		takes: []string{"contact!", "reason!"}, look: newContact,
		decide: func(t ticket.Ticket, x turn) ([]ticket.Fact, error) {
			return one(t.ChangeContact(x.form.Contact, x.form.Reason))
		},
	},
	"continuation": {
		takes: []string{"reason!"}, lead: true,
		tell:   []docket.Tell{{Kind: policy.NoticeContinued, To: policy.ToCustomer}, {Kind: policy.NoticeContinued, To: policy.ToAssigned}},
		decide: func(t ticket.Ticket, x turn) ([]ticket.Fact, error) { return one(t.Continue(x.form.Reason)) },
	},
	"closure": {
		takes:  []string{"reason"},
		decide: func(t ticket.Ticket, x turn) ([]ticket.Fact, error) { return one(t.Close(x.form.Reason)) },
	},
	"reopening": {
		takes: []string{"reason!"},
		decide: func(t ticket.Ticket, x turn) ([]ticket.Fact, error) {
			return one(t.Reopen(x.edition, x.now, x.form.Reason))
		},
	},
}

// shows reports whether the customer may read the message of the command: always, or where it goes with a milestone that
// is told to the customer.
func (c command) shows(f form) bool { return c.public || ticket.Mark(f.Milestone).Public() }

// tells are the notices that the command causes. A visit that is refused is answered to whoever asked for it: what the
// customer is told of it is theirs to write.
func (c command) tells(x turn, facts []ticket.Fact) []docket.Tell {
	if ticket.Mark(x.form.Milestone).Public() {
		return tellCustomer[policy.NoticeAnswered]
	}
	if x.form.Address != "" {
		return []docket.Tell{{Kind: policy.NoticeInquiry, To: policy.ToSupplier, People: []string{x.form.Address}}}
	}
	if len(x.people) > 0 {
		return []docket.Tell{{Kind: c.tell[0].Kind, To: policy.ToCustomer, People: x.people}}
	}
	for _, fact := range facts {
		if visit, ok := fact.(ticket.VisitDecided); ok && visit.Code != "" {
			return nil
		}
	}
	return c.tell
}

func one(fact ticket.Fact, err error) ([]ticket.Fact, error) {
	if err != nil {
		return nil, err
	}
	return []ticket.Fact{fact}, nil
}

// callbackOwed reports whether the promised call-back has been neither made nor called off (R35).
func callbackOwed(t ticket.Ticket, x turn) (bool, error) {
	owed, err := sla.Owed(t, x.edition, x.now)
	return owed.Callback, err
}

// allowed refuses facts that a held ticket does not take (G10).
func allowed(t ticket.Ticket, x turn, facts []ticket.Fact) error {
	if _, held := t.Held(); !held {
		return nil
	}
	owed, err := sla.Owed(t, x.edition, x.now)
	if err != nil {
		return err
	}
	for _, fact := range facts {
		if err := t.Allows(fact, owed); err != nil {
			return err
		}
	}
	return nil
}
