package desk

import (
	"cmp"
	"context"
	"errors"
	"net/http"
	"strings"
	"time"

	"github.com/aws/aws-lambda-go/events"

	"flatsupport/shared/auth"
	"flatsupport/shared/policy"
	"flatsupport/shared/store"
	"flatsupport/shared/ticket"
	"flatsupport/shared/view"
	"flatsupport/shared/web"
)

const (
	pageSize   = 25    // unverified requests that a list shows at once
	maxExcerpt = 1_000 // characters of each of them there
)

// unverifiedList is a part of the list of requests that are nobody's yet.
type unverifiedList struct {
	Requests []unverifiedRequest `json:"requests"`
	Next     string              `json:"next,omitempty"` // cursor of the next part
}

// unverifiedRequest is one of them, in the sender's words. Whether the sender is who From says is just what is not known.
type unverifiedRequest struct {
	ID         string             `json:"id"`
	ReceivedAt time.Time          `json:"receivedAt"`
	Channel    policy.ChannelCode `json:"channel"`
	Reason     string             `json:"reason"`
	Mail       string             `json:"mail,omitempty"` // key of the mail as it arrived
	From       string             `json:"from,omitempty"`
	Subject    string             `json:"subject,omitempty"`
	Text       string             `json:"text,omitempty"`
	Owner      string             `json:"owner,omitempty"`
	LookBy     time.Time          `json:"lookBy,omitzero"`
	State      string             `json:"state"`
	Settled    *settlement        `json:"settled,omitempty"`

	Form      string `json:"form,omitempty"` // reference of the form
	Name      string `json:"name,omitempty"`
	Company   string `json:"company,omitempty"`
	Phone     string `json:"phone,omitempty"`
	System    string `json:"system,omitempty"`
	Priority  string `json:"priority,omitempty"`
	Confirmed bool   `json:"confirmed,omitempty"` // by the contact whose address it has
	Ticket    string `json:"ticket,omitempty"`    // that it became by that
}

// settlement is what became of one.
type settlement struct {
	By       string    `json:"by"`
	At       time.Time `json:"at"`
	Reason   string    `json:"reason,omitempty"`
	Customer string    `json:"customer,omitempty"`
	Contact  string    `json:"contact,omitempty"`
	Number   string    `json:"number,omitempty"` // of the ticket
}

func shown(u store.Unverified) unverifiedRequest {
	r := unverifiedRequest{
		ID: u.ID(), ReceivedAt: u.At, Channel: cmp.Or(u.Channel, policy.Email), Reason: u.Reason, From: u.From, Subject: u.Subject,
		Text: u.Text, Owner: u.Owner, LookBy: u.LookBy, State: cmp.Or(u.Settled.What, "open"),
	}
	r.Name, r.Company, r.Phone, r.System, r.Priority = u.Name, u.Company, u.Phone, u.System, u.Priority
	r.Confirmed, r.Ticket = u.Confirmed, number(u.Ticket)
	if byMail(u) {
		r.Mail = u.Object
	}
	if r.Channel == policy.Form {
		r.Form = ticket.FormReference(u.Object)
	}
	if s := u.Settled; s.What != "" {
		r.Settled = &settlement{By: s.By, At: s.At, Reason: s.Reason, Customer: s.Customer, Contact: s.Contact, Number: number(s.Ticket)}
	}
	return r
}

func byMail(u store.Unverified) bool { return u.Channel == "" || u.Channel == policy.Email }

func number(id string) string {
	if id == "" {
		return ""
	}
	return ticket.ShowNumber(id)
}

// unverified lists for the staff the requests that could not be taken for a contact's (G37), newest first: those that nobody
// has settled, or all.
func (h Handler) unverified(ctx context.Context, req events.APIGatewayV2HTTPRequest) (events.APIGatewayV2HTTPResponse, error) {
	if _, err := h.triager(ctx, req); err != nil {
		return events.APIGatewayV2HTTPResponse{}, err
	}
	var fields web.Fields
	if state := req.QueryStringParameters["state"]; state != "" {
		fields.OneOf("state", state, "open", "all")
	}
	if err := fields.Err(); err != nil {
		return events.APIGatewayV2HTTPResponse{}, err
	}
	all := req.QueryStringParameters["state"] == "all"
	page, err := h.Store.Unverified(ctx, h.Now(), all, req.QueryStringParameters["cursor"], pageSize)
	if err != nil {
		return events.APIGatewayV2HTTPResponse{}, view.Problem(err)
	}
	list := unverifiedList{Requests: []unverifiedRequest{}, Next: page.Next}
	for _, u := range page.Rows {
		r := shown(u)
		if text := []rune(r.Text); len(text) > maxExcerpt {
			r.Text = strings.TrimSpace(string(text[:maxExcerpt])) + "…"
		}
		list.Requests = append(list.Requests, r)
	}
	return web.JSON(http.StatusOK, list), nil
}

// showUnverified shows one of them whole.
func (h Handler) showUnverified(ctx context.Context, req events.APIGatewayV2HTTPRequest) (events.APIGatewayV2HTTPResponse, error) {
	if _, err := h.triager(ctx, req); err != nil {
		return events.APIGatewayV2HTTPResponse{}, err
	}
	u, err := h.waiting(ctx, req)
	if err != nil {
		return events.APIGatewayV2HTTPResponse{}, err
	}
	return web.JSON(http.StatusOK, shown(u)), nil
}

// originalLink is where a mail can be fetched as it arrived.
type originalLink struct {
	URL   string    `json:"url"`
	Until time.Time `json:"until"`
}

// original gives a link to the mail as it arrived. A browser saves it and opens nothing of it.
func (h Handler) original(ctx context.Context, req events.APIGatewayV2HTTPRequest) (events.APIGatewayV2HTTPResponse, error) {
	if _, err := h.triager(ctx, req); err != nil {
		return events.APIGatewayV2HTTPResponse{}, err
	}
	u, err := h.waiting(ctx, req)
	if err != nil {
		return events.APIGatewayV2HTTPResponse{}, err
	}
	if !byMail(u) {
		return events.APIGatewayV2HTTPResponse{}, &web.Error{Status: http.StatusNotFound, Code: web.NotFound}
	}
	link, err := h.Originals.Download(ctx, u.Object, "mail-"+u.ID()+".eml")
	if err != nil {
		return events.APIGatewayV2HTTPResponse{}, err
	}
	return web.JSON(http.StatusOK, originalLink{URL: link.URL, Until: link.Until.UTC()}), nil
}

// triager is a caller who may look at what is nobody's.
func (h Handler) triager(ctx context.Context, req events.APIGatewayV2HTTPRequest) (auth.Caller, error) {
	return h.Auth.Require(ctx, req, h.Now(), auth.Engineer, auth.Manager, auth.Operator)
}

// waiting is the request that the path names.
func (h Handler) waiting(ctx context.Context, req events.APIGatewayV2HTTPRequest) (store.Unverified, error) {
	u, err := h.Store.UnverifiedRequest(ctx, req.PathParameters["id"])
	if errors.Is(err, store.ErrNotFound) {
		return store.Unverified{}, &web.Error{Status: http.StatusNotFound, Code: web.NotFound, Cause: err}
	}
	return u, view.Problem(err)
}
