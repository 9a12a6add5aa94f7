// Package inbound reads a mail as it arrived: who wrote it, what it says, to which conversation it may belong, and whether a
// machine sent it. It answers nothing about who may do what: a sender in a header is a claim, and a thread that a mail
// names is a candidate.
//
// It touches no table and no network. Whatever it is given, it reads within its budgets and does not panic.
package inbound

import (
	"errors"
	"time"
)

// Budgets within which a mail is read. Amazon SES takes mails up to 40 MB.
const (
	MaxBytes     = 40 << 20
	MaxParts     = 200
	MaxDepth     = 12
	MaxHeaders   = 512 << 10 // bytes of the heads of a mail and of its parts together
	MaxFields    = 4000      // fields in them
	MaxText      = 256 << 10 // bytes kept of the text, and of the HTML; the rest is in the raw mail
	MaxLine      = 500       // letters kept of a subject and of a name
	MaxIDs       = 100       // ids kept of a field, the newest
	MaxAddresses = 1000      // addresses kept of a field
)

// ErrUnreadable: the mail cannot be read within the budgets, or not at all. The raw mail is all there is.
var ErrUnreadable = errors.New("mail cannot be read")

// Mail is a mail as it was read. Everything in it is the sender's word.
type Mail struct {
	MessageID  string // without brackets; empty: it has none
	InReplyTo  []string
	References []string // oldest first
	From       Address  // the first, where several stand there
	Froms      int      // how many stand there, with those that cannot be read, and one more if the head is broken: only 1 is one sender
	ReplyTo    []Address
	To, Cc     []Address
	Subject    string
	Date       time.Time // zero: none that can be read
	Text       string    // the body as text, line ends \n
	HTML       string    // the body as HTML, not sanitised
	Files      []File
	Machine    Machine  // why no automatic answer may go out; empty: a person wrote it, as far as can be seen
	Report     *Report  // of a mail of ours that could not be delivered
	Cut        bool     // text was longer than is kept
	Faults     []string // what is odd about it; no text of the mail
}

// Address is one address of a header, in small letters, with the name beside it.
type Address struct{ Name, Email string }

// File is an attachment or an inline image.
type File struct {
	Name   string // as the sender named it; see SafeName
	Type   string // as the sender says
	CID    string // content id of what the HTML shows inline
	Data   []byte // may be a part of the raw mail: not to be changed
	Nested bool   // a forwarded mail
}

// Machine is the sign by which a mail was told to come from a machine.
type Machine string

// The signs, strongest first.
const (
	NullSender     Machine = "null_sender" // Return-Path: <> (RFC 3834)
	DeliveryReport Machine = "delivery_report"
	AutoSubmitted  Machine = "auto_submitted" // RFC 3834
	AutoResponse   Machine = "auto_response"  // X-Auto-Response-Suppress, X-Autoreply and the like
	Bulk           Machine = "bulk"           // Precedence, List-Id
	OurOwn         Machine = "our_own"        // a notice of this desk that came back
)

// Report is a delivery status notification (RFC 3464).
type Report struct {
	Recipient string // who did not get it; of several the first
	Status    string // "5.1.1"
	Failed    bool   // for good, or given up
	Delayed   bool   // not yet, and still tried
	Message   string // Message-ID of the mail that it is about

	// What else the head of that mail says, where it was brought along. It proves nothing: see Threads.Returned.
	References []string  // and In-Reply-To
	ReplyTo    []Address // of which the desk has put the thread behind the plus
	Notice     string    // the key that the desk has sent with it
}
