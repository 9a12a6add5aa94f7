// Package alert sends notices by other means than mail: a line to a phone, by Amazon SNS, and a call of the one webhook that the
// deployment has. What an alert says is made elsewhere (texts); whom it goes to is decided elsewhere (policy, escalation).
package alert

import "errors"

// Line is a line for a phone.
type Line struct {
	Phone  string // as it is on record
	Text   string
	Ticket string
	Key    string // effect key: the same alert always carries the same
}

var (
	// ErrRefused says that an alert can never be delivered: the number is none, or the receiver refuses it.
	ErrRefused = errors.New("alert refused for good")
	// ErrNowhere says that there is nothing to send it to: no phone on record, or no webhook in this deployment.
	ErrNowhere = errors.New("nowhere to send the alert")
	// ErrAgain says that it was not delivered now and may be later.
	ErrAgain = errors.New("alert not delivered for now")
)
