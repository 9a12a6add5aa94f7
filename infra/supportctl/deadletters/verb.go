// Package deadletters is `supportctl dead-letters`: what queues have given up, and putting it back.
package deadletters

import (
	"context"
	"fmt"
	"io"
	"strconv"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/sqs"
	"github.com/aws/aws-sdk-go-v2/service/sqs/types"

	"flatsupport/infra/supportctl/verb"
)

// Verb is `supportctl dead-letters`.
var Verb = verb.Family("dead-letters", "messages that queues have given up: how many there are, and putting them back", `
supportctl dead-letters VERB [FLAGS] ARGUMENTS

A message that a function has failed on five times lies with the dead letters of its queue for 14 days. When what made it
fail is mended it can be put back: every function may be given a message again, and does nothing twice.
`,
	verb.Verb{Name: "list", Help: "how many dead letters each queue has", Run: list},
	verb.Verb{Name: "replay", Help: "put the dead letters of a queue back into it", Run: replay},
)

const listHelp = `supportctl dead-letters list [FLAGS]

  go run ./infra/supportctl dead-letters list --local
  AWS_PROFILE=desk go run ./infra/supportctl dead-letters list --stack flatsupport-prod
`

const replayHelp = `supportctl dead-letters replay [FLAGS] QUEUE

Puts messages back one by one: each is taken, sent to the queue that gave it up, and taken out only then, so that one may be
sent twice and none is lost. QUEUE is named as in template.yaml, such as MailQueue. No more are put back than were there at the
beginning. Messages of ticks (SlaTimer, MailSweep) have no queue to go back to: the next tick does their work.

  go run ./infra/supportctl dead-letters replay --local --dry-run MailQueue
  AWS_PROFILE=desk go run ./infra/supportctl dead-letters replay --stack flatsupport-prod --max 10 NotifyQueue
`

func list(ctx context.Context, call verb.Call) error {
	var queues verb.Queues
	flags := verb.Flags("dead-letters list", listHelp)
	queues.Register(flags)
	local := flags.Bool("local", false, "the queues of the stack that make run has started in this checkout")
	if rest, err := verb.Parse(flags, call); err != nil || len(rest) > 0 {
		return or(err, verb.Usage("dead-letters list takes no arguments"))
	}
	if err := queues.Open(ctx, *local); err != nil {
		return err
	}
	return List(ctx, &queues, call.Out)
}

// List prints how many dead letters each queue has.
func List(ctx context.Context, queues *verb.Queues, out io.Writer) error {
	for _, name := range queues.WithDeadLetters() {
		url, err := queues.DeadLetters(name)
		if err != nil {
			return err
		}
		n, err := count(ctx, queues.Client(), url)
		if err != nil {
			return err
		}
		fmt.Fprintf(out, "%-20s %d\n", name, n)
	}
	return nil
}

func count(ctx context.Context, client *sqs.Client, url string) (int, error) {
	out, err := client.GetQueueAttributes(ctx, &sqs.GetQueueAttributesInput{
		QueueUrl: &url, AttributeNames: []types.QueueAttributeName{types.QueueAttributeNameApproximateNumberOfMessages},
	})
	if err != nil {
		return 0, fmt.Errorf("count dead letters: %w", err)
	}
	return strconv.Atoi(out.Attributes[string(types.QueueAttributeNameApproximateNumberOfMessages)])
}

func replay(ctx context.Context, call verb.Call) error {
	var queues verb.Queues
	flags := verb.Flags("dead-letters replay", replayHelp)
	queues.Register(flags)
	local := flags.Bool("local", false, "the queues of the stack that make run has started in this checkout")
	run := Replay{Pause: 200 * time.Millisecond}
	flags.BoolVar(&run.Dry, "dry-run", false, "say what would be put back, and put back nothing")
	flags.IntVar(&run.Max, "max", 0, "put back at most `N` messages (default: all)")
	flags.DurationVar(&run.Pause, "pause", run.Pause, "`TIME` between two messages, so that the function is not flooded")
	names, err := verb.Parse(flags, call)
	if err != nil || len(names) != 1 {
		return or(err, verb.Usage("dead-letters replay: the dead letters of which queue? supportctl dead-letters list tells"))
	}
	if err := queues.Open(ctx, *local); err != nil {
		return err
	}
	return run.Run(ctx, &queues, names[0], call.Out)
}

