package files_test

import (
	"net/http"
	"testing"

	"github.com/aws/aws-lambda-go/events"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"flatsupport/infra/handlertest"
	"flatsupport/infra/story/letter"
	"flatsupport/shared/ticket"
)

// The events of events/files, about the ticket of a mail with a small file and a large one.
func TestEventsOfTheGateway(t *testing.T) {
	t.Parallel()
	cases := []struct {
		name   string
		status int
	}{
		{"link", http.StatusOK},
		{"link-in-a-browser", http.StatusSeeOther},
		{"link-of-another-customer", http.StatusNotFound},
		{"link-for-the-desk", http.StatusOK},
		{"upload", http.StatusOK},
		{"upload-by-a-wrong-link", http.StatusNotFound},
		{"upload-done-without-a-file", http.StatusConflict},
	}
	d, id := mailed(t, letter.File{Name: "small.log", Content: "a line"}, letter.File{Name: "huge.log", Size: tooLarge})
	names := make([]string, 0, len(cases))
	for _, c := range cases {
		names = append(names, c.name)
		req := handlertest.File[events.APIGatewayV2HTTPRequest](t, "files/"+c.name)
		resp := d.Answer(t, req)
		assert.Equal(t, c.status, resp.StatusCode, "%s: %s", c.name, resp.Body)
		if number, named := req.PathParameters["number"]; named {
			require.Equal(t, ticket.ShowNumber(id), number)
			require.Equal(t, filesOf(t, d, id)[0].ID(), req.PathParameters["file"])
		}
	}
	handlertest.EveryFile(t, "files", names)
}
