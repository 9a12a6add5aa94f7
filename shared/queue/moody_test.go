package queue_test

import (
	"crypto/md5" // the SDK checks the digest that SQS answers with
	"encoding/hex"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"slices"
	"sync"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/aws-sdk-go-v2/service/sqs"

	"flatsupport/shared/queue"
)

// moody is the front of a queue that refuses entries on demand, which no real part can be asked to do. It keeps what it took.
type moody struct {
	mu    sync.Mutex
	calls [][]string // tickets of each call
	taken []string
	// verdict says what happens to a ticket on its n-th try, counting from 0.
	verdict func(ticket string, try int) verdict
	status  func(call int) int
	tries   map[string]int
}

type verdict int

const (
	takes verdict = iota
	busy
	hopeless
	silent // taken or not: the answer does not say
)

type entry struct {
	ID          string `json:"Id"`
	MessageBody string
}

// seen gives the calls so far and what was taken, once no call is under way.
func (q *moody) seen() (calls [][]string, taken []string) {
	q.mu.Lock()
	defer q.mu.Unlock()
	return slices.Clone(q.calls), slices.Clone(q.taken)
}

func (q *moody) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	q.mu.Lock()
	defer q.mu.Unlock()
	var call struct{ Entries []entry }
	if err := json.NewDecoder(r.Body).Decode(&call); err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	tickets := []string{}
	taken, refused := []map[string]any{}, []map[string]any{}
	for _, e := range call.Entries {
		m, err := queue.Decode(e.MessageBody)
		if watch, notOne := queue.DecodeWatch(e.MessageBody); notOne == nil {
			m, err = queue.Message{Ticket: watch.String()}, nil
		}
		if err != nil {
			http.Error(w, err.Error(), http.StatusBadRequest)
			return
		}
		tickets = append(tickets, m.Ticket)
		try := q.tries[m.Ticket]
		q.tries[m.Ticket]++
		switch q.verdict(m.Ticket, try) {
		case takes:
			q.taken = append(q.taken, m.Ticket)
			digest := md5.Sum([]byte(e.MessageBody))
			taken = append(taken, map[string]any{"Id": e.ID, "MessageId": e.ID, "MD5OfMessageBody": hex.EncodeToString(digest[:])})
		case busy:
			refused = append(refused, map[string]any{"Id": e.ID, "Code": "InternalError", "Message": "busy", "SenderFault": false})
		case hopeless:
			refused = append(refused, map[string]any{"Id": e.ID, "Code": "InvalidMessageContents", "Message": "no", "SenderFault": true})
		case silent:
		}
	}
	q.calls = append(q.calls, tickets)
	w.Header().Set("Content-Type", "application/x-amz-json-1.0")
	if q.status != nil {
		if status := q.status(len(q.calls) - 1); status != http.StatusOK {
			w.WriteHeader(status)
			return
		}
	}
	_ = json.NewEncoder(w).Encode(map[string]any{"Successful": taken, "Failed": refused})
}

func moodyQueue(t interface{ Cleanup(func()) }, verdict func(string, int) verdict) (*moody, *queue.Sender, string) {
	q := &moody{verdict: verdict, tries: map[string]int{}}
	server := httptest.NewServer(q)
	t.Cleanup(server.Close)
	client := sqs.New(sqs.Options{
		Region: "eu-central-1", BaseEndpoint: aws.String(server.URL), RetryMaxAttempts: 1,
		Credentials: credentials.NewStaticCredentialsProvider("key", "secret", ""),
	})
	return q, queue.NewSender(client), server.URL + "/queue"
}
