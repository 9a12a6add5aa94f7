package files_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"flatsupport/infra/handlertest"
	"flatsupport/infra/local/objects"
	"flatsupport/infra/story/letter"
	"flatsupport/shared/store"
	"flatsupport/shared/ticket"
)

func TestAFileIsAddedOnceHoweverOftenThePageIsLoaded(t *testing.T) {
	t.Parallel()
	d, id := mailed(t, letter.File{Name: "huge.log", Size: tooLarge})
	link := token(t, d)
	shown := page(t, d, link)
	require.Equal(t, http.StatusOK, shown.StatusCode)
	for _, secret := range []string{ticket.ShowNumber(id), "No outgoing calls", "huge.log", "Иван", "ivan@"} {
		assert.NotContains(t, shown.Body, secret, "the page shows nothing of the ticket")
	}
	assert.Contains(t, shown.Headers["Content-Security-Policy"], "form-action 'self' http://attachments.example;")
	file := post(t, d, shown.Body, "журнал.gz", "the log")
	before := len(d.Outbox.Mails())
	for range 3 {
		added := done(t, d, link, file)
		assert.Equal(t, http.StatusOK, added.StatusCode, added.Body)
		assert.Contains(t, added.Body, "журнал.gz")
		assert.NotContains(t, added.Body, ticket.ShowNumber(id))
	}
	all := messages(t, d, id)
	require.Len(t, all, 1)
	assert.Equal(t, ticket.Actor{Role: ticket.Contact, ID: "ivan"}, all[0].By)
	assert.Equal(t, store.ByUploadLink, all[0].Via)
	assert.Equal(t, "журнал.gz", all[0].Files[0].Name)
	body, _ := fetch(t, d, handlertest.Read[struct{ Link string }](t, toFile(t, d, handlertest.Ivan, id, all[0].Files[0].ID())).Link)
	assert.Equal(t, "the log", body)
	assert.Contains(t, d.Facts(t, id), "Replied")
	d.Settle(t)
	assert.Greater(t, len(d.Outbox.Mails()), before, "whoever works the ticket is told")

	number := ticket.ShowNumber(id)
	staff := d.Do(t, handlertest.Call{Route: "GET /v1/desk/tickets/{number}", Number: number, As: handlertest.Engineer})
	assert.Contains(t, staff.Body, `"via":"upload_link"`)
	assert.Contains(t, staff.Body, `"mail":"k0f3s9dq2v1files"`)
	own := d.Do(t, handlertest.Call{Route: "GET /v1/tickets/{number}", Number: number, As: handlertest.Ivan})
	assert.NotContains(t, own.Body, `"via"`)
	assert.NotContains(t, own.Body, "k0f3s9dq2v1files")
	assert.Contains(t, own.Body, `"link":"/v1/tickets/`+number+"/files/")

	second := post(t, d, done(t, d, link, file).Body, "a.log", "another")
	assert.Equal(t, http.StatusOK, done(t, d, link, second).StatusCode, "it takes several")
	assert.Len(t, messages(t, d, id), 2)
}

// The bucket takes the same form again as a newer version. The page goes on saying what is on the ticket.
func TestTheFirstOfTwoFilesByOneFormStays(t *testing.T) {
	t.Parallel()
	d, id := mailed(t, letter.File{Name: "huge.log", Size: tooLarge})
	link := token(t, d)
	file := post(t, d, page(t, d, link).Body, "first.log", "a trace")
	require.Contains(t, done(t, d, link, file).Body, "first.log")
	key := messages(t, d, id)[0].Files[0].Key
	put, err := http.NewRequestWithContext(t.Context(), http.MethodPut, "http://attachments.example/"+handlertest.AttachmentsBucket+"/"+key, strings.NewReader("another"))
	require.NoError(t, err)
	put.Header.Set("Authorization", "as the bucket itself")
	put.Header.Set("X-Amz-Meta-Name", "second.log")
	resp, err := objects.Within{Handler: d.Objects}.RoundTrip(put)
	require.NoError(t, err)
	require.NoError(t, resp.Body.Close())
	require.Equal(t, http.StatusOK, resp.StatusCode)
	again := done(t, d, link, file)
	assert.Equal(t, http.StatusOK, again.StatusCode)
	assert.Contains(t, again.Body, "first.log")
	assert.NotContains(t, again.Body, "second.log")
	require.Len(t, messages(t, d, id), 1)
	assert.Equal(t, "first.log", messages(t, d, id)[0].Files[0].Name)
}

