// Package handlertest sets up a desk for the tests of the functions: every handler wired over a table of its own on
// DynamoDB Local, with the people and customers of the demo, a clock that the test moves, and queues and an outbox that
// only record. What a function asks of the store it gets from the real one.
//
// Every call over HTTP is held to infra/openapi.yaml.
package handlertest

import (
	"context"
	"crypto/rand"
	"io"
	"log/slog"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/aws/aws-lambda-go/events"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/stretchr/testify/require"

	"flatsupport/functions/contracts"
	"flatsupport/functions/desk"
	"flatsupport/functions/entitlement"
	"flatsupport/functions/escalation"
	"flatsupport/functions/files"
	"flatsupport/functions/forms"
	"flatsupport/functions/intake"
	"flatsupport/functions/mailevents"
	"flatsupport/functions/notify"
	"flatsupport/functions/releases"
	"flatsupport/functions/reminder"
	"flatsupport/functions/slatimer"
	"flatsupport/infra/local/objects"
	"flatsupport/infra/local/parts"
	"flatsupport/infra/story/given"
	"flatsupport/shared/attachment"
	"flatsupport/shared/auth"
	"flatsupport/shared/coverage"
	"flatsupport/shared/docket"
	"flatsupport/shared/inbound"
	"flatsupport/shared/policy"
	"flatsupport/shared/presign"
	"flatsupport/shared/store"
	"flatsupport/shared/store/storetest"
	"flatsupport/shared/web"
)

// Monday is the instant at which every desk begins: Monday 23 November 2026, 10:30 in Moscow, a working day.
var Monday = time.Date(2026, 11, 23, 7, 30, 0, 0, time.UTC)

// Names of the queues, in the place of their URLs.
const (
	EntitlementQueue = "entitlement"
	EscalationQueue  = "escalation"
	NotifyQueue      = "notify"
	ReminderQueue    = "reminder"
	FormQueue        = "form"
)

// Inbox is the address to which answers to the desk's mails go.
const Inbox = "support@flat.example"

// Threads are those of the desk's mails, also of events/.
func Threads() inbound.Threads { return inbound.ThreadsOf(Inbox, []byte("key-of-the-tests")) }

// ReleasesBucket is where the files of releases are.
const ReleasesBucket = "releasesbucket"

// AttachmentsBucket is where the files of tickets are.
const AttachmentsBucket = "attachmentsbucket"

// Whose tokens are believed, also those of events/.
const (
	Issuer   = "https://cognito-idp.eu-central-1.amazonaws.com/eu-central-1_EXAMPLE01"
	Audience = "3n4b5urk1ft4fl3mg5e62d9ado"
)

// Desk is all functions over one table.
type Desk struct {
	DB     *dynamodb.Client
	Table  string
	Store  *store.Store
	Docket docket.Docket
	Auth   *auth.Verifier
	Clock  *Clock
	Queue  *Queue
	Outbox *Outbox
	Pager  *Pager
	Links  presign.Links

	Letters *Letters
	Objects http.Handler // the store of files, in this process
}

// New sets up a desk with the demo's staff, partners and the named customers of the demo. Nobody watches the dates of their
// certificates until a test arms that.
func New(t testing.TB, customers ...string) *Desk {
	t.Helper()
	db, table := storetest.Table(t)
	bucket, err := objects.InMemory([]string{AttachmentsBucket}, time.Now) // links and forms are signed by the clock of the machine
	require.NoError(t, err)
	verifier, err := auth.New(auth.Config{Issuer: Issuer, Audience: Audience, RolesClaim: "cognito:groups"})
	require.NoError(t, err)
	d := &Desk{
		DB: db, Table: table, Auth: verifier, Clock: &Clock{at: Monday}, Queue: &Queue{}, Outbox: &Outbox{}, Pager: &Pager{},
		Letters: &Letters{}, Objects: bucket,
		Links: presign.New(objects.Client("http://objects.example"), ReleasesBucket),
	}
	d.use(t, db)
	require.NoError(t, demo(t, customers).Save(t.Context(), d.Store))
	return d
}

// Attachments is a client of the desk's own store of files.
func (d *Desk) Attachments() *s3.Client {
	return objects.Within{Handler: d.Objects}.Client("http://attachments.example")
}

// Through is the same desk with a client of its own to the table, for a test that disturbs its requests.
func (d *Desk) Through(t testing.TB, options ...func(*dynamodb.Options)) *Desk {
	t.Helper()
	other := *d
	other.use(t, storetest.Client(t, options...))
	return &other
}

func (d *Desk) use(t testing.TB, db *dynamodb.Client) {
	t.Helper()
	editions, err := policy.Editions()
	require.NoError(t, err)
	d.DB, d.Store = db, store.New(db, d.Table)
	d.Docket = docket.Docket{Store: d.Store, Editions: editions}
}

// Intake is the function at the front door.
func (d *Desk) Intake() intake.Handler {
	return intake.Handler{
		Store: d.Store, Docket: d.Docket, Auth: d.Auth, Queue: d.Queue,
		EntitlementQueue: EntitlementQueue, NotifyQueue: NotifyQueue, Now: d.Clock.Now,
	}
}

