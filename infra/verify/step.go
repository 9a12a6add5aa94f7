package verify

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"flatsupport/shared/docket"
	"flatsupport/shared/escalation"
	"flatsupport/shared/policy"
	"flatsupport/shared/sla"
	"flatsupport/shared/ticket"
)

// stepped holds a step against what was due at its instant.
func (r *replay) stepped(e ticket.Event, f ticket.Stepped, ed *policy.Edition) error {
	outlook, err := escalation.Look(r.before, ed, e.At)
	if err != nil {
		return err
	}
	i := slices.IndexFunc(outlook.Due, func(rung escalation.Rung) bool { return rung.Key == e.Key })
	if i < 0 {
		due := make([]string, 0, len(outlook.Due))
		for _, rung := range outlook.Due {
			due = append(due, rung.Key)
		}
		r.differs("was not due", e.Key, strings.Join(due, ", "))
		return nil
	}
	r.report.Compared.Steps++
	rung := outlook.Due[i]
	r.same("step", fmt.Sprintf("%s/%s/%d", f.Clock, f.Step, f.N), fmt.Sprintf("%s/%s/%d", rung.Clock.Name, rung.Step.Name, rung.N))
	for _, n := range mails(e.Notices) {
		if n.Kind != policy.NoticeNoOneOn && (n.Kind != rung.Step.Notice || !slices.Contains(rung.Step.Tell, n.Audience)) {
			r.differs("announces what the step does not tell", fmt.Sprintf("%s to %s", n.Kind, n.Audience), fmt.Sprintf("%s to %v", rung.Step.Notice, rung.Step.Tell))
		}
	}
	return nil
}

// missed looks for steps that had been due for longer than Late when the next thing happened, and were not taken. Nothing
// changed in between, so it is enough to look at the instants at which something falls due: after the first of them the
// ticket has another event, or has missed it.
func (r *replay) missed(at time.Time) error {
	then := at.Add(-r.Late)
	if r.before.Version == 0 || then.Before(r.last) {
		return nil
	}
	ed, err := r.Docket.Edition(r.before)
	if err != nil {
		return err
	}
	for look := r.last; !look.After(then); {
		outlook, err := escalation.Look(r.before, ed, look)
		if err != nil {
			return err
		}
		r.report.Compared.Looks++
		for _, rung := range outlook.Due {
			r.differs("a step was due and not taken by "+instant(at), "", rung.Key+" at "+instant(rung.At))
		}
		if outlook.Judge {
			r.differs("the support was to be judged and was not by "+instant(at), "", instant(r.before.SupportedUntil))
		}
		if len(outlook.Due) > 0 || outlook.Judge || !outlook.Next.After(look) {
			return nil
		}
		look = outlook.Next
	}
	return nil
}

// wakes holds the wake-up against what falls due next: the sweep finds a ticket by nothing else.
func (r *replay) wakes() error {
	ed, err := r.Docket.Edition(r.before)
	if err != nil {
		return err
	}
	outlook, err := escalation.Look(r.before, ed, r.last)
	if err != nil {
		return err
	}
	owed := r.before.Status == ticket.StatusRegistered || len(r.before.Pending) > 0 || !outlook.Next.IsZero()
	if owed && r.rec.Wake.IsZero() {
		r.differs("something is owed and there is no wake-up", "", instant(outlook.Next))
		return nil
	}
	// A look that finds nothing to do yet, because a quiet ladder is closed, moves the wake-up and leaves no event.
	next := outlook.Next
	for !next.IsZero() && r.rec.Wake.After(next.Add(r.Late)) {
		then, err := escalation.Look(r.before, ed, next)
		if err != nil {
			return err
		}
		if len(then.Due) > 0 || then.Judge || !then.Next.After(next) {
			r.differs("the wake-up is later than what falls due", instant(r.rec.Wake), instant(next))
			return nil
		}
		next = then.Next
	}
	return nil
}

// recounted computes the due instants that other calendars moved and holds them against those named.
func (r *replay) recounted(e ticket.Event, f ticket.Recounted, ed *policy.Edition) error {
	if f.Calendar == "" {
		r.differs("names no version of a calendar", "", "")
	}
	moved, _, err := sla.Recount(r.before, ed, e.At, f.Calendar)
	if err != nil {
		r.differs("counts by calendars that cannot be counted by: "+err.Error(), f.Calendar, "")
		return nil //nolint:nilerr // it is told
	}
	moves := make([]string, 0, len(moved))
	for _, m := range moved {
		moves = append(moves, move(m))
	}
	named := make([]string, 0, len(f.Moves))
	for _, m := range f.Moves {
		named = append(named, move(m))
	}
	slices.Sort(moves)
	slices.Sort(named)
	r.report.Compared.Moves += len(named)
	r.same("due instants moved", strings.Join(named, "; "), strings.Join(moves, "; "))
	return nil
}

func move(m ticket.Move) string {
	kept := func(at time.Time) string {
		if at.IsZero() {
			return "none"
		}
		return instant(at.Truncate(time.Millisecond))
	}
	return fmt.Sprintf("%s %s to %s", m.Clock, kept(m.Old), kept(m.New))
}

