package play

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"html"
	"io"
	"mime/multipart"
	"net/http"
	"net/url"
	"regexp"
	"strings"

	"github.com/aws/aws-sdk-go-v2/service/s3"

	"flatsupport/infra/local/objects"
	"flatsupport/infra/story/letter"
	"flatsupport/shared/store"
	"flatsupport/shared/ticket"
)

const filesBucket = "attachmentsbucket"

// objects is a client of the story's bucket of files.
func (w *world) objects() *s3.Client {
	return objects.Within{Handler: w.bucket}.Client("http://objects.story.example")
}

// Upload is a file that somebody adds by the link that the newest mail with one has.
type Upload struct {
	letter.File `yaml:",inline"`
	Times       int `yaml:"times"` // how often the browser loads the page that the store sends it to; 0: once
}

var uploadLink = regexp.MustCompile(`/v1/uploads/([0-9a-z]+)`)

// upload does as a browser does: it opens the page of the link, posts its form to the bucket, and goes where that sends it.
func (p *player) upload(ctx context.Context, u Upload) error {
	token := ""
	for _, m := range p.world.mails {
		if found := uploadLink.FindStringSubmatch(m.Text); found != nil {
			token = found[1]
		}
	}
	c := call{route: "GET /v1/uploads/{token}", path: map[string]string{"token": token}}
	page, err := p.request(ctx, c)
	if err != nil {
		return err
	}
	goOn, err := p.posted(ctx, page.Body, u.File)
	if err != nil {
		return err
	}
	c.route, c.query = "GET /v1/uploads/{token}/done", map[string]string{"file": goOn.Query().Get("file")}
	for range max(u.Times, 1) {
		if _, err := p.request(ctx, c); err != nil {
			return err
		}
	}
	return nil
}

var (
	action = regexp.MustCompile(`<form method="post" action="([^"]*)"`)
	hidden = regexp.MustCompile(`<input type="hidden" name="([^"]*)" value="([^"]*)">`)
)

// posted sends the form of the page with the file, and gives where the browser is sent on.
func (p *player) posted(ctx context.Context, page string, f letter.File) (*url.URL, error) {
	to := action.FindStringSubmatch(page)
	if to == nil {
		return nil, errors.New("the page of the upload has no form")
	}
	var body bytes.Buffer
	form := multipart.NewWriter(&body)
	for _, field := range hidden.FindAllStringSubmatch(page, -1) {
		if err := form.WriteField(html.UnescapeString(field[1]), html.UnescapeString(field[2])); err != nil {
			return nil, err
		}
	}
	file, err := form.CreateFormFile("file", f.Name)
	if err == nil {
		_, err = file.Write(f.Bytes())
	}
	if err = errors.Join(err, form.Close()); err != nil {
		return nil, err
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, html.UnescapeString(to[1]), &body)
	if err != nil {
		return nil, err
	}
	req.Header.Set("Content-Type", form.FormDataContentType())
	resp, err := objects.Within{Handler: p.world.bucket}.RoundTrip(req)
	if err != nil {
		return nil, err
	}
	defer func() { _ = resp.Body.Close() }()
	if resp.StatusCode != http.StatusSeeOther {
		return nil, fmt.Errorf("the bucket answered the form with %d", resp.StatusCode)
	}
	return url.Parse(resp.Header.Get("Location"))
}

// filed holds the files of the ticket against what is expected: each is fetched by the link that the desk gives the staff.
func (p *player) filed(ctx context.Context, c *comparison, want Expect, request store.Request, messages []store.Message) error {
	if want.Files == nil {
		return nil
	}
	all := request.Files
	for _, m := range messages {
		all = append(all[:len(all):len(all)], m.Files...)
	}
	var lines []string
	for _, f := range all {
		content := "only in the mail"
		if f.ID() != "" {
			var err error
			if content, err = p.fetched(ctx, p.tickets[want.Ticket], f.ID()); err != nil {
				return err
			}
		}
		lines = append(lines, f.Name+": "+content)
	}
	c.is("files", list(want.Files), list(lines))
	return nil
}

// fetched is the content of a file, or its size where it is long.
func (p *player) fetched(ctx context.Context, id, file string) (string, error) {
	resp, err := p.world.call(ctx, call{
		route: "GET /v1/desk/tickets/{number}/files/{file}", number: ticket.ShowNumber(id), subject: "reader", role: "operator",
		path: map[string]string{"file": file},
	})
	if err != nil {
		return "", err
	}
	var answer struct{ Link string }
	if err := json.Unmarshal([]byte(resp.Body), &answer); err != nil || resp.StatusCode != http.StatusOK {
		return "", fmt.Errorf("link to a file was answered %d: %s", resp.StatusCode, resp.Body)
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, answer.Link, http.NoBody)
	if err != nil {
		return "", err
	}
	got, err := objects.Within{Handler: p.world.bucket}.RoundTrip(req)
	if err != nil {
		return "", err
	}
	defer func() { _ = got.Body.Close() }()
	content, err := io.ReadAll(got.Body)
	if len(content) > 200 {
		return fmt.Sprintf("%d bytes", len(content)), err
	}
	return strings.TrimSpace(string(content)), err
}
