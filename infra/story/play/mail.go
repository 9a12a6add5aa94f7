package play

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"flatsupport/functions/mailroom"
	inboxes "flatsupport/infra/local/inbox"
	"flatsupport/infra/local/outbox"
	"flatsupport/infra/story/letter"
	"flatsupport/shared/inbound"
	"flatsupport/shared/rawmail"
	"flatsupport/shared/store"
	"flatsupport/shared/triage"
)

// The address to which people write, and the bucket in which their mails are kept first.
const (
	inbox      = "support@flat.example"
	mailBucket = "mailbucket"
)

func threads() inbound.Threads {
	return inbound.ThreadsOf(inbox, []byte("a key that only stories have"))
}

// Letter is a mail that comes in. Its Message-ID is that of its ticket's name in the story, unless it has an id.
type Letter struct {
	Ticket    string        `yaml:"ticket"` // the story's own name for what it becomes
	From      string        `yaml:"from"`
	To        string        `yaml:"to"` // empty: the desk
	Subject   string        `yaml:"subject"`
	Text      string        `yaml:"text"`
	ID        string        `yaml:"id"`      // Message-ID; "none": it has none
	Verdict   string        `yaml:"verdict"` // of DMARC: pass, fail or none; empty: pass
	SPF       string        `yaml:"spf"`     // the same of the other checks
	DKIM      string        `yaml:"dkim"`
	Spam      string        `yaml:"spam"`
	Virus     string        `yaml:"virus"`
	Envelope  string        `yaml:"envelope"` // sender there; "none": the null sender
	Answers   string        `yaml:"answers"`  // the ticket whose notice it answers
	InReplyTo string        `yaml:"inReplyTo"`
	Quotes    string        `yaml:"quotes"`  // the ticket whose number its subject has
	Headers   []string      `yaml:"headers"` // further lines of its head
	Returns   *Back         `yaml:"returns"` // it is a report on a mail of the desk
	HTML      string        `yaml:"html"`
	Files     []letter.File `yaml:"files"`
	Times     int           `yaml:"times"` // how often it arrives, each time as another mail in the bucket; 0: once
}

// Back is a report on the mail of a notice, which the receiving side sends by mail.
type Back struct {
	Ticket    string `yaml:"ticket"` // whose thread its head names
	Notice    string `yaml:"notice"` // key of the notice; empty: the head has lost it
	Recipient string `yaml:"recipient"`
	Action    string `yaml:"action"`
	Status    string `yaml:"status"`
	Forged    bool   `yaml:"forged"` // the thread's id is made up
}

// report is its Content-Type and its text.
func (p *player) report(b Back) (kind, text string) {
	root := threads().Root(p.tickets[b.Ticket])
	if b.Forged {
		root = inbound.ThreadsOf(inbox, []byte("a key of somebody else")).Root(p.tickets[b.Ticket])
	}
	head := []string{"References: <" + root + ">"}
	if b.Notice != "" {
		head = append(head, "X-Notice: "+b.Notice)
	}
	r := outbox.Returned{Recipient: b.Recipient, Action: or(b.Action, "failed"), Status: or(b.Status, "5.1.1"), Head: head}
	return outbox.ContentType, r.Body()
}

// letters are the mails in the bucket.
type letters struct{ all map[string]string }

// Read gives a mail.
func (l *letters) Read(_ context.Context, object string, _ int64) ([]byte, error) {
	raw, ok := l.all[object]
	if !ok {
		return nil, fmt.Errorf("mail %s: %w", object, rawmail.ErrMissing)
	}
	return []byte(raw), nil
}

// post puts the mail into the bucket and says so, as the mail service does; what it says is never lost, and may come late or
// more than once. The mail is read before the story goes on.
func (p *player) post(ctx context.Context, l Letter) error {
	raw := p.raw(l)
	var objects []string
	for range max(l.Times, 1) {
		p.acts++
		object := fmt.Sprintf("mail-%d", p.acts)
		if p.world.letters.all == nil {
			p.world.letters.all = map[string]string{}
		}
		p.world.letters.all[object] = raw
		objects = append(objects, object)
		body, err := l.received(object, p.world.now)
		if err != nil {
			return err
		}
		p.world.queues.deliver(mailQueue, body)
	}
	for _, object := range objects {
		r, err := p.taken(ctx, object)
		if err != nil {
			return err
		}
		p.became = r
	}
	if p.became.Ticket != "" && l.Ticket != "" {
		p.tickets[l.Ticket] = p.became.Ticket
	}
	return nil
}

// taken drives the desk on until the mail was read.
func (p *player) taken(ctx context.Context, object string) (store.Received, error) {
	for range 10 {
		if err := p.world.drain(ctx); err != nil {
			return store.Received{}, err
		}
		r, err := p.world.store.ReceivedMail(ctx, object)
		if err == nil && r.Outcome != "" {
			return r, nil
		}
		if err := p.world.advance(ctx, p.world.now.Add(time.Minute)); err != nil {
			return store.Received{}, err
		}
	}
	return store.Received{}, fmt.Errorf("mail %s was not read in ten minutes", object)
}

