package store_test

import (
	"bytes"
	"io"
	"net/http"
	"strings"
	"sync"
	"testing"

	awshttp "github.com/aws/aws-sdk-go-v2/aws/transport/http"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"

	"flatsupport/shared/store"
)

// fault is what happens to a request on its way.
type fault string

const (
	none      fault = ""
	lost      fault = "the answer is lost"             // after the request took effect
	dropped   fault = "the request is dropped"         // before it took effect
	throttled fault = "the request is throttled"       //
	broken    fault = "the service has an inner error" //
	deferred  fault = "the batch is left for later"    //
)

// line is an HTTP client on which the first requests of an operation meet the given faults, one each.
type line struct {
	next      *awshttp.BuildableClient
	operation string
	mu        sync.Mutex
	faults    []fault
	then      func() // runs after a fault, before the client sees it
}

type timeout struct{}

func (timeout) Error() string   { return "i/o timeout" }
func (timeout) Timeout() bool   { return true }
func (timeout) Temporary() bool { return true }

func (l *line) Do(r *http.Request) (*http.Response, error) {
	switch l.fault(r) {
	case lost:
		resp, err := l.next.Do(r)
		if err == nil {
			_, _ = io.Copy(io.Discard, resp.Body)
			_ = resp.Body.Close()
		}
		l.after()
		return nil, timeout{}
	case dropped:
		l.after()
		return nil, timeout{}
	case throttled:
		return refusal(http.StatusBadRequest, "ThrottlingException"), nil
	case broken:
		return refusal(http.StatusInternalServerError, "InternalServerError"), nil
	case deferred:
		asked, err := io.ReadAll(r.Body)
		if err != nil {
			return nil, err
		}
		answer := bytes.Replace(asked, []byte(`"RequestItems"`), []byte(`"Responses":{},"UnprocessedKeys"`), 1)
		return httpAnswer(http.StatusOK, string(answer)), nil
	default:
		return l.next.Do(r)
	}
}

func (l *line) fault(r *http.Request) fault {
	l.mu.Lock()
	defer l.mu.Unlock()
	if len(l.faults) == 0 || !strings.HasSuffix(r.Header.Get("X-Amz-Target"), "."+l.operation) {
		return none
	}
	f := l.faults[0]
	l.faults = l.faults[1:]
	return f
}

func (l *line) after() {
	if l.then != nil {
		l.then()
	}
}

func refusal(status int, code string) *http.Response {
	return httpAnswer(status, `{"__type":"com.amazonaws.dynamodb.v20120810#`+code+`","message":"injected"}`)
}

func httpAnswer(status int, body string) *http.Response {
	return &http.Response{
		StatusCode: status, Header: http.Header{"Content-Type": {"application/x-amz-json-1.0"}},
		Body: io.NopCloser(strings.NewReader(body)), ContentLength: int64(len(body)),
	}
}

// onLine is the store over a line with faults, where each request is tried so many times.
func (b bench) onLine(t *testing.T, tries int, l *line) *store.Store {
	t.Helper()
	l.next = awshttp.NewBuildableClient()
	return b.through(t, func(o *dynamodb.Options) { o.HTTPClient, o.RetryMaxAttempts = l, tries })
}
