package files

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"time"

	"github.com/aws/aws-lambda-go/events"

	"flatsupport/shared/access"
	"flatsupport/shared/attachment"
	"flatsupport/shared/docket"
	"flatsupport/shared/inbound"
	"flatsupport/shared/presign"
	"flatsupport/shared/store"
	"flatsupport/shared/texts"
	"flatsupport/shared/ticket"
	"flatsupport/shared/view"
	"flatsupport/shared/web"
)

const (
	maxUploads = 20 // files by one link
	nameless   = "" // the name that the file has at its sender is not known when the form is made
	// began is how long after a link has run out a file is still taken: it was begun before, and a large one takes its time.
	began = 24 * time.Hour
)

// Notes of the page, by the names of their words.
const (
	noteAdded   = "uploadAdded"
	noteMissing = "uploadMissing"
	noteFull    = "uploadFull"
)

var (
	errLink = fmt.Errorf("upload link: %w", access.ErrNotFound)
	tokens  = regexp.MustCompile(`^[0-9a-z]{26}$`)
	randoms = regexp.MustCompile(`^[A-Z2-7]{26}$`)
)

// opened is a link that is used.
type opened struct {
	store.Upload
	token string
	rec   store.Record
}

// page shows the form by which a file is added to the ticket of the link, and nothing of the ticket. A wrong link, one that
// has run out, and one whose ticket takes nothing any more all look the same.
func (h Handler) page(ctx context.Context, req events.APIGatewayV2HTTPRequest) (events.APIGatewayV2HTTPResponse, error) {
	up, err := h.open(ctx, req, 0)
	if err != nil {
		return events.APIGatewayV2HTTPResponse{}, view.Problem(err)
	}
	return h.form(ctx, req, up, http.StatusOK, view.Upload{})
}

// done is where the store sends the browser when a file is there. It is looked for, and becomes a reply of the person who
// was given the link: once, however often the page is loaded.
func (h Handler) done(ctx context.Context, req events.APIGatewayV2HTTPRequest) (events.APIGatewayV2HTTPResponse, error) {
	up, err := h.open(ctx, req, began)
	if err != nil {
		return events.APIGatewayV2HTTPResponse{}, view.Problem(err)
	}
	name, ok := strings.CutPrefix(req.QueryStringParameters["file"], up.prefix())
	if !ok || !randoms.MatchString(name) {
		return events.APIGatewayV2HTTPResponse{}, view.Problem(errLink)
	}
	id := up.prefix() + name
	key := attachment.Key(up.Customer, up.Ticket, id, nameless)
	there, err := h.Files.Stat(ctx, key)
	switch {
	case errors.Is(err, attachment.ErrMissing) && !h.Now().Before(up.Until):
		return events.APIGatewayV2HTTPResponse{}, view.Problem(errLink)
	case errors.Is(err, attachment.ErrMissing), err == nil && (there.Size < 1 || there.Size > presign.MaxUpload):
		return h.form(ctx, req, up, http.StatusConflict, view.Upload{Note: noteMissing})
	case err != nil:
		return events.APIGatewayV2HTTPResponse{}, err
	}
	within, err := h.Store.CountUpload(ctx, up.token, id, maxUploads)
	if err != nil {
		return events.APIGatewayV2HTTPResponse{}, view.Problem(err)
	}
	if !within {
		return h.html(req, http.StatusConflict, view.Upload{Note: noteFull}, "")
	}
	file := store.File{Name: inbound.File{Name: there.Name}.SafeName(), Size: there.Size, Key: key, Version: there.Version}
	file, err = h.add(ctx, up, id, file)
	if err != nil {
		return events.APIGatewayV2HTTPResponse{}, view.Problem(err)
	}
	if !h.Now().Before(up.Until) { // there is no further one
		return h.html(req, http.StatusOK, view.Upload{Note: noteAdded, Name: file.Name}, "")
	}
	return h.form(ctx, req, up, http.StatusOK, view.Upload{Note: noteAdded, Name: file.Name})
}

