package notify

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/url"
	"strings"
	"time"

	"flatsupport/shared/entitlement"
	"flatsupport/shared/mail"
	"flatsupport/shared/policy"
	"flatsupport/shared/reminder"
	"flatsupport/shared/store"
	"flatsupport/shared/texts"
	"flatsupport/shared/ticket"
)

// attempts bounds how often a watch is written anew because somebody else wrote it in between.
const attempts = 8

// watchBox has the reminders of the watch over a certificate.
type watchBox struct {
	handler Handler
	id      store.WatchID
}

func (b *watchBox) name() slog.Attr { return slog.String("watch", b.id.String()) }

// update writes a change of the watch without moving its wake-up: when to look again is for the reminder function to say.
func (b *watchBox) update(ctx context.Context, decide func(w store.Watch) store.WatchChange) error {
	for range attempts {
		w, err := b.handler.Docket.Store.Watch(ctx, b.id)
		if err != nil {
			return err
		}
		change := decide(w)
		change.Wake = w.Wake
		if len(change.Claim) == 0 && len(change.Unclaim) == 0 {
			return nil
		}
		if _, err = b.handler.Docket.Store.CommitWatch(ctx, w, change); !errors.Is(err, store.ErrConflict) {
			return err
		}
	}
	return fmt.Errorf("watch %s: written by others %d times in a row: %w", b.id, attempts, store.ErrConflict)
}

func (b *watchBox) claim(ctx context.Context, now, until time.Time) ([]ticket.Notice, error) {
	var mine []ticket.Notice
	err := b.update(ctx, func(w store.Watch) store.WatchChange {
		mine = free(w.Pending(), w.Claims, now)
		return store.WatchChange{Claim: claims(mine, until)}
	})
	return mine, err
}

func (b *watchBox) record(ctx context.Context, mine []ticket.Notice, outcomes map[string]ticket.Outcome, _ time.Time) (more bool, err error) {
	return false, b.update(ctx, func(store.Watch) store.WatchChange {
		return store.WatchChange{Settled: outcomes, Unclaim: keys(mine)}
	})
}

func (b *watchBox) send(ctx context.Context, n ticket.Notice) error {
	m, err := b.compose(ctx, n)
	if err != nil {
		return err
	}
	return b.handler.Mailer.Send(ctx, m)
}

// compose speaks of the certificate as it is now; when something has moved since the reminder was taken the reader is
// told what holds.
func (b *watchBox) compose(ctx context.Context, n ticket.Notice) (mail.Message, error) {
	h := b.handler
	facts, err := h.Docket.Store.Facts(ctx, b.id.Customer)
	if err != nil {
		return mail.Message{}, err
	}
	cert, known := facts.Certificate(b.id.Certificate)
	if !known {
		return mail.Message{}, fmt.Errorf("%w: certificate %s is not known any more", mail.ErrRefused, b.id)
	}
	ed, err := h.Docket.Editions.Edition(cert.Edition)
	if err != nil {
		return mail.Message{}, fmt.Errorf("certificate %s: %w", b.id, err)
	}
	to, err := h.recipient(ctx, facts, n)
	if err != nil {
		return mail.Message{}, err
	}
	words := reminded(reminder.Of(ed, facts, cert), n, to, h.Now())
	words.Customer, words.Link = b.id.Customer, h.record(b.id, n.Audience)
	if facts.Customer.Name != "" {
		words.Customer = facts.Customer.Name
	}
	return written(words, to, "", b.id.Customer+"/"+n.Key)
}

// record is where the reader finds the certificate: the customer the page on which an intent is declared, sales the record.
func (h Handler) record(id store.WatchID, audience policy.Audience) string {
	path := "/v1/entitlements?customer=" + url.QueryEscape(id.Customer)
	if audience != policy.ToCustomer {
		path = "/v1/customers/" + url.PathEscape(id.Customer) + "/certificates/" + url.PathEscape(id.Certificate)
	}
	return strings.TrimSuffix(h.PortalURL, "/") + path
}

// reminded collects what the text of a reminder speaks of.
func reminded(m reminder.Matter, n ticket.Notice, to recipient, now time.Time) texts.Notice {
	cert, life := m.Certificate, m.Life()
	support, _ := life.Support(now, m.Intents...)
	pkg, _ := m.Edition.Package(cert.Package)
	return texts.Notice{
		Kind: n.Kind, Person: to.name, Fallback: n.Fallback, Staff: n.Audience != policy.ToCustomer,
		Package: pkg.Name.In(to.language), Clause: m.Edition.RemindersClause,
		Certificate: cert.ID, System: cert.Installation,
		SoldOn: texts.Day(cert.SoldOn, to.language), FirstDay: texts.Day(life.Start, to.language),
		LastDay:     texts.Day(life.Over(life.End).AddDays(-1), to.language),
		LoyaltyLast: texts.Day(life.Over(life.LoyaltyEnd).AddDays(-1), to.language),
		RenewalLast: texts.Day(life.Over(life.UpgradeFrom).AddDays(-1), to.language),
		Loyalty:     support == entitlement.Loyalty, Commissioned: !m.Installation.CommissionedOn.IsZero(),
	}
}
