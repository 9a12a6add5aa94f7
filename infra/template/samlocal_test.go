package template_test

import (
	"encoding/json"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/aws/aws-lambda-go/events"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// samEnvironment is what `sam local` gives to every function in place of the template's values.
func samEnvironment(t *testing.T) map[string]string {
	t.Helper()
	var file struct{ Parameters map[string]string }
	decode(t, "../../events/env.json", &file)
	return file.Parameters
}

func decode(t *testing.T, path string, into any) {
	t.Helper()
	text, err := os.ReadFile(path)
	require.NoError(t, err)
	require.NoError(t, json.Unmarshal(text, into), path)
}

// What is missing would keep its value for AWS; what is superfluous sam local drops in silence.
func TestSamLocalReplacesTheWholeEnvironment(t *testing.T) {
	t.Parallel()
	want := map[string]bool{}
	for _, f := range read(t, realTemplate, given).Functions {
		for name := range f.Environment {
			want[name] = true
		}
	}
	got := map[string]bool{}
	for name := range samEnvironment(t) {
		got[name] = true
	}
	assert.Equal(t, want, got)
}

func TestSamLocalReachesOnlyThisMachine(t *testing.T) {
	t.Parallel()
	environment := samEnvironment(t)
	queues := read(t, realTemplate, given).Queues
	makefile, err := os.ReadFile("../../Makefile")
	require.NoError(t, err)
	for name, value := range environment {
		if !strings.HasPrefix(name, "AWS_ENDPOINT_URL_") && !strings.HasSuffix(name, "_QUEUE_URL") {
			continue
		}
		address, err := url.Parse(value)
		require.NoError(t, err, name)
		assert.Equal(t, "host.docker.internal", address.Hostname(), name)
		if name != "AWS_ENDPOINT_URL_SESV2" && name != "AWS_ENDPOINT_URL_SNS" && name != "AWS_ENDPOINT_URL_S3" { // nothing listens there: no mail and no SMS leaves, and no link is followed
			assert.Contains(t, string(makefile), "-port "+address.Port(), name)
		}
		if strings.HasSuffix(name, "_QUEUE_URL") {
			known := make([]string, 0, len(queues))
			for _, q := range queues {
				known = append(known, "/000000000000/"+q.ID)
			}
			assert.Contains(t, known, address.Path, name)
		}
	}
}

func TestSamLocalBelievesTheClaimsOfTheEvents(t *testing.T) {
	t.Parallel()
	environment := samEnvironment(t)
	files, err := filepath.Glob("../../events/*/*.json")
	require.NoError(t, err)
	signed := 0
	for _, file := range files {
		var event events.APIGatewayV2HTTPRequest
		decode(t, file, &event)
		if event.RequestContext.Authorizer == nil {
			continue
		}
		signed++
		claims := event.RequestContext.Authorizer.JWT.Claims
		assert.Equal(t, environment["JWT_ISSUER"], claims["iss"], file)
		assert.Equal(t, environment["JWT_AUDIENCE"], claims["client_id"], file)
	}
	assert.NotZero(t, signed)
}
