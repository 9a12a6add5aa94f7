// Package reminder answers who is to be told now that a date of a certificate is near or has come, and when to look
// again. It executes the chapter on reminders (policy OP-REMIND) over the life that entitlement computes.
//
// A reminder is told once for a certificate, a rung and the date that the rung is counted from: when a correction moves
// the date, what was told of the old one counts for nothing. The room reads no clock and no table, and keeps nothing.
package reminder

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"flatsupport/shared/coverage"
	"flatsupport/shared/entitlement"
	"flatsupport/shared/policy"
)

// Matter is what is known of a certificate when its reminders are looked for.
type Matter struct {
	Edition      *policy.Edition // pinned by the certificate (G60)
	Certificate  entitlement.Certificate
	Installation entitlement.Installation // the zero value where it is not known
	Intents      []entitlement.Intent     // those of other certificates are left aside
	Renewed      bool                     // another certificate takes its place: see Renewed
}

// Of collects the matter of a certificate from what is known of its customer.
func Of(ed *policy.Edition, facts entitlement.Facts, cert entitlement.Certificate) Matter {
	m := Matter{Edition: ed, Certificate: cert, Intents: facts.Intents}
	m.Installation, _ = facts.Installation(cert.Installation)
	m.Renewed = Renewed(m.Life(), cert, facts.Certificates)
	return m
}

// Life is the course of the certificate.
func (m Matter) Life() entitlement.Life {
	return entitlement.LifeOf(m.Edition, m.Certificate, m.Installation)
}

// Renewed reports whether one of the certificates takes the place of the given one: it says so, alone or joined with
// others (G58), or, where it does not say what it renews, as those that were imported, it covers the same system from
// the very end of the given one (R12). One that was cancelled renews nothing.
func Renewed(life entitlement.Life, cert entitlement.Certificate, all []entitlement.Certificate) bool {
	return slices.ContainsFunc(all, func(next entitlement.Certificate) bool {
		switch {
		case next.Cancelled || next.ID == cert.ID:
			return false
		case next.Renews == cert.ID || slices.Contains(next.Joins, cert.ID):
			return true
		default:
			return next.Renews == "" && next.Installation == cert.Installation && !life.End.IsZero() && next.PreviousEnd == life.End
		}
	})
}

// Rung is a reminder of one certificate with the date that it is counted from.
type Rung struct {
	Key      string // effect key: certificate/rung/date
	Reminder policy.Reminder
	Anchor   coverage.Date
	At       time.Time // when it is due, in UTC
}

// Outlook is what a look finds.
type Outlook struct {
	Due  []Rung    // to be told now, in the order in which they fell due
	Next time.Time // when to look again, in UTC; zero: never
}

// Look finds the reminders that are due at the instant and have not been told, and when the next one may be. What would
// have been due before the desk began to watch the certificate is never told; of several with one anchor that are
// overdue, after an outage, only the newest is, and none that is older than one already told (policy OP-REMIND).
func Look(m Matter, since, now time.Time, told map[string]bool) Outlook {
	var out Outlook
	if m.Certificate.Cancelled {
		return out
	}
	life := m.Life()
	newest := map[policy.Anchor]Rung{}
	for _, r := range m.rungs(life) {
		switch {
		case r.At.Before(since):
		case r.At.After(now):
			if out.Next.IsZero() || r.At.Before(out.Next) {
				out.Next = r.At
			}
		case m.concerns(r.Reminder.Notice, life, now):
			if last, has := newest[r.Reminder.Anchor]; !has || last.At.Before(r.At) {
				newest[r.Reminder.Anchor] = r
			}
		}
	}
	for _, r := range newest {
		if !told[r.Key] {
			out.Due = append(out.Due, r)
		}
	}
	slices.SortFunc(out.Due, func(a, b Rung) int { return cmp.Or(a.At.Compare(b.At), strings.Compare(a.Key, b.Key)) })
	return out
}

// rungs are all reminders of the edition whose anchor has a date in the life.
func (m Matter) rungs(life entitlement.Life) []Rung {
	var all []Rung
	for _, r := range m.Edition.Reminders {
		anchor := m.date(r.Anchor, life)
		if anchor.IsZero() {
			continue
		}
		all = append(all, Rung{
			Key: m.Certificate.ID + "/" + r.Name + "/" + anchor.String(), Reminder: r, Anchor: anchor,
			At: r.On(anchor).At(m.Edition.RemindersAt, m.Edition.Zone).UTC(),
		})
	}
	return all
}

// date is that of an anchor; zero where the life has none.
func (m Matter) date(anchor policy.Anchor, life entitlement.Life) coverage.Date {
	if anchor == policy.FromSale {
		return m.Certificate.SoldOn
	}
	if life.Start.IsZero() {
		return coverage.Date{}
	}
	switch anchor {
	case policy.FromActivation:
		return life.Start
	case policy.FromEnd:
		return life.Over(life.End)
	case policy.FromLoyaltyEnd:
		return life.Over(life.LoyaltyEnd)
	case policy.FromRenewalEnd:
		return life.Over(life.UpgradeFrom)
	default:
		return coverage.Date{}
	}
}

// concerns reports whether a notice is meant for the certificate as it stands at the instant: while the system is not
// commissioned, whether the order has started the certificate or not (G25), at the cap (R7), towards the end, in loyalty (R13) and until only an upgrade renews
// (R15).
func (m Matter) concerns(kind policy.NoticeKind, life entitlement.Life, now time.Time) bool {
	support, _ := life.Support(now, m.Intents...)
	initial := life.StartedBy == entitlement.ByOrder || life.StartedBy == entitlement.ByCap
	switch kind {
	case policy.NoticeUncommissioned:
		return initial && m.Installation.CommissionedOn.IsZero() && (support == entitlement.Pending || support == entitlement.Active && life.StartedBy == entitlement.ByOrder)
	case policy.NoticeActivated:
		return life.StartedBy == entitlement.ByCap && support == entitlement.Active
	case policy.NoticeExpires:
		return !m.Renewed && support == entitlement.Active
	case policy.NoticeExpired, policy.NoticeRenewalEnds:
		return !m.Renewed && (support == entitlement.Lapsed || support == entitlement.Loyalty)
	case policy.NoticeLoyaltyEnds:
		return !m.Renewed && support == entitlement.Loyalty
	default:
		return false
	}
}