// Replay is how messages are put back.
type Replay struct {
	Dry   bool
	Max   int // 0: all that are there at the beginning
	Pause time.Duration
}

// hidden is for how long a message that is being put back is shown to nobody else.
const hidden = 30

// Run puts the dead letters of the queue back and prints each.
func (r Replay) Run(ctx context.Context, queues *verb.Queues, name string, out io.Writer) error {
	from, err := queues.DeadLetters(name)
	if err != nil {
		return err
	}
	to, err := queues.URL(name)
	if err != nil {
		return fmt.Errorf("the dead letters of %s go back to no queue: %w", name, err)
	}
	client := queues.Client()
	there, err := count(ctx, client, from)
	if err != nil {
		return err
	}
	if r.Max > 0 {
		there = min(there, r.Max)
	}
	var seen []*string
	done := 0
	for done < there {
		got, err := client.ReceiveMessage(ctx, &sqs.ReceiveMessageInput{
			QueueUrl: &from, MaxNumberOfMessages: 1, WaitTimeSeconds: 1, VisibilityTimeout: hidden,
			MessageSystemAttributeNames: []types.MessageSystemAttributeName{types.MessageSystemAttributeNameSentTimestamp},
		})
		if err != nil {
			return fmt.Errorf("take a dead letter: %w", err)
		}
		if len(got.Messages) == 0 {
			break
		}
		m := got.Messages[0]
		if r.Dry {
			seen = append(seen, m.ReceiptHandle)
		} else if err := move(ctx, client, from, to, m); err != nil {
			return err
		}
		done++
		fmt.Fprintf(out, "%s, first sent %s\n", aws.ToString(m.MessageId), sent(m))
		if err := wait(ctx, r.Pause); err != nil {
			return err
		}
	}
	for _, handle := range seen { // they are there again at once
		_, _ = client.ChangeMessageVisibility(ctx, &sqs.ChangeMessageVisibilityInput{QueueUrl: &from, ReceiptHandle: handle, VisibilityTimeout: 0})
	}
	what := "put back"
	if r.Dry {
		what = "would be put back"
	}
	fmt.Fprintf(out, "%s: %d %s\n", name, done, what)
	return nil
}

func move(ctx context.Context, client *sqs.Client, from, to string, m types.Message) error {
	if _, err := client.SendMessage(ctx, &sqs.SendMessageInput{QueueUrl: &to, MessageBody: m.Body}); err != nil {
		return fmt.Errorf("put message %s back: %w", aws.ToString(m.MessageId), err)
	}
	if _, err := client.DeleteMessage(ctx, &sqs.DeleteMessageInput{QueueUrl: &from, ReceiptHandle: m.ReceiptHandle}); err != nil {
		return fmt.Errorf("message %s was put back and is still with the dead letters: %w", aws.ToString(m.MessageId), err)
	}
	return nil
}

func sent(m types.Message) string {
	ms, err := strconv.ParseInt(m.Attributes[string(types.MessageSystemAttributeNameSentTimestamp)], 10, 64)
	if err != nil {
		return "at an unknown time"
	}
	return time.UnixMilli(ms).UTC().Format(time.RFC3339)
}

func wait(ctx context.Context, pause time.Duration) error {
	timer := time.NewTimer(pause)
	defer timer.Stop()
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-timer.C:
		return nil
	}
}

// or is the first that is one.
func or(errs ...error) error {
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}
