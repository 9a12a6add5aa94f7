package desk

import (
	"context"
	"net/http"
	"time"

	"github.com/aws/aws-lambda-go/events"

	"flatsupport/shared/auth"
	"flatsupport/shared/policy"
	"flatsupport/shared/ticket"
	"flatsupport/shared/view"
	"flatsupport/shared/web"
)

// pageSize is how many unverified requests a list shows at once.
const pageSize = 25

// unverifiedList is a part of the list of requests that came by mail or by the public form and are nobody's yet.
type unverifiedList struct {
	Requests []unverifiedRequest `json:"requests"`
	Next     string              `json:"next,omitempty"` // cursor of the next part
}

// unverifiedRequest is one of them, in the sender's words. Whether the sender is who From says is just what is not known.
type unverifiedRequest struct {
	ReceivedAt time.Time `json:"receivedAt"`
	Reason     string    `json:"reason"`
	Mail       string    `json:"mail,omitempty"` // key of the mail as it arrived
	Form       string    `json:"form,omitempty"` // reference of the form
	From       string    `json:"from,omitempty"`
	Subject    string    `json:"subject,omitempty"`
	Text       string    `json:"text,omitempty"`

	Name      string `json:"name,omitempty"`
	Company   string `json:"company,omitempty"`
	Phone     string `json:"phone,omitempty"`
	System    string `json:"system,omitempty"`
	Priority  string `json:"priority,omitempty"`
	Confirmed bool   `json:"confirmed,omitempty"` // by the contact whose address it has
	Ticket    string `json:"ticket,omitempty"`    // that it became by that
}

// unverified lists for the staff the requests that came by mail and could not be taken for a contact's (G37), newest first.
func (h Handler) unverified(ctx context.Context, req events.APIGatewayV2HTTPRequest) (events.APIGatewayV2HTTPResponse, error) {
	if _, err := h.Auth.Require(ctx, req, h.Now(), auth.Engineer, auth.Manager, auth.Operator); err != nil {
		return events.APIGatewayV2HTTPResponse{}, err
	}
	page, err := h.Store.Unverified(ctx, h.Now(), req.QueryStringParameters["cursor"], pageSize)
	if err != nil {
		return events.APIGatewayV2HTTPResponse{}, view.Problem(err)
	}
	list := unverifiedList{Requests: []unverifiedRequest{}, Next: page.Next}
	for _, u := range page.Rows {
		row := unverifiedRequest{
			ReceivedAt: u.At, Reason: u.Reason, Mail: u.Object, From: u.From, Subject: u.Subject, Text: u.Text, Name: u.Name,
			Company: u.Company, Phone: u.Phone, System: u.System, Priority: u.Priority, Confirmed: u.Confirmed,
			Ticket: ticket.ShowNumber(u.Ticket),
		}
		if u.Channel == string(policy.Form) {
			row.Mail, row.Form = "", ticket.FormReference(u.Object)
		}
		list.Requests = append(list.Requests, row)
	}
	return web.JSON(http.StatusOK, list), nil
}
