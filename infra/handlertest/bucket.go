package handlertest

import (
	"context"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/stretchr/testify/require"

	"flatsupport/functions/mailsweep"
	"flatsupport/infra/local/objects"
	"flatsupport/shared/queue"
	"flatsupport/shared/rawmail"
	"flatsupport/shared/triage"
)

// MailQueue is the queue of the mailroom.
const MailQueue = "mail"

// ObjectStore stands in for Amazon S3 on this machine, which a test can make unavailable.
type ObjectStore struct {
	Client *s3.Client
	Down   atomic.Bool  // it answers 503 to everything
	Hits   atomic.Int64 // requests that were answered so
}

// Objects starts an object store with the bucket of mails.
func Objects(t testing.TB) *ObjectStore {
	t.Helper()
	handler, err := objects.Open(t.TempDir(), []string{MailBucket}, time.Now)
	require.NoError(t, err)
	o := &ObjectStore{}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if o.Down.Load() {
			o.Hits.Add(1)
			w.WriteHeader(http.StatusServiceUnavailable)
			_, _ = io.WriteString(w, "<Error><Code>SlowDown</Code><Message>Reduce your request rate.</Message></Error>")
			return
		}
		handler.ServeHTTP(w, r)
	}))
	t.Cleanup(server.Close)
	o.Client = objects.Client(server.URL, func(options *s3.Options) { options.Retryer = aws.NopRetryer{} })
	return o
}

// Mails are those of its bucket.
func (o *ObjectStore) Mails() rawmail.Bucket { return rawmail.New(o.Client, MailBucket) }

// Put puts a mail into the bucket.
func (o *ObjectStore) Put(t testing.TB, object, raw string) {
	t.Helper()
	_, err := o.Client.PutObject(t.Context(), &s3.PutObjectInput{
		Bucket: aws.String(MailBucket), Key: &object, Body: strings.NewReader(raw),
	})
	require.NoError(t, err)
}

// MailSweep is the function that finds mails of which nobody was told. What it sends on is in found.
func (d *Desk) MailSweep(mails mailsweep.Mails, found *FoundMails) mailsweep.Handler {
	return mailsweep.Handler{
		Store: d.Store, Mails: mails, Queue: found, MailQueue: MailQueue,
		Triage: triage.Desk{Docket: d.Docket, Mailer: d.Outbox, PortalURL: "https://desk.example/"}, Metrics: io.Discard, Now: d.Clock.Now,
	}
}

// FoundMails are the messages of mails that were found.
type FoundMails struct{ Bodies []string }

// SendFound keeps them.
func (f *FoundMails) SendFound(_ context.Context, _ string, mails ...queue.Found) error {
	for _, m := range mails {
		body, err := m.Encode()
		if err != nil {
			return err
		}
		f.Bodies = append(f.Bodies, body)
	}
	return nil
}

// Take gives what was found and forgets it.
func (f *FoundMails) Take() []string {
	all := f.Bodies
	f.Bodies = nil
	return all
}
