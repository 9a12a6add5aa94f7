// Package forms is the function of the public form: anybody can send a request by it, and nobody is signed in. What it takes
// is on record at once as an unverified request, and becomes a ticket when the contact whose address it has presses a button
// on the page behind the link that only that address got (OP-FORM, G37).
//
// Whether an address is a contact's is not asked here before the button is pressed: the answer, and the time that it takes,
// are the same for every address.
package forms

import (
	"context"
	"time"

	"github.com/aws/aws-lambda-go/events"

	"flatsupport/shared/access"
	"flatsupport/shared/docket"
	"flatsupport/shared/policy"
	"flatsupport/shared/queue"
	"flatsupport/shared/store"
	"flatsupport/shared/web"
)

// Sender queues forms, and the tickets that they become.
type Sender interface {
	docket.Sender
	SendForm(ctx context.Context, queueURL string, form queue.Form) error
}

// Handler answers the routes of the form.
type Handler struct {
	Store            *store.Store
	Docket           docket.Docket
	Queue            Sender
	FormQueue        string
	EntitlementQueue string
	Secret           []byte // of the stamps of pages
	Now              func() time.Time
}

// take is the route that any site may post to: nobody's session is used by it, so that there is nothing that another site's
// page could do in somebody's name.
const take = "POST /v1/forms/requests"

// Routes are the routes of this function, as API Gateway names them.
func (h Handler) Routes() web.Routes {
	return web.Routes{
		"GET /v1/forms/requests":               h.page,
		take:                                   h.take,
		"GET /v1/forms/confirmations/{token}":  h.ask,
		"POST /v1/forms/confirmations/{token}": h.confirm,
	}
}

// Open are the routes that take forms from other sites.
func (Handler) Open() []string { return []string{take} }

func (h Handler) gate() access.Gate { return access.Gate{Store: h.Store, Editions: h.Docket.Editions} }

// now is the instant of a request, as it is kept.
func (h Handler) now() time.Time { return h.Now().UTC().Truncate(time.Millisecond) }

// rules are what the edition in force says of the form, and the hotline's number. An edition without the channel has no
// form.
func (h Handler) rules(now time.Time) (policy.ChannelRule, string, error) {
	ed, err := h.Docket.Editions.CurrentAt(now)
	if err != nil {
		return policy.ChannelRule{}, "", err
	}
	rule, taken := ed.Channel(policy.Form)
	if !taken {
		return policy.ChannelRule{}, "", &web.Error{Status: 404, Code: web.NotFound}
	}
	hotline, _ := ed.Channel(policy.Hotline)
	return rule, hotline.Address, nil
}

// page shows the empty form, with a key that makes it safe to send twice and a stamp that says when it was given out.
func (h Handler) page(_ context.Context, req events.APIGatewayV2HTTPRequest) (events.APIGatewayV2HTTPResponse, error) {
	now := h.now()
	_, hotline, err := h.rules(now)
	if err != nil {
		return events.APIGatewayV2HTTPResponse{}, err
	}
	key := newKey()
	typed := form{IdempotencyKey: key, Stamp: h.stamp(now, key), Language: language(req, req.QueryStringParameters["lang"])}
	return formPage(200, typed, nil, hotline)
}
