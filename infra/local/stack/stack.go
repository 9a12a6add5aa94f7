package stack

import (
	"context"
	"fmt"
	"net"
	"net/http"
	"os"
	"sync"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/aws-sdk-go-v2/service/sqs"

	"flatsupport/infra/local/demo"
	"flatsupport/infra/local/door"
	"flatsupport/infra/local/function"
	"flatsupport/infra/local/inbox"
	"flatsupport/infra/local/issuer"
	"flatsupport/infra/local/outbox"
	"flatsupport/infra/local/parts"
	"flatsupport/infra/local/queues"
	"flatsupport/infra/local/running"
	"flatsupport/infra/local/schedules"
	"flatsupport/infra/template"
)

// stopWithin is how long what is under way may take to end when the stack stops.
const stopWithin = 5 * time.Second

// Stack is a running local stack. Its methods may be called from any goroutine.
type Stack struct {
	options  Options
	url      string // of the gateway, for people
	template *template.Template
	demo     demo.Demo

	held        hold
	log         *os.File
	door        *door.Door
	issuer      *issuer.Issuer
	outbox      *outbox.Outbox
	internalURL string // of outbox and key set, for functions
	table       string
	queueURLs   map[string]string

	rule         receiptRule
	mailListener net.Listener // nil: no mail is taken

	dynamoDBEndpoint, sqsEndpoint string

	dynamoDB *dynamodb.Client
	sqs      *sqs.Client
	objects  *s3.Client
	partsUp  []*parts.Process
	host     *function.Host
	pollers  *queues.Pollers
	clock    *schedules.Clockwork
	gateway  *http.Server
	inbox    *inbox.Inbox
	servers  []*http.Server // that only the functions talk to
	outputs  []*os.File     // of the functions

	moving sync.Mutex // the clock, one at a time
	failed chan error
	once   sync.Once
}

// URL is the address of the gateway and of the pages.
func (s *Stack) URL() string { return s.url }

// Table is the name of the one table.
func (s *Stack) Table() string { return s.table }

// DynamoDB is a client of the stack's DynamoDB.
func (s *Stack) DynamoDB() *dynamodb.Client { return s.dynamoDB }

// DynamoDBEndpoint and SQSEndpoint are the addresses that the functions use.
func (s *Stack) DynamoDBEndpoint() string { return s.dynamoDBEndpoint }

// SQSEndpoint is where the queues are.
func (s *Stack) SQSEndpoint() string { return s.sqsEndpoint }

// People are the demo people who can sign in.
func (s *Stack) People() demo.People { return s.demo.People }

// Token is an access token of the demo person with that id (e-mail of contacts, short name of staff).
func (s *Stack) Token(person string) (string, error) {
	who, ok := s.demo.People.Find(person)
	if !ok {
		return "", fmt.Errorf("token: the demo data have no person %s", person)
	}
	return s.issuer.Token(who.Subject(), time.Now())
}

// Now is the virtual time.
func (s *Stack) Now() time.Time { return s.door.Now() }

// Outbox gives the mails that were sent so far, oldest first.
func (s *Stack) Outbox() []outbox.Mail { return s.outbox.Mails() }

// KillFunction kills every process of the function, by its logical id, and tells how many there were.
func (s *Stack) KillFunction(name string) (int, error) { return s.host.Kill(name) }

// Functions are the logical ids of the functions.
func (s *Stack) Functions() []string {
	var names []string
	for _, f := range s.template.Functions {
		names = append(names, f.ID)
	}
	return names
}

// QueueDepths tells what each queue holds, dead-letter queues included.
func (s *Stack) QueueDepths(ctx context.Context) (map[string]queues.Depth, error) {
	return queues.Depths(ctx, s.sqs, s.queueURLs)
}

// Failed gives an error when a part of the stack has ended by itself; the stack is then of no use and should be stopped.
func (s *Stack) Failed() <-chan error { return s.failed }

// Stop ends everything in order: no more mail; no more requests, ticks and polls; then the functions; then the parts. It returns when
// no process is left.
func (s *Stack) Stop() {
	s.once.Do(func() {
		ctx, cancel := context.WithTimeout(context.Background(), stopWithin)
		defer cancel()
		if s.held.file != nil { // another stack's data say nothing of this one
			running.Remove(s.options.Data)
		}
		s.stopMail(ctx)
		if s.gateway != nil && s.gateway.Shutdown(ctx) != nil {
			_ = s.gateway.Close() // somebody holds on to a request
		}
		var sources sync.WaitGroup
		if s.clock != nil {
			sources.Go(s.clock.Stop)
		}
		if s.pollers != nil {
			sources.Go(s.pollers.Stop)
		}
		waitAtMost(ctx, &sources)
		if s.host != nil {
			s.host.Stop() // fails what still runs, so the sources end now at the latest
		}
		sources.Wait()
		for _, server := range s.servers {
			_ = server.Close()
		}
		var all sync.WaitGroup
		for _, p := range s.partsUp {
			all.Go(p.Stop)
		}
		all.Wait()
		if s.outbox != nil {
			_ = s.outbox.Close()
		}
		for _, file := range append(s.outputs, s.log) {
			if file != nil {
				_ = file.Close()
			}
		}
		s.held.release()
	})
}

func waitAtMost(ctx context.Context, group *sync.WaitGroup) {
	done := make(chan struct{})
	go func() {
		group.Wait()
		close(done)
	}()
	select {
	case <-done:
	case <-ctx.Done():
	}
}

// Logs is the folder of what the functions print, a file for each, and of what goes wrong around them, stack.log.
func (s *Stack) Logs() string { return s.options.in("logs") }
