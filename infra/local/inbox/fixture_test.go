package inbox_test

import (
	"context"
	"encoding/json"
	"errors"
	"net"
	"net/smtp"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"flatsupport/infra/local/inbox"
)

const (
	ivan    = "ivan@volga.example"
	support = "support@flat.example"
)

// virtual is the time of the stack in these tests: not the machine's.
var virtual = time.Date(2031, 5, 2, 9, 30, 0, 0, time.UTC)

var errDown = errors.New("it is down")

// post is where mail goes: the bucket and the queue, and what came to them in which order.
type post struct {
	mu              sync.Mutex
	order           []string
	mails           map[string]string
	told            []string
	noBucket, noSNS bool
}

func (p *post) put(_ context.Context, key string, raw []byte) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.noBucket {
		return errDown
	}
	p.order = append(p.order, "bucket")
	p.mails[key] = string(raw)
	return nil
}

func (p *post) announce(_ context.Context, body string) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.noSNS {
		return errDown
	}
	p.order = append(p.order, "queue")
	p.told = append(p.told, body)
	return nil
}

// only is the one mail that was kept and told of.
func (p *post) only(t *testing.T) (raw string, n notice) {
	t.Helper()
	p.mu.Lock()
	defer p.mu.Unlock()
	require.Equal(t, []string{"bucket", "queue"}, p.order)
	n = read(t, p.told[0])
	return p.mails[n.Receipt.Action.ObjectKey], n
}

// nothing: neither bucket nor queue have anything.
func (p *post) nothing(t *testing.T) {
	t.Helper()
	p.mu.Lock()
	defer p.mu.Unlock()
	assert.Empty(t, p.order)
}

// verdict and notice are what SES tells.
type verdict struct{ Status string }

type notice struct {
	NotificationType string
	Mail             struct {
		Source, MessageID string
		Timestamp         time.Time
		Destination       []string
	}
	Receipt struct {
		Timestamp    time.Time
		Recipients   []string
		SpamVerdict  verdict
		VirusVerdict verdict
		SPFVerdict   verdict
		DKIMVerdict  verdict
		DMARCVerdict verdict
		Action       struct{ Type, TopicArn, BucketName, ObjectKey string }
	}
}

func read(t *testing.T, body string) notice {
	t.Helper()
	var outer struct{ Type, Message string }
	require.NoError(t, json.Unmarshal([]byte(body), &outer))
	require.Equal(t, "Notification", outer.Type)
	var n notice
	require.NoError(t, json.Unmarshal([]byte(outer.Message), &n))
	return n
}

// open serves an inbox, changed as a test wants it, and gives its address.
func open(t *testing.T, change func(*inbox.Config)) (*post, *inbox.Inbox, string) {
	t.Helper()
	p := &post{mails: map[string]string{}}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	config := inbox.Config{
		Recipients: []string{support, "Old.Desk@flat.example"}, Bucket: "mailbucket", Topic: "arn:aws:sns:local:000000000000:MailTopic",
		Now: func() time.Time { return virtual }, Log: t.Output(), Put: p.put, Announce: p.announce,
	}
	if change != nil {
		change(&config)
	}
	i := inbox.Serve(listener, config)
	t.Cleanup(func() { i.Stop(context.Background()) })
	return p, i, listener.Addr().String()
}

// letter is a mail of Ivan's with the lines of its head before the body.
func letter(body string, head ...string) string {
	lines := append([]string{"From: Ivan <" + ivan + ">", "To: " + support, "Subject: No calls", "Message-ID: <one@volga.example>"}, head...)
	return strings.Join(lines, "\r\n") + "\r\n\r\n" + body + "\r\n"
}

func deliver(t *testing.T, address, from, to, raw string) error {
	t.Helper()
	return smtp.SendMail(address, nil, from, []string{to}, []byte(raw))
}
