// Package mail sends the desk's mail, by Amazon SES. What a mail says is made elsewhere (texts); whom it goes to is
// decided elsewhere (escalation, notify).
package mail

import "errors"

// ErrRefused says that a mail can never be delivered: the address is missing or the service refuses it.
var ErrRefused = errors.New("mail refused for good")

// Message is a notice as it goes out.
type Message struct {
	To      string
	Subject string
	Text    string
	HTML    string
	Ticket  string // that the notice is about; empty: a reminder about a certificate
	Key     string // effect key: the same notice always carries the same

	ReplyTo string // where an answer goes; empty: to the sender
	Thread  string // id, without brackets, that all mails about the ticket refer to; empty: the mail stands alone
	Tag     string // by which the mail service's reports name the mail; empty: reports are of no use
}
