package files_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"flatsupport/infra/handlertest"
	"flatsupport/infra/story/letter"
	"flatsupport/shared/ticket"
)

func TestALinkGivesTheFileAndShowsNothingOfIt(t *testing.T) {
	t.Parallel()
	d, id := mailed(t, letter.File{Name: "журнал \"1\".html", Type: "text/html", Content: "<script>alert(1)</script>"})
	file := filesOf(t, d, id)[0]
	for _, who := range []handlertest.Person{handlertest.Ivan, handlertest.Kate, handlertest.Engineer} {
		resp := toFile(t, d, who, id, file.ID())
		require.Equal(t, http.StatusOK, resp.StatusCode, resp.Body)
		got := handlertest.Read[link](t, resp)
		assert.Equal(t, file.Name, got.Name)
		assert.Equal(t, int64(25), got.Size)
		body, head := fetch(t, d, got.Link)
		assert.Equal(t, "<script>alert(1)</script>", body)
		assert.Equal(t, "application/octet-stream", head.Get("Content-Type"))
		assert.True(t, strings.HasPrefix(head.Get("Content-Disposition"), "attachment;"), head.Get("Content-Disposition"))
		assert.Contains(t, head.Get("Content-Disposition"), "filename*=UTF-8''%D0%B6")
	}
}

func TestABrowserIsSentToTheFile(t *testing.T) {
	t.Parallel()
	d, id := mailed(t, letter.File{Name: "a.log", Content: "a trace"})
	resp := d.Do(t, handlertest.Call{
		Route: "GET /v1/tickets/{number}/files/{file}", Number: ticket.ShowNumber(id), Path: map[string]string{"file": filesOf(t, d, id)[0].ID()},
		As: handlertest.Ivan, Header: map[string]string{"accept": "text/html"},
	})
	require.Equal(t, http.StatusSeeOther, resp.StatusCode)
	body, _ := fetch(t, d, resp.Headers["Location"])
	assert.Equal(t, "a trace", body)
}

// What is somebody else's, what is not there, and what was left in the mail all look the same.
func TestAForeignFileLooksLikeAMissingOne(t *testing.T) {
	t.Parallel()
	d, id := mailed(t, letter.File{Name: "a.log", Content: "a trace"}, letter.File{Name: "huge.log", Size: tooLarge})
	other := d.Open(t, handlertest.Ivan, "another-ticket", handlertest.Request("hq"))
	file := filesOf(t, d, id)[0].ID()
	missing := toFile(t, d, handlertest.Ivan, id, "nothing")
	assert.Equal(t, http.StatusNotFound, missing.StatusCode)
	assert.Equal(t, missing, toFile(t, d, handlertest.Anna, id, file), "another customer")
	assert.Equal(t, missing, toFile(t, d, handlertest.Anna, "0000000000", file), "no ticket")
	assert.Equal(t, missing, toFile(t, d, handlertest.Ivan, other, file), "another ticket of the same customer")
	assert.Equal(t, missing, toFile(t, d, handlertest.Ivan, id, "huge.log"))
	assert.Empty(t, filesOf(t, d, id)[1].ID())
}
