package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"
	"time"

	"flatsupport/infra/local/stack"
)

// The people of the demo who write.
const (
	ivan = "ivan@volga.example"
	anna = "anna@neva.example"
)

var errNotThere = errors.New("it did not arrive")

// desk is the stack that is written to, seen by its customers.
type desk struct {
	s   *stack.Stack
	out io.Writer
}

func (d desk) say(format string, args ...any) { _, _ = fmt.Fprintf(d.out, "  "+format+"\n", args...) }

// ticket waits for the person's ticket with the subject and gives its number.
func (d desk) ticket(ctx context.Context, person, subject string) (string, error) {
	var number string
	err := eventually(ctx, func() (bool, error) {
		var list struct {
			Tickets []struct{ Number, Subject string }
		}
		body, err := d.get(ctx, person, "/v1/tickets")
		if err == nil {
			err = json.Unmarshal(body, &list)
		}
		for _, t := range list.Tickets {
			if t.Subject == subject {
				number = t.Number
			}
		}
		return number != "", err
	})
	if err != nil {
		return "", fmt.Errorf("ticket %q of %s: %w", subject, person, err)
	}
	return number, nil
}

// answers waits for the notice of the ticket and gives the address for answers to it.
func (d desk) answers(ctx context.Context, number string) (string, error) {
	var address string
	err := eventually(ctx, func() (bool, error) {
		for _, m := range d.s.Outbox() {
			i := slices.IndexFunc(m.ReplyTo, func(to string) bool {
				return strings.Contains(to, strings.ToLower(strings.ReplaceAll(number, "-", "")))
			})
			if i >= 0 {
				address = m.ReplyTo[i]
			}
		}
		return address != "", nil
	})
	if err != nil {
		return "", fmt.Errorf("notice of ticket %s: %w", number, err)
	}
	return address, nil
}

// says waits until the text stands on the ticket.
func (d desk) says(ctx context.Context, person, number, text string) error {
	err := eventually(ctx, func() (bool, error) {
		body, err := d.get(ctx, person, "/v1/tickets/"+number)
		return strings.Contains(string(body), text), err
	})
	if err != nil {
		return fmt.Errorf("answer on ticket %s: %w", number, err)
	}
	return nil
}

func (d desk) get(ctx context.Context, person, path string) ([]byte, error) {
	token, err := d.s.Token(person)
	if err != nil {
		return nil, err
	}
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, d.s.URL()+path, http.NoBody)
	if err != nil {
		return nil, fmt.Errorf("ask the desk: %w", err)
	}
	request.Header.Set("Authorization", "Bearer "+token)
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		return nil, fmt.Errorf("ask the desk: %w", err)
	}
	defer func() { _ = response.Body.Close() }()
	body, err := io.ReadAll(response.Body)
	if err != nil {
		return nil, fmt.Errorf("ask the desk: %w", err)
	}
	if response.StatusCode != http.StatusOK {
		return nil, fmt.Errorf("ask the desk for %s: %s", path, response.Status)
	}
	return body, nil
}

// eventually asks until it is so. Errors: errNotThere.
func eventually(ctx context.Context, is func() (bool, error)) error {
	ctx, cancel := context.WithTimeout(ctx, within)
	defer cancel()
	again := time.NewTicker(200 * time.Millisecond)
	defer again.Stop()
	for {
		so, err := is()
		if so {
			return nil
		}
		select {
		case <-again.C:
		case <-ctx.Done():
			return errors.Join(errNotThere, err)
		}
	}
}
