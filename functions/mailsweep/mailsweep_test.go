package mailsweep_test

import (
	"bytes"
	"context"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-lambda-go/events"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"flatsupport/functions/mailroom"
	"flatsupport/functions/mailsweep"
	"flatsupport/infra/handlertest"
	"flatsupport/shared/rawmail"
	"flatsupport/shared/store"
)

// house is a desk whose mails lie in an object store.
type house struct {
	*handlertest.Desk
	bucket *handlertest.ObjectStore
	found  *handlertest.FoundMails
}

func open(t *testing.T, customers ...string) house {
	t.Helper()
	return house{handlertest.New(t, customers...), handlertest.Objects(t), &handlertest.FoundMails{}}
}

func (h house) sweep(t *testing.T, tick mailsweep.Tick) []string {
	t.Helper()
	require.NoError(t, h.MailSweep(h.bucket.Mails(), h.found).Handle(t.Context(), tick))
	return h.found.Take()
}

// receive hands the bodies to the mailroom, and gives how many it did not take.
func (h house) receive(t *testing.T, bodies ...string) int {
	t.Helper()
	room := h.Mailroom()
	room.Mails = h.bucket.Mails()
	failed := 0
	for i, body := range bodies {
		answer, err := room.Handle(t.Context(), events.SQSEvent{Records: []events.SQSMessage{{MessageId: fmt.Sprint(i), Body: body}}})
		require.NoError(t, err)
		failed += len(answer.BatchItemFailures)
	}
	return failed
}

// put puts a mail of the contact into the bucket and sets the clock by it, since the bucket has the machine's.
func (h house) put(t *testing.T, object, from string) handlertest.Letter {
	t.Helper()
	l := handlertest.Letter{Object: object, From: from, Subject: "No calls " + object, Text: "All lines are dead."}
	h.bucket.Put(t, object, l.Raw())
	h.Clock.Set(h.arrived(t, object))
	l.At = h.Clock.Now()
	return l
}

func (h house) arrived(t *testing.T, object string) time.Time {
	t.Helper()
	mails, _, err := h.bucket.Mails().List(t.Context(), "")
	require.NoError(t, err)
	for _, m := range mails {
		if m.Object == object {
			return m.At
		}
	}
	require.Fail(t, "no such mail")
	return time.Time{}
}

func (h house) outcome(t *testing.T, object string) store.Received {
	t.Helper()
	r, err := h.Store.ReceivedMail(t.Context(), object)
	require.NoError(t, err)
	return r
}

// Of each mail 0, 1 or 3 notifications are sent and a tenth of them is lost: every mail is taken in, once. Where nothing was
// said of a mail it is nobody's.
func TestEveryMailIsTakenInOnce(t *testing.T) {
	t.Parallel()
	h := open(t, "volga", "neva")
	chance := rand.New(rand.NewPCG(7, 7))
	told := map[string]bool{}
	var bodies []string
	for i := range 30 {
		object := fmt.Sprintf("mail%02d", i)
		l := h.put(t, object, []string{"ivan@volga.example", "kate@volga.example", "anna@neva.example"}[i/10])
		for range []int{0, 1, 3}[i%3] {
			if chance.IntN(10) > 0 {
				told[object] = true
				bodies = append(bodies, l.Received(t).Body)
			}
		}
	}
	chance.Shuffle(len(bodies), func(i, j int) { bodies[i], bodies[j] = bodies[j], bodies[i] })
	assert.Zero(t, h.receive(t, bodies...))
	assert.Empty(t, h.sweep(t, mailsweep.Tick{}), "they may still be told of")
	h.Clock.Forward(mailsweep.Grace + time.Second)
	found := h.sweep(t, mailsweep.Tick{})
	assert.Len(t, found, 30-len(told))
	assert.Empty(t, h.sweep(t, mailsweep.Tick{}), "they are with the queue")
	assert.Zero(t, h.receive(t, append(found, found...)...))
	h.Clock.Forward(mailsweep.Patience + time.Second)
	assert.Empty(t, h.sweep(t, mailsweep.Tick{All: true}))

	for i := range 30 {
		object := fmt.Sprintf("mail%02d", i)
		if told[object] {
			assert.Equal(t, mailroom.Ticket, h.outcome(t, object).Outcome, object)
			continue
		}
		assert.Equal(t, mailroom.Unverified+" "+mailroom.VerdictsLost, h.outcome(t, object).Outcome+" "+h.outcome(t, object).Reason, object)
		assert.True(t, h.outcome(t, object).Told, object)
	}
	assert.Len(t, h.Keys(t, "T#"), len(told))
	page, err := h.Store.Unverified(t.Context(), h.Clock.Now(), false, "", 100)
	require.NoError(t, err)
	assert.Len(t, page.Rows, 30-len(told))
}

