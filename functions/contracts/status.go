package contracts

import (
	"context"
	"errors"
	"net/http"
	"time"

	"github.com/aws/aws-lambda-go/events"

	"flatsupport/shared/access"
	"flatsupport/shared/contract"
	"flatsupport/shared/entitlement"
	"flatsupport/shared/store"
	"flatsupport/shared/ticket"
	"flatsupport/shared/view"
	"flatsupport/shared/view/shelf"
	"flatsupport/shared/web"
)

// The words for a partner's status.
const (
	servicePartner = "service_partner"
	noPartner      = "none"
)

// From which year to which a change of status can hold: outside of it somebody has mistyped.
const (
	firstYear = 2000
	lastYear  = 2100
)

type statusForm struct {
	Status string     `json:"status"`
	From   *time.Time `json:"from"` // from when on; left out: now
	own
}

// status puts a change of a partner's status on record (R24, G47). It holds for requests received from then on, and for
// sales at once: what was decided before stands.
func (h Handler) status(ctx context.Context, req events.APIGatewayV2HTTPRequest) (events.APIGatewayV2HTTPResponse, error) {
	none := events.APIGatewayV2HTTPResponse{}
	by, err := h.who(ctx, req, sellers...)
	if err != nil {
		return none, view.Problem(err)
	}
	var f statusForm
	var fields web.Fields
	a, err := decoded(req, &fields, &f, &f.own)
	if err != nil {
		return none, err
	}
	key, err := web.IdempotencyKey(req, a.key)
	if err != nil {
		return none, err
	}
	fields.OneOf("status", f.Status, servicePartner, noPartner)
	fields.Require("reason", a.reason)
	if f.From != nil && (f.From.UTC().Year() < firstYear || f.From.UTC().Year() > lastYear) {
		fields.Add("from", web.NotAllowed, "")
	}
	if err := fields.Err(); err != nil {
		return none, err
	}
	entry := store.Entry{
		By: by.actor, Key: ticket.CommandKey(by.actor, key), Said: ticket.Print(req.RawPath, a.said), What: store.ActStatus,
		Reason: a.reason, Evidence: a.evidence,
	}
	partner := req.PathParameters["partner"]
	p, err := untilFirst("partner "+partner, func() (entitlement.Partner, error) { return h.change(ctx, partner, entry, f) })
	if err != nil {
		return none, problem(err, web.Language(req))
	}
	return web.JSON(http.StatusCreated, shelf.PartnerOf(p, h.Now())), nil
}

func (h Handler) change(ctx context.Context, partner string, entry store.Entry, f statusForm) (entitlement.Partner, error) {
	book, err := h.Store.PartnerBook(ctx, partner)
	if err != nil {
		return entitlement.Partner{}, err
	}
	p, err := h.Store.Partner(ctx, partner)
	if errors.Is(err, store.ErrNotFound) || errors.Is(err, store.ErrBadID) {
		return entitlement.Partner{}, access.ErrNotFound
	}
	if err != nil {
		return entitlement.Partner{}, err
	}
	if _, done, err := again(book, entry); done || err != nil {
		return p, err
	}
	entry.At = h.Now()
	at := entry.At
	if f.From != nil {
		at = *f.From
	}
	changed, err := contract.SetStatus(p, entitlement.StatusChange{At: at.UTC().Truncate(time.Millisecond), Active: f.Status == servicePartner})
	if err != nil {
		return entitlement.Partner{}, unlessOvertaken(ctx, h.Store.PartnerBook, partner, book, err)
	}
	made, err := h.Store.Enter(ctx, book, entry, store.Records{Partner: &changed})
	if err == nil {
		recorded(ctx, made, "") // no edition judges whose partner somebody is
	}
	return changed, err
}
