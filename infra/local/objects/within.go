package objects

import (
	"bytes"
	"io"
	"net/http"
	"strconv"
)

// Within brings requests to a handler without a network: the transport of a client whose store is in the same process.
type Within struct{ http.Handler }

// RoundTrip answers by the handler.
func (w Within) RoundTrip(req *http.Request) (*http.Response, error) {
	asked := req.Clone(req.Context())
	asked.RequestURI = req.URL.RequestURI()
	if asked.Host == "" {
		asked.Host = req.URL.Host
	}
	if asked.Body == nil {
		asked.Body = http.NoBody
	}
	if asked.ContentLength > 0 { // as a server finds it in the head
		asked.Header.Set("Content-Length", strconv.FormatInt(asked.ContentLength, 10))
	}
	answer := &answering{header: http.Header{}}
	w.ServeHTTP(answer, asked)
	answer.WriteHeader(http.StatusOK)
	return &http.Response{
		StatusCode: answer.status, Status: http.StatusText(answer.status), Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1,
		Header: answer.header, Body: io.NopCloser(&answer.body), ContentLength: length(answer, req.Method), Request: req,
	}, nil
}

// length of a body, or of the one that a HEAD was not given.
func length(a *answering, method string) int64 {
	if method == http.MethodHead {
		return -1
	}
	return int64(a.body.Len())
}

// answering gathers an answer.
type answering struct {
	header http.Header
	status int
	body   bytes.Buffer
}

func (a *answering) Header() http.Header { return a.header }

func (a *answering) WriteHeader(status int) {
	if a.status == 0 {
		a.status = status
	}
}

func (a *answering) Write(p []byte) (int, error) {
	a.WriteHeader(http.StatusOK)
	return a.body.Write(p)
}
