package desk

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net/mail"
	"slices"
	"strings"

	"flatsupport/shared/access"
	"flatsupport/shared/docket"
	"flatsupport/shared/entitlement"
	"flatsupport/shared/inbound"
	"flatsupport/shared/policy"
	"flatsupport/shared/store"
	"flatsupport/shared/ticket"
	"flatsupport/shared/web"
)

// looks are what a command needs to know beyond the ticket itself. They run each time that the command is decided.
type looks func(ctx context.Context, h Handler, t ticket.Ticket, x *turn) error

// siteOf is where the ticket's installation stands, as recorded (G53).
func siteOf(ctx context.Context, h Handler, t ticket.Ticket, x *turn) error {
	facts, err := h.Store.Facts(ctx, t.Registered.Customer)
	if err != nil {
		return fmt.Errorf("site of the installation: %w", err)
	}
	inst, _ := facts.Installation(t.Registered.Installation)
	x.area = inst.Area
	return nil
}

// target is the ticket into which another is to be merged.
func target(ctx context.Context, h Handler, _ ticket.Ticket, x *turn) error {
	rec, err := access.Gate{Store: h.Store}.Any(ctx, x.form.Into)
	if errors.Is(err, access.ErrNotFound) {
		return web.FieldErr("into", web.Unknown)
	}
	x.other, x.into = rec.Ticket, rec.ID
	return err
}

// readers checks the contacts whom an answer names: people of the ticket's customer, or of its partner, who may see the
// ticket and have an address.
func readers(ctx context.Context, h Handler, t ticket.Ticket, x *turn) error {
	if err := t.Still(x.form.Recipient); err != nil || len(x.form.To) == 0 {
		return err
	}
	for _, contact := range x.form.To {
		if !slices.Contains(x.people, contact) {
			x.people = append(x.people, contact)
		}
	}
	return h.mayRead(ctx, t, x, "to", x.people...)
}

// newContact checks the contact who is to get the notices from now on.
func newContact(ctx context.Context, h Handler, t ticket.Ticket, x *turn) error {
	return h.mayRead(ctx, t, x, "contact", x.form.Contact)
}

func (h Handler) mayRead(ctx context.Context, t ticket.Ticket, x *turn, field string, contacts ...string) error {
	facts, err := h.Store.Facts(ctx, t.Registered.Customer)
	if err != nil {
		return fmt.Errorf("contacts of the customer: %w", err)
	}
	gate := access.Gate{Store: h.Store, Editions: h.Docket.Editions}
	for _, id := range contacts {
		c, known := facts.Contact(id)
		if !known {
			return web.FieldErr(field, web.Unknown)
		}
		sees, err := gate.Sees(ctx, seatOf(t, c), store.Record{ID: x.id, Ticket: t}, x.now)
		if err != nil {
			return err
		}
		if !sees || c.Email == "" {
			return web.FieldErr(field, web.NotAllowed)
		}
	}
	return nil
}

func seatOf(t ticket.Ticket, c entitlement.Contact) access.Seat {
	seat := access.Seat{Customer: t.Registered.Customer, Contact: c.ID, Role: ticket.Contact, Partner: c.Partner}
	if c.Partner != "" {
		seat.Role = ticket.PartnerContact
	}
	return seat
}

// outside checks the address of somebody whom the desk asks: it is no contact's of any customer or partner, who would be told
// what they are not to see, and whose answers are taken for a contact's and not for a supplier's.
func outside(ctx context.Context, h Handler, _ ticket.Ticket, x *turn) error {
	known, err := h.Store.Addressees(ctx, x.form.Address)
	if err != nil {
		return fmt.Errorf("whose address it is: %w", err)
	}
	if len(known) > 0 {
		return web.FieldErr("address", web.NotAllowed)
	}
	return nil
}

// isAddress reports whether it is an e-mail address in small letters and nothing else, as the mails from there will say it.
func isAddress(s string) bool {
	a, err := mail.ParseAddress(s)
	return err == nil && a.Address == s && a.Name == "" && s == strings.ToLower(s)
}

// part makes a ticket of the customer's message that is to be split off: for whoever wrote it, for the same system, received
// when the message was. The ticket comes first and its number follows from the message, so that whoever splits it again,
// after a failure or at the same time, finds the same one.
func part(ctx context.Context, h Handler, t ticket.Ticket, x *turn) error {
	of, err := h.message(ctx, t, x)
	if err != nil {
		return err
	}
	if x.form.Subject == "" && of.Subject == "" {
		return web.FieldErr("subject", web.Required)
	}
	facts, err := h.Store.Facts(ctx, t.Registered.Customer)
	if err != nil {
		return fmt.Errorf("facts of the customer: %w", err)
	}
	subject := cmp.Or(strings.TrimSpace(x.form.Subject), of.Subject)
	prio, err := h.mailed(policy.PriorityCode(inbound.Mail{Subject: subject, Text: of.Text}.Priority()), of.At)
	if err != nil {
		return err
	}
	rec, err := h.Docket.Register(ctx, h.Queue, h.EntitlementQueue, docket.Registration{
		Request: store.Request{
			Customer: t.Registered.Customer, Contact: of.By.ID, Installation: t.Registered.Installation, Subject: subject,
			Description: of.Text, ReceivedAt: of.At, Enclosure: of.Enclosure,
		},
		By: of.By, Key: "split\x00" + x.id + "\x00" + of.ID, Said: ticket.Print("split", x.id, of.ID),
		Channel: cmp.Or(of.Channel, policy.Portal), Type: policy.Incident, Priority: prio,
	}, facts)
	x.into = rec.ID
	return err
}

// message is the customer's message that the command names.
func (h Handler) message(ctx context.Context, t ticket.Ticket, x *turn) (store.Message, error) {
	if _, err := t.SplitOff(x.form.MessageID, ""); err != nil {
		return store.Message{}, err
	}
	all, err := h.Store.Messages(ctx, x.id)
	if err != nil {
		return store.Message{}, fmt.Errorf("message to split off: %w", err)
	}
	for _, m := range all {
		if m.ID == x.form.MessageID && (m.By.Role == ticket.Contact || m.By.Role == ticket.PartnerContact) {
			return m, nil
		}
	}
	return store.Message{}, web.FieldErr("messageId", web.Unknown)
}
