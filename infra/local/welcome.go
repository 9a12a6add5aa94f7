package main

import (
	"fmt"
	"io"
	"strings"

	"flatsupport/infra/local/stack"
)

// The people of the printed examples, see events/demo.yaml.
const (
	customer = "ivan@volga.example"
	engineer = "petrov"
	operator = "hotline1"
	seller   = "zueva"
)

// welcome prints where everything is and lines to copy.
func welcome(out io.Writer, s *stack.Stack) {
	write := func(format string, args ...any) { _, _ = fmt.Fprintf(out, format+"\n", args...) }
	url := s.URL()
	write("")
	write("  start here        %s/", url)
	write("  request form      %s/form", url)
	write("  public form       %s/v1/forms/requests", url)
	write("  live board        %s/live", url)
	write("  demo people       %s/demo", url)
	write("  DynamoDB          %s  table %s", s.DynamoDBEndpoint(), s.Table())
	write("  queues            %s", s.SQSEndpoint())
	if s.SMTP() != "" {
		write("  mail by SMTP      %s  for %s, without signing in", s.SMTP(), strings.Join(s.Mailboxes(), ", "))
	}
	write("  logs              %s", s.Logs())
	write("")
	for _, who := range []string{customer, engineer, operator, seller} {
		token, err := s.Token(who)
		if err != nil {
			write("  no token for %s: %v", who, err)
			continue
		}
		write("  token of %s (also at %s/demo/token/%s)\n%s\n", who, url, who, token)
	}
	write("%s", strings.NewReplacer("URL", url, "SMTP", s.SMTP()).Replace(examples))
}

const examples = `Ask what would be promised, before anything is sent:
  curl -sS URL/v1/promise -H "Authorization: Bearer $(curl -sS URL/demo/token/ivan@volga.example)" -H 'Content-Type: application/json' -d '{"installation":"hq","type":"incident","priority":"P1"}'

Submit a P1 as a customer:
  curl -sS URL/v1/requests -H "Authorization: Bearer $(curl -sS URL/demo/token/ivan@volga.example)" -H 'Content-Type: application/json' -H "Idempotency-Key: $(date +%s)-$RANDOM" -d '{"installation":"hq","type":"incident","priority":"P1","subject":"No calls","description":"All lines are dead since this morning","callbackPhone":"+74990000001"}'

List the customer's tickets, then read one (put its number in place of NUMBER):
  curl -sS URL/v1/tickets -H "Authorization: Bearer $(curl -sS URL/demo/token/ivan@volga.example)"
  curl -sS URL/v1/tickets/NUMBER -H "Authorization: Bearer $(curl -sS URL/demo/token/ivan@volga.example)"

Answer as an engineer:
  curl -sS URL/v1/desk/tickets/NUMBER/responses -H "Authorization: Bearer $(curl -sS URL/demo/token/petrov)" -H 'Content-Type: application/json' -H "Idempotency-Key: $(date +%s)-$RANDOM" -d '{"message":"We are looking into it"}'

Record the call-back that a P1 is promised:
  curl -sS URL/v1/desk/tickets/NUMBER/calls -H "Authorization: Bearer $(curl -sS URL/demo/token/petrov)" -H 'Content-Type: application/json' -H "Idempotency-Key: $(date +%s)-$RANDOM" -d '{"result":"reached"}'

Write a mail as a customer, with any mail program; it becomes a ticket, and an answer to the notice about it a reply:
  printf 'From: ivan@volga.example\nTo: support@flat.example\nSubject: [P2] No outgoing calls\n\nAll lines are dead.\n' | curl -sS --crlf smtp://SMTP --mail-from ivan@volga.example --mail-rcpt support@flat.example --upload-file -
  swaks --server SMTP --from ivan@volga.example --to support@flat.example --header 'Subject: [P3] A question' --body 'How do I add a line?'

Ask for a release; the answer has a link to its file:
  curl -sS URL/v1/releases/softswitch/4.2/downloads -H "Authorization: Bearer $(curl -sS URL/demo/token/ivan@volga.example)" -H 'Content-Type: application/json' -H "Idempotency-Key: $(date +%s)-$RANDOM" -d '{"installation":"hq"}'

See what support a customer has, and what comes next:
  curl -sS URL/v1/entitlements -H "Authorization: Bearer $(curl -sS URL/demo/token/ivan@volga.example)"

Ask as a salesperson what a renewal would give; the same to .../renewal, with "order":"R-1" and a key, sells it:
  curl -sS URL/v1/customers/kama/certificates/kama-1/quote -H "Authorization: Bearer $(curl -sS URL/demo/token/zueva)" -H 'Content-Type: application/json' -d "{\"signedOn\":\"$(TZ=Europe/Moscow date +%F)\",\"termMonths\":12,\"licences\":90}"

Move the clock forward, and back to the real time:
  curl -sS -X POST URL/demo/clock -d '{"forward":"2h"}'
  curl -sS -X POST URL/demo/clock -d '{"reset":true}'

Ctrl-C stops everything. What was stored survives; make reset clears it.
`
