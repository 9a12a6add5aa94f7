package desk

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"strings"
	"time"

	"github.com/aws/aws-lambda-go/events"

	"flatsupport/shared/access"
	"flatsupport/shared/docket"
	"flatsupport/shared/entitlement"
	"flatsupport/shared/policy"
	"flatsupport/shared/store"
	"flatsupport/shared/texts"
	"flatsupport/shared/ticket"
	"flatsupport/shared/view"
	"flatsupport/shared/web"
)

// takeForm says whose request an unverified one is, and why it is believed to be.
type takeForm struct {
	Customer       string `json:"customer"`
	Contact        string `json:"contact"`
	Installation   string `json:"installation"`
	Priority       string `json:"priority"`
	Reason         string `json:"reason"`
	IdempotencyKey string `json:"idempotencyKey"`
}

func (f takeForm) check(fields *web.Fields) {
	for name, value := range map[string]string{"customer": f.Customer, "contact": f.Contact, "reason": strings.TrimSpace(f.Reason)} {
		fields.Require(name, value)
	}
	fields.MaxLen("customer", f.Customer, maxID)
	fields.MaxLen("contact", f.Contact, maxID)
	fields.MaxLen("installation", f.Installation, maxID)
	fields.MaxLen("reason", f.Reason, maxReason)
	if f.Priority != "" {
		fields.OneOf("priority", f.Priority, string(policy.P1), string(policy.P2), string(policy.P3), string(policy.P4))
	}
}

// take makes an unverified request that of a contact, as of now, since only now is it known whose it is. Of two people at
// once one takes it; the other is told so. What is decided first is written first: should the ticket fail to be made then,
// whoever asks next makes it.
func (h Handler) take(ctx context.Context, req events.APIGatewayV2HTTPRequest) (events.APIGatewayV2HTTPResponse, error) {
	caller, err := h.triager(ctx, req)
	if err != nil {
		return events.APIGatewayV2HTTPResponse{}, err
	}
	var form takeForm
	var fields web.Fields
	key, err := fields.Command(req, &form, &form.IdempotencyKey)
	if err != nil {
		return events.APIGatewayV2HTTPResponse{}, err
	}
	form.check(&fields)
	asked, err := h.waiting(ctx, req)
	if err != nil {
		return events.APIGatewayV2HTTPResponse{}, err
	}
	settled, err := h.whose(ctx, form, policy.PriorityCode(asked.Priority), &fields)
	if err != nil {
		return events.APIGatewayV2HTTPResponse{}, view.Problem(err)
	}
	if err := fields.Err(); err != nil {
		return events.APIGatewayV2HTTPResponse{}, err
	}
	by := actor(caller)
	settled.By, settled.Role, settled.Key = by.ID, string(by.Role), key
	u, err := h.settle(ctx, asked, settled)
	if err != nil {
		return events.APIGatewayV2HTTPResponse{}, err
	}
	resp := web.JSON(http.StatusCreated, shown(u))
	resp.Headers["Location"] = "/v1/desk/tickets/" + number(u.Settled.Ticket)
	return resp, nil
}

// whose checks the form against what is known of the customer, and fills in what it leaves out: the only system, and the
// priority that the request asks for, or that of a mail that names none.
func (h Handler) whose(ctx context.Context, form takeForm, asked policy.PriorityCode, fields *web.Fields) (store.Settled, error) {
	s := store.Settled{
		What: store.Taken, Reason: strings.TrimSpace(form.Reason), Customer: form.Customer, Contact: form.Contact,
		Installation: form.Installation, Priority: policy.PriorityCode(form.Priority),
	}
	if fields.Has("customer") || fields.Has("contact") {
		return s, nil
	}
	facts, err := h.Store.Facts(ctx, form.Customer)
	switch {
	case errors.Is(err, store.ErrBadID):
		fields.Add("customer", web.Unknown, "")
		return s, nil
	case err != nil:
		return s, fmt.Errorf("facts of the customer: %w", err)
	case facts.Customer.ID == "":
		fields.Add("customer", web.Unknown, "")
		return s, nil
	}
	if _, known := facts.Contact(form.Contact); !known {
		fields.Add("contact", web.Unknown, "")
	}
	s.Installation = cmp.Or(s.Installation, access.OnlySystem(facts))
	if s.Installation == "" && len(facts.Installations) > 1 && !fields.Has("installation") {
		fields.Require("installation", "")
	}
	if _, known := facts.Installation(s.Installation); !known && s.Installation != "" && !fields.Has("installation") {
		fields.Add("installation", web.Unknown, "")
	}
	if s.Priority == "" {
		s.Priority, err = h.mailed(asked, h.Now())
	}
	return s, err
}

// mailed is the priority of what came in by mail at the instant: the one that it names, or the edition's (OP-MAIL, G37).
func (h Handler) mailed(named policy.PriorityCode, at time.Time) (policy.PriorityCode, error) {
	ed, err := h.Docket.Editions.CurrentAt(at)
	if err != nil {
		return "", err
	}
	rule, _ := ed.Channel(policy.Email)
	return cmp.Or(named, rule.DefaultPriority, policy.P3), nil
}

