package ticket

import (
	"strings"
	"time"

	"flatsupport/shared/coverage"
	"flatsupport/shared/policy"
)

// Hold is a time in which further work on an open ticket waited for a renewal, and by which refusal (C, G10).
type Hold struct {
	coverage.Span
	Code   policy.RefusalCode
	Clause policy.ClauseCode
}

// Owed is what was promised before the hold and has not been given yet. It is a debt: a hold puts none of it off.
type Owed struct {
	Reaction bool // the first response (G29)
	Callback bool // the guaranteed call-back of a P1 (R35)
}

// Held is the hold that lasts, of a ticket that is open.
func (t Ticket) Held() (Hold, bool) {
	if n := len(t.Holds); n > 0 && t.Open() && t.Holds[n-1].To.IsZero() {
		return t.Holds[n-1], true
	}
	return Hold{}, false
}

// Watched reports whether the support under which the ticket was accepted is to be judged again: it is open, was
// accepted, and neither the reading onLapse.openTickets nor a manager has it worked to closure whatever becomes of its
// certificate (G10).
func (t Ticket) Watched(ed *policy.Edition) bool {
	return ed.Readings.OnLapse == policy.LapseKeepsReaction && t.Open() && t.Decision.Answer == Accepted && t.ContinuedAt.IsZero()
}

// Judge takes in how the support stands at the instant: it holds the ticket when the support has ended, releases it when
// there is some again, and upholds it when it goes on beyond the instant at which it might have ended, or is now known to
// end earlier than that. It is nil when nothing of this is so: a lapse holds a ticket once (G10).
func (t Ticket) Judge(s Standing, at time.Time) Fact {
	_, held := t.Held()
	ended := s.Code != ""
	switch {
	case held && !ended:
		return Released(s)
	case held:
		return nil
	case ended:
		return Held(s)
	case t.SupportDue(at), !s.Until.IsZero() && s.Until.Before(t.SupportedUntil):
		return Upheld(s)
	default:
		return nil
	}
}

// SupportDue reports whether the instant has come at which the support may stand otherwise.
func (t Ticket) SupportDue(at time.Time) bool {
	return !t.SupportedUntil.IsZero() && !at.Before(t.SupportedUntil)
}

// Allows says whether a ticket takes a fact of the desk's work, or refuses it with SUPPORT_ENDED and the clause of the
// refusal because further work is on hold (G10). What may still be done while it is held:
//
//   - what is owed: a response while the reaction is, a call while the call-back or the reaction is
//   - what ends the ticket: the resolution, the closure and a merging; and what an ended ticket had a right to, its reopening
//   - what orders the desk and promises the customer no more work: notes, the priority, the engineer, the contact, a split, the end of a wait
//
// All else is further work: more responses and calls, milestones, visits, inquiries, other levels, and a wait, which would put off
// what is owed.
func (t Ticket) Allows(f Fact, owed Owed) error {
	hold, held := t.Held()
	if !held {
		return nil
	}
	allowed := true
	switch f.(type) {
	case Responded:
		allowed = owed.Reaction
	case Called:
		allowed = owed.Reaction || owed.Callback
	case Marked, VisitDecided, LevelChanged, Waiting, Inquired:
		allowed = false
	}
	if allowed {
		return nil
	}
	return unlawfulBy(SupportEnded, hold.Clause)
}

// Continue has a held ticket worked to its closure, whatever becomes of its support; the reason is recorded (G10). Who
// may do so is a manager, which is asked where the command comes in.
func (t Ticket) Continue(reason string) (Fact, error) {
	if err := t.workable(); err != nil {
		return nil, err
	}
	switch _, held := t.Held(); {
	case !held:
		return nil, unlawful(NotHeld)
	case strings.TrimSpace(reason) == "":
		return nil, unlawful(ReasonRequired)
	}
	return Continued{Reason: reason}, nil
}
