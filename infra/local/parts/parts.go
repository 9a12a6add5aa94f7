// Package parts runs the real programs that stand in for AWS on one machine: Amazon's DynamoDB Local and
// ElasticMQ for SQS.
//
// It fetches them once (Fetch), starts them as child processes that never outlive this one (StartDynamoDB,
// StartElasticMQ) and says in one sentence what is missing when that cannot be done. It creates no tables and
// knows nothing of support: the caller names the queues.
package parts

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"time"
)

var (
	// ErrNotFetched: Start was called before Fetch had brought the part.
	ErrNotFetched = errors.New("part not fetched")
	// ErrPortTaken: another program listens on the port that was asked for.
	ErrPortTaken = errors.New("port taken")
	// ErrNotReady: the part ended, or did not answer in time, after it was started.
	ErrNotReady = errors.New("part not ready")
	// ErrQueue: a queue was described in a way that SQS would refuse.
	ErrQueue = errors.New("queue refused")
	// ErrOutsideCheckout: no template.yaml here or above.
	ErrOutsideCheckout = errors.New("not inside a checkout of the project")
)

// Options say how to start one part.
type Options struct {
	Dir     string      // the folder that Fetch has filled
	Port    int         // 0: any free port
	DataDir string      // keeps data over restarts; "": in memory
	Log     io.Writer   // what the part prints; nil: dropped, but for its end in an error
	Queues  []QueueSpec // ElasticMQ only: the queues that exist from the start
}

// QueueSpec is an SQS queue as the template describes it. Durations are whole seconds.
type QueueSpec struct {
	Name       string
	DeadLetter string        // the queue for what was received MaxReceive times; "": none
	MaxReceive int           // 1 to 1000, with DeadLetter only
	Visibility time.Duration // how long a received message is hidden, up to 12 h; 0: none at all
	Delay      time.Duration // how long a new message is hidden, up to 15 min
}

// CheckoutDir is where the parts of this checkout live, found from the working directory: every command and
// test of the project shares it.
func CheckoutDir() (string, error) {
	start, err := os.Getwd()
	if err != nil {
		return "", fmt.Errorf("find the checkout: %w", err)
	}
	for dir := start; ; dir = filepath.Dir(dir) {
		if _, err := os.Stat(filepath.Join(dir, "template.yaml")); err == nil { // modules of their own lie below
			return filepath.Join(dir, ".local", "parts"), nil
		}
		if dir == filepath.Dir(dir) {
			return "", fmt.Errorf("find the checkout from %s: %w", start, ErrOutsideCheckout)
		}
	}
}
