package verify

import (
	"context"
	"errors"
	"fmt"
	"reflect"
	"slices"
	"time"

	"flatsupport/shared/policy"
	"flatsupport/shared/sla"
	"flatsupport/shared/store"
	"flatsupport/shared/ticket"
)

// skew is how far the clocks of functions may be apart.
const skew = time.Minute

// event replays one event on the ticket as it stood.
func (r *replay) event(ctx context.Context, e ticket.Event) error {
	r.report.Compared.Events++
	if e.At.Before(r.last.Add(-skew)) {
		r.differs("dated before the event that it follows", instant(e.At), instant(r.last))
	}
	if e.At.After(r.Now.Add(skew)) {
		r.differs("dated in the future", instant(e.At), instant(r.Now))
	}
	r.actor(e)
	r.message(e)
	if err := r.able(r.rules(ctx, e)); err != nil {
		return err
	}
	r.notices(e)
	if err := r.able(r.alerts(e)); err != nil {
		return err
	}
	for _, n := range e.Notices {
		r.announced[n.Key] = n
	}
	after := ticket.Fold(r.before, e)
	if err := r.able(r.count(e, after)); err != nil {
		return err
	}
	r.before, r.last = after, e.At
	return nil
}

// able makes a difference of what the rules cannot do with the events as they are recorded; from there on nothing can be
// computed any more. What the table did not give stays an error.
func (r *replay) able(err error) error {
	if err == nil || errors.Is(err, store.ErrUnavailable) || errors.Is(err, context.Canceled) {
		return err
	}
	r.blind = true
	r.differs("cannot be replayed: "+err.Error(), "", "")
	return nil
}

// rules hold the event against the edition of the ticket as it stood; of the first event, that it is the first.
func (r *replay) rules(ctx context.Context, e ticket.Event) error {
	if r.blind {
		return nil
	}
	if r.before.Version == 0 {
		f, ok := e.Fact.(ticket.Registered)
		switch {
		case !ok:
			r.differs("comes before the registration", "", "")
			r.blind = true
		case !slices.Contains([]policy.RequestType{policy.Incident, policy.Question, policy.Configure}, f.Type):
			r.differs("is no type of a request", string(f.Type), "")
		}
		return nil
	}
	ed, err := r.Docket.Edition(r.before)
	if err != nil {
		return err
	}
	if err := r.missed(e.At); err != nil {
		return err
	}
	return r.replayed(ctx, e, ed)
}

// replayed asks the rules whether the event was to happen as it did.
func (r *replay) replayed(ctx context.Context, e ticket.Event, ed *policy.Edition) error {
	switch f := e.Fact.(type) {
	case ticket.Stepped:
		return r.stepped(e, f, ed)
	case ticket.Notified:
		if !slices.ContainsFunc(r.before.Pending, func(n ticket.Notice) bool { return n.Key == f.Notice }) {
			r.differs("discharges a notice that does not wait", f.Notice, "")
		}
		if f.Outcome != ticket.Sent && f.Outcome != ticket.Undeliverable && !r.skips(f) {
			r.differs("is no outcome", string(f.Outcome), "")
		}
		return nil
	case ticket.Reported:
		r.reported(e, f)
		return nil
	case ticket.Recounted:
		return r.recounted(e, f, ed)
	case ticket.Held:
		return r.judged(ctx, e, ticket.Standing(f))
	case ticket.Released:
		return r.judged(ctx, e, ticket.Standing(f))
	case ticket.Upheld:
		return r.judged(ctx, e, ticket.Standing(f))
	case ticket.Decided:
		if err := r.lawful(ctx, e, ed); err != nil {
			return err
		}
		return r.decided(ctx, e, f)
	default:
		return r.lawful(ctx, e, ed)
	}
}

// lawful lets the ticket decide the event anew, as its command did: it must be allowed and come out the same.
func (r *replay) lawful(ctx context.Context, e ticket.Event, ed *policy.Edition) error {
	fact, err := r.command(ctx, e, ed)
	if err == nil {
		err = r.allowed(e, ed)
	}
	var unlawful *ticket.Unlawful
	switch {
	case errors.As(err, &unlawful):
		r.differs("is not lawful here", "", string(unlawful.Code))
		return nil
	case err != nil:
		return err
	case !reflect.DeepEqual(fact, e.Fact):
		r.differs("comes out otherwise", fmt.Sprintf("%+v", e.Fact), fmt.Sprintf("%+v", fact))
	}
	return nil
}

