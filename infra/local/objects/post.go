package objects

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"mime"
	"mime/multipart"
	"net/http"
	"net/url"
	"os"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"
)

const (
	maxFields = 20 << 10 // bytes of the fields before the file, as Amazon S3 has it
	maxPosted = 5 << 30
)

// errDenied: the form is not as its policy says, or the policy is not one that the stack has signed.
var errDenied = errors.New("post denied")

// posted is a form that a browser sends: its fields by small-letter names, and the file, which comes last.
type posted struct {
	fields map[string]string
	file   *os.File
	size   int64
}

// post takes a file by a form with a signed policy, as Amazon S3 does: everything in the form must be named by the policy and
// be as it says. What is taken is put under the form's key by the handler behind, and the browser is sent on. Unlike S3 it
// refuses a key that is there already: the real bucket keeps the version that a ticket names, and this one keeps none.
func post(next http.Handler, now func() time.Time) http.Handler {
	var one sync.Mutex // looks for the key and puts at a time
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		bucket := strings.Trim(r.URL.Path, "/")
		form, err := readForm(r)
		if form.file != nil {
			defer func() { _ = form.file.Close(); _ = os.Remove(form.file.Name()) }()
		}
		if err == nil {
			err = form.allowed(bucket, now())
		}
		if err != nil {
			denied(w)
			return
		}
		put := &http.Request{
			Method: http.MethodPut, URL: &url.URL{Path: "/" + bucket + "/" + form.fields["key"]}, Host: r.Host, Header: http.Header{},
			Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1, Body: form.file, ContentLength: form.size,
		}
		put = put.WithContext(r.Context())
		one.Lock()
		defer one.Unlock()
		if isThere(next, put) {
			denied(w)
			return
		}
		put.RequestURI = put.URL.RequestURI()
		put.Header.Set("Content-Length", strconv.FormatInt(form.size, 10))
		for name, value := range form.fields {
			if name == "content-type" || strings.HasPrefix(name, "x-amz-meta-") {
				put.Header.Set(name, mime.BEncoding.Encode("UTF-8", value))
			}
		}
		answer := &answering{header: http.Header{}}
		next.ServeHTTP(answer, put)
		if answer.status >= http.StatusMultipleChoices {
			w.WriteHeader(answer.status)
			_, _ = w.Write(answer.body.Bytes())
			return
		}
		goOn, err := url.Parse(form.fields["success_action_redirect"])
		if err != nil || goOn.Host == "" {
			w.WriteHeader(http.StatusNoContent)
			return
		}
		query := goOn.Query()
		query.Set("bucket", bucket)
		query.Set("key", form.fields["key"])
		query.Set("etag", answer.header.Get("ETag"))
		goOn.RawQuery = query.Encode()
		w.Header().Set("Location", goOn.String())
		w.WriteHeader(http.StatusSeeOther)
	})
}

// isThere reports whether there is an object already where something is to be put.
func isThere(next http.Handler, put *http.Request) bool {
	look := put.Clone(put.Context())
	look.Method, look.Body, look.ContentLength = http.MethodHead, http.NoBody, 0
	answer := &answering{header: http.Header{}}
	next.ServeHTTP(answer, look)
	return answer.status != http.StatusNotFound
}

// readForm reads the fields, with the file's name in the place of ${filename}, and the file after them.
func readForm(r *http.Request) (posted, error) {
	form := posted{fields: map[string]string{}}
	parts, err := r.MultipartReader()
	if err != nil {
		return form, fmt.Errorf("%w: %w", errDenied, err)
	}
	room := int64(maxFields)
	for {
		part, err := parts.NextRawPart()
		if err != nil {
			return form, fmt.Errorf("%w: no file: %w", errDenied, err)
		}
		if part.FormName() == "file" {
			err = form.take(part)
			return form, err
		}
		value, err := io.ReadAll(io.LimitReader(part, room+1))
		if room -= int64(len(value)); err != nil || room < 0 {
			return form, fmt.Errorf("%w: its fields", errDenied)
		}
		name := strings.ToLower(part.FormName())
		if _, twice := form.fields[name]; twice {
			return form, fmt.Errorf("%w: %s is there twice", errDenied, name)
		}
		form.fields[name] = string(value)
	}
}

