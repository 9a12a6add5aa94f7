package releases_test

import (
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-lambda-go/events"
	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/stretchr/testify/require"

	"flatsupport/infra/handlertest"
	"flatsupport/infra/local/objects"
	"flatsupport/shared/presign"
)

const (
	publishing   = "POST /v1/releases"
	listing      = "GET /v1/releases"
	withdrawing  = "POST /v1/releases/{product}/{version}/withdrawal"
	downloading  = "POST /v1/releases/{product}/{version}/downloads"
	licensing    = "POST /v1/releases/{product}/{version}/upgrade-licences"
	readingOfLog = "GET /v1/customers/{customer}/downloads"
)

// Dina's support is in loyalty, Vera's is over.
var (
	Dina = handlertest.Person{Subject: "dina@kama.example", Roles: handlertest.Ivan.Roles}
	Vera = handlertest.Person{Subject: "vera@yenisei.example", Roles: handlertest.Ivan.Roles}
)

// shop is a desk whose bucket of releases is there, with the files of the demo's softswitch.
func shop(t *testing.T, customers ...string) *handlertest.Desk {
	t.Helper()
	d := handlertest.New(t, customers...)
	handler, err := objects.Open(t.TempDir(), []string{handlertest.ReleasesBucket}, time.Now)
	require.NoError(t, err)
	server := httptest.NewServer(handler)
	t.Cleanup(server.Close)
	client := objects.Client(server.URL)
	d.Links = presign.New(client, handlertest.ReleasesBucket)
	for _, version := range []string{"4.0.9", "4.1", "4.1.1", "4.1.2", "4.2"} {
		_, err := client.PutObject(t.Context(), &s3.PutObjectInput{
			Bucket: aws.String(handlertest.ReleasesBucket), Key: aws.String("softswitch/softswitch-" + version + ".txt"),
			Body: strings.NewReader("FLAT Softswitch " + version + "\n"),
		})
		require.NoError(t, err)
	}
	return d
}

// of are the path parameters of a release of the softswitch.
func of(version string) map[string]string {
	return map[string]string{"product": "softswitch", "version": version}
}

func ask(as handlertest.Person, version, key string, body handlertest.Body) handlertest.Call {
	return handlertest.Call{Route: downloading, Path: of(version), As: as, Key: key, JSON: body}
}

func forHQ() handlertest.Body { return handlertest.Body{"installation": "hq"} }

type answer struct {
	Decision struct {
		ID, Answer, Code, Clause, Certificate, Support, Ticket, Licence, Role, By, Edition, Installation, Version string
		At                                                                                                        time.Time
		Facts                                                                                                     []string
	}
	Link struct {
		URL    string
		Until  time.Time
		SHA256 string
	}
	Licence struct {
		ID, Version string
		Licences    int
	}
}

type problem struct {
	Status          int
	Code, Clause    string
	Detail          string
	Decision        string
	Edition         string
	WhatWouldChange []string
	Refusals        []struct {
		Code, Clause, Reason, Remedy string
		Facts                        []struct{ Value string }
	}
	Errors []struct{ Field, Code string }
}

// log is the log of a customer as the manager reads it.
func log(t *testing.T, d *handlertest.Desk, customer string) []string {
	t.Helper()
	resp := d.Do(t, handlertest.Call{Route: readingOfLog, Path: map[string]string{"customer": customer}, As: handlertest.Manager})
	require.Equal(t, http.StatusOK, resp.StatusCode, resp.Body)
	var lines []string
	for _, one := range handlertest.Read[struct {
		Decisions []struct{ Version, Answer, Code, Clause, Role, By string }
	}](t, resp).Decisions {
		lines = append(lines, strings.Join(strings.Fields(strings.Join([]string{one.Role, one.By, one.Version, one.Answer, one.Code, one.Clause}, " ")), " "))
	}
	return lines
}

func fields(t *testing.T, resp events.APIGatewayV2HTTPResponse) []string {
	t.Helper()
	require.Equal(t, http.StatusBadRequest, resp.StatusCode, resp.Body)
	var all []string
	for _, e := range handlertest.Read[problem](t, resp).Errors {
		all = append(all, e.Field+"="+e.Code)
	}
	return all
}

// fetch follows a link as a browser does, without any token.
func fetch(t *testing.T, link string) (int, string, http.Header) {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, link, http.NoBody)
	require.NoError(t, err)
	resp, err := http.DefaultClient.Do(req)
	require.NoError(t, err)
	defer func() { require.NoError(t, resp.Body.Close()) }()
	body, err := io.ReadAll(resp.Body)
	require.NoError(t, err)
	return resp.StatusCode, string(body), resp.Header
}

var quiet = slog.New(slog.DiscardHandler)

// writes tells the requests that write an item whose sort key begins with the prefix.
func writes(prefix string) func(input any) bool {
	return func(input any) bool {
		put, ok := input.(*dynamodb.PutItemInput)
		return ok && strings.HasPrefix(handlertest.Text(put.Item["sk"]), prefix)
	}
}
