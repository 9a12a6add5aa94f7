package forms

import (
	"context"
	"errors"
	"net/http"
	"strings"

	"github.com/aws/aws-lambda-go/events"

	"flatsupport/shared/docket"
	"flatsupport/shared/entitlement"
	"flatsupport/shared/policy"
	"flatsupport/shared/store"
	"flatsupport/shared/texts"
	"flatsupport/shared/ticket"
	"flatsupport/shared/view"
	"flatsupport/shared/web"
)

// confirm makes a ticket of the form, for the contact whose address it has and from now on: only now is it known whose it
// is (OP-FORM, G31). Pressed again, as long as the link lives, the button finds the ticket that it made.
func (h Handler) confirm(ctx context.Context, req events.APIGatewayV2HTTPRequest) (events.APIGatewayV2HTTPResponse, error) {
	f, err := h.linked(ctx, req)
	if err != nil {
		return events.APIGatewayV2HTTPResponse{}, err
	}
	by, err := h.seat(ctx, f)
	if err != nil {
		return events.APIGatewayV2HTTPResponse{}, view.Problem(err)
	}
	done := confirmed{Reference: ticket.FormReference(f.ID), Lang: language(req, "")}
	if by.Customer == "" { // nothing says for which of several systems, of one customer or of several
		err = h.Store.ConfirmedUnverified(ctx, f.At, f.ID)
	} else {
		done.Number, err = h.register(ctx, f, by)
	}
	if err != nil {
		return events.APIGatewayV2HTTPResponse{}, view.Problem(err)
	}
	if web.WantsHTML(req) {
		return confirmedPage(done)
	}
	return worded(web.JSON(http.StatusOK, done), done.Lang), nil
}

// seat is for which customer and system the form counts from now on. It is on record before anything is made of it, so that
// two presses, or one on other records, are one confirmation.
func (h Handler) seat(ctx context.Context, f store.Form) (store.FormSeat, error) {
	if f.Confirmed != nil {
		return *f.Confirmed, nil
	}
	seats, err := h.gate().Correspondent(ctx, f.Email)
	if err != nil {
		return store.FormSeat{}, err
	}
	if len(seats) == 0 { // nobody's any more
		return store.FormSeat{}, errGone()
	}
	by := store.FormSeat{At: h.now()}
	place, found, err := h.gate().Place(ctx, seats, f.System, f.Subject, f.Description)
	if err != nil {
		return store.FormSeat{}, err
	}
	if found {
		by.Customer, by.Contact, by.Role = place.Seat.Customer, place.Seat.Contact, string(place.Seat.Role)
		by.Installation = place.Installation
	}
	return h.Store.ConfirmForm(ctx, f.ID, by)
}

// register makes the ticket, or finds the one that was made. A P1 has the number in the form to call back, or that on
// record.
func (h Handler) register(ctx context.Context, f store.Form, by store.FormSeat) (number string, err error) {
	facts, err := h.Store.Facts(ctx, by.Customer)
	if err != nil {
		return "", err
	}
	u, err := h.settle(ctx, f, by)
	if err != nil {
		return "", err
	}
	person, _ := facts.Contact(by.Contact)
	r := docket.Registration{
		Request: store.Request{
			Customer: by.Customer, Contact: by.Contact, Installation: by.Installation,
			Subject: f.Subject, Description: description(f, person), CallbackPhone: f.Phone, ReceivedAt: by.At,
		},
		By: ticket.Actor{Role: ticket.Role(by.Role), ID: by.Contact}, Key: f.ID, Said: f.Said,
		Channel: policy.Form, Type: policy.Incident, Priority: policy.PriorityCode(f.Priority),
	}
	rec, err := h.Docket.Register(ctx, h.Queue, h.EntitlementQueue, r, facts)
	if err != nil {
		return "", err
	}
	_, err = h.Store.TicketOfUnverified(ctx, u, rec.ID)
	return ticket.ShowNumber(rec.ID), err
}

// settle settles the request for the contact, unless the desk has settled it first: then the link is good for nothing any
// more, and no second ticket is made.
func (h Handler) settle(ctx context.Context, f store.Form, by store.FormSeat) (store.Unverified, error) {
	u, err := h.Store.SettleUnverified(ctx, store.Unverified{At: f.At, Object: f.ID}, store.Settled{
		What: store.Taken, By: by.Contact, Role: by.Role, At: by.At, Key: f.ID, Customer: by.Customer, Contact: by.Contact,
		Installation: by.Installation, Priority: policy.PriorityCode(f.Priority),
	})
	switch {
	case !errors.Is(err, store.ErrConflict):
		return u, err
	case u.Settled.Key != f.ID:
		return u, errGone()
	default:
		return u, nil // by an earlier press
	}
}

// description says when the form was sent and what else was filled in, and then what was written.
func description(f store.Form, person entitlement.Contact) string {
	lang := person.Language
	lines := []string{texts.SentByForm(lang, ticket.FormReference(f.ID), texts.Instant(f.At, policy.Moscow(), lang))}
	for _, said := range [][2]string{{"form.name", f.Name}, {"form.company", f.Company}, {"form.system", f.System}} {
		if said[1] != "" {
			lines = append(lines, texts.Label(said[0], lang)+": "+said[1])
		}
	}
	return strings.Join(lines, "\n") + "\n\n" + f.Description
}
