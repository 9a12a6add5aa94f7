package stack_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"path/filepath"
	"regexp"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"flatsupport/infra/local/outbox"
	"flatsupport/infra/local/stack"
	"flatsupport/shared/alert"
	"flatsupport/shared/policy"
	"flatsupport/shared/store"
	"flatsupport/shared/ticket"
)

const (
	requests = 200
	clients  = 8
	attempts = 60 // of one request, while functions are being killed
)

// asker is somebody who sends requests about one of their systems.
type asker struct{ email, installation string }

// Those with support have it round the clock, so that the hour at which the test runs does not matter.
var askers = []asker{
	{"anna@neva.example", "spb"},
	{"john@don.example", "rostov"},
	{"sergey@moskva.example", "moscow"},
	{"dina@kama.example", "perm"},
	{"gleb@ural.example", "ekb"},
	{"rita@tom.example", "tomsk"},
}

// While requests come in and clocks run, each function is killed in turn, again and again. Every request that was
// answered with a number is one ticket, decided, with its clocks, and no step was taken twice.
func TestNothingIsLostOrDoubledWhileFunctionsAreKilled(t *testing.T) {
	t.Parallel()
	s := start(t, stack.Options{
		Data: filepath.Join(t.TempDir(), "data"), Progress: t.Output(), Log: io.Discard,
	})

	stop := killInTurn(t, s)
	numbers := sendAll(t, s)
	require.NoError(t, s.Forward(t.Context(), 100*time.Minute)) // half of a P1's time and more: warnings
	killed := stop()
	require.NoError(t, s.Forward(t.Context(), 5*time.Minute)) // what was lost with a function is found by the sweep

	for _, name := range s.Functions() {
		assert.Positive(t, killed[name], "%s was never killed", name)
	}
	assert.Len(t, numbers, requests, "no number was given twice")
	db := store.New(s.DynamoDB(), s.Table())
	records, err := db.ScanTickets(t.Context())
	require.NoError(t, err)
	assert.Len(t, records, requests, "every accepted request is one ticket, and there is no other")
	sent := delivered(t, s.Outbox())
	for _, rec := range records {
		assert.Contains(t, numbers, ticket.ShowNumber(rec.ID))
		history, err := db.History(t.Context(), rec.ID)
		require.NoError(t, err)
		check(t, rec, history, sent)
	}
}

func check(t *testing.T, rec store.Record, history []ticket.Event, sent map[string]int) {
	t.Helper()
	outcomes, messages := map[string]ticket.Outcome{}, 0
	assert.NotEqual(t, ticket.StatusRegistered, rec.Ticket.Status, "ticket %s was not decided", rec.ID)
	assert.Empty(t, rec.Ticket.Pending, "ticket %s has notices that were not delivered", rec.ID)
	if rec.Ticket.Open() {
		assert.False(t, rec.Wake.IsZero(), "ticket %s is open and nobody looks at it any more", rec.ID)
		assert.True(t, rec.Ticket.Has("callback/1/P1/warn_50/1"), "ticket %s: the warning was not given", rec.ID)
	}
	keys := map[string]bool{}
	for _, e := range history {
		if e.Key != "" {
			assert.False(t, keys[e.Key], "ticket %s: %s happened twice", rec.ID, e.Key)
			keys[e.Key] = true
		}
		if f, told := e.Fact.(ticket.Notified); told {
			outcomes[f.Notice] = f.Outcome
		}
	}
	for _, e := range history {
		for _, n := range e.Notices {
			switch {
			case outcomes[n.Key] == ticket.Skipped: // no number is on record
				assert.NotEmpty(t, n.By, "a mail is never skipped")
			case n.By == policy.BySMS: // which has no key; it names its ticket
				messages++
			default:
				assert.Positive(t, sent[rec.ID+" "+n.Key], "ticket %s: notice %s was not delivered", rec.ID, n.Key)
			}
		}
	}
	assert.GreaterOrEqual(t, sent["sms "+ticket.ShowNumber(rec.ID)], messages, "ticket %s: SMS", rec.ID)
}

