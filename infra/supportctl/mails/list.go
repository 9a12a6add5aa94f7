package mails

import (
	"cmp"
	"context"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"flatsupport/infra/supportctl/verb"
	"flatsupport/shared/inbound"
	"flatsupport/shared/rawmail"
	"flatsupport/shared/store"
	"flatsupport/shared/texts"
	"flatsupport/shared/ticket"
)

const listHelp = `supportctl mail list [FLAGS]

Lists the mails that made no ticket and no reply, the oldest first: unverified requests, mails that were only kept, and those
of which nothing became yet. It looks through the whole bucket. Nothing of a mail is shown but its key.

  go run ./infra/supportctl mail list --local --reason unreadable
  AWS_PROFILE=desk go run ./infra/supportctl mail list --table NAME --bucket NAME --since 720h
`

func list(ctx context.Context, call verb.Call) error {
	var p place
	flags := verb.Flags("mail list", listHelp)
	reason := flags.String("reason", "", "only those with this `REASON`: "+strings.Join(reasons(), ", "))
	since := flags.Duration("since", 7*24*time.Hour, "how far back, `TIME` such as 48h")
	all := flags.Bool("all", false, "those that made tickets and replies too")
	p.register(flags)
	rest, err := verb.Parse(flags, call)
	if err != nil {
		return err
	}
	if len(rest) > 0 {
		return verb.Usage("mail list takes no arguments")
	}
	if known := reasons(); *reason != "" && !slices.Contains(known, *reason) {
		return verb.Usage("mail list: there is no reason %q; it can be %s", *reason, strings.Join(known, ", "))
	}
	room, err := p.open(ctx)
	if err != nil {
		return err
	}
	return room.List(ctx, Which{Reason: *reason, Since: room.Now().Add(-*since), All: *all}, call.Out)
}

// reasons are the codes of why a mail makes no ticket: the desk looks at it, or nobody need.
func reasons() []string {
	all := append(texts.WhyUnverified(), "virus")
	for _, sign := range []inbound.Machine{inbound.NullSender, inbound.DeliveryReport, inbound.AutoSubmitted, inbound.AutoResponse, inbound.Bulk, inbound.OurOwn} {
		all = append(all, string(sign))
	}
	return all
}

// Which says which mails are listed.
type Which struct {
	Reason string // empty: any
	Since  time.Time
	All    bool
}

// List prints them.
func (r Room) List(ctx context.Context, which Which, out io.Writer) error {
	var mails []rawmail.Kept
	for after, more := "", true; more; more = after != "" {
		page, next, err := r.Bucket.List(ctx, after)
		if err != nil {
			return err
		}
		for _, m := range page {
			if !m.At.Before(which.Since) && store.Usable(m.Object) {
				mails = append(mails, m)
			}
		}
		after = next
	}
	slices.SortFunc(mails, func(a, b rawmail.Kept) int { return cmp.Or(a.At.Compare(b.At), strings.Compare(a.Object, b.Object)) })
	listed := 0
	for some := range slices.Chunk(mails, store.MaxMails) {
		objects := make([]string, len(some))
		for i, m := range some {
			objects[i] = m.Object
		}
		became, err := r.Store.ReceivedMails(ctx, objects)
		if err != nil {
			return err
		}
		for _, m := range some {
			is := became[m.Object]
			if is.Ticket != "" && !which.All || which.Reason != "" && is.Reason != which.Reason {
				continue
			}
			listed++
			fmt.Fprintf(out, "%s  %s  %s\n", m.At.Format(time.RFC3339), m.Object, told(is))
		}
	}
	fmt.Fprintf(out, "%d of %d mails\n", listed, len(mails))
	return nil
}

func told(r store.Received) string {
	words := []string{cmp.Or(r.Outcome, "nothing yet")}
	if r.Reason != "" {
		words = append(words, r.Reason)
	}
	if r.Ticket != "" {
		words = append(words, ticket.ShowNumber(r.Ticket))
	}
	if r.Request != "" {
		words = append(words, "request "+r.Request)
	}
	return strings.Join(words, " ")
}
