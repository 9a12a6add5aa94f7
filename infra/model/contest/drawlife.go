package contest

import (
	"slices"
	"time"

	"flatsupport/infra/model"
	"flatsupport/shared/policy"
)

// ties: any two acts may be drawn at the same instant. Otherwise one of them is a matter of the desk's own, so that their
// order is of no account.
const ties = false

// life draws what happens to the ticket, if there is one. It asks the model when something falls due, so that acts come
// just then, just before and just after.
func (d *draw) life() {
	received := d.h.Request.ReceivedAt
	if d.h.Request.Channel == policy.Hotline && d.one(2) {
		d.h.Stated = received.Add(-time.Duration(d.IntN(7200)) * time.Second).Truncate(time.Second)
		if d.one(8) {
			d.h.Stated = received.Add(time.Minute)
		}
	}
	d.h.Decided = received.Add(pick(d, 0, time.Second, time.Minute, time.Duration(d.IntN(4*3600))*time.Second))
	rules, answer := d.contest.modelAnswer(d.h, received)
	if !answer.Accepted {
		return
	}
	d.onsite = answer.Package == policy.TS24x7Onsite
	if answer.Priority == policy.P1 && d.one(6) {
		d.h.Again = d.h.Decided.Add(pick(d, time.Minute, time.Duration(d.IntN(8*3600))*time.Second))
	}
	at := received
	if !d.one(5) {
		at = d.h.Decided
	}
	for range d.IntN(14) {
		at = d.next(rules, at)
		a := d.act(at)
		for !ties && d.tied(a) {
			at = at.Add(time.Second)
			a.At = at
		}
		d.h.Acts = append(d.h.Acts, a)
	}
	for range 2 + d.IntN(3) {
		d.h.Looks = append(d.h.Looks, d.next(rules, pick(d, received, at, at, d.h.Decided)))
	}
	d.h.Looks = append(d.h.Looks, at)
	if d.one(3) {
		d.h.Looks = append(d.h.Looks, at.AddDate(1, 0, 0))
	}
	slices.SortFunc(d.h.Looks, time.Time.Compare)
}

// next is an instant not before: at once, soon, some days later, or about the due instant of a clock.
func (d *draw) next(rules model.Rules, at time.Time) time.Time {
	switch d.IntN(8) {
	case 0:
		return at
	case 1:
		return at.Add(pick(d, time.Second, time.Minute, 5*time.Minute, 10*time.Minute, 10*time.Minute-time.Second, 25*time.Minute))
	case 2:
		return at.Add(time.Duration(d.IntN(20*24)) * time.Hour)
	case 3, 4:
		if due := d.due(rules, at); !due.IsZero() {
			return due
		}
		fallthrough
	default:
		return at.Add(time.Duration(d.IntN(9*3600)) * time.Second)
	}
}

// due is about the due instant of a clock that stands at the instant.
func (d *draw) due(rules model.Rules, at time.Time) time.Time {
	for _, clock := range rules.Clocks(model.Tell(d.contest.modelEvents(rules, d.h, at)), at) {
		due := clock.Due.Add(pick(d, 0, 0, -time.Second, time.Second, time.Nanosecond))
		if !clock.Due.IsZero() && !due.Before(at) && d.one(2) {
			return due
		}
	}
	return time.Time{}
}

func (d *draw) act(at time.Time) Act {
	a := Act{At: at, By: pick(d, "engineer", "engineer", "engineer", "manager")}
	kind := d.IntN(21)
	if d.onsite && d.one(3) {
		kind = pick(d, 17, 17, 18, 19)
	}
	switch kind {
	case 0, 1:
		a.Kind = model.Responded
		if d.one(6) {
			a.By = "system" // an automatic answer
		}
	case 2:
		a.Kind = model.Reached
	case 3, 4:
		a.Kind = model.NoAnswer
	case 5, 6, 7:
		a.Kind, a.Priority = model.Reclassed, pick(d, policy.P1, policy.P1, policy.P2, policy.P3, policy.P4)
		a.Reason, a.Consent = "by the definition", !d.one(4)
		if d.one(15) {
			a.Reason = " "
		}
		if d.one(30) {
			a.Priority = "P5"
		}
	case 8, 9:
		a.Kind = model.Waiting
	case 10:
		a.Kind = model.Resumed
	case 11:
		a.Kind, a.By = model.Replied, "contact"
	case 12:
		a.Kind = model.Noted
		if d.one(2) {
			a.Kind, a.Engineer, a.Reason = model.Assigned, "petrov", pick(d, "", "shift ends")
		}
	case 13:
		a.Kind = model.Resolved
		if !d.one(3) {
			a.Waiver = "met him"
		}
	case 14:
		a.Kind = model.Closed
	case 15, 16:
		a.Kind = pick(d, model.Diagnostics, model.Classified, model.Workaround, model.Restored)
	case 17:
		a.Kind, a.Reason = pick(d, model.Problem, model.Problem, model.Patch, model.Patch, model.Release), pick(d, "FS-1", "FS-2", " ")
	case 18:
		a.Kind, a.Area = model.Visit, pick(d, "RU-MOW", "RU-MOW", "RU-SPE")
	case 19:
		a.Kind = model.Arrived
		if d.one(2) {
			a.Kind, a.Level, a.Reason = model.Levelled, pick[policy.Level](d, 1, 2, 3, 3), pick(d, "needs a fix", "")
		}
	default:
		a.Kind = model.Reopened
	}
	return a
}

// tied: two acts at the same instant, or a change of priority at the receipt.
func (d *draw) tied(a Act) bool {
	decided := a.At.Equal(d.h.Request.ReceivedAt) || a.At.Equal(d.h.Decided) || a.At.Equal(d.h.Again)
	if decided && a.Kind == model.Reclassed {
		return true
	}
	return !inward(a.Kind) && slices.ContainsFunc(d.h.Acts, func(o Act) bool { return o.At.Equal(a.At) && !inward(o.Kind) })
}

// inward acts say nothing to the customer and keep no promise.
func inward(k model.Kind) bool {
	return k == model.Waiting || k == model.Resumed || k == model.Noted || k == model.Assigned || k == model.Levelled
}
