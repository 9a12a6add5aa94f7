// Package contracts is the function of the records of support: what is sold, renewed, declared, commissioned and
// corrected, by salespeople and by the customer's own people, and what a customer has of it. Each act is carried out once,
// however often it arrives, and goes into the book of the customer with whoever did it and why.
package contracts

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/aws/aws-lambda-go/events"

	"flatsupport/shared/access"
	"flatsupport/shared/auth"
	"flatsupport/shared/docket"
	"flatsupport/shared/entitlement"
	"flatsupport/shared/policy"
	"flatsupport/shared/store"
	"flatsupport/shared/ticket"
	"flatsupport/shared/view"
	"flatsupport/shared/view/shelf"
	"flatsupport/shared/web"
)

// Handler answers the routes of the records of support.
type Handler struct {
	Store           *store.Store
	Editions        *policy.Library
	Auth            *auth.Verifier
	Queue           docket.Sender
	EscalationQueue string
	Now             func() time.Time
}

// Routes are the routes of this function, as API Gateway names them.
func (h Handler) Routes() web.Routes {
	const customer, certificate = "/v1/customers/{customer}", "/v1/customers/{customer}/certificates/{certificate}"
	routes := web.Routes{
		"GET /v1/entitlements":                 h.entitlements,
		"GET " + customer + "/certificates":    h.list,
		"GET " + certificate:                   h.show,
		"POST " + certificate + "/quote":       h.quote,
		"POST /v1/partners/{partner}/statuses": h.status,
	}
	for route, act := range acts {
		routes["POST "+customer+route] = func(ctx context.Context, req events.APIGatewayV2HTTPRequest) (events.APIGatewayV2HTTPResponse, error) {
			return h.enter(ctx, req, act)
		}
	}
	return routes
}

// author is who acts: a member of the staff, or somebody of the customer or of its partner.
type author struct {
	seat  access.Seat // zero for the staff
	actor ticket.Actor
}

// ofStaff reports whether a member of the staff acts.
func (a author) ofStaff() bool { return a.seat.Customer == "" }

// contact is the record of the customer's or the partner's person who acts; none for the staff.
func (a author) contact(f entitlement.Facts) entitlement.Contact {
	if a.ofStaff() {
		return entitlement.Contact{}
	}
	person, _ := f.Contact(a.seat.Contact)
	if person.ID == "" { // signed in, and no longer on record
		person = entitlement.Contact{ID: a.seat.Contact, Partner: a.seat.Partner}
	}
	return person
}

// who finds out who calls and as what. A customer who is foreign to the caller looks like one who does not exist, and so
// does whatever the path names that can be no id.
func (h Handler) who(ctx context.Context, req events.APIGatewayV2HTTPRequest, roles ...auth.Role) (author, error) {
	caller, err := h.Auth.Require(ctx, req, h.Now(), roles...)
	if err != nil {
		return author{}, err
	}
	for name, id := range req.PathParameters {
		if strings.Contains(req.RouteKey, "{"+name+"}") && (!store.Usable(id) || utf8.RuneCountInString(id) > maxID) {
			return author{}, access.ErrNotFound // no record can have that name, and no key is made of it
		}
	}
	for _, role := range roles {
		if role != auth.Contact && role != auth.PartnerContact && caller.Has(role) {
			return author{actor: ticket.Actor{Role: ticket.Role(role), ID: caller.Subject}}, nil
		}
	}
	seat, err := access.Gate{Store: h.Store, Editions: h.Editions}.Seat(ctx, caller, req.PathParameters["customer"])
	if err != nil {
		if errors.Is(err, access.ErrNobody) {
			err = access.ErrNotFound
		}
		return author{}, err
	}
	return author{seat: seat, actor: seat.Actor()}, nil
}

