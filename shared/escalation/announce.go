package escalation

import (
	"time"

	"flatsupport/shared/policy"
	"flatsupport/shared/ticket"
)

// Roster is who can be told at the moment a rung is taken.
type Roster struct {
	Duty       []string // on duty for the ticket's level
	Managers   []string // managers on duty
	LastResort string   // the named person told when nobody else is there
}

// Event is the event that takes the rung: the step and what it announces, in one.
func (r Rung) Event(t ticket.Ticket, roster Roster, at time.Time) ticket.Event {
	return ticket.Event{
		At: at, By: ticket.Actor{Role: ticket.System}, Key: r.Key,
		Fact:    ticket.Stepped{Clock: r.Clock.Name, Step: r.Step.Name, N: r.N},
		Notices: Announce(r.Key, r.Step.Notice, r.Step.Tell, t, roster),
	}
}

// Announce finds the people behind the audiences. Nobody is told the same thing twice. Where nobody of the desk is there
// the named last resort is told instead, the notice says so, and so do the managers hear that the rota is empty. The
// customer has no stand-in.
func Announce(cause string, kind policy.NoticeKind, audiences []policy.Audience, t ticket.Ticket, roster Roster) []ticket.Notice {
	a := announcement{cause: cause, kind: kind}
	for _, audience := range audiences {
		people := behind(audience, t, roster)
		for _, person := range people {
			a.tell(kind, audience, person, false)
		}
		if len(people) > 0 || audience == policy.ToCustomer {
			continue
		}
		a.empty = true
		if roster.LastResort != "" {
			a.tell(kind, audience, roster.LastResort, true)
		}
	}
	if a.empty {
		for _, manager := range roster.Managers {
			a.tell(policy.NoticeNoOneOn, policy.ToManager, manager, false)
		}
	}
	return a.notices
}

func behind(audience policy.Audience, t ticket.Ticket, roster Roster) []string {
	switch audience {
	case policy.ToCustomer:
		if t.Recipient() == "" {
			return nil
		}
		return []string{t.Recipient()}
	case policy.ToManager:
		return roster.Managers
	case policy.ToAssigned:
		if t.Engineer != "" {
			return []string{t.Engineer}
		}
		return roster.Duty
	default:
		return roster.Duty
	}
}

type announcement struct {
	cause   string
	kind    policy.NoticeKind
	notices []ticket.Notice
	empty   bool
}

// tell adds a notice, unless the person has one that says the same. One who is told as the last resort too learns it
// from that one.
func (a *announcement) tell(kind policy.NoticeKind, audience policy.Audience, person string, fallback bool) {
	key := a.key(kind, person)
	for i, n := range a.notices {
		same := n.Person == person && (n.Audience == policy.ToCustomer) == (audience == policy.ToCustomer)
		if same && (n.Kind == kind || n.Fallback) {
			a.notices[i].Fallback = n.Fallback || fallback
			return
		}
		if n.Key == key {
			key += "/" + string(audience) // a contact and one of the staff may have the same id
		}
	}
	a.notices = append(a.notices, ticket.Notice{
		Key: key, Kind: kind, Audience: audience, Person: person, Fallback: fallback,
	})
}

func (a *announcement) key(kind policy.NoticeKind, person string) string {
	if kind != a.kind {
		return a.cause + "/" + string(kind) + ">" + person
	}
	return a.cause + ">" + person
}
