// Package contracts is the function of the records of support: what is sold, renewed, declared, commissioned and
// corrected, by salespeople and by the customer's own people, and what a customer has of it. Each act is carried out once,
// however often it arrives, and goes into the book of the customer with whoever did it and why.
package contracts

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/aws/aws-lambda-go/events"

	"flatsupport/shared/access"
	"flatsupport/shared/auth"
	"flatsupport/shared/contract"
	"flatsupport/shared/docket"
	"flatsupport/shared/entitlement"
	"flatsupport/shared/policy"
	"flatsupport/shared/store"
	"flatsupport/shared/ticket"
	"flatsupport/shared/view"
	"flatsupport/shared/view/shelf"
	"flatsupport/shared/web"
)

// attempts bounds how often an act is decided anew because somebody else put something on record in between.
const attempts = 8

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
	for range attempts {
		made, err := h.once(ctx, customer, by, entry, act, asked)
		if errors.Is(err, store.ErrConflict) {
			continue
		}
		if err != nil {
			refused(ctx, act.what, err)
			return none, problem(err, web.Language(req))
		}
		if err := h.pass(ctx, customer, made); err != nil {
			return none, view.Problem(err)
		}
		return h.entered(ctx, req, by, made)
	}
	return none, view.Problem(fmt.Errorf("customer %s: %d times in a row: %w", customer, attempts, store.ErrConflict))
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
	if was, done := book.Entry(entry.Key); done {
		if was.Said != entry.Said {
			return store.Entry{}, docket.ErrKeyReused
		}
		return was, nil
	}
	if !act.refusesPartners && !by.inOffice(known) {
		return store.Entry{}, auth.ErrForbidden
	}
	if known, err = h.withPartner(ctx, known, asked.partner); err != nil {
		return store.Entry{}, err
	}
	deal, err := asked.decide(known, by)
	if err != nil {
		return store.Entry{}, err
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

// pass sends on the open tickets whose support the entry bears on: it may give a held one support again, or end what was
// thought to last (G10). Whoever sends the act again after a failure has it done then. Should the queue not take them,
// their wake-ups bring them there within a minute.
func (h Handler) pass(ctx context.Context, customer string, made store.Entry) error {
	mayEnd := slices.Contains(shortening, made.What)
	tickets, err := docket.Docket{Store: h.Store, Editions: h.Editions}.SupportChanged(ctx, customer, mayEnd, h.Now())
	if err != nil || len(tickets) == 0 {
		return err
	}
	if err := h.Queue.Send(ctx, h.EscalationQueue, tickets...); err != nil {
		slog.WarnContext(ctx, "support changed, tickets left to the sweep", "customer", customer, "error", err.Error())
	}
	return nil
}

// shortening are the acts by which support can end earlier than was known.
var shortening = []store.Act{store.ActWithdrawn, store.ActCorrected, store.ActRebound, store.ActCommissioned}

// watched are the certificates whose dates the act bears on (policy OP-REMIND): those that it writes or renews, that of an
// intent, and those of a system that it writes.
func watched(k contract.Known, d contract.Deal) []string {
	var ids []string
	for _, c := range d.Certificates {
		ids = append(ids, c.ID)
		for _, renewed := range append([]string{c.Renews}, c.Joins...) {
			if renewed != "" {
				ids = append(ids, renewed)
			}
		}
	}
	for _, i := range d.Intents {
		ids = append(ids, i.Certificate)
	}
	for _, i := range d.Installations {
		for _, c := range k.Facts.Certificates {
			if c.Installation == i.ID {
				ids = append(ids, c.ID)
			}
		}
	}
	return ids
}

// known reads what is on record of a customer. One of whom nothing is, is not found.
func (h Handler) known(ctx context.Context, customer string, now time.Time) (contract.Known, error) {
	facts, err := h.Store.Facts(ctx, customer)
	if err != nil {
		return contract.Known{}, err
	}
	if facts.Customer.ID == "" {
		return contract.Known{}, access.ErrNotFound
	}
	releases, err := h.releases(ctx, facts)
	return contract.Known{Editions: h.Editions, Facts: facts, Releases: releases, Now: now}, err
}

// releases reads the catalogue of the products of which an upgrade was bought: which version was current when (R15, G15).
func (h Handler) releases(ctx context.Context, facts entitlement.Facts) ([]entitlement.Release, error) {
	var all []entitlement.Release
	read := map[string]bool{"": true}
	for _, u := range facts.Upgrades {
		for _, inst := range facts.Installations {
			if inst.ID != u.Installation || read[inst.Product] {
				continue
			}
			read[inst.Product] = true
			published, err := h.Store.AllReleases(ctx, inst.Product)
			if err != nil {
				return nil, err
			}
			for _, r := range published {
				all = append(all, r.Release)
			}
		}
	}
	return all, nil
}

// withPartner adds a partner whom the act names and the customer's certificates do not yet.
func (h Handler) withPartner(ctx context.Context, k contract.Known, partner string) (contract.Known, error) {
	if _, ok := k.Partner(partner); partner == "" || ok {
		return k, nil
	}
	p, err := h.Store.Partner(ctx, partner)
	if errors.Is(err, store.ErrNotFound) || errors.Is(err, store.ErrBadID) {
		return k, nil // it is for the rules to say that there is none
	}
	if err != nil {
		return k, err
	}
	k.Facts.Partners = append(k.Facts.Partners, p)
	return k, nil
}

// rests are the records outside of the book whose change would change the decision: the partners of certificates sold,
// and the partner whose person acts. What has no version, a partner not on record, cannot be rested on.
func rests(k contract.Known, d contract.Deal, by author) []entitlement.Ref {
	partners := []string{by.seat.Partner}
	for _, c := range d.Certificates {
		partners = append(partners, c.Partner)
	}
	var refs []entitlement.Ref
	for _, id := range partners {
		if p, ok := k.Partner(id); ok && !slices.Contains(refs, p.Ref) {
			refs = append(refs, p.Ref)
		}
	}
	return refs
}

// entered answers an act with what it has put on record.
func (h Handler) entered(ctx context.Context, req events.APIGatewayV2HTTPRequest, by author, made store.Entry) (events.APIGatewayV2HTTPResponse, error) {
	all, err := h.shelf(ctx, req.PathParameters["customer"])
	if err != nil {
		return events.APIGatewayV2HTTPResponse{}, view.Problem(err)
	}
	if web.WantsHTML(req) && !by.ofStaff() {
		return web.SeeOther("/v1/entitlements?customer=" + url.QueryEscape(by.seat.Customer)), nil
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
