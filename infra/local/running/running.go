// Package running tells other programs of the same checkout where the local stack is that `make run` has started: its
// DynamoDB listens on whatever port was free.
package running

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"

	"flatsupport/infra/local/parts"
)

// ErrNotRunning: no stack runs on the data folder.
var ErrNotRunning = errors.New("no local stack is running here; start it by `make run`")

// Stack is where a running stack is.
type Stack struct {
	URL      string `json:"url"`      // of the gateway
	DynamoDB string `json:"dynamodb"` // endpoint
	Table    string `json:"table"`
	SQS      string `json:"sqs"`   // endpoint
	S3       string `json:"s3"`    // endpoint
	Mails    string `json:"mails"` // bucket of mails
}

func file(data string) string { return filepath.Join(data, "running.json") }

// Write says that the stack runs on the data folder.
func Write(data string, s Stack) error {
	text, err := json.Marshal(s)
	if err != nil {
		return err
	}
	if err := os.WriteFile(file(data), text, 0o600); err != nil {
		return fmt.Errorf("say where the stack is: %w", err)
	}
	return nil
}

// Remove says that it does not any more.
func Remove(data string) { _ = os.Remove(file(data)) }

// Find finds the stack on the data folder; "": that of this checkout. Errors: ErrNotRunning. A stack that was killed is
// found too, and does not answer.
func Find(data string) (Stack, error) {
	data, err := folder(data)
	if err != nil {
		return Stack{}, err
	}
	text, err := os.ReadFile(file(data))
	if errors.Is(err, os.ErrNotExist) {
		return Stack{}, ErrNotRunning
	}
	if err != nil {
		return Stack{}, fmt.Errorf("find the local stack: %w", err)
	}
	var s Stack
	if err := json.Unmarshal(text, &s); err != nil {
		return Stack{}, fmt.Errorf("find the local stack: %w", err)
	}
	return s, nil
}

// folder is the data folder; "": that of this checkout.
func folder(data string) (string, error) {
	if data != "" {
		return data, nil
	}
	dir, err := parts.CheckoutDir()
	return filepath.Join(filepath.Dir(dir), "data"), err
}

// ClockFile is where the stack keeps how far its clock was moved ahead, in the data folder.
const ClockFile = "clock-offset"

// Now is the time on the stack's clock, which people move forward; that of the machine where nobody has.
func Now(data string) (time.Time, error) {
	now := time.Now().UTC()
	data, err := folder(data)
	if err != nil {
		return now, err
	}
	kept, err := os.ReadFile(filepath.Join(data, ClockFile))
	if errors.Is(err, os.ErrNotExist) {
		return now, nil
	}
	if err != nil {
		return now, fmt.Errorf("read the clock of the local stack: %w", err)
	}
	ahead, err := time.ParseDuration(strings.TrimSpace(string(kept)))
	if err != nil {
		return now, fmt.Errorf("read the clock of the local stack: %w", err)
	}
	return now.Add(ahead), nil
}
