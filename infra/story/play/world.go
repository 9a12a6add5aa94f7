package play

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"strings"
	"time"

	"github.com/aws/aws-lambda-go/events"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"

	"flatsupport/functions/desk"
	"flatsupport/functions/entitlement"
	"flatsupport/functions/escalation"
	"flatsupport/functions/intake"
	"flatsupport/functions/notify"
	"flatsupport/functions/slatimer"
	"flatsupport/shared/auth"
	"flatsupport/shared/docket"
	"flatsupport/shared/policy"
	"flatsupport/shared/store"
)

// maxTries is how often a message is delivered before it is parked, as the queues of the template do.
const maxTries = 8

// horizon is how far the desk is driven after the last step of a story.
const horizon = 48 * time.Hour

const issuer, audience = "https://issuer.story.example", "story"

// world is the desk of one story: its table, its clock and its functions.
type world struct {
	store  *store.Store
	now    time.Time
	until  time.Time // the next step of the story: messages are late or lost only where there is time to mend it
	faults faults
	queues *queues
	outage time.Time // facts are unreadable until then

	intake, desk func(context.Context, events.APIGatewayV2HTTPRequest) (events.APIGatewayV2HTTPResponse, error)
	entitlement  func(context.Context, events.SQSEvent) (events.SQSEventResponse, error)
	escalation   func(context.Context, events.SQSEvent) (events.SQSEventResponse, error)
	notify       func(context.Context, events.SQSEvent) (events.SQSEventResponse, error)
	slatimer     func(context.Context, events.CloudWatchEvent) error

	mails   []notify.Mail
	parked  []message
	running string            // the function that is running
	label   func(step string) // tells a ledger which one
}

// newWorld wires the functions over the table, as their mains do, with the virtual clock.
func newWorld(client *dynamodb.Client, table string, editions *policy.Library, f faults) (*world, error) {
	w := &world{faults: f, label: func(string) {}}
	s := store.New(dynamodb.New(client.Options(), w.breakFacts), table)
	w.store = s
	w.queues = &queues{world: w}
	verifier, err := auth.New(auth.Config{Issuer: issuer, Audience: audience, RolesClaim: "cognito:groups"})
	if err != nil {
		return nil, err
	}
	clock := func() time.Time { return w.now }
	book := docket.Docket{Store: s, Editions: editions}
	quiet := slog.New(slog.DiscardHandler)
	w.intake = intake.Handler{
		Store: s, Docket: book, Auth: verifier, Queue: w.queues, EntitlementQueue: entitlementQueue,
		NotifyQueue: notifyQueue, Now: clock,
	}.Routes().Serve(quiet, clock)
	w.desk = desk.Handler{
		Store: s, Docket: book, Auth: verifier, Queue: w.queues, NotifyQueue: notifyQueue, Now: clock,
	}.Routes().Serve(quiet, clock)
	w.entitlement = entitlement.Handler{
		Docket: book, Queue: w.queues, NotifyQueue: notifyQueue, Metrics: io.Discard, Now: clock,
	}.Handle
	w.escalation = escalation.Handler{
		Docket: book, Queue: w.queues, EntitlementQueue: entitlementQueue, NotifyQueue: notifyQueue, Now: clock,
	}.Handle
	w.notify = notify.Handler{Docket: book, Mailer: w, PortalURL: "https://desk.example", Metrics: io.Discard, Now: clock}.Handle
	w.slatimer = slatimer.Handler{Store: s, Queue: w.queues, EscalationQueue: escalationQueue, Metrics: io.Discard, Now: clock}.Handle
	return w, nil
}

// slack is the time until the story's next step.
func (w *world) slack() time.Duration { return w.until.Sub(w.now) }

func (w *world) run(function string) {
	w.running = function
	w.label(function)
}

// Send captures a mail.
func (w *world) Send(_ context.Context, m notify.Mail) error {
	w.mails = append(w.mails, m)
	return nil
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

// nextInstant is the next wake-up of any ticket, or the next message that is late.
func (w *world) nextInstant(ctx context.Context) (time.Time, bool, error) {
	at, ok := w.queues.next()
	for shard := range store.Shards {
		due, _, err := w.store.Due(ctx, shard, w.now.AddDate(20, 0, 0), 1, "")
		if err != nil {
			return time.Time{}, false, err
		}
		if len(due) > 0 && (!ok || due[0].Wake.Before(at)) {
			at, ok = due[0].Wake, true
		}
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
		w.run("slatimer")
		if err := w.slatimer(ctx, events.CloudWatchEvent{}); err != nil && !errors.Is(err, errLost) {
			return fmt.Errorf("sweep at %s: %w", w.now.Format(time.RFC3339), err)
		}
	}
	return nil
}

// drain delivers every message that may be delivered by now. One that fails comes again, and is parked in the end.
func (w *world) drain(ctx context.Context) error {
	for {
		m, ok := w.queues.take()
		if !ok {
			return nil
		}
		w.run(m.queue)
		handle := map[string]func(context.Context, events.SQSEvent) (events.SQSEventResponse, error){
			entitlementQueue: w.entitlement, escalationQueue: w.escalation, notifyQueue: w.notify,
		}[m.queue]
		body, err := json.Marshal(map[string]string{"ticket": m.ticket})
		if err != nil {
			return err
		}
		answer, err := handle(ctx, events.SQSEvent{Records: []events.SQSMessage{{MessageId: "1", Body: string(body)}}})
		if err != nil {
			return fmt.Errorf("%s: %w", m.queue, err)
		}
		if len(answer.BatchItemFailures) == 0 {
			continue
		}
		if m.tries++; m.tries >= maxTries {
			w.parked = append(w.parked, m)
			continue
		}
		m.at = w.now.Add(time.Minute)
		w.queues.all = append(w.queues.all, m)
	}
}

// call sends a request through the function that has the route, as the gateway would.
func (w *world) call(ctx context.Context, c call) (events.APIGatewayV2HTTPResponse, error) {
	body, err := json.Marshal(c.body)
	if err != nil {
		return events.APIGatewayV2HTTPResponse{}, err
	}
	method, _, _ := strings.Cut(c.route, " ")
	req := events.APIGatewayV2HTTPRequest{
		Version: "2.0", RouteKey: c.route, Body: string(body),
		Headers:        map[string]string{"content-type": "application/json", "idempotency-key": c.key, "accept": "application/json", "accept-language": "en"},
		PathParameters: map[string]string{"number": c.number},
	}
	req.RequestContext.HTTP.Method = method
	req.RequestContext.TimeEpoch = w.now.UnixMilli()
	req.RequestContext.Authorizer = &events.APIGatewayV2HTTPRequestContextAuthorizerDescription{
		JWT: &events.APIGatewayV2HTTPRequestContextAuthorizerJWTDescription{Claims: map[string]string{
			"sub": c.subject, "iss": issuer, "client_id": audience, "token_use": "access", "cognito:groups": "[" + c.role + "]",
			"exp": fmt.Sprint(w.now.Add(time.Hour).Unix()), "iat": fmt.Sprint(w.now.Add(-time.Minute).Unix()),
		}},
	}
	serve := w.intake
	w.run("intake")
	if strings.Contains(c.route, "/v1/desk/") {
		serve = w.desk
		w.run("desk")
	}
	return serve(ctx, req)
}

// call is one request of a person.
type call struct {
	route, number, subject, role, key string
	body                              any
}
