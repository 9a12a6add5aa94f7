package stack

import (
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/sqs"

	"flatsupport/infra/local/demo"
	"flatsupport/infra/local/gateway"
	"flatsupport/infra/local/objects"
	"flatsupport/infra/local/pages"
	"flatsupport/shared/policy"
)

// serveInternals opens what only the functions talk to, and gives the endpoints for their environment.
func (s *Stack) serveInternals() (map[string]string, error) {
	var buckets []string
	for _, b := range s.template.Buckets {
		buckets = append(buckets, bucketName(b.ID))
	}
	store, err := objects.Open(s.options.in("objects"), buckets, time.Now) // links are signed by the clock of the machine
	if err != nil {
		return nil, err
	}
	s.outbox.Report, s.outbox.Secret = s.reportMail, []byte(alertSecret)
	mail := http.NewServeMux()
	s.outbox.Register(mail)
	s.issuer.Register(mail, s.url)
	addresses := make([]string, 0, 2)
	for _, handler := range []http.Handler{mail, store} {
		listener, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			return nil, fmt.Errorf("serve mail and objects: %w", err)
		}
		s.serve(listener, handler)
		addresses = append(addresses, "http://"+listener.Addr().String())
	}
	s.internalURL = addresses[0]
	return map[string]string{
		"AWS_ENDPOINT_URL_DYNAMODB": s.dynamoDBEndpoint,
		"AWS_ENDPOINT_URL_SQS":      s.sqsEndpoint,
		"AWS_ENDPOINT_URL_SESV2":    addresses[0],
		"AWS_ENDPOINT_URL_SNS":      addresses[0],
		"AWS_ENDPOINT_URL_S3":       addresses[1],
	}, nil
}

// mailEvents is the queue to which SES reports on mails, by way of SNS.
const mailEvents = "MailEventsQueue"

// reportMail puts an event of a mail into the queue, as SNS does.
func (s *Stack) reportMail(event string) error {
	url := s.queueURLs[mailEvents]
	_, err := s.sqs.SendMessage(context.Background(), &sqs.SendMessageInput{QueueUrl: &url, MessageBody: &event})
	if err != nil {
		return fmt.Errorf("report on a mail: %w", err)
	}
	return nil
}

// serveGateway answers people: the stack's own pages where there is one, and the routes of the template.
func (s *Stack) serveGateway(listener net.Listener, log io.Writer) error {
	api, err := gateway.New(gateway.Config{
		Routes: routes(s.template), Invoke: s.host.Invoke, Verify: s.issuer.Verify, Now: s.door.Now,
		SessionCookie: pages.SessionCookie, Log: log,
	})
	if err != nil {
		return err
	}
	own, err := pages.New(pages.Config{
		URL: s.url, People: s.demo.People, Zone: policy.Moscow(),
		Token: func(p demo.Person) (string, error) { return s.issuer.Token(p.Subject(), time.Now()) },
		Subject: func(token string) (string, error) {
			claims, err := s.issuer.Verify(token, time.Now())
			return claims["sub"], err
		},
		Now: s.door.Now, Offset: s.door.Offset, Forward: s.Forward, Reset: s.ResetClock,
		Tickets: s.tickets, Certificates: s.certificates, Depths: s.QueueDepths, Mails: s.outbox.Mails,
	})
	if err != nil {
		return err
	}
	mux := http.NewServeMux()
	own.Register(mux)
	s.issuer.Register(mux, s.url)
	s.gateway = &http.Server{ReadHeaderTimeout: 10 * time.Second, Handler: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if isOwn(r.URL.Path) {
			mux.ServeHTTP(w, r)
			return
		}
		api.ServeHTTP(w, r)
	})}
	go func() { _ = s.gateway.Serve(listener) }() // ends with Stop
	return nil
}

// isOwn tells the stack's own pages from the routes of the product.
func isOwn(path string) bool {
	switch path {
	case "/", "/form", "/live", "/demo":
		return true
	}
	for _, prefix := range []string{"/demo/", "/live/", "/assets/", "/.well-known/"} {
		if strings.HasPrefix(path, prefix) {
			return true
		}
	}
	return false
}
