package play

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"time"

	"github.com/aws/aws-lambda-go/events"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"

	"flatsupport/functions/contracts"
	"flatsupport/functions/desk"
	"flatsupport/functions/entitlement"
	"flatsupport/functions/escalation"
	"flatsupport/functions/files"
	"flatsupport/functions/forms"
	"flatsupport/functions/intake"
	"flatsupport/functions/mailevents"
	"flatsupport/functions/mailroom"
	"flatsupport/functions/notify"
	"flatsupport/functions/releases"
	"flatsupport/functions/reminder"
	"flatsupport/functions/slatimer"
	"flatsupport/infra/local/objects"
	"flatsupport/infra/local/outbox"
	"flatsupport/shared/attachment"
	"flatsupport/shared/auth"
	"flatsupport/shared/docket"
	"flatsupport/shared/mail"
	"flatsupport/shared/policy"
	"flatsupport/shared/presign"
	"flatsupport/shared/store"
)

// maxTries is how often a message is delivered before it is parked, as the queues of the template do.
const maxTries = 8

const issuer, audience = "https://issuer.story.example", "story"

// world is the desk of one story: its table, its clock and its functions.
type world struct {
	store  *store.Store // to look at the table from outside; the functions have one of their own
	index  wakeIndex
	now    time.Time
	until  time.Time // the next step of the story: messages are late or lost only where there is time to mend it
	faults faults
	queues *queues
	outage Outage
	dark   time.Time // facts are unreadable until then

	functions *store.Store // of the functions
	verifier  *auth.Verifier

	intake, desk, contracts, releases, forms, files func(context.Context, events.APIGatewayV2HTTPRequest) (events.APIGatewayV2HTTPResponse, error)
	entitlement                                     func(context.Context, events.SQSEvent) (events.SQSEventResponse, error)
	escalation                                      func(context.Context, events.SQSEvent) (events.SQSEventResponse, error)
	notify                                          func(context.Context, events.SQSEvent) (events.SQSEventResponse, error)
	mailevents                                      func(context.Context, events.SQSEvent) (events.SQSEventResponse, error)
	reminder                                        func(context.Context, events.SQSEvent) (events.SQSEventResponse, error)
	mailroom                                        func(context.Context, events.SQSEvent) (events.SQSEventResponse, error)
	slatimer                                        func(context.Context, events.CloudWatchEvent) error

	letters letters      // that came in, by their keys
	bucket  http.Handler // of the files of tickets
	mails   []mail.Message
	alerts  []announced // lines to phones and calls of the webhook
	parked  []message
	running string            // the function that is running
	label   func(step string) // tells a ledger which one
}

// newWorld wires the functions over the table, as their mains do, with the virtual clock. options are for the client
// of the functions alone.
func newWorld(client *dynamodb.Client, table string, editions *policy.Library, f faults, options ...func(*dynamodb.Options)) (*world, error) {
	w := &world{faults: f, label: func(string) {}, store: store.New(client, table), index: wakeIndex{client, table}}
	var err error
	s := store.New(dynamodb.New(client.Options(), append(options, w.breakFacts)...), table)
	if w.bucket, err = objects.InMemory([]string{filesBucket}, time.Now); err != nil { // links and forms are signed by the clock of the machine
		return nil, err
	}
	w.queues = &queues{world: w}
	w.functions = s
	if w.verifier, err = auth.New(auth.Config{Issuer: issuer, Audience: audience, RolesClaim: "cognito:groups"}); err != nil {
		return nil, err
	}
	w.deploy(editions)
	return w, nil
}

// deploy makes the functions anew, over the editions and with them the calendars that they are built with.
func (w *world) deploy(editions *policy.Library) {
	s, verifier := w.functions, w.verifier
	clock := func() time.Time { return w.now }
	book := docket.Docket{Store: s, Editions: editions}
	log := slog.Default()
	w.intake = intake.Handler{
		Store: s, Docket: book, Auth: verifier, Queue: w.queues, EntitlementQueue: entitlementQueue,
		NotifyQueue: notifyQueue, Now: clock,
	}.Routes().Serve(log, clock)
	w.desk = desk.Handler{
		Store: s, Docket: book, Auth: verifier, Queue: w.queues, EntitlementQueue: entitlementQueue, NotifyQueue: notifyQueue, Now: clock,
	}.Routes().Serve(log, clock)
	w.contracts = contracts.Handler{
		Store: s, Editions: editions, Auth: verifier, Queue: w.queues, EscalationQueue: escalationQueue, Now: clock,
	}.Routes().Serve(log, clock)
	w.releases = releases.Handler{
		Store: s, Editions: editions, Auth: verifier, Links: links(), Random: rand.Text, Now: clock,
	}.Routes().Serve(log, clock)
	public := forms.Handler{
		Store: s, Docket: book, Queue: w.queues, FormQueue: formQueue, EntitlementQueue: entitlementQueue,
		Secret: []byte("a key that only stories have"), Now: clock,
	}
	w.forms = public.Routes().Serve(log, clock, public.Open()...)
	w.files = files.Handler{
		Store: s, Docket: book, Auth: verifier, Links: presign.New(w.objects(), filesBucket), Files: attachment.New(w.objects(), filesBucket),
		Queue: w.queues, NotifyQueue: notifyQueue, PortalURL: "https://desk.example", Random: rand.Text, Now: clock,
	}.Routes().Serve(log, clock)
	w.entitlement = entitlement.Handler{
		Docket: book, Queue: w.queues, NotifyQueue: notifyQueue, Metrics: io.Discard, Now: clock,
	}.Handle
	w.escalation = escalation.Handler{
		Docket: book, Queue: w.queues, EntitlementQueue: entitlementQueue, NotifyQueue: notifyQueue, Now: clock,
	}.Handle
	w.notify = notify.Handler{
		Docket: book, Mailer: w, Phone: phones{w}, Webhook: receiver{w}, Threads: threads(), Inbox: inbox, PortalURL: "https://desk.example",
		Metrics: io.Discard, Now: clock,
	}.Handle
	w.mailevents = mailevents.Handler{Docket: book, Threads: threads(), Queue: w.queues, NotifyQueue: notifyQueue, Now: clock}.Handle
	w.reminder = reminder.Handler{Store: s, Editions: editions, Queue: w.queues, NotifyQueue: notifyQueue, Now: clock}.Handle
	w.mailroom = mailroom.Handler{
		Store: s, Docket: book, Mails: &w.letters, Bucket: mailBucket, Files: attachment.New(w.objects(), filesBucket), Mailer: w, Threads: threads(), Inbox: inbox, Queue: w.queues,
		EntitlementQueue: entitlementQueue, NotifyQueue: notifyQueue, PortalURL: "https://desk.example", Now: clock,
	}.Handle
	w.slatimer = slatimer.Handler{
		Store: s, Queue: w.queues, EscalationQueue: escalationQueue, ReminderQueue: reminderQueue, Metrics: io.Discard, Now: clock,
	}.Handle
}