func (r *replay) command(ctx context.Context, e ticket.Event, ed *policy.Edition) (ticket.Fact, error) {
	t := r.before
	switch f := e.Fact.(type) {
	case ticket.Registered: // once, as the first
		return nil, &ticket.Unlawful{Code: "TICKET_REGISTERED"}
	case ticket.Decided:
		return t.Decide(f)
	case ticket.Responded:
		return t.Respond(f.Message, f.To...)
	case ticket.Called:
		return t.Call(f.Outcome, f.Message)
	case ticket.PriorityChanged:
		return t.ChangePriority(ed, e.By, f.To, f.Reason, f.Consent)
	case ticket.Waiting:
		return t.Wait(f.Reason)
	case ticket.Resumed:
		return t.Resume()
	case ticket.Noted:
		return t.Note(f.Message)
	case ticket.Replied:
		facts, err := t.Reply(ed, e.At, f.Message)
		if err != nil {
			return nil, err
		}
		return facts[0], nil // what else it brings about is an event of its own
	case ticket.Assigned:
		return t.Assign(f.Engineer, f.Reason)
	case ticket.LevelChanged:
		return t.ChangeLevel(ed, f.To, f.Reason)
	case ticket.Marked:
		return t.Reach(f.Mark, f.Message, f.Reference)
	case ticket.VisitDecided:
		return t.Visit(ed, f.Area)
	case ticket.Resolved:
		owed, err := callbackOwed(t, ed, e.At)
		if err != nil {
			return nil, err
		}
		return t.Resolve(ed, f.Message, f.Waiver, owed, f.To...)
	case ticket.Continued:
		return t.Continue(f.Reason)
	case ticket.Closed:
		return t.Close(f.Reason)
	case ticket.Merged:
		return r.merge(ctx, e, f, ed)
	case ticket.Split:
		if err := r.split(ctx, f); err != nil {
			return nil, err
		}
		return t.SplitOff(f.Of, f.Into)
	case ticket.Inquired:
		return t.Inquire(f.To, f.Message)
	case ticket.ContactChanged:
		return t.ChangeContact(f.To, f.Reason)
	case ticket.Reopened:
		return t.Reopen(ed, e.At, f.Reason)
	default:
		return nil, fmt.Errorf("a fact that cannot be replayed: %T", f)
	}
}

func callbackOwed(t ticket.Ticket, ed *policy.Edition, at time.Time) (bool, error) {
	clocks, err := sla.Clocks(t, ed, at)
	return slices.ContainsFunc(clocks, func(c sla.Clock) bool { return c.Name == policy.Callback && !c.Settled() }), err
}

// actor holds who acted against what only some may do. A person of the desk, the customer, the desk itself.
func (r *replay) actor(e ticket.Event) {
	staff, customer := e.By.Human() && e.By.ID != "", e.By.Role == ticket.Contact || e.By.Role == ticket.PartnerContact
	may := staff
	switch f := e.Fact.(type) {
	case ticket.Registered:
		may = customer && f.Channel != policy.Hotline && e.By.ID == f.Contact || e.By.Role == ticket.Operator && f.Channel == policy.Hotline ||
			(staff || e.By.Role == ticket.Operator && e.By.ID != "") && (f.Channel == policy.Email || f.Channel == policy.Form) // a request that was nobody's, taken for a contact's
	case ticket.Continued:
		may = e.By.Role == ticket.Manager && e.By.ID != ""
	case ticket.Decided, ticket.Stepped, ticket.Notified, ticket.Reported, ticket.Held, ticket.Released, ticket.Upheld:
		may = e.By == ticket.Actor{Role: ticket.System}
	case ticket.Recounted:
		may = e.By.Role != ""
	case ticket.Replied:
		may = customer
	case ticket.Noted: // by the desk, or by whom it asked
		may = staff || e.By.Role == ticket.Supplier && r.before.Asked(e.By.ID)
	case ticket.Reopened: // by the desk, or with a message of the customer
		may = staff || customer && r.replied == e.By && r.last.Equal(e.At)
	}
	r.replied = ticket.Actor{}
	if _, ok := e.Fact.(ticket.Replied); ok {
		r.replied = e.By
	}
	if !may {
		r.differs("not to be done by", string(e.By.Role)+"/"+e.By.ID, "")
	}
}

// message holds the event against the record of what was said, which was written first.
func (r *replay) message(e ticket.Event) {
	id := ticket.MessageOf(e.Fact)
	if id == "" {
		return
	}
	m, ok := r.messages[id]
	if !ok {
		r.differs("the message that it names is not there", id, "")
		return
	}
	r.report.Compared.Messages++
	public := false
	switch f := e.Fact.(type) {
	case ticket.Responded, ticket.Replied, ticket.Resolved, ticket.Merged:
		public = true
	case ticket.Marked:
		public = f.Mark.Public()
	}
	r.same("author of the message", e.By.ID, m.By.ID)
	r.same("role of the author", string(e.By.Role), string(m.By.Role))
	r.same("the customer may see the message", fmt.Sprint(m.Public), fmt.Sprint(public))
	if m.At.After(e.At.Truncate(time.Millisecond)) {
		r.differs("dated before its message was written", instant(e.At), instant(m.At))
	}
}
