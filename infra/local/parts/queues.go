package parts

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"
)

const (
	maxVisibility  = 12 * time.Hour   // SQS's own
	maxDelay       = 15 * time.Minute // SQS's own
	usualVisible   = 30 * time.Second // SQS's default, for dead-letter queues that nobody described
	mostReceptions = 1000
)

var queueName = regexp.MustCompile(`^[A-Za-z0-9_-]{1,80}$`)

// checkedQueues refuses what SQS would refuse and adds the dead-letter queues that are only mentioned.
func checkedQueues(given []QueueSpec) ([]QueueSpec, error) {
	queues := slices.Clone(given)
	for _, q := range given {
		if q.DeadLetter != "" && !slices.ContainsFunc(queues, func(o QueueSpec) bool { return o.Name == q.DeadLetter }) {
			queues = append(queues, QueueSpec{Name: q.DeadLetter, Visibility: usualVisible})
		}
	}
	seen := map[string]bool{}
	for _, q := range queues {
		if seen[q.Name] {
			return nil, fmt.Errorf("queue %s is described twice: %w", q.Name, ErrQueue)
		}
		seen[q.Name] = true
		if err := q.check(); err != nil {
			return nil, err
		}
	}
	return queues, nil
}

func (q QueueSpec) check() error {
	switch {
	case !queueName.MatchString(q.Name):
		return fmt.Errorf("queue name %q: %w", q.Name, ErrQueue)
	case q.Visibility < 0 || q.Visibility > maxVisibility || q.Visibility%time.Second != 0:
		return fmt.Errorf("queue %s: visibility %s: %w", q.Name, q.Visibility, ErrQueue)
	case q.Delay < 0 || q.Delay > maxDelay || q.Delay%time.Second != 0:
		return fmt.Errorf("queue %s: delay %s: %w", q.Name, q.Delay, ErrQueue)
	case q.DeadLetter == q.Name:
		return fmt.Errorf("queue %s is its own dead-letter queue: %w", q.Name, ErrQueue)
	case q.DeadLetter != "" && (q.MaxReceive < 1 || q.MaxReceive > mostReceptions):
		return fmt.Errorf("queue %s: %d receptions before %s: %w", q.Name, q.MaxReceive, q.DeadLetter, ErrQueue)
	case q.DeadLetter == "" && q.MaxReceive != 0:
		return fmt.Errorf("queue %s: %d receptions before no queue: %w", q.Name, q.MaxReceive, ErrQueue)
	}
	return nil
}

// configuration writes ElasticMQ's own file. Paths in it are relative to the data folder, in which the part runs.
func configuration(port int, persistent bool, queues []QueueSpec) []byte {
	var b strings.Builder
	write := func(format string, args ...any) { fmt.Fprintf(&b, format+"\n", args...) }
	write(`include classpath("application.conf")`)
	write(`node-address { protocol = http, host = "127.0.0.1", port = %d, context-path = "" }`, port)
	// All addresses, as DynamoDB Local does: containers of `sam local` come in over the Docker bridge.
	write(`rest-sqs { enabled = true, bind-hostname = "0.0.0.0", bind-port = %d, sqs-limits = strict }`, port)
	write(`aws { region = "elasticmq", accountId = "%s" }`, accountID)
	write(`messages-storage { enabled = %t, driver-class = "org.h2.Driver", uri = "jdbc:h2:./messages", username = "", password = "", prune-data-on-init = false }`, persistent)
	write(`queues {`)
	for _, q := range queues {
		write(`  "%s" {`, q.Name)
		write(`    defaultVisibilityTimeout = %d seconds`, q.Visibility/time.Second)
		write(`    delay = %d seconds`, q.Delay/time.Second)
		write(`    receiveMessageWait = 0 seconds`)
		if q.DeadLetter != "" {
			write(`    deadLettersQueue { name = "%s", maxReceiveCount = %d }`, q.DeadLetter, q.MaxReceive)
		}
		write(`  }`)
	}
	write(`}`)
	return []byte(b.String())
}
