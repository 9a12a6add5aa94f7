package inbox

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"slices"
	"strings"

	"github.com/emersion/go-smtp"
)

// session is one sender on the line, and the envelope that it is filling in.
type session struct {
	inbox   *Inbox
	client  string // as it calls itself
	address net.Addr
	from    string
	to      []string
}

var (
	errBroken = &smtp.SMTPError{
		Code: 451, EnhancedCode: smtp.EnhancedCode{4, 4, 2}, Message: "The mail did not arrive whole, so nothing of it was kept; please send it again",
	}
	errLine = &smtp.SMTPError{
		Code: 554, EnhancedCode: smtp.EnhancedCode{5, 6, 0}, Message: "A line of the mail is longer than a megabyte, which no mail program writes",
	}
	errNotKept = &smtp.SMTPError{
		Code: 451, EnhancedCode: smtp.EnhancedCode{4, 3, 0}, Message: "The mail could not be taken in just now; please send it again a little later",
	}
)

// errTooLarge is the answer to a mail beyond Largest. Whoever sends it without that file gets a link, as for any file that is
// too large for its ticket.
var errTooLarge = &smtp.SMTPError{
	Code: 552, EnhancedCode: smtp.EnhancedCode{5, 3, 4},
	Message: "Sorry, a mail may have 40 MB at most; where a file of a mail is too large for its ticket, the answer has a link to upload it",
}

// Reset forgets the envelope.
func (s *session) Reset() { s.from, s.to = "", nil }

// Logout ends the session.
func (s *session) Logout() error { return nil }

// Mail takes any sender: what to make of it is the desk's matter.
func (s *session) Mail(from string, _ *smtp.MailOptions) error {
	s.from = clean(from)
	return nil
}

// Rcpt takes the addresses of the receipt rule.
func (s *session) Rcpt(to string, _ *smtp.RcptOptions) error {
	if !s.inbox.config.takes(to) {
		return &smtp.SMTPError{
			Code: 550, EnhancedCode: smtp.EnhancedCode{5, 1, 1},
			Message: "There is no such mailbox here; the desk takes mail for " + strings.Join(s.inbox.config.Recipients, ", "),
		}
	}
	s.to = append(s.to, clean(to))
	return nil
}

// takes reports whether the rule has the address, in whatever case and with whatever tag behind a plus.
func (c Config) takes(to string) bool {
	at := strings.LastIndex(to, "@")
	if at < 0 {
		return false
	}
	mailbox, _, _ := strings.Cut(to[:at], "+")
	return slices.ContainsFunc(c.Recipients, func(r string) bool {
		return strings.EqualFold(r, to) || strings.EqualFold(r, mailbox+to[at:])
	})
}

// Data takes the mail itself.
func (s *session) Data(r io.Reader) error {
	raw, err := io.ReadAll(r)
	switch {
	case errors.Is(err, smtp.ErrDataTooLarge):
		return errTooLarge
	case errors.Is(err, smtp.ErrTooLongLine):
		return errLine
	case err != nil:
		return errBroken
	}
	if !s.inbox.begin() {
		return errNotKept
	}
	defer s.inbox.keeping.Done()
	if err := s.keep(raw); err != nil {
		s.inbox.log.Print(err)
		return errNotKept
	}
	return nil
}

// keep puts the mail into the bucket first. If the queue cannot be told, the mail is not lost: it is there.
func (s *session) keep(raw []byte) error {
	ctx, cancel := context.WithTimeout(context.Background(), keepWithin)
	defer cancel()
	c := s.inbox.config
	a := arrival{key: newKey(), at: c.Now().UTC(), client: s.client, address: s.address, from: s.from, to: s.to}
	mail, seen := look(raw, s.from)
	if err := c.Put(ctx, a.key, append(a.lines(), raw...)); err != nil {
		return fmt.Errorf("mail %s was refused, the bucket did not take it: %w", a.key, err)
	}
	body, err := a.notice(c, mail, seen).Message()
	if err != nil {
		return err
	}
	if err := c.Announce(ctx, body); err != nil {
		return fmt.Errorf("mail %s is in the bucket, but the queue could not be told and the sender will come again: %w", a.key, err)
	}
	return nil
}