// slack is the time until the story's next step.
func (w *world) slack() time.Duration { return w.until.Sub(w.now) }

func (w *world) run(function string) {
	w.running = function
	w.label(function)
}

// Send captures a mail, or refuses it. What becomes of it the address tells, as on the local stack: "bounce.ivan@...".
func (w *world) Send(_ context.Context, m mail.Message) error {
	fate := outbox.Fate(m.To)
	if fate == "refused" {
		return mail.ErrRefused
	}
	w.mails = append(w.mails, m)
	event, err := outbox.Event(fate, fmt.Sprintf("mail-%d", len(w.mails)), m.To, map[string]string{mail.TagName: m.Tag}, w.now)
	if err == nil && event != "" {
		w.queues.report(event)
	}
	return err
}

// advance drives the desk until the instant: it delivers what is queued and jumps from wake-up to wake-up, as the
// schedule would find them minute by minute.
func (w *world) advance(ctx context.Context, to time.Time) error {
	for {
		if err := w.drain(ctx); err != nil {
			return err
		}
		at, ok, err := w.nextInstant(ctx)
		if err != nil {
			return err
		}
		if !ok || at.After(to) {
			break
		}
		if at.After(w.now) {
			w.now = at
		}
		if err := w.tick(ctx); err != nil {
			return err
		}
	}
	if to.After(w.now) {
		w.now = to
	}
	return w.drain(ctx)
}

// nextInstant is the next wake-up of any ticket or watch, or the next message that is late.
func (w *world) nextInstant(ctx context.Context) (time.Time, bool, error) {
	at, ok := w.queues.next()
	wake, waits, err := w.index.next(ctx)
	if err != nil {
		return time.Time{}, false, err
	}
	if waits && (!ok || wake.Before(at)) {
		at, ok = wake, true
	}
	if ok && !at.After(w.now) {
		at = w.now
	}
	return at, ok, nil
}

// tick is one run of the schedule. A skipped one leaves what is due to the next, a minute later.
func (w *world) tick(ctx context.Context) error {
	if w.faults.skip(w.slack()) {
		w.now = w.now.Add(time.Minute)
	}
	runs := 1
	if w.faults.again() {
		runs = 2
	}
	for range runs {
		w.run(sweep)
		w.queues.closed = w.faults.refuse(w.slack())
		if err := w.slatimer(ctx, events.CloudWatchEvent{}); err != nil && !errors.Is(err, errLost) {
			return fmt.Errorf("sweep at %s: %w", w.now.Format(time.RFC3339), err)
		}
		w.queues.release()
	}
	return nil
}

// out reports whether facts cannot be read now.
func (w *world) out() bool { return w.now.Before(w.dark) }

// drain delivers every message that may be delivered by now. One that fails comes again, and is parked in the end.
func (w *world) drain(ctx context.Context) error {
	for {
		m, ok := w.queues.take()
		if !ok {
			return nil
		}
		w.run(m.queue)
		handle := map[string]func(context.Context, events.SQSEvent) (events.SQSEventResponse, error){
			entitlementQueue: w.entitlement, escalationQueue: w.escalation, notifyQueue: w.notify, reminderQueue: w.reminder,
			mailEventsQueue: w.mailevents,
			mailQueue:       w.mailroom,
			formQueue:       w.mailroom,
		}[m.queue]
		answer, err := handle(ctx, events.SQSEvent{Records: []events.SQSMessage{{MessageId: "1", Body: m.body}}})
		if err != nil {
			return fmt.Errorf("%s: %w", m.queue, err)
		}
		if len(answer.BatchItemFailures) == 0 {
			continue
		}
		if !w.out() { // what an outage fails is no fault of the message
			m.tries++
		}
		if m.tries >= maxTries {
			w.parked = append(w.parked, m)
			continue
		}
		m.at = w.now.Add(time.Minute)
		w.queues.all = append(w.queues.all, m)
	}
}