// Forms is the function of the public form.
func (d *Desk) Forms() forms.Handler {
	return forms.Handler{
		Store: d.Store, Docket: d.Docket, Queue: d.Queue, FormQueue: FormQueue, EntitlementQueue: EntitlementQueue,
		Secret: []byte("key-of-the-tests"), Now: d.Clock.Now,
	}
}

// Desk is the function of the engineers' work.
func (d *Desk) Desk() desk.Handler {
	return desk.Handler{
		Store: d.Store, Docket: d.Docket, Auth: d.Auth, Queue: d.Queue, EntitlementQueue: EntitlementQueue, NotifyQueue: NotifyQueue,
		Originals: presign.New(objects.Client("http://objects.example"), MailBucket), Now: d.Clock.Now,
	}
}

// Contracts is the function of the records of support.
func (d *Desk) Contracts() contracts.Handler {
	return contracts.Handler{
		Store: d.Store, Editions: d.Docket.Editions, Auth: d.Auth, Queue: d.Queue, EscalationQueue: EscalationQueue, Now: d.Clock.Now,
	}
}

// Releases is the function of the catalogue. Its links lead to a bucket that answers only where a test has set one up.
func (d *Desk) Releases() releases.Handler {
	return releases.Handler{
		Store: d.Store, Editions: d.Docket.Editions, Auth: d.Auth, Links: d.Links, Random: rand.Text, Now: d.Clock.Now,
	}
}

// Files is the function of the files of tickets.
func (d *Desk) Files() files.Handler {
	client := d.Attachments()
	return files.Handler{
		Store: d.Store, Docket: d.Docket, Auth: d.Auth, Links: presign.New(client, AttachmentsBucket),
		Files: attachment.New(client, AttachmentsBucket), Queue: d.Queue, NotifyQueue: NotifyQueue, PortalURL: "https://desk.example/",
		Random: rand.Text, Now: d.Clock.Now,
	}
}

// Entitlement is the function that checks requests.
func (d *Desk) Entitlement() entitlement.Handler {
	return entitlement.Handler{
		Docket: d.Docket, Queue: d.Queue, NotifyQueue: NotifyQueue, Metrics: io.Discard, Now: d.Clock.Now,
	}
}

// Escalation is the function that takes steps.
func (d *Desk) Escalation() escalation.Handler {
	return escalation.Handler{
		Docket: d.Docket, Queue: d.Queue, EntitlementQueue: EntitlementQueue, NotifyQueue: NotifyQueue, Now: d.Clock.Now,
	}
}

// Notify is the function that delivers notices.
func (d *Desk) Notify() notify.Handler {
	return notify.Handler{
		Docket: d.Docket, Mailer: d.Outbox, Phone: d.Pager, Webhook: Calls{d.Pager}, Threads: Threads(), Inbox: Inbox, PortalURL: "https://desk.example/",
		Metrics: io.Discard, Now: d.Clock.Now,
	}
}

// MailEvents is the function that takes in what became of the mails.
func (d *Desk) MailEvents() mailevents.Handler {
	return mailevents.Handler{Docket: d.Docket, Threads: Threads(), Queue: d.Queue, NotifyQueue: NotifyQueue, Now: d.Clock.Now}
}

// SLATimer is the sweep.
func (d *Desk) SLATimer() slatimer.Handler {
	return slatimer.Handler{
		Store: d.Store, Queue: d.Queue, EscalationQueue: EscalationQueue, ReminderQueue: ReminderQueue, Metrics: io.Discard,
		Now: d.Clock.Now,
	}
}

// Reminder is the function that tells of the dates of certificates.
func (d *Desk) Reminder() reminder.Handler {
	return reminder.Handler{
		Store: d.Store, Editions: d.Docket.Editions, Queue: d.Queue, NotifyQueue: NotifyQueue, Now: d.Clock.Now,
	}
}

// serve answers one event as the gateway would have it answered.
func (d *Desk) serve(ctx context.Context, routes web.Routes, req events.APIGatewayV2HTTPRequest) (events.APIGatewayV2HTTPResponse, error) {
	return routes.Serve(slog.New(slog.DiscardHandler), d.Clock.Now, d.Forms().Open()...)(ctx, req)
}

// Clock is the desk's clock.
type Clock struct {
	mu sync.Mutex
	at time.Time
}

// Now is the instant that the clock shows.
func (c *Clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.at
}

// Set moves the clock.
func (c *Clock) Set(at time.Time) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.at = at
}

// Forward moves the clock forward.
func (c *Clock) Forward(by time.Duration) { c.Set(c.Now().Add(by)) }

// demo is the demo's staff and partners with the named customers.
func demo(t testing.TB, customers []string) given.Given {
	t.Helper()
	root, err := checkout()
	require.NoError(t, err)
	file, err := os.Open(filepath.Join(root, "events", "demo.yaml"))
	require.NoError(t, err)
	defer func() { _ = file.Close() }()
	g, err := given.Load(file, coverage.DateOf(Monday, policy.Moscow()))
	require.NoError(t, err)
	g.Customers = slices.DeleteFunc(g.Customers, func(c given.Customer) bool { return !slices.Contains(customers, c.ID) })
	require.Len(t, g.Customers, len(customers), "a customer that the demo does not have")
	return g
}

// checkout is the folder of the project.
func checkout() (string, error) {
	dir, err := parts.CheckoutDir()
	return filepath.Join(dir, "..", ".."), err
}
