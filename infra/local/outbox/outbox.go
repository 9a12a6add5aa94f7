// Package outbox stands in for whatever notices go out by: Amazon SES (SESv2 SendEmail), Amazon SNS (Publish to a phone) and the
// receiver of the webhook. It delivers nothing, and keeps every mail, SMS and call for people and tests to read. Mails to
// some addresses are refused, or come back.
package outbox

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"time"
)

// Mail is one mail as it was handed to SES, or, with By, an alert: an SMS has a number in To and its line in Text, a call of the
// webhook the path and the JSON.
type Mail struct {
	By      string            `json:"by,omitempty"` // "sms" or "webhook"; empty: mail
	ID      string            `json:"id"`
	SentAt  time.Time         `json:"sentAt"` // virtual time, UTC
	From    string            `json:"from"`
	To      []string          `json:"to"`
	ReplyTo []string          `json:"replyTo,omitempty"`
	Subject string            `json:"subject"`
	Text    string            `json:"text,omitempty"`
	HTML    string            `json:"html,omitempty"`
	Headers map[string]string `json:"headers,omitempty"`
	Tags    map[string]string `json:"tags,omitempty"`
}

// Outbox keeps mails in the order of sending, in memory and in a file of JSON lines.
type Outbox struct {
	now func() time.Time
	// Report takes the events of mails, as SES publishes them; nil: nobody asks for them. It is set before mails come.
	Report func(event string) error
	// Secret is that by which calls of the webhook are signed; without one none is taken. It is set before calls come.
	Secret []byte

	mu    sync.Mutex
	file  *os.File
	mails []Mail
}

// Open reads what earlier runs kept at path. The clock now stamps new mails.
func Open(path string, now func() time.Time) (*Outbox, error) {
	o := &Outbox{now: now}
	if err := os.MkdirAll(filepath.Dir(path), 0o750); err != nil {
		return nil, fmt.Errorf("open the outbox: %w", err)
	}
	file, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE|os.O_APPEND, 0o600)
	if err != nil {
		return nil, fmt.Errorf("open the outbox: %w", err)
	}
	o.file = file
	if err := o.read(); err != nil {
		return nil, errors.Join(fmt.Errorf("read the outbox: %w", err), file.Close())
	}
	return o, nil
}

// read stops at a last line that was cut off by a kill: its mail was not acknowledged.
func (o *Outbox) read() error {
	lines := bufio.NewScanner(o.file)
	lines.Buffer(nil, 20<<20)
	var whole int64
	for lines.Scan() {
		var m Mail
		if err := json.Unmarshal(lines.Bytes(), &m); err != nil {
			return o.file.Truncate(whole)
		}
		whole += int64(len(lines.Bytes())) + 1
		o.mails = append(o.mails, m)
	}
	return lines.Err()
}

// Mails gives all mails, oldest first.
func (o *Outbox) Mails() []Mail {
	o.mu.Lock()
	defer o.mu.Unlock()
	return slices.Clone(o.mails)
}

// Close closes the file. Mails that come later are refused.
func (o *Outbox) Close() error {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.file == nil {
		return nil
	}
	err := o.file.Close()
	o.file = nil
	return err
}

func (o *Outbox) keep(m Mail) error {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.file == nil {
		return errors.New("the outbox is closed")
	}
	line, err := json.Marshal(m)
	if err != nil {
		return fmt.Errorf("keep a mail: %w", err)
	}
	if _, err := o.file.Write(append(line, '\n')); err != nil {
		return fmt.Errorf("keep a mail: %w", err)
	}
	o.mails = append(o.mails, m)
	return nil
}
