// Command mailclients sees whether real mail programs get through to the desk: swaks, and a Postfix of its own that relays to
// the SMTP port of a local stack. `make mail-clients` runs it, as root, because Postfix starts under no other user.
//
// It starts the stack and Postfix on free ports and under a temporary folder, and ends and removes all of it. The mail
// server of the machine is left alone. It exits with 1 and one sentence when something is missing or a mail did not arrive.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"path/filepath"
	"strings"
	"syscall"
	"time"

	"flatsupport/infra/local/stack"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	err := run(ctx, os.Stdout)
	stop()
	if err != nil {
		_, _ = fmt.Fprintf(os.Stderr, "mail-clients: %v\n", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, out io.Writer) error {
	tools, err := findTools()
	if err != nil {
		return err
	}
	dir, err := os.MkdirTemp("", "mail-clients-")
	if err != nil {
		return fmt.Errorf("make a folder: %w", err)
	}
	defer os.RemoveAll(dir)
	s, err := stack.Start(ctx, stack.Options{Data: filepath.Join(dir, "stack", "data"), Progress: out, Log: out})
	if err != nil {
		return err
	}
	defer s.Stop()
	d := desk{s, out}
	d.say("mail is taken at %s for %s", s.SMTP(), strings.Join(s.Mailboxes(), ", "))
	return errors.Join(bySwaks(ctx, tools, d), byPostfix(ctx, tools, d, filepath.Join(dir, "postfix")))
}

// bySwaks writes a mail with a file, and one to nobody.
func bySwaks(ctx context.Context, t tools, d desk) error {
	inbox := d.s.Mailboxes()[0]
	common := []string{"--server", d.s.SMTP(), "--from", ivan, "--header", "Subject: [P3] Вопрос от swaks"}
	_, err := output(ctx, nil, t.swaks, append(common, "--to", inbox, "--body", "How do I add a line?", "--attach", "@template.yaml")...)
	if err != nil {
		return err
	}
	number, err := d.ticket(ctx, ivan, "[P3] Вопрос от swaks")
	if err != nil {
		return err
	}
	d.say("swaks: a mail with a file became ticket %s of %s", number, ivan)
	said, err := output(ctx, nil, t.swaks, append(common, "--to", "nobody@flat.example")...)
	if err == nil || !strings.Contains(said, "550") {
		return fmt.Errorf("swaks: a mail to nobody was not refused: %s", said)
	}
	d.say("swaks: a mail to nobody was refused with 550")
	return nil
}

// byPostfix hands Postfix a mail, and the answer to the notice about it.
func byPostfix(ctx context.Context, t tools, d desk, dir string) (err error) {
	p, err := startPostfix(ctx, t, dir, d.s.SMTP())
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, p.stop()) }()
	if err := p.send(ctx, anna, d.s.Mailboxes()[0], "[P3] A question by Postfix", "Where is the manual?"); err != nil {
		return err
	}
	number, err := d.ticket(ctx, anna, "[P3] A question by Postfix")
	if err != nil {
		return errors.Join(err, p.told())
	}
	d.say("Postfix: a mail became ticket %s of %s", number, anna)
	answers, err := d.answers(ctx, number)
	if err != nil {
		return err
	}
	if err := p.send(ctx, anna, answers, "Re: your notice", "I have found it, thank you."); err != nil {
		return err
	}
	if err := d.says(ctx, anna, number, "I have found it, thank you."); err != nil {
		return errors.Join(err, p.told())
	}
	d.say("Postfix: the answer to its notice, sent to %s, stands on ticket %s", answers, number)
	return nil
}

// within is how long a mail may take from the program to the ticket.
const within = time.Minute