// While the bucket does not answer, the mailroom fails until the message lies with the dead letters. Then the mail is found,
// and what the mail service said of it is known still: it is the contact's ticket.
func TestABucketThatDoesNotAnswer(t *testing.T) {
	t.Parallel()
	h := open(t, "volga")
	l := h.put(t, "o1", "ivan@volga.example")
	h.bucket.Down.Store(true)
	for range 5 {
		assert.Equal(t, 1, h.receive(t, l.Received(t).Body))
		h.Clock.Forward(6 * time.Minute)
	}
	assert.Error(t, h.MailSweep(h.bucket.Mails(), h.found).Handle(t.Context(), mailsweep.Tick{}), "the tick is seen to have failed")
	assert.Positive(t, h.bucket.Hits.Load())
	h.bucket.Down.Store(false)
	found := h.sweep(t, mailsweep.Tick{})
	require.Len(t, found, 1)
	assert.Zero(t, h.receive(t, found...))
	assert.Equal(t, mailroom.Ticket, h.outcome(t, "o1").Outcome)
}

// A mail that the mailroom is told of before it can be read comes again.
func TestAMailThatCannotBeReadYet(t *testing.T) {
	t.Parallel()
	h := open(t, "volga")
	h.put(t, "other", "ivan@volga.example")
	l := handlertest.Letter{Object: "o1", From: "ivan@volga.example", Subject: "No calls", At: h.Clock.Now()}
	assert.Equal(t, 1, h.receive(t, l.Received(t).Body))
	_, err := h.bucket.Mails().Read(t.Context(), "o1", 1)
	require.ErrorIs(t, err, rawmail.ErrMissing)
	h.bucket.Put(t, "o1", l.Raw())
	assert.Zero(t, h.receive(t, l.Received(t).Body))
	assert.Equal(t, mailroom.Ticket, h.outcome(t, "o1").Outcome)
}

// A mail that fails every time is sent on ever more seldom, and one that is being read is left alone.
func TestAMailThatFailsEveryTime(t *testing.T) {
	t.Parallel()
	h := open(t, "volga")
	h.put(t, "o1", "ivan@volga.example")
	from := h.Clock.Now()
	_, err := h.Store.ClaimMail(t.Context(), "o1", "", from, from.Add(10*time.Minute))
	require.NoError(t, err)
	var at []time.Duration
	for h.Clock.Now().Before(from.Add(24 * time.Hour)) {
		h.Clock.Forward(5 * time.Minute)
		if found := h.sweep(t, mailsweep.Tick{}); len(found) > 0 {
			at = append(at, h.Clock.Now().Sub(from).Round(time.Minute))
		}
	}
	assert.Equal(t, []time.Duration{10 * time.Minute, 70 * time.Minute, 190 * time.Minute, 430 * time.Minute, 910 * time.Minute}, at)
}

// The pass of every few minutes leaves old mails to the daily one.
func TestOldMailsAreForTheDailyPass(t *testing.T) {
	t.Parallel()
	h := open(t, "volga")
	h.put(t, "o1", "ivan@volga.example")
	h.bucket.Put(t, "AMAZON_SES_SETUP_NOTIFICATION", "It works.")
	h.Clock.Forward(mailsweep.Recent + time.Hour)
	assert.Empty(t, h.sweep(t, mailsweep.Tick{}))
	daily := handlertest.File[mailsweep.Tick](t, "mailsweep/tick-all")
	assert.Len(t, h.sweep(t, daily), 1, "and what the mail service puts there to see that it may is none")
	assert.False(t, handlertest.File[mailsweep.Tick](t, "mailsweep/tick").All)
	handlertest.EveryFile(t, "mailsweep", []string{"tick", "tick-all"})
}

// slow is a bucket whose pages hold one mail each, and at which the time for work ends after some.
type slow struct {
	rawmail.Bucket
	mails []rawmail.Kept
	left  int
	end   context.CancelFunc
	asked []string
}