// enter carries out an act: what it asks for is decided on what is known, and put on record with everything that follows,
// or decided again when somebody else was first.
func (h Handler) enter(ctx context.Context, req events.APIGatewayV2HTTPRequest, act act) (events.APIGatewayV2HTTPResponse, error) {
	none := events.APIGatewayV2HTTPResponse{}
	by, err := h.who(ctx, req, act.roles...)
	if err != nil {
		return none, view.Problem(err)
	}
	var fields web.Fields
	asked, err := act.read(req, &fields)
	if err != nil {
		return none, err
	}
	key, err := web.IdempotencyKey(req, asked.key)
	if err != nil {
		return none, err
	}
	if act.mustExplain(asked) {
		fields.Require("reason", asked.reason)
	}
	if err := fields.Err(); err != nil {
		return none, err
	}
	entry := store.Entry{
		By: by.actor, Key: ticket.CommandKey(by.actor, key), Said: ticket.Print(append([]string{req.RawPath}, asked.said)...),
		What: act.what, Reason: asked.reason, Evidence: asked.evidence,
	}
	customer := req.PathParameters["customer"]
	made, err := untilFirst("customer "+customer, func() (store.Entry, error) { return h.once(ctx, customer, by, entry, act, asked) })
	if err != nil {
		refused(ctx, act.what, err)
		return none, problem(err, web.Language(req))
	}
	if err := h.pass(ctx, customer, made); err != nil {
		return none, view.Problem(err)
	}
	return h.entered(ctx, req, by, made)
}

// once decides on what is known now and writes what follows. An act that was carried out under its key before is only
// found again, by who may still see what it is about. The book is read before all else: what changes after that makes the
// entry come too late.
func (h Handler) once(ctx context.Context, customer string, by author, entry store.Entry, act act, asked asked) (store.Entry, error) {
	book, err := h.Store.Book(ctx, customer)
	if err != nil {
		return store.Entry{}, err
	}
	entry.At = h.Now()
	known, err := h.known(ctx, customer, entry.At)
	if err != nil {
		return store.Entry{}, err
	}
	if !by.sees(known, asked) {
		return store.Entry{}, access.ErrNotFound
	}
	if was, done, err := again(book, entry); done || err != nil {
		return was, err
	}
	if !act.refusesPartners && !by.inOffice(known) {
		return store.Entry{}, auth.ErrForbidden
	}
	if known, err = h.withPartner(ctx, known, asked.partner); err != nil {
		return store.Entry{}, err
	}
	deal, err := asked.decide(known, by)
	if err != nil {
		return store.Entry{}, unlessOvertaken(ctx, h.Store.Book, customer, book, err)
	}
	made, err := h.Store.Enter(ctx, book, entry, store.Records{
		Certificates: deal.Certificates, Installations: deal.Installations, Intents: deal.Intents, Upgrades: deal.Upgrades,
		Watched: watched(known, deal),
	}, rests(known, deal, by)...)
	if err == nil {
		recorded(ctx, made, judgedBy(known, deal, asked))
	}
	return made, err
}

// entered answers an act with what it has put on record.
func (h Handler) entered(ctx context.Context, req events.APIGatewayV2HTTPRequest, by author, made store.Entry) (events.APIGatewayV2HTTPResponse, error) {
	if web.WantsHTML(req) && !by.ofStaff() {
		return web.SeeOther("/v1/entitlements?customer=" + url.QueryEscape(by.seat.Customer)), nil
	}
	all, err := h.shelf(ctx, req.PathParameters["customer"])
	if err == nil {
		all, err = h.withHistory(ctx, all)
	}
	if err != nil {
		return events.APIGatewayV2HTTPResponse{}, view.Problem(err)
	}
	shown, err := shelf.EntryOf(all, made, by.seat.Partner, web.Language(req), by.ofStaff())
	if err == nil && made.What == store.ActRenewed {
		renewal, _ := all.Known.RenewedBy(req.PathParameters["certificate"]) // none: taken back since
		shown.ToReopen, err = h.missed(ctx, all.Known, renewal, made.At)
	}
	resp, err := answer(http.StatusCreated, shown, err)
	if id, sold := made.Sold(); sold && err == nil {
		resp.Headers["Location"] = "/v1/customers/" + url.PathEscape(req.PathParameters["customer"]) + "/certificates/" + url.PathEscape(id)
	}
	return resp, err
}