func (p *player) raw(l Letter) string {
	subject := l.Subject
	if l.Quotes != "" {
		subject = "Re: " + p.tickets[l.Quotes] + " " + subject
	}
	lines, body := letter.Body(or(l.Text, "As the subject says."), l.HTML, l.Files)
	if l.Returns != nil {
		kind, text := p.report(*l.Returns)
		lines, body = []string{kind}, text+"\r\n"
	}
	head := []string{"From: " + l.From, "To: " + or(l.To, inbox), "Subject: " + subject}
	if id := or(l.ID, l.Ticket); id != none {
		head = append(head, "Message-ID: <"+id+"@mail.example>")
	}
	if l.Answers != "" {
		head = append(head, "References: <"+threads().MessageID(p.tickets[l.Answers], "")+">")
	}
	if l.InReplyTo != "" {
		head = append(head, "In-Reply-To: <"+l.InReplyTo+"@mail.example>")
	}
	return strings.Join(slices.Concat(head, lines, l.Headers), "\r\n") + "\r\n\r\n" + body
}

// received is the notification of the mail service.
func (l Letter) received(object string, at time.Time) (string, error) {
	source := or(l.Envelope, "sender@mail.example")
	if source == none {
		source = ""
	}
	told := inboxes.Notice{Object: object, Bucket: mailBucket, At: at, Source: source, To: []string{inbox}, Verdicts: map[string]string{}}
	for check, verdict := range map[string]string{"spf": l.SPF, "dkim": l.DKIM, "dmarc": l.Verdict, "spam": l.Spam, "virus": l.Virus} {
		status := map[string]string{"": "PASS", "pass": "PASS", "fail": "FAIL", none: "GRAY"}[verdict]
		if status == "" {
			return "", fmt.Errorf("verdict %q is none of pass, fail and none", verdict)
		}
		told.Verdicts[check] = status
	}
	return told.Message()
}

// mailed holds against what is expected what became of the mail, and what waits for the desk.
func (p *player) mailed(ctx context.Context, c *comparison, want Expect) error {
	is := p.became.Outcome
	if is == mailroom.Unverified || is == mailroom.Kept {
		is += " " + p.became.Reason
	}
	c.is("mail", want.Mail, is)
	if want.Unverified != nil {
		page, err := p.world.store.Unverified(ctx, p.world.now, false, "", 100)
		if err != nil {
			return err
		}
		c.is("unverified", fmt.Sprint(*want.Unverified), fmt.Sprint(len(page.Rows)))
	}
	if want.Sent != nil {
		c.is("sent", list(want.Sent), list(p.sent()))
	}
	if want.Ticket == "" || want.Said == "" && want.NewSubject == "" && want.Quoted == "" && want.Files == nil {
		return nil
	}
	messages, err := p.world.store.Messages(ctx, p.tickets[want.Ticket])
	if err != nil {
		return err
	}
	var last store.Message
	if n := len(messages); n > 0 {
		last = messages[n-1]
	}
	c.is("said", want.Said, last.Text)
	c.is("newSubject", want.NewSubject, last.Subject)
	if want.Quoted == "" && want.Files == nil {
		return nil
	}
	rec, err := p.world.store.Ticket(ctx, p.tickets[want.Ticket])
	if err != nil {
		return err
	}
	request, err := p.world.store.RequestOf(ctx, rec)
	if err != nil {
		return err
	}
	if len(messages) == 0 {
		last.Quoted = request.Quoted
	}
	c.is("quoted", want.Quoted, last.Quoted)
	return p.filed(ctx, c, want, request, messages)
}

// mailKept checks at the end that each unverified request has told its people once and was answered at most once. What
// was sent for it is taken out of sent.
func (p *player) mailKept(ctx context.Context, sent map[string]int) error {
	page, err := p.world.store.Unverified(ctx, p.world.now, true, "", 100)
	if err != nil {
		return err
	}
	for key, times := range sent { // the links by which files are added
		if _, link, ok := strings.Cut(key, " upload/"); ok {
			if times != 1 {
				p.broken("the upload link of %s went out %d times", link, times)
			}
			delete(sent, key)
		}
	}
	for _, u := range page.Rows {
		told := 0
		for key, times := range sent {
			answer := " unverified/" + u.Object
			if key != answer && !strings.HasPrefix(key, answer+">") {
				continue
			}
			if times != 1 {
				p.broken("mail %s: %s went out %d times", u.Object, key, times)
			}
			if key != answer {
				told++
			}
			delete(sent, key)
		}
		if silent := u.Reason == mailroom.TooMany || u.Reason == triage.Robot; silent != (told == 0) && (told == 0 || u.Reason == triage.Robot) {
			p.broken("of request %s (%s) %d people were told", u.Object, u.Reason, told)
		}
	}
	return nil
}
