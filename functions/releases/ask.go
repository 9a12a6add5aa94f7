package releases

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"path"
	"time"

	"github.com/aws/aws-lambda-go/events"

	"flatsupport/shared/access"
	"flatsupport/shared/auth"
	"flatsupport/shared/docket"
	"flatsupport/shared/entitlement"
	"flatsupport/shared/store"
	"flatsupport/shared/ticket"
	"flatsupport/shared/view"
	"flatsupport/shared/web"
)

// What is asked for of a release; part of what a key stands for.
const (
	forFile     = "download"
	forLicences = "upgrade-licences"
)

// asking is a checked request for something of a release.
type asking struct {
	what     string
	form     askForm
	key      string
	customer string
	contact  string // empty when the desk asks
	by       ticket.Actor
	desk     bool
	facts    entitlement.Facts
	release  store.Release
	inst     entitlement.Installation
	ticket   string // that is open and of the installation; empty: none
	received time.Time
}

// download decides whether the file of a release may be had, records the answer, and gives a link that lives for minutes
// (R11, R17-R19). The same key gives the same decision and a fresh link, as long as the decision holds.
func (h Handler) download(ctx context.Context, req events.APIGatewayV2HTTPRequest) (events.APIGatewayV2HTTPResponse, error) {
	a, err := h.asked(ctx, req, forFile, auth.Engineer, auth.Manager)
	if err != nil {
		return events.APIGatewayV2HTTPResponse{}, view.Problem(err)
	}
	d, err := h.answered(ctx, a)
	if err != nil {
		return events.APIGatewayV2HTTPResponse{}, view.Problem(err)
	}
	out, err := h.granted(d, a.desk, web.Language(req))
	if err != nil {
		return events.APIGatewayV2HTTPResponse{}, err
	}
	name := a.release.Product + "-" + a.release.Version + path.Ext(a.release.File)
	link, err := h.Links.Download(ctx, a.release.File, name)
	if err != nil {
		return events.APIGatewayV2HTTPResponse{}, err
	}
	out.Link = &linkView{URL: link.URL, Until: link.Until, Size: a.release.Size, SHA256: a.release.SHA256}
	return web.JSON(http.StatusCreated, out), nil
}

// licences issues the free licences of a major version for an installation, as many as are activated there (R18). They
// are issued once; whoever asks again gets the same.
func (h Handler) licences(ctx context.Context, req events.APIGatewayV2HTTPRequest) (events.APIGatewayV2HTTPResponse, error) {
	a, err := h.asked(ctx, req, forLicences, auth.Sales, auth.Manager)
	if err != nil {
		return events.APIGatewayV2HTTPResponse{}, view.Problem(err)
	}
	if err := a.upgrades(); err != nil {
		return events.APIGatewayV2HTTPResponse{}, err
	}
	d, err := h.answered(ctx, a)
	if err != nil {
		return events.APIGatewayV2HTTPResponse{}, view.Problem(err)
	}
	out, err := h.granted(d, a.desk, web.Language(req))
	if err != nil {
		return events.APIGatewayV2HTTPResponse{}, err
	}
	issued, err := h.Store.UpgradeLicence(ctx, a.customer, a.inst.ID, a.release.Product, a.release.Version)
	if err != nil {
		return events.APIGatewayV2HTTPResponse{}, view.Problem(err)
	}
	out.Licence = &licenceView{
		ID: issued.ID, Installation: issued.Installation, Product: issued.Product, Version: issued.Version,
		Licences: issued.Licences, IssuedAt: issued.At,
	}
	return web.JSON(http.StatusCreated, out), nil
}

// upgrades refuses what has no upgrade licences: anything but a major version that is not older than the
// installed one, and an installation without licences.
func (a asking) upgrades() error {
	installed, unknown := entitlement.ParseVersion(a.inst.Version)
	version, err := entitlement.ParseVersion(a.release.Version)
	switch {
	case err != nil, a.release.Kind != entitlement.Major, unknown == nil && version.Compare(installed) < 0:
		return web.FieldErr("version", web.NotAllowed)
	case a.inst.Licences < 1:
		return web.FieldErr("installation", web.NotAllowed)
	default:
		return nil
	}
}

// asked reads and checks a request of a contact, a partner contact, or of the desk in one of the roles. What belongs to
// somebody else looks like what is not there.
func (h Handler) asked(ctx context.Context, req events.APIGatewayV2HTTPRequest, what string, staff ...auth.Role) (asking, error) {
	caller, err := h.Auth.Require(ctx, req, h.Now(), append([]auth.Role{auth.Contact, auth.PartnerContact}, staff...)...)
	if err != nil {
		return asking{}, err
	}
	a := asking{what: what, received: h.receivedAt(req)}
	for _, role := range staff {
		if caller.Has(role) {
			a.desk, a.by = true, ticket.Actor{Role: ticket.Role(role), ID: caller.Subject}
		}
	}
	var fields web.Fields
	if a.key, err = fields.Command(req, &a.form, &a.form.IdempotencyKey); err != nil {
		return asking{}, err
	}
	a.form.check(&fields, a.desk)
	if err := fields.Err(); err != nil {
		return asking{}, err
	}
	if err := h.party(ctx, caller, &a); err != nil {
		return asking{}, err
	}
	a.release, err = h.release(ctx, req)
	if err == nil && !a.release.WithdrawnOn.IsZero() {
		err = store.ErrNotFound
	}
	if err != nil {
		return asking{}, missing(err)
	}
	if err := h.named(ctx, &a, &fields); err != nil {
		return asking{}, err
	}
	return a, fields.Err()
}