// dismissForm says why an unverified request is nobody's.
type dismissForm struct {
	Reason         string `json:"reason"`
	IdempotencyKey string `json:"idempotencyKey"`
}

// dismiss puts an unverified request away with a reason. The mail stays where it is.
func (h Handler) dismiss(ctx context.Context, req events.APIGatewayV2HTTPRequest) (events.APIGatewayV2HTTPResponse, error) {
	caller, err := h.triager(ctx, req)
	if err != nil {
		return events.APIGatewayV2HTTPResponse{}, err
	}
	var form dismissForm
	var fields web.Fields
	key, err := fields.Command(req, &form, &form.IdempotencyKey)
	if err != nil {
		return events.APIGatewayV2HTTPResponse{}, err
	}
	reason := strings.TrimSpace(form.Reason)
	fields.Require("reason", reason)
	fields.MaxLen("reason", reason, maxReason)
	if err := fields.Err(); err != nil {
		return events.APIGatewayV2HTTPResponse{}, err
	}
	asked, err := h.waiting(ctx, req)
	if err != nil {
		return events.APIGatewayV2HTTPResponse{}, err
	}
	by := actor(caller)
	u, err := h.settle(ctx, asked, store.Settled{What: store.Dismissed, Reason: reason, By: by.ID, Role: string(by.Role), Key: key})
	if err != nil {
		return events.APIGatewayV2HTTPResponse{}, err
	}
	return web.JSON(http.StatusOK, shown(u)), nil
}

// settle settles the request, once. The same asked again by the same person is answered the same.
func (h Handler) settle(ctx context.Context, u store.Unverified, want store.Settled) (store.Unverified, error) {
	want.At = h.Now().UTC().Truncate(time.Millisecond)
	after, err := h.Store.SettleUnverified(ctx, u, want)
	if err != nil && (!errors.Is(err, store.ErrConflict) || after.Settled.What == "") {
		return store.Unverified{}, view.Problem(err)
	}
	role := ticket.Role(after.Settled.Role)
	byDesk := ticket.Actor{Role: role}.Human() || role == ticket.Operator
	if after.Settled.What == store.Taken && after.Settled.Ticket == "" && byDesk { // a contact who has confirmed presses again
		made, failed := h.make(ctx, after)
		if failed != nil {
			return store.Unverified{}, view.Problem(failed)
		}
		after = made
	}
	if err == nil {
		slog.InfoContext(ctx, "unverified request settled", "request", after.ID(), "as", after.Settled.What, "ticket", after.Settled.Ticket)
		return after, nil
	}
	is := after.Settled
	mine := is.By == want.By && is.Role == want.Role && is.Key == want.Key
	is.At, is.Ticket = want.At, ""
	switch {
	case mine && is == want:
		return after, nil
	case mine:
		return store.Unverified{}, view.Problem(docket.ErrKeyReused)
	default:
		return store.Unverified{}, &web.Error{Status: http.StatusConflict, Code: web.SettledAlready, Cause: err}
	}
}

// make makes the ticket of a request that was taken, or finds it, and records it on the request. All of it follows from what
// was written when it was taken.
func (h Handler) make(ctx context.Context, u store.Unverified) (store.Unverified, error) {
	s := u.Settled
	facts, err := h.Store.Facts(ctx, s.Customer)
	if err != nil {
		return store.Unverified{}, fmt.Errorf("facts of the customer: %w", err)
	}
	rec, err := h.Docket.Register(ctx, h.Queue, h.EntitlementQueue, registration(u, facts), facts)
	if err != nil {
		return store.Unverified{}, err
	}
	if u.Mail != "" { // answers to the mail find the ticket
		if err := h.Store.PutConversation(ctx, s.Customer, u.Mail, rec.ID); err != nil {
			return store.Unverified{}, err
		}
	}
	return h.Store.TicketOfUnverified(ctx, u, rec.ID)
}

func registration(u store.Unverified, facts entitlement.Facts) docket.Registration {
	s, key := u.Settled, "unverified-"+u.ID()
	person, _ := facts.Contact(s.Contact)
	title := subject(u, person.Language)
	r := docket.Registration{
		Request: store.Request{
			Customer: s.Customer, Contact: s.Contact, Installation: s.Installation,
			Subject: title, Description: cmp.Or(strings.TrimSpace(u.Text), title), ReceivedAt: s.At,
		},
		By: ticket.Actor{Role: ticket.Role(s.Role), ID: s.By}, Key: key, Said: ticket.Print(key),
		Channel: cmp.Or(u.Channel, policy.Email), Type: policy.Incident, Priority: s.Priority,
	}
	if s.Priority == policy.P1 {
		r.Request.CallbackPhone = u.Phone
	}
	return r
}

// subject is that of the request, or words that stand for one.
func subject(u store.Unverified, lang string) string {
	return cmp.Or(strings.Join(strings.Fields(u.Subject), " "), texts.NoSubject(lang))
}
