// Package mails is `supportctl mail`: what became of the mails that came in, and reading one again.
package mails

import (
	"context"
	"flag"
	"fmt"
	"io"
	"os"
	"time"

	"flatsupport/infra/supportctl/verb"
	"flatsupport/shared/inbound"
	"flatsupport/shared/queue"
	"flatsupport/shared/rawmail"
	"flatsupport/shared/store"
)

// Verb is `supportctl mail`.
var Verb = verb.Family("mail", "mails that came in: which made no ticket, the mail as it arrived, reading one again", `
supportctl mail VERB [FLAGS] ARGUMENTS

Every mail lies in a bucket as it arrived, under a key of its own. What became of it is recorded in the table.
`,
	verb.Verb{Name: "list", Help: "the mails that made no ticket, and why", Run: list},
	verb.Verb{Name: "show", Help: "write a mail to a file as it arrived", Run: show},
	verb.Verb{Name: "replay", Help: "have the mailroom read a mail again that it could not read", Run: replay},
)

// Room is where the mails are and what became of them.
type Room struct {
	Store     *store.Store
	Bucket    rawmail.Bucket
	Queue     *queue.Sender
	MailQueue string
	By        string
	Now       func() time.Time
}

// place are the flags that find one.
type place struct {
	table  verb.Table
	queues verb.Queues
	bucket verb.Mails
}

func (p *place) register(flags *flag.FlagSet) {
	p.table.Register(flags)
	p.bucket.Register(flags)
}

func (p *place) open(ctx context.Context) (Room, error) {
	db, err := p.table.Open(ctx)
	if err != nil {
		return Room{}, err
	}
	now, err := p.table.Now()
	if err != nil {
		return Room{}, err
	}
	bucket, err := p.bucket.Open(ctx, p.table.Local())
	return Room{Store: db, Bucket: bucket, By: verb.User(), Now: func() time.Time { return now }}, err
}

const showHelp = `supportctl mail show [FLAGS] --out FILE OBJECT

Writes the mail to a file that is not there yet, as it arrived. It may carry anything: open it with care.

  go run ./infra/supportctl mail show --local --out mail.eml k0f3s9dq2v1mail
`

func show(ctx context.Context, call verb.Call) error {
	var p place
	flags := verb.Flags("mail show", showHelp)
	out := flags.String("out", "", "`FILE` to write")
	p.register(flags)
	objects, err := verb.Parse(flags, call)
	if err != nil {
		return err
	}
	if len(objects) != 1 || *out == "" {
		return verb.Usage("mail show: which mail, into which file? supportctl mail show --out FILE OBJECT")
	}
	bucket, err := p.bucket.Open(ctx, p.table.Local())
	if err != nil {
		return err
	}
	return Room{Bucket: bucket}.Show(ctx, objects[0], *out, call.Out)
}

// Show writes the mail to the file.
func (r Room) Show(ctx context.Context, object, file string, out io.Writer) error {
	raw, err := r.Bucket.Read(ctx, object, inbound.MaxBytes)
	if err != nil {
		return err
	}
	f, err := os.OpenFile(file, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return err
	}
	if _, err = f.Write(raw); err != nil {
		_ = f.Close()
		return err
	}
	fmt.Fprintf(out, "%s: %d bytes\n", file, len(raw))
	return f.Close()
}