func (p *posted) take(part *multipart.Part) (err error) {
	for name, value := range p.fields {
		p.fields[name] = strings.ReplaceAll(value, "${filename}", part.FileName())
	}
	if p.file, err = os.CreateTemp("", "upload-*"); err != nil {
		return fmt.Errorf("keep an upload: %w", err)
	}
	if p.size, err = io.Copy(p.file, io.LimitReader(part, maxPosted+1)); err != nil {
		return fmt.Errorf("keep an upload: %w", err)
	}
	_, err = p.file.Seek(0, io.SeekStart)
	return err
}

// document is a policy.
type document struct {
	Expiration time.Time         `json:"expiration"`
	Conditions []json.RawMessage `json:"conditions"`
}

// allowed holds the form against its policy.
func (p *posted) allowed(bucket string, now time.Time) error {
	source, err := base64.StdEncoding.DecodeString(p.fields["policy"])
	if err != nil || !p.isSigned(now) {
		return fmt.Errorf("%w: its signature", errDenied)
	}
	var policy document
	if err := json.Unmarshal(source, &policy); err != nil || !now.Before(policy.Expiration) {
		return fmt.Errorf("%w: its policy is over, or none", errDenied)
	}
	held := map[string]bool{"policy": true, "x-amz-signature": true}
	have := map[string]string{"bucket": bucket}
	for name, value := range p.fields {
		have[name] = value
	}
	for _, raw := range policy.Conditions {
		names, ok := p.holds(raw, have)
		if !ok {
			return fmt.Errorf("%w: %s", errDenied, raw)
		}
		for _, name := range names {
			held[name] = true
		}
	}
	for name := range p.fields {
		if !held[name] && !strings.HasPrefix(name, "x-ignore-") {
			return fmt.Errorf("%w: nothing is said of %s", errDenied, name)
		}
	}
	if !held["key"] || !held["bucket"] || p.fields["key"] == "" {
		return fmt.Errorf("%w: it names no key", errDenied)
	}
	return nil
}

// holds reports of which fields a condition speaks, and whether it holds.
func (p *posted) holds(raw json.RawMessage, have map[string]string) (names []string, ok bool) {
	var exact map[string]string
	if json.Unmarshal(raw, &exact) == nil {
		for name, want := range exact {
			name = strings.ToLower(name)
			if value, there := have[name]; !there || value != want {
				return nil, false
			}
			names = append(names, name)
		}
		return names, true
	}
	var list []any
	if err := json.Unmarshal(raw, &list); err != nil || len(list) != 3 {
		return nil, false
	}
	if list[0] == "content-length-range" {
		least, isNumber := list[1].(float64)
		most, areNumbers := list[2].(float64)
		return nil, isNumber && areNumbers && float64(p.size) >= least && float64(p.size) <= most
	}
	field, isField := list[1].(string)
	want, isText := list[2].(string)
	name := strings.ToLower(strings.TrimPrefix(field, "$"))
	value, there := have[name]
	switch {
	case !isField || !isText || !there:
		return nil, false
	case list[0] == "eq":
		return []string{name}, value == want
	case list[0] == "starts-with":
		return []string{name}, strings.HasPrefix(value, want)
	default:
		return nil, false
	}
}

// isSigned signs the policy anew and compares.
func (p *posted) isSigned(now time.Time) bool {
	scope := strings.Split(p.fields["x-amz-credential"], "/") // key, day, region, service, aws4_request
	at, err := time.Parse("20060102T150405Z", p.fields["x-amz-date"])
	if err != nil || len(scope) != 5 || scope[0] != accessKey || scope[1] != at.Format("20060102") || scope[3] != "s3" ||
		scope[4] != "aws4_request" || p.fields["x-amz-algorithm"] != "AWS4-HMAC-SHA256" || now.Before(at.Add(-time.Minute)) {
		return false
	}
	key := []byte("AWS4" + secretKey)
	for _, part := range slices.Concat(scope[1:], []string{p.fields["policy"]}) {
		mac := hmac.New(sha256.New, key)
		mac.Write([]byte(part))
		key = mac.Sum(nil)
	}
	given, err := hex.DecodeString(p.fields["x-amz-signature"])
	return err == nil && hmac.Equal(key, given)
}
