package files_test

import (
	"bytes"
	"html"
	"io"
	"log/slog"
	"mime/multipart"
	"net/http"
	"net/url"
	"os"
	"regexp"
	"testing"

	"github.com/aws/aws-lambda-go/events"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"flatsupport/infra/handlertest"
	"flatsupport/infra/local/objects"
	"flatsupport/infra/story/letter"
	"flatsupport/shared/store"
	"flatsupport/shared/ticket"
)

func TestMain(m *testing.M) {
	slog.SetDefault(slog.New(slog.DiscardHandler))
	os.Exit(m.Run())
}

type link struct {
	Name, Link string
	Size       int64
}

const tooLarge = 10<<20 + 1

// mailed is a desk with a ticket that Ivan's mail has made, and the ticket's id.
func mailed(t *testing.T, files ...letter.File) (d *handlertest.Desk, id string) {
	t.Helper()
	d = handlertest.New(t, "volga", "neva", "oka")
	d.Deliver(t, handlertest.Letter{
		Object: "k0f3s9dq2v1files", From: handlertest.Ivan.Subject, Subject: "No outgoing calls", Text: "See the files.", Files: files,
		Headers: []string{"Message-ID: <files@volga.example>"},
	})
	d.Settle(t)
	became, err := d.Store.ReceivedMail(t.Context(), "k0f3s9dq2v1files")
	require.NoError(t, err)
	require.NotEmpty(t, became.Ticket)
	return d, became.Ticket
}

var inMail = regexp.MustCompile(`/v1/uploads/([0-9a-z]+)`)

// token is of the link in the newest mail that has one.
func token(t *testing.T, d *handlertest.Desk) string {
	t.Helper()
	found := ""
	for _, m := range d.Outbox.Mails() {
		if parts := inMail.FindStringSubmatch(m.Text); parts != nil {
			assert.Equal(t, handlertest.Ivan.Subject, m.To)
			found = parts[1]
		}
	}
	require.NotEmpty(t, found, "no mail has a link")
	return found
}

func page(t *testing.T, d *handlertest.Desk, token string) events.APIGatewayV2HTTPResponse {
	t.Helper()
	return d.Do(t, handlertest.Call{Route: "GET /v1/uploads/{token}", Path: map[string]string{"token": token}, Header: map[string]string{"accept": "text/html"}})
}

func done(t *testing.T, d *handlertest.Desk, token, file string) events.APIGatewayV2HTTPResponse {
	t.Helper()
	return d.Do(t, handlertest.Call{
		Route: "GET /v1/uploads/{token}/done", Path: map[string]string{"token": token}, Query: map[string]string{"file": file},
		Header: map[string]string{"accept": "text/html"},
	})
}

var (
	action = regexp.MustCompile(`<form method="post" action="([^"]*)"`)
	hidden = regexp.MustCompile(`<input type="hidden" name="([^"]*)" value="([^"]*)">`)
)

// post sends the page's form with a file to the bucket, and gives the id with which the browser is sent on.
func post(t *testing.T, d *handlertest.Desk, page, name, content string) string {
	t.Helper()
	to := action.FindStringSubmatch(page)
	require.NotNil(t, to, page)
	var body bytes.Buffer
	form := multipart.NewWriter(&body)
	for _, field := range hidden.FindAllStringSubmatch(page, -1) {
		require.NoError(t, form.WriteField(html.UnescapeString(field[1]), html.UnescapeString(field[2])))
	}
	file, err := form.CreateFormFile("file", name)
	require.NoError(t, err)
	_, err = io.WriteString(file, content)
	require.NoError(t, err)
	require.NoError(t, form.Close())
	req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, html.UnescapeString(to[1]), &body)
	require.NoError(t, err)
	req.Header.Set("Content-Type", form.FormDataContentType())
	resp, err := objects.Within{Handler: d.Objects}.RoundTrip(req)
	require.NoError(t, err)
	defer func() { require.NoError(t, resp.Body.Close()) }()
	require.Equal(t, http.StatusSeeOther, resp.StatusCode)
	goOn, err := url.Parse(resp.Header.Get("Location"))
	require.NoError(t, err)
	assert.Equal(t, "desk.example", goOn.Host)
	return goOn.Query().Get("file")
}

// fetch follows a link to the bucket.
func fetch(t *testing.T, d *handlertest.Desk, link string) (string, http.Header) {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, link, http.NoBody)
	require.NoError(t, err)
	resp, err := objects.Within{Handler: d.Objects}.RoundTrip(req)
	require.NoError(t, err)
	defer func() { require.NoError(t, resp.Body.Close()) }()
	body, err := io.ReadAll(resp.Body)
	require.NoError(t, err)
	require.Equal(t, http.StatusOK, resp.StatusCode, string(body))
	return string(body), resp.Header
}

// toFile asks for a link to a file.
func toFile(t *testing.T, d *handlertest.Desk, as handlertest.Person, id, file string) events.APIGatewayV2HTTPResponse {
	t.Helper()
	route := "GET /v1/tickets/{number}/files/{file}"
	if as.Subject == handlertest.Engineer.Subject {
		route = "GET /v1/desk/tickets/{number}/files/{file}"
	}
	return d.Do(t, handlertest.Call{Route: route, Number: ticket.ShowNumber(id), Path: map[string]string{"file": file}, As: as})
}

func filesOf(t *testing.T, d *handlertest.Desk, id string) []store.File {
	t.Helper()
	request, err := d.Store.RequestOf(t.Context(), d.Ticket(t, id))
	require.NoError(t, err)
	return request.Files
}

func messages(t *testing.T, d *handlertest.Desk, id string) []store.Message {
	t.Helper()
	all, err := d.Store.Messages(t.Context(), id)
	require.NoError(t, err)
	return all
}
