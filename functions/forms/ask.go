package forms

import (
	"context"
	"errors"
	"net/http"

	"github.com/aws/aws-lambda-go/events"

	"flatsupport/shared/store"
	"flatsupport/shared/ticket"
	"flatsupport/shared/view"
	"flatsupport/shared/web"
)

// errGone is the one answer to every link that does not work: unknown, over, or of a request that the desk has settled.
func errGone() error { return &web.Error{Status: http.StatusGone, Code: web.LinkGone} }

// linked is the form behind the link.
func (h Handler) linked(ctx context.Context, req events.APIGatewayV2HTTPRequest) (store.Form, error) {
	id, err := h.Store.Link(ctx, req.PathParameters["token"], h.Now())
	if errors.Is(err, store.ErrNotFound) {
		return store.Form{}, errGone()
	}
	if err != nil {
		return store.Form{}, view.Problem(err)
	}
	f, err := h.Store.Form(ctx, id)
	return f, view.Problem(err)
}

// ask shows what was sent, with a button, and to whoever has pressed it what became of that. It changes nothing: programs
// look at the links in mails.
func (h Handler) ask(ctx context.Context, req events.APIGatewayV2HTTPRequest) (events.APIGatewayV2HTTPResponse, error) {
	f, err := h.linked(ctx, req)
	if err != nil {
		return events.APIGatewayV2HTTPResponse{}, err
	}
	if f.Confirmed != nil {
		done, is, err := h.became(ctx, f)
		if err != nil {
			return events.APIGatewayV2HTTPResponse{}, view.Problem(err)
		}
		if is {
			done.Lang = language(req, "")
			return confirmedPage(done)
		}
	}
	_, hotline, err := h.rules(h.now())
	if err != nil {
		return events.APIGatewayV2HTTPResponse{}, err
	}
	return askPage(f, language(req, ""), hotline)
}

// became is what the button has made of the form; false: it was pressed and nothing is made yet, so pressing it again helps.
func (h Handler) became(ctx context.Context, f store.Form) (confirmed, bool, error) {
	done := confirmed{Reference: ticket.FormReference(f.ID)}
	if f.Confirmed.Customer == "" {
		return done, true, nil
	}
	u, err := h.Store.UnverifiedRequest(ctx, store.Unverified{At: f.At, Object: f.ID}.ID())
	switch {
	case err != nil:
		return confirmed{}, false, err
	case u.Settled.What != "" && u.Settled.Key != f.ID: // by the desk
		return confirmed{}, false, errGone()
	case u.Ticket == "":
		return confirmed{}, false, nil
	default:
		done.Number = ticket.ShowNumber(u.Ticket)
		return done, true, nil
	}
}
