package desk

import (
	"strconv"
	"strings"
	"time"

	"flatsupport/shared/docket"
	"flatsupport/shared/policy"
	"flatsupport/shared/sla"
	"flatsupport/shared/ticket"
	"flatsupport/shared/web"
)

const (
	maxMessage = 60_000
	maxReason  = 500
	maxID      = 128
)

// form is the body of every command; each command says which fields it takes.
type form struct {
	Message        string `json:"message" web:"multiline"`
	Result         string `json:"result"`
	Priority       string `json:"priority"`
	Reason         string `json:"reason"`
	Consent        bool   `json:"consent"`
	Waiver         string `json:"waiver"`
	Engineer       string `json:"engineer"`
	Level          string `json:"level"`
	Milestone      string `json:"milestone"`
	Reference      string `json:"reference"`
	IdempotencyKey string `json:"idempotencyKey"`
}

// turn is one command being decided.
type turn struct {
	form    form
	by      ticket.Actor
	message string // id of the message record; empty when there is no message
	now     time.Time
	edition *policy.Edition
	area    string // of the site, for a command that asks for it
}

// command is one thing an engineer can do.
type command struct {
	name   string
	takes  []string // fields of the form, required ones with a "!"
	public bool     // the customer sees the message
	site   bool     // where the installation stands matters
	tell   []docket.Tell
	decide func(t ticket.Ticket, turn turn) ([]ticket.Fact, error)
}

var tellCustomer = map[policy.NoticeKind][]docket.Tell{
	policy.NoticeAnswered: {{Kind: policy.NoticeAnswered, To: policy.ToCustomer}},
	policy.NoticeResolved: {{Kind: policy.NoticeResolved, To: policy.ToCustomer}},
	policy.NoticePriority: {{Kind: policy.NoticePriority, To: policy.ToCustomer}},
}

// commands are the last segments of the desk's routes.
var commands = map[string]command{
	"responses": {
		takes: []string{"message!"}, public: true, tell: tellCustomer[policy.NoticeAnswered],
		decide: func(t ticket.Ticket, x turn) ([]ticket.Fact, error) { return one(t.Respond(x.message)) },
	},
	"calls": {
		takes: []string{"result!", "message"},
		decide: func(t ticket.Ticket, x turn) ([]ticket.Fact, error) {
			return one(t.Call(ticket.CallOutcome(x.form.Result), x.message))
		},
	},
	"resolution": {
		takes: []string{"message!", "waiver"}, public: true, tell: tellCustomer[policy.NoticeResolved],
		decide: func(t ticket.Ticket, x turn) ([]ticket.Fact, error) {
			owed, err := callbackOwed(t, x)
			if err != nil {
				return nil, err
			}
			return one(t.Resolve(x.edition, x.message, x.form.Waiver, owed))
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
		site: true, tell: []docket.Tell{{Kind: policy.NoticeVisit, To: policy.ToCustomer}},
		decide: func(t ticket.Ticket, x turn) ([]ticket.Fact, error) { return one(t.Visit(x.edition, x.area)) },
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
func (c command) tells(f form, facts []ticket.Fact) []docket.Tell {
	if ticket.Mark(f.Milestone).Public() {
		return tellCustomer[policy.NoticeAnswered]
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
	clocks, err := sla.Clocks(t, x.edition, x.now)
	if err != nil {
		return false, err
	}
	for _, c := range clocks {
		if c.Name == policy.Callback && !c.Settled() {
			return true, nil
		}
	}
	return false, nil
}

// values are the fields of the form that hold text, by name.
func (f form) values() map[string]string {
	consent := ""
	if f.Consent {
		consent = "true"
	}
	return map[string]string{
		"message": strings.TrimSpace(f.Message), "result": f.Result, "priority": f.Priority,
		"reason": strings.TrimSpace(f.Reason), "consent": consent, "waiver": strings.TrimSpace(f.Waiver), "engineer": f.Engineer,
		"level": f.Level, "milestone": f.Milestone, "reference": strings.TrimSpace(f.Reference),
	}
}

// check refuses fields that the command does not take and asks for those that it needs, all at once.
func (f form) check(c command, fields *web.Fields) {
	takes := map[string]bool{}
	for _, field := range c.takes {
		name, required := strings.CutSuffix(field, "!")
		takes[name] = true
		if required {
			fields.Require(name, f.values()[name])
		}
	}
	for _, name := range formFields {
		if f.values()[name] != "" && !takes[name] {
			fields.Add(name, web.UnknownField, "")
		}
	}
	fields.MaxLen("message", f.Message, maxMessage)
	fields.MaxLen("reason", f.Reason, maxReason)
	fields.MaxLen("waiver", f.Waiver, maxReason)
	fields.MaxLen("engineer", f.Engineer, maxID)
	fields.MaxLen("reference", f.Reference, maxID)
	if takes["level"] && f.Level != "" {
		fields.OneOf("level", f.Level, "1", "2", "3")
	}
	if takes["milestone"] && f.Milestone != "" {
		fields.OneOf("milestone", f.Milestone, milestones()...)
	}
	if takes["result"] && f.Result != "" {
		fields.OneOf("result", f.Result, string(ticket.Reached), string(ticket.NoAnswer))
	}
	if takes["priority"] && f.Priority != "" {
		fields.OneOf("priority", f.Priority, string(policy.P1), string(policy.P2), string(policy.P3), string(policy.P4))
	}
}

// formFields are the fields of the form in the order in which they are checked and told apart.
var formFields = []string{"message", "result", "priority", "reason", "consent", "waiver", "engineer", "level", "milestone", "reference"}

// grown is from where on a field counts only when it is filled in, so that what was said before it existed reads the same.
const grown = 7

func milestones() []string {
	var all []string
	for _, mark := range ticket.AllMarks() {
		all = append(all, string(mark))
	}
	return all
}

// said is what makes this command different from another under the same key.
func (f form) said(c command) []string {
	v := f.values()
	said := []string{c.name}
	for i, name := range formFields {
		switch {
		case i < grown:
			said = append(said, v[name])
		case v[name] != "":
			said = append(said, name+"="+v[name])
		}
	}
	return said
}