// toCustomer is what the customer must be told of an event; empty: nothing.
func toCustomer(f ticket.Fact) policy.NoticeKind {
	switch f := f.(type) {
	case ticket.Decided:
		return map[ticket.Answer]policy.NoticeKind{
			ticket.Accepted: policy.NoticeAccepted, ticket.Refused: policy.NoticeRefused, ticket.Unverified: policy.NoticeUnverified,
		}[f.Answer]
	case ticket.Responded:
		return policy.NoticeAnswered
	case ticket.Marked:
		if f.Mark.Public() {
			return policy.NoticeAnswered
		}
	case ticket.Resolved:
		return policy.NoticeResolved
	case ticket.PriorityChanged:
		return policy.NoticePriority
	case ticket.Merged:
		return policy.NoticeMerged
	case ticket.VisitDecided:
		if f.Code == "" {
			return policy.NoticeVisit
		}
	case ticket.Held:
		return policy.NoticeHeld
	case ticket.Released:
		return policy.NoticeReleased
	case ticket.Continued:
		return policy.NoticeContinued
	case ticket.Recounted:
		if len(f.Moves) > 0 {
			return policy.NoticeMoved
		}
	}
	return ""
}

// reported holds a report on a mail against the notice that it is about, and against what was reported before.
func (r *replay) reported(e ticket.Event, f ticket.Reported) {
	if _, known := r.announced[f.Notice]; !known {
		r.differs("reports on a notice that was not announced", f.Notice, "")
	}
	if !slices.Contains([]ticket.Report{ticket.Bounced, ticket.Returned, ticket.Delayed, ticket.Complained}, f.What) {
		r.differs("is no report on a mail", string(f.What), "")
	}
	r.same("key of a report", e.Key, ticket.ReportKey(f.Notice, f.What))
	if _, news := r.before.Report(f.Notice, f.What, f.Code, f.Mail); !news {
		r.differs("reports what was known, or comes too late to say anything", string(f.What), "")
	}
}

// toldOfLoss is who of the desk must be told that a mail to the contact will not arrive; empty: nobody.
func (r *replay) toldOfLoss(f ticket.Fact) (policy.Audience, policy.NoticeKind) {
	notice, _ := ticket.Undelivered(f)
	for _, tell := range docket.ToldOfLoss(r.before, f, r.announced[notice]) {
		return tell.To, tell.Kind
	}
	return "", ""
}

// toDesk is who of the desk must be told of an event that is no step, and of what; empty: nobody.
func (r *replay) toDesk(by ticket.Actor, f ticket.Fact) (policy.Audience, policy.NoticeKind) {
	t := r.before
	of := docket.ToldOfHold(t)
	switch f.(type) {
	case ticket.Held:
		return of[len(of)-1], policy.NoticeHeld
	case ticket.Released:
		return of[len(of)-1], policy.NoticeReleased
	case ticket.Continued:
		return policy.ToAssigned, policy.NoticeContinued
	case ticket.Replied:
		return policy.ToAssigned, policy.NoticeReplied
	case ticket.Noted:
		if by.Role == ticket.Supplier {
			return policy.ToAssigned, policy.NoticeSupplier
		}
		return "", ""
	case ticket.LevelChanged:
		return policy.ToDuty, policy.NoticeHandedOver
	case ticket.Notified, ticket.Reported:
		return r.toldOfLoss(f)
	default:
		return "", ""
	}
}

// notices holds what the event announces against whom it must be told to: the customer by name, the desk by kind.
func (r *replay) notices(e ticket.Event) {
	kind, told := toCustomer(e.Fact), 0
	if _, decided := e.Fact.(ticket.Decided); decided && r.before.Registered.Quiet {
		kind = ""
	}
	_, step := e.Fact.(ticket.Stepped)
	cause := fmt.Sprint(r.before.Version + 1)
	switch e.Fact.(type) {
	case ticket.Decided, ticket.Stepped, ticket.Recounted, ticket.Held, ticket.Released:
		cause = e.Key
	}
	r.report.Compared.Notices += len(e.Notices)
	for _, n := range mails(e.Notices) {
		key := cause + ">" + n.Person
		if n.Kind == policy.NoticeNoOneOn {
			key = cause + "/" + string(n.Kind) + ">" + n.Person
		}
		if n.Key != key && n.Key != key+"/"+string(n.Audience) {
			r.differs("key of a notice", n.Key, key)
		}
		switch {
		case n.Audience == policy.ToCustomer:
			told++
			if !step {
				r.same("kind of a notice", string(n.Kind), string(kind))
			}
			if people := r.readers(e); !slices.Contains(people, n.Person) {
				r.differs("contact who is told", n.Person, strings.Join(people, ", "))
			}
			r.same("the contact stands in for nobody", fmt.Sprint(n.Fallback), "false")
		case n.Audience == policy.ToSupplier:
			f, _ := e.Fact.(ticket.Inquired)
			r.same("who is asked", n.Person, f.To)
			r.same("kind of a notice", string(n.Kind), string(policy.NoticeInquiry))
		case step:
		case n.Kind == policy.NoticeNoOneOn:
			r.same("who is told of the empty rota", string(n.Audience), string(policy.ToManager))
		default:
			audience, kind := r.toDesk(e.By, e.Fact)
			r.same("who is told", string(n.Audience), string(audience))
			r.same("kind of a notice", string(n.Kind), string(kind))
		}
	}
	if people := r.readers(e); kind != "" && told != len(people) {
		r.differs("notices to the contact", fmt.Sprint(told), fmt.Sprint(len(people)))
	}
	r.inquired(e)
}

// readers are the contacts to whom the customer's notices of an event go: those whom it names, or the ticket's own.
func (r *replay) readers(e ticket.Event) []string {
	contact := r.before.Recipient()
	switch f := e.Fact.(type) {
	case ticket.Registered:
		contact = f.Contact
	case ticket.Responded:
		if len(f.To) > 0 {
			return f.To
		}
	case ticket.Resolved:
		if len(f.To) > 0 {
			return f.To
		}
	}
	if contact == "" {
		return nil
	}
	return []string{contact}
}