func (s *slow) List(_ context.Context, after string) ([]rawmail.Kept, string, error) {
	s.asked = append(s.asked, after)
	if s.left--; s.left == 0 {
		s.end()
	}
	for i, m := range s.mails {
		if m.Object > after {
			next := m.Object
			if i == len(s.mails)-1 {
				next = ""
			}
			return []rawmail.Kept{m}, next, nil
		}
	}
	return nil, "", nil
}

// A pass whose time ends goes on from its place at the next tick, whichever that is, and then begins anew.
func TestAPassGoesOnWhereItWasLeftOff(t *testing.T) {
	t.Parallel()
	d := handlertest.New(t, "volga")
	var mails []rawmail.Kept
	for i := range 6 {
		mails = append(mails, rawmail.Kept{Object: fmt.Sprint("o", i), At: d.Clock.Now().Add(-100 * time.Hour)})
	}
	found := &handlertest.FoundMails{}
	tick := func(asks mailsweep.Tick, pages int) []string {
		ctx, end := context.WithCancel(t.Context())
		defer end()
		s := &slow{mails: mails, left: pages, end: end}
		_ = d.MailSweep(s, found).Handle(ctx, asks)
		return s.asked
	}
	assert.Equal(t, []string{"", "o0", "o1"}, tick(mailsweep.Tick{All: true}, 3))
	after, begun, err := d.Store.Unfinished(t.Context(), "all")
	require.NoError(t, err)
	assert.True(t, begun)
	assert.Equal(t, "o1", after, "the page at which the time ended is read again")
	assert.Len(t, found.Take(), 2)
	asked := tick(mailsweep.Tick{}, 100)
	assert.Equal(t, []string{"o1", "o2", "o3", "o4"}, asked[len(asked)-4:])
	assert.Len(t, found.Take(), 4)
	_, begun, err = d.Store.Unfinished(t.Context(), "all")
	require.NoError(t, err)
	assert.False(t, begun)
}

// Nobody has looked at a request in time: the managers are told, once; of one that was settled nobody is.
func TestManagersAreToldOfWhatNobodyLooksAt(t *testing.T) {
	t.Parallel()
	h := open(t, "volga")
	for _, object := range []string{"waits", "settled"} {
		h.Deliver(t, handlertest.Letter{Object: object, From: "who@else.example", Subject: "Help", Text: "Help!", DMARC: "FAIL"})
	}
	page, err := h.Store.Unverified(t.Context(), h.Clock.Now(), false, "", 10)
	require.NoError(t, err)
	require.Len(t, page.Rows, 2)
	for _, u := range page.Rows {
		assert.Equal(t, "kuznetsova", u.Owner)
		assert.Equal(t, u.At.Add(handlertest.Triage), u.LookBy)
		if u.Object == "settled" {
			_, err := h.Store.SettleUnverified(t.Context(), u, store.Settled{What: store.Dismissed, By: "kuznetsova", At: h.Clock.Now()})
			require.NoError(t, err)
		}
	}
	before := len(h.Outbox.Mails())
	h.Clock.Forward(handlertest.Triage - time.Second)
	h.sweep(t, mailsweep.Tick{})
	assert.Len(t, h.Outbox.Mails(), before)
	h.Clock.Forward(time.Second)
	for range 3 {
		h.sweep(t, mailsweep.Tick{})
		h.Clock.Forward(time.Hour)
	}
	told := h.Outbox.Mails()[before:]
	require.Len(t, told, 1)
	assert.Equal(t, "orlova@flat.example", told[0].To)
	assert.NotContains(t, told[0].Text, "Help")
}

func TestASweepIsMeasured(t *testing.T) {
	t.Parallel()
	h := open(t, "volga")
	h.put(t, "o1", "ivan@volga.example")
	h.Clock.Forward(mailsweep.Grace)
	var metrics bytes.Buffer
	sweep := h.MailSweep(h.bucket.Mails(), h.found)
	sweep.Metrics = &metrics
	require.NoError(t, sweep.Handle(t.Context(), mailsweep.Tick{}))
	for _, measured := range []string{`"MailSweeps":1`, `"MailsFound":1`, `"UnverifiedLate":0`} {
		assert.Contains(t, metrics.String(), measured)
	}
	assert.Equal(t, 1, strings.Count(metrics.String(), "\n"))
}