// open finds the link, if it can still be used, until so long after its end, and if its ticket still takes replies.
func (h Handler) open(ctx context.Context, req events.APIGatewayV2HTTPRequest, grace time.Duration) (opened, error) {
	token := req.PathParameters["token"]
	if !tokens.MatchString(token) {
		return opened{}, errLink
	}
	link, err := h.Store.Upload(ctx, token)
	switch {
	case errors.Is(err, store.ErrNotFound), err == nil && !h.Now().Before(link.Until.Add(grace)):
		return opened{}, errLink
	case err != nil:
		return opened{}, err
	}
	up := opened{Upload: link, token: token}
	if up.rec, err = h.Store.Ticket(ctx, link.Ticket); err != nil {
		return opened{}, err
	}
	_, err = h.Docket.Replied(ctx, up.rec.Ticket, "would-be", h.Now(), h.Now())
	return up, closed(err)
}

// closed makes of a ticket that takes no reply a link that is none.
func closed(err error) error {
	var unlawful *ticket.Unlawful
	if errors.As(err, &unlawful) {
		return fmt.Errorf("%w: %w", errLink, errors.New(string(unlawful.Code)))
	}
	return err
}

// prefix begins the ids of all files that come by the link, so that no other file can be named by it.
func (up opened) prefix() string {
	return "u" + attachment.ID([]byte("upload"), []byte(up.token))[:12] + "-"
}

// add puts the file on the ticket, once, and gives the one that is there: who posts the same form again has another version
// in the bucket, and the ticket keeps the first.
func (h Handler) add(ctx context.Context, up opened, id string, file store.File) (store.File, error) {
	now := h.Now()
	cmd := docket.Command{
		Ticket: up.Ticket, By: up.By, Key: "upload-" + id, Public: true, Said: []string{"upload", id},
		Text:   texts.FileUploaded(up.rec.Ticket.Registered.Language, file.Name),
		Beside: store.Enclosure{Files: []store.File{file}, Via: store.ByUploadLink},
	}
	ours := func(context.Context, store.Record) (bool, error) { return true, nil } // the link is of this customer
	after, err := h.Docket.Follow(ctx, cmd, now, ours, func(t ticket.Ticket, message string) ([]ticket.Event, error) {
		return h.Docket.Replied(ctx, t, message, now, now)
	})
	if err != nil {
		return store.File{}, closed(err)
	}
	h.Docket.Announce(ctx, h.Queue, h.NotifyQueue, after, now)
	slog.InfoContext(ctx, "file added by upload link", "ticket", up.Ticket, "bytes", file.Size)
	messages, err := h.Store.Messages(ctx, after.ID)
	if err != nil {
		return store.File{}, err
	}
	if first, found := view.FileOf(file.ID(), store.Request{}, messages, true); found {
		return first, nil
	}
	return file, nil
}

// form shows the page with a form for one more file.
func (h Handler) form(ctx context.Context, req events.APIGatewayV2HTTPRequest, up opened, status int, shown view.Upload) (events.APIGatewayV2HTTPResponse, error) {
	id := up.prefix() + h.Random()
	done := strings.TrimSuffix(h.PortalURL, "/") + "/v1/uploads/" + up.token + "/done?file=" + url.QueryEscape(id)
	form, err := h.Links.Upload(ctx, attachment.Key(up.Customer, up.Ticket, id, nameless), done)
	if err != nil {
		return events.APIGatewayV2HTTPResponse{}, err
	}
	shown.Action = form.URL
	for _, field := range form.Fields {
		shown.Fields = append(shown.Fields, view.UploadField(field))
	}
	return h.html(req, status, shown, form.Origin())
}

func (h Handler) html(req events.APIGatewayV2HTTPRequest, status int, shown view.Upload, postsTo string) (events.APIGatewayV2HTTPResponse, error) {
	body, err := view.UploadPage(shown, web.Language(req))
	if err != nil {
		return events.APIGatewayV2HTTPResponse{}, err
	}
	return web.Posting(postsTo, status, body, view.Style), nil
}