var numbered = regexp.MustCompile(`[0-9A-Z]{5}-[0-9A-Z]{5}`)

// delivered counts what went out: mails and calls by ticket and notice, SMS by the number of the ticket.
func delivered(t *testing.T, all []outbox.Mail) map[string]int {
	t.Helper()
	sent := map[string]int{}
	for _, m := range all {
		switch m.By {
		case "":
			sent[m.Headers["X-Ticket"]+" "+m.Headers["X-Notice"]]++
		case string(policy.BySMS):
			sent["sms "+numbered.FindString(m.Text)]++
		default:
			var c alert.Call
			require.NoError(t, json.Unmarshal([]byte(m.Text), &c))
			id, err := ticket.ParseNumber(c.Ticket)
			require.NoError(t, err)
			sent[id+" "+c.Key]++
		}
	}
	return sent
}

// killInTurn kills a process of one function after another until stop is called, which tells how often each was.
func killInTurn(t *testing.T, s *stack.Stack) (stop func() map[string]int) {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	var running sync.WaitGroup
	killed := map[string]int{}
	running.Go(func() {
		names := s.Functions()
		for i := 0; ctx.Err() == nil; i++ {
			if _, err := s.KillFunction(names[i%len(names)]); err == nil { // one without a process just now is spared
				killed[names[i%len(names)]]++
			}
			select {
			case <-ctx.Done():
			case <-time.After(150 * time.Millisecond):
			}
		}
	})
	return func() map[string]int {
		cancel()
		running.Wait()
		return killed
	}
}

// sendAll sends every request until it is accepted, always with its own key, and gives the numbers of the answers.
func sendAll(t *testing.T, s *stack.Stack) map[string]bool {
	t.Helper()
	work := make(chan int)
	var mu sync.Mutex
	numbers := map[string]bool{}
	var all sync.WaitGroup
	for range clients {
		all.Go(func() {
			for i := range work {
				number, err := sendUntilAccepted(t.Context(), s, i)
				if assert.NoError(t, err) {
					mu.Lock()
					numbers[number] = true
					mu.Unlock()
				}
			}
		})
	}
	for i := range requests {
		work <- i
	}
	close(work)
	all.Wait()
	return numbers
}

func sendUntilAccepted(ctx context.Context, s *stack.Stack, i int) (string, error) {
	who := askers[i%len(askers)]
	token, err := s.Token(who.email)
	if err != nil {
		return "", err
	}
	body, err := json.Marshal(map[string]string{
		"installation": who.installation, "type": "incident", "priority": "P1", "callbackPhone": "+74990000001",
		"subject": fmt.Sprintf("Request %d", i), "description": "All lines are dead.",
	})
	if err != nil {
		return "", err
	}
	for range attempts {
		status, number, err := sendOnce(ctx, s.URL()+"/v1/requests", token, fmt.Sprintf("request-%d", i), body)
		if err != nil {
			return "", err
		}
		if status == http.StatusCreated {
			return number, nil
		}
		if status != http.StatusTooManyRequests && status < http.StatusInternalServerError {
			return "", fmt.Errorf("request %d was answered %d", i, status)
		}
		time.Sleep(100 * time.Millisecond)
	}
	return "", fmt.Errorf("request %d was never accepted", i)
}

func sendOnce(ctx context.Context, url, token, key string, body []byte) (status int, number string, err error) {
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, url, bytes.NewReader(body))
	if err != nil {
		return 0, "", err
	}
	request.Header.Set("Authorization", "Bearer "+token)
	request.Header.Set("Content-Type", "application/json")
	request.Header.Set("Idempotency-Key", key)
	response, err := (&http.Client{Timeout: time.Minute}).Do(request)
	if err != nil {
		return 0, "", err
	}
	defer func() { _ = response.Body.Close() }()
	var answer struct{ Number string }
	if err := json.NewDecoder(response.Body).Decode(&answer); err != nil {
		return 0, "", err
	}
	return response.StatusCode, answer.Number, nil
}
