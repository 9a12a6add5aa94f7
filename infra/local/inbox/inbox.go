// Package inbox stands in for the receiving side of Amazon SES: it takes mail over SMTP, puts it into the mail bucket as it
// arrived, says so through the queue as SES does by way of SNS, and only then tells the sender that the mail was taken. When
// either fails the sender is asked to come again; nothing is pretended.
//
// The verdicts are its own and never those of a header. There is no DNS on one machine, so all that can be known is
// alignment: DMARC and SPF pass when the domain of the envelope's sender is that of the one address in From, they fail when
// it is another or when From names no one sender, and they are gray for the null sender. DKIM is gray, no signature is looked
// at. Whoever has the EICAR test string in a mail or in a file of it sends a virus, whoever has that of GTUBE sends spam. A
// mail that cannot be read within the budgets of the desk could not be looked at: processing failed.
//
// Nobody has to sign in: whoever reaches the port may write in anybody's name. So it listens on the loopback interface only.
package inbox

import (
	"context"
	"errors"
	"io"
	"log"
	"net"
	"sync"
	"time"

	"github.com/emersion/go-smtp"
	"golang.org/x/net/netutil"

	"flatsupport/shared/inbound"
)

// Limits of the port.
const (
	// Largest is the size of the largest mail that is taken, and announced to the sender: that which the desk reads (40 MB),
	// less the lines that are put before it.
	Largest = inbound.MaxBytes - maxOwn

	maxOwn        = 4 << 10
	maxRecipients = 100 // RFC 5321, 4.5.3.1.8
	maxLine       = 1 << 20
	maxSenders    = 50 // at a time
	readWithin    = 5 * time.Minute
	writeWithin   = time.Minute
	keepWithin    = 30 * time.Second
)

// Config says what mail is taken, and where it goes.
type Config struct {
	Recipients []string // of the receipt rule; what stands behind a plus does not matter
	Bucket     string
	Topic      string // ARN of the SNS topic that SES publishes to
	Now        func() time.Time
	Log        io.Writer

	// Put keeps a mail in the bucket, Announce puts a message into the queue.
	Put      func(ctx context.Context, key string, raw []byte) error
	Announce func(ctx context.Context, body string) error
}

// Inbox takes mail until it is stopped.
type Inbox struct {
	config   Config
	listener net.Listener
	server   *smtp.Server
	log      *log.Logger
	ended    chan struct{}

	mu       sync.Mutex
	stopping bool
	keeping  sync.WaitGroup // mails that are being put away
}

// Serve takes mail from the listener, which it closes in the end.
func Serve(listener net.Listener, config Config) *Inbox {
	i := &Inbox{config: config, listener: listener, log: log.New(config.Log, "smtp: ", 0), ended: make(chan struct{})}
	s := smtp.NewServer(smtp.BackendFunc(func(c *smtp.Conn) (smtp.Session, error) {
		return &session{inbox: i, client: c.Hostname(), address: c.Conn().RemoteAddr()}, nil
	}))
	s.Domain, s.ErrorLog = "localhost", i.log
	s.MaxMessageBytes, s.MaxRecipients, s.MaxLineLength = Largest, maxRecipients, maxLine
	s.ReadTimeout, s.WriteTimeout = readWithin, writeWithin
	s.EnableSMTPUTF8 = true
	i.server = s
	go func() {
		defer close(i.ended)
		err := s.Serve(worded{netutil.LimitListener(listener, maxSenders), errTooLarge})
		if err != nil && !errors.Is(err, net.ErrClosed) {
			i.log.Printf("no more mail is taken: %v", err)
		}
	}()
	return i
}

// Stop takes no more mail, and waits for what is being put away, as long as ctx lasts. Senders that were still talking are
// cut off: they have been promised nothing.
func (i *Inbox) Stop(ctx context.Context) {
	i.mu.Lock()
	i.stopping = true
	i.mu.Unlock()
	_ = i.listener.Close()
	away := make(chan struct{})
	go func() {
		i.keeping.Wait()
		close(away)
	}()
	select {
	case <-away:
	case <-ctx.Done():
	}
	_ = i.server.Close()
	<-i.ended
}

// begin reports whether a mail may still be put away; whoever has begun says so by keeping.Done.
func (i *Inbox) begin() bool {
	i.mu.Lock()
	defer i.mu.Unlock()
	if !i.stopping {
		i.keeping.Add(1)
	}
	return !i.stopping
}
