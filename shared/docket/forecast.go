package docket

import (
	"slices"
	"time"

	"flatsupport/shared/entitlement"
	"flatsupport/shared/ticket"
)

// Forecast is what would follow if a request were registered: its judgement, and the ticket as it would stand then.
type Forecast struct {
	Judgement
	Ticket  ticket.Ticket
	Life    entitlement.Life // of the certificate that speaks; zero: there is none
	Covered time.Time        // the first instant at which its support is over (G3); zero: it does not run
}

// Forecast judges the event by which a request would be registered, exactly as the registered request will be judged: by
// the same question on the same facts, with the ticket as the fold of the same events. It stores and announces nothing.
func (d Docket) Forecast(registered ticket.Event, known Known) (Forecast, error) {
	t := ticket.Fold(ticket.Ticket{}, registered)
	judged, err := d.Judge(t, known)
	if err != nil {
		return Forecast{}, err
	}
	f := Forecast{Judgement: judged, Ticket: ticket.Fold(t, judged.Event(t, registered.At))}
	speaks := func(c entitlement.Candidate) bool { return c.Certificate == judged.Decision.Certificate }
	if i := slices.IndexFunc(judged.Decision.Candidates, speaks); i >= 0 {
		f.Life = judged.Decision.Candidates[i].Life
		switch support, until := f.Life.Support(judged.Decision.At, known.Facts.Intents...); support {
		case entitlement.Active, entitlement.Loyalty:
			f.Covered = until
		default:
		}
	}
	return f, nil
}
