package mails

import (
	"context"
	"errors"
	"fmt"
	"io"

	"flatsupport/infra/supportctl/verb"
	"flatsupport/shared/queue"
	"flatsupport/shared/store"
	"flatsupport/shared/ticket"
)

const replayHelp = `supportctl mail replay [FLAGS] OBJECT...

Has the mailroom that is deployed now read mails again: those that it could not read, and those of which nothing became. What the
mail service said of a mail is kept, so that it may become a contact's ticket after all. A mail that became anything else is
left alone, and so is one whose request somebody has settled: no mail makes a second ticket.

  go run ./infra/supportctl mail replay --local --dry-run k0f3s9dq2v1mail
  AWS_PROFILE=desk go run ./infra/supportctl mail replay --table NAME --bucket NAME --stack NAME k0f3s9dq2v1mail
`

// unreadable is the reason of a mail that could not be read.
const unreadable = "unreadable"

// errLeft: a mail that is left alone; the text says why.
var errLeft = errors.New("left alone")

func replay(ctx context.Context, call verb.Call) error {
	var p place
	flags := verb.Flags("mail replay", replayHelp)
	dry := flags.Bool("dry-run", false, "say what would be read again, and do nothing")
	p.register(flags)
	p.queues.Register(flags)
	objects, err := verb.Parse(flags, call)
	if err != nil {
		return err
	}
	if len(objects) == 0 {
		return verb.Usage("mail replay: which mails? supportctl mail list --reason unreadable tells")
	}
	room, err := p.open(ctx)
	if err != nil {
		return err
	}
	if err := p.queues.Open(ctx, p.table.Local()); err != nil {
		return err
	}
	room.Queue = queue.NewSender(p.queues.Client())
	if room.MailQueue, err = p.queues.URL("MailQueue"); err != nil {
		return err
	}
	return room.Replay(ctx, *dry, objects, call.Out)
}

// Replay sends the mails to be read again. Of one that is left alone it says why, and in the end fails.
func (r Room) Replay(ctx context.Context, dry bool, objects []string, out io.Writer) error {
	left := 0
	for _, object := range objects {
		err := r.again(ctx, dry, object)
		switch {
		case errors.Is(err, errLeft):
			left++
			fmt.Fprintf(out, "%v\n", err)
		case err != nil:
			return err
		case dry:
			fmt.Fprintf(out, "%s: would be read again\n", object)
		default:
			fmt.Fprintf(out, "%s: is read again\n", object)
		}
	}
	if left > 0 {
		return verb.ErrTold
	}
	return nil
}

// again takes an outcome back and sends the mail on: first its request is settled, so that nobody takes that meanwhile. A run
// that breaks off can be made again, and what it has set free the sweep finds too.
func (r Room) again(ctx context.Context, dry bool, object string) error {
	at, err := r.Bucket.Since(ctx, object)
	if err != nil {
		return err
	}
	all, err := r.Store.ReceivedMails(ctx, []string{object})
	if err != nil {
		return err
	}
	is := all[object]
	switch {
	case is.Outcome == "" && is.Trail.Read.After(r.Now()):
		return fmt.Errorf("%s: %w, it is being read", object, errLeft)
	case is.Outcome != "" && is.Reason != unreadable:
		return fmt.Errorf("%s: %w, it became %s", object, errLeft, told(is))
	}
	if is.Outcome != "" {
		if err := r.set(ctx, dry, object, is); err != nil {
			return err
		}
	}
	if dry {
		return nil
	}
	return r.Queue.SendFound(ctx, r.MailQueue, queue.Found{Object: object, At: at})
}

// set sets the outcome back.
func (r Room) set(ctx context.Context, dry bool, object string, is store.Received) error {
	u, err := r.Store.UnverifiedRequest(ctx, is.Request)
	if err != nil {
		return fmt.Errorf("request of mail %s: %w", object, err)
	}
	if what := u.Settled.What; what == store.Taken || what == store.Dismissed {
		return settled(object, u)
	}
	if dry {
		return nil
	}
	if u.Settled.What == "" {
		u, err = r.Store.SettleUnverified(ctx, u, store.Settled{What: store.Replayed, By: r.By, At: r.Now()})
		if errors.Is(err, store.ErrConflict) && u.Settled.What != store.Replayed {
			return settled(object, u)
		}
		if err != nil && !errors.Is(err, store.ErrConflict) {
			return err
		}
	}
	if err := r.Store.ReopenMail(ctx, object, is); err != nil && !errors.Is(err, store.ErrConflict) {
		return err
	}
	return nil
}

func settled(object string, u store.Unverified) error {
	number := ""
	if u.Settled.Ticket != "" {
		number = " as " + ticket.ShowNumber(u.Settled.Ticket)
	}
	return fmt.Errorf("%s: %w, its request was %s%s by %s", object, errLeft, u.Settled.What, number, u.Settled.By)
}