// party finds for whom the caller asks.
func (h Handler) party(ctx context.Context, caller auth.Caller, a *asking) (err error) {
	if a.desk {
		a.customer = a.form.Customer
		a.facts, err = h.customer(ctx, a.customer)
		return err
	}
	seat, err := h.gate().Seat(ctx, caller, a.form.Customer)
	if err != nil {
		return err
	}
	a.customer, a.contact, a.by = seat.Customer, seat.Contact, seat.Actor()
	if a.facts, err = h.Store.Facts(ctx, seat.Customer); err != nil {
		return fmt.Errorf("records for a release: %w", err)
	}
	return nil
}

// customer reads the records of a customer for the desk. One that nothing is known of is not there.
func (h Handler) customer(ctx context.Context, id string) (entitlement.Facts, error) {
	if len(id) > maxID {
		return entitlement.Facts{}, access.ErrNotFound
	}
	facts, err := h.Store.Facts(ctx, id)
	if err == nil && facts.Customer.ID == "" {
		err = access.ErrNotFound
	}
	if err != nil {
		return entitlement.Facts{}, fmt.Errorf("records for a release: %w", err)
	}
	return facts, nil
}

// named finds the installation and the ticket that the form names. A ticket that is over, or of another installation, is
// there and helps nothing (G21).
func (h Handler) named(ctx context.Context, a *asking, fields *web.Fields) error {
	var known bool
	if a.inst, known = a.facts.Installation(a.form.Installation); !known {
		fields.Add("installation", web.Unknown, "")
	}
	if a.form.Ticket == "" {
		return nil
	}
	rec, err := h.gate().Any(ctx, a.form.Ticket)
	if errors.Is(err, access.ErrNotFound) || err == nil && rec.Ticket.Registered.Customer != a.customer {
		fields.Add("ticket", web.Unknown, "")
		return nil
	}
	if err != nil {
		return fmt.Errorf("ticket for a release: %w", err)
	}
	if rec.Ticket.Open() && rec.Ticket.Registered.Installation == a.inst.ID {
		a.ticket = rec.ID
	}
	return nil
}

// answered finds the decision that stands under the key, or makes it and puts it on record.
func (h Handler) answered(ctx context.Context, a asking) (store.Download, error) {
	id := ticket.CommandKey(a.by, a.key)
	said := ticket.Print(a.what, a.release.Product, a.release.Version, a.inst.ID, a.form.Ticket)
	d, err := h.Store.Asked(ctx, a.customer, id)
	if errors.Is(err, store.ErrNotFound) {
		if d, err = h.decide(ctx, a); err == nil {
			d.ID, d.Said = id, said
			d, err = h.Store.RecordDownload(ctx, d)
		}
	}
	switch {
	case err != nil:
		return store.Download{}, err
	case d.Said != said, d.Code == "" && !d.Until.IsZero() && !a.received.Before(d.Until):
		return store.Download{}, docket.ErrKeyReused // another request, or a right that has changed since: it is asked anew
	default:
		return d, nil
	}
}

// decide judges the request. Licences are issued before the decision is on record, so that what is on record was given.
func (h Handler) decide(ctx context.Context, a asking) (store.Download, error) {
	judged, err := entitlement.Decide(h.Editions, a.facts, entitlement.Request{
		ReceivedAt: a.received, Installation: a.inst.ID, Contact: a.contact, Release: a.release.Release, Ticket: a.ticket, Desk: a.desk,
	})
	if err != nil {
		return store.Download{}, fmt.Errorf("right to release %s %s: %w", a.release.Product, a.release.Version, err)
	}
	ed, err := h.edition(judged.Edition)
	if err != nil {
		return store.Download{}, err
	}
	d := store.Download{
		Customer: a.customer, At: a.received, By: a.by, Installation: a.inst.ID, Product: a.release.Product,
		Version: a.release.Version, Ticket: a.ticket, Answer: string(judged.Answer), Code: judged.Code, Clause: judged.Clause,
		Edition: judged.Edition, Digest: judged.Digest, Package: judged.Package, Certificate: judged.Certificate,
		Support: string(judged.Support), Readings: judged.Readings, Until: judged.Until,
	}
	for _, ref := range judged.Facts {
		d.Facts = append(d.Facts, string(ref))
	}
	slog.InfoContext(ctx, "release decided", "what", a.what, "product", d.Product, "version", d.Version, "answer", d.Answer,
		"code", d.Code, "clause", d.Clause, "edition", d.Edition)
	if judged.Answer == entitlement.Refused {
		for _, line := range judged.Change(ed) {
			d.Change = append(d.Change, store.Statement{Clause: line.Clause, Text: line.Text, Desk: line.Desk})
		}
		return d, nil
	}
	if a.what == forLicences {
		issued, err := h.Store.IssueUpgradeLicence(ctx, store.UpgradeLicence{
			ID: h.Random(), Customer: a.customer, Installation: a.inst.ID, Product: a.release.Product, Version: a.release.Version,
			Licences: a.inst.Licences, At: a.received, By: a.by, Certificate: judged.Certificate,
		})
		if err != nil {
			return store.Download{}, err
		}
		d.Licence = issued.ID
	}
	return d, nil
}
