// Package contest plays random histories of customers, requests and tickets against the desk's rule rooms and against
// the model, and names every difference between their answers.
//
// A history is drawn from a seed and a number alone, so that it can be drawn again; one that shows a difference is cut
// down to the smallest that still shows it.
package contest

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"flatsupport/infra/model"
	"flatsupport/shared/coverage"
	"flatsupport/shared/entitlement"
)

// History is everything that happens: plain data, played the same way every time.
type History struct {
	Editions []Edition // the first is flat-1.4 with other readings
	Facts    entitlement.Facts
	Request  entitlement.Request
	Stated   time.Time // when the call began, if it was stated
	Decided  time.Time // when the decision was recorded
	Again    time.Time // when it was made again, after a first that could not be verified; zero: it was not
	Acts     []Act
	Looks    []time.Time // when the clocks are read
}

// Edition of the policy.
type Edition struct {
	ID        string
	ValidFrom coverage.Date
	Readings  map[string]string
	Further   Further
}

// Act is what somebody does or tries to do.
type Act = model.Event

// String tells the history as a person would write it down.
func (h History) String() string {
	var b strings.Builder
	line := func(format string, args ...any) { fmt.Fprintf(&b, format+"\n", args...) }
	for _, e := range h.Editions {
		line("edition %s from %s", e.ID, e.ValidFrom)
		for _, datum := range sortedKeys(e.Readings) {
			line("  %s: %s", datum, e.Readings[datum])
		}
		for _, text := range e.Further.lines() {
			line("  %s", text)
		}
	}
	for _, p := range h.Facts.Partners {
		line("partner %s (%s), status %t", p.ID, p.Name, p.Active)
	}
	for _, c := range h.Facts.Contacts {
		line("contact %s of %q, authorised %t", c.ID, c.Partner, c.Authorised)
	}
	for _, i := range h.Facts.Installations {
		line("installation %s, product %s, commissioned %s, zone %q", i.ID, i.Product, orNever(i.CommissionedOn), i.Zone)
	}
	for _, c := range h.Facts.Certificates {
		line("certificate %s: %s of %s, edition %s, sold %s, ordered for %s, %d months, renews %s, partner %q, level 1 %t", c.ID, c.Package,
			c.Installation, c.Edition, orNever(c.SoldOn), orNever(c.ActivationOn), c.TermMonths, orNever(c.PreviousEnd), c.Partner, c.Level1)
	}
	for _, i := range h.Facts.Intents {
		line("intent for %s declared %s, withdrawn %s", i.Certificate, h.show(i.DeclaredAt), h.show(i.WithdrawnAt))
	}
	if h.Facts.Customer.Zone != "" {
		line("customer in zone %s", h.Facts.Customer.Zone)
	}
	r := h.Request
	line("%s request %s %s %s by %s about %s, override %q", h.show(r.ReceivedAt), r.Channel, r.Type, r.Priority, r.Contact, r.Installation, r.Override)
	if !h.Stated.IsZero() {
		line("  the call began %s", h.show(h.Stated))
	}
	line("%s decided", h.show(h.Decided))
	if !h.Again.IsZero() {
		line("  unverified; decided again %s", h.show(h.Again))
	}
	for _, a := range h.Acts {
		text := fmt.Sprintf("%s %s by %s", h.show(a.At), a.Kind, a.By)
		for _, more := range []string{string(a.Priority), a.Reason, a.Waiver, a.Engineer, a.Area} {
			if more != "" {
				text += fmt.Sprintf(" %q", more)
			}
		}
		if a.Consent {
			text += " with consent"
		}
		if a.Level > 0 {
			text += fmt.Sprintf(" level %d", a.Level)
		}
		line("%s", text)
	}
	for _, at := range h.Looks {
		line("%s look", h.show(at))
	}
	return b.String()
}

func orNever(d coverage.Date) string {
	if d.IsZero() {
		return "never"
	}
	return d.String()
}

// show prints an instant on the clock of the edition.
func (h History) show(at time.Time) string {
	if at.IsZero() {
		return "never"
	}
	zone, err := time.LoadLocation(h.zone())
	if err != nil {
		zone = time.UTC
	}
	return at.In(zone).Format("2006-01-02 15:04:05.999999999 -0700")
}

// zone is that of all editions of the history.
func (h History) zone() string {
	if zone := h.Editions[0].Readings["zone"]; zone != "" {
		return zone
	}
	return "Europe/Moscow"
}

func sortedKeys[K ~string, T any](m map[K]T) []K {
	var keys []K
	for k := range m {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}