// Wrong, over, of a ticket that takes nothing any more: one and the same page.
func TestLinksThatAreNoneLookTheSame(t *testing.T) {
	t.Parallel()
	d, id := mailed(t, letter.File{Name: "huge.log", Size: tooLarge})
	link := token(t, d)
	wrong := page(t, d, strings.Repeat("0", 26))
	assert.Equal(t, http.StatusNotFound, wrong.StatusCode)
	for name, other := range map[string]string{"short": "0", "a key": "L%23x", "in capitals": strings.ToUpper(link)} {
		assert.Equal(t, wrong, page(t, d, other), name)
		assert.Equal(t, wrong, done(t, d, other, "u0-0"), name)
	}
	d.Clock.Forward(7*24*time.Hour - time.Second)
	begun := page(t, d, link)
	require.Equal(t, http.StatusOK, begun.StatusCode)
	file := post(t, d, begun.Body, "late.log", "begun in time")
	d.Clock.Forward(time.Second)
	assert.Equal(t, wrong, page(t, d, link))
	assert.Equal(t, wrong, done(t, d, link, ""))
	assert.Equal(t, http.StatusOK, done(t, d, link, file).StatusCode, "what was begun before is taken")
	d.Clock.Forward(24 * time.Hour)
	assert.Equal(t, wrong, done(t, d, link, file))
	assert.Len(t, messages(t, d, id), 1)
}

func TestAClosedTicketTakesNoFiles(t *testing.T) {
	t.Parallel()
	d, id := mailed(t, letter.File{Name: "huge.log", Size: tooLarge})
	link := token(t, d)
	file := post(t, d, page(t, d, link).Body, "a.log", "a trace")
	resp := d.Do(t, handlertest.Call{
		Route: "POST /v1/desk/tickets/{number}/resolution", Number: ticket.ShowNumber(id), As: handlertest.Engineer, Key: "the-resolution",
		JSON: handlertest.Body{"message": "Mended.", "waiver": "by mail"},
	})
	require.Equal(t, http.StatusOK, resp.StatusCode, resp.Body)
	d.Clock.Forward(60 * 24 * time.Hour) // nothing can reopen it any more
	fresh := strings.Repeat("1", 26)
	_, err := d.Store.OpenUpload(t.Context(), fresh, store.Upload{
		Ticket: id, Customer: "volga", By: ticket.Actor{Role: ticket.Contact, ID: "ivan"}, Until: d.Clock.Now().Add(time.Hour),
	})
	require.NoError(t, err)
	assert.Equal(t, http.StatusNotFound, page(t, d, fresh).StatusCode)
	assert.Equal(t, http.StatusNotFound, done(t, d, link, file).StatusCode)
	assert.Len(t, messages(t, d, id), 1, "the resolution alone")
}

func TestOnlyWhatCameByTheLinkIsAdded(t *testing.T) {
	t.Parallel()
	d, id := mailed(t, letter.File{Name: "huge.log", Size: tooLarge}, letter.File{Name: "small.log", Content: "a line"})
	link := token(t, d)
	file := post(t, d, page(t, d, link).Body, "a.log", "a trace")
	for name, other := range map[string]string{
		"nothing": "", "a file of the mail": filesOf(t, d, id)[1].ID(), "a path": "../" + file, "another": file + "/../x",
		"of another link": "u000000000000-" + file[len(file)-26:],
	} {
		assert.Equal(t, http.StatusNotFound, done(t, d, link, other).StatusCode, name)
	}
	gone := file[:len(file)-26] + strings.Repeat("A", 26)
	missing := done(t, d, link, gone)
	assert.Equal(t, http.StatusConflict, missing.StatusCode)
	assert.Contains(t, missing.Body, "<form", "it can be sent again")
	assert.Empty(t, messages(t, d, id))
}

func TestALinkTakesSoManyFilesAndNoMore(t *testing.T) {
	t.Parallel()
	d, id := mailed(t, letter.File{Name: "huge.log", Size: tooLarge})
	link := token(t, d)
	for i := range 20 {
		within, err := d.Store.CountUpload(t.Context(), link, fmt.Sprint(i), 20)
		require.NoError(t, err)
		require.True(t, within)
	}
	file := post(t, d, page(t, d, link).Body, "a.log", "a trace")
	assert.Equal(t, http.StatusConflict, done(t, d, link, file).StatusCode)
	assert.Empty(t, messages(t, d, id))
}

// The token itself is nowhere in the table.
func TestOnlyTheDigestOfATokenIsKept(t *testing.T) {
	t.Parallel()
	d, _ := mailed(t, letter.File{Name: "huge.log", Size: tooLarge})
	assert.NotContains(t, fmt.Sprint(d.Stored(t)), token(t, d))
}
