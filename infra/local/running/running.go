// Package running tells other programs of the same checkout where the local stack is that `make run` has started: its
// DynamoDB listens on whatever port was free.
package running

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"flatsupport/infra/local/parts"
)

// ErrNotRunning: no stack runs on the data folder.
var ErrNotRunning = errors.New("no local stack is running here; start it by `make run`")

// Stack is where a running stack is.
type Stack struct {
	URL      string `json:"url"`      // of the gateway
	DynamoDB string `json:"dynamodb"` // endpoint
	Table    string `json:"table"`
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
	if data == "" {
		dir, err := parts.CheckoutDir()
		if err != nil {
			return Stack{}, err
		}
		data = filepath.Join(filepath.Dir(dir), "data")
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
