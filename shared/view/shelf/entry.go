package shelf

import (
	"slices"
	"time"

	"flatsupport/shared/contract"
	"flatsupport/shared/coverage"
	"flatsupport/shared/entitlement"
	"flatsupport/shared/store"
	"flatsupport/shared/texts"
	"flatsupport/shared/ticket"
	"flatsupport/shared/view"
	"flatsupport/shared/web"
)

// day prints a date; none is empty.
func day(d coverage.Date) string {
	if d.IsZero() {
		return ""
	}
	return d.String()
}

// Entry is the answer to an act: what was put on record, and the certificates that it touches as they now stand.
type Entry struct {
	Number       int           `json:"number"`
	Act          string        `json:"act"`
	RecordedAt   time.Time     `json:"recordedAt"`
	Refs         []string      `json:"refs"`
	Certificates []Certificate `json:"certificates"`
	ToReopen     []Missed      `json:"toReopen,omitempty"` // after a renewal that came late
}

// Missed is a request that was refused for want of support in a time that a late renewal covers. It stays refused (G17);
// whoever renews sees it, to ask the customer whether it is still wanted.
type Missed struct {
	Number     string    `json:"number"`
	ReceivedAt time.Time `json:"receivedAt"`
	Code       string    `json:"code"`
}

// MissedOf lists, of the tickets of such a time, those of the system that were refused for want of support.
func MissedOf(rows []store.Row, installation string) []Missed {
	var list []Missed
	for _, row := range rows {
		t := row.Record.Ticket
		if t.Registered.Installation == installation && t.Status == ticket.StatusRefused && contract.LackedSupport(t.Decision.Code) {
			list = append(list, Missed{Number: ticket.ShowNumber(row.Record.ID), ReceivedAt: row.Request.ReceivedAt, Code: string(t.Decision.Code)})
		}
	}
	return list
}

// EntryOf shows an entry of the book with the certificates of the systems that it is about; to a partner's people those
// bound to the partner alone.
func EntryOf(s Shelf, e store.Entry, partner, lang string, staff bool) (Entry, error) {
	out := Entry{Number: e.Number, Act: string(e.What), RecordedAt: e.At, Refs: []string{}, Certificates: []Certificate{}}
	touched := map[string]bool{}
	for _, ref := range e.Refs {
		out.Refs = append(out.Refs, string(ref))
		for _, v := range s.Versions {
			if v.Ref != ref {
				continue
			}
			for _, c := range v.Facts.Certificates {
				touched[c.ID] = true
			}
			for _, i := range v.Facts.Intents {
				touched[i.Certificate] = true
			}
			for _, i := range v.Facts.Installations {
				for _, c := range s.Known.Facts.Certificates {
					touched[c.ID] = touched[c.ID] || c.Installation == i.ID
				}
			}
		}
	}
	for _, c := range s.Known.Facts.Certificates {
		if !touched[c.ID] || c.Cancelled && !staff || partner != "" && c.Partner != partner {
			continue
		}
		shown, err := s.certificate(c, lang)
		if err != nil {
			return Entry{}, err
		}
		if !staff {
			shown = shown.forCustomer()
		}
		out.Certificates = append(out.Certificates, shown)
	}
	return out, nil
}

// Quote is what a renewal would give; with refusals it would not be sold.
type Quote struct {
	Allowed     bool          `json:"allowed"`
	Summary     []string      `json:"summary"`
	Certificate string        `json:"certificate"` // that would be sold
	Renews      string        `json:"renews"`
	Package     view.Named    `json:"package"`
	Edition     string        `json:"edition"`
	PurchasedOn string        `json:"purchasedOn"`
	From        string        `json:"from"`
	Through     string        `json:"through"`
	StartedBy   string        `json:"startedBy"`
	Backdated   int           `json:"backdatedDays"`
	Left        int           `json:"daysLeft"` // as of contract.Quote
	Licences    int           `json:"licences"`
	Activated   int           `json:"activated"`
	CountedBy   string        `json:"countedBy,omitempty"` // the version of the record with that number
	Joins       []string      `json:"joins,omitempty"`
	AfterWindow bool          `json:"afterWindow"`
	Refusals    []web.Refusal `json:"refusals"`
	ToReopen    []Missed      `json:"toReopen,omitempty"`
}

// QuoteOf words a quote.
func QuoteOf(q contract.Quote, lang string) Quote {
	pack, _ := q.Edition.Package(q.Certificate.Package)
	out := Quote{
		Allowed: len(q.Refused) == 0, Certificate: q.Certificate.ID, Renews: q.Certificate.Renews,
		Package: view.Named{Code: string(q.Certificate.Package), Name: pack.Name.In(lang)}, Edition: q.Edition.ID, PurchasedOn: day(q.PurchasedOn),
		From: day(q.Life.Start), Through: day(q.Life.End.AddDays(-1)), StartedBy: string(q.Life.StartedBy), Backdated: q.Backdated,
		Left: q.Left, Licences: q.Certificate.Licences, Activated: q.Activated, CountedBy: string(q.Counted), Joins: q.Certificate.Joins,
		AfterWindow: q.AfterWindow, Refusals: Refusals(q.Refused, lang),
	}
	for _, line := range q.Summary() {
		out.Summary = append(out.Summary, line.In(lang))
	}
	return out
}

// Refusals words all refusals of the policy.
func Refusals(all contract.Refusals, lang string) []web.Refusal {
	out := make([]web.Refusal, 0, len(all))
	for _, r := range all {
		refusal := web.Refusal{Code: string(r.Code), Clause: string(r.Clause), Reason: r.Reason.In(lang), Remedy: r.Remedy.In(lang), Facts: []web.Fact{}}
		for _, f := range r.Facts {
			refusal.Facts = append(refusal.Facts, web.Fact{Name: f.Name, Label: f.Label.In(lang), Value: f.Value})
		}
		out = append(out, refusal)
	}
	return out
}

// Entitlements are what a customer has: its certificates with their next dates.
type Entitlements struct {
	Customer     string        `json:"customer"`
	At           time.Time     `json:"at"`
	Certificates []Certificate `json:"certificates"`
}

// EntitlementsOf shows a contact of the customer, or of the partner, what support there is.
func EntitlementsOf(s Shelf, partner, lang string) (Entitlements, error) {
	list, err := CertificatesOf(s, partner, lang, false)
	if err != nil {
		return Entitlements{}, err
	}
	for i, c := range list.Certificates {
		list.Certificates[i].Next = s.next(c, lang)
		if list.Certificates[i].Rights, err = s.rights(c, lang); err != nil {
			return Entitlements{}, err
		}
	}
	return Entitlements{Customer: s.Known.Facts.Customer.ID, At: s.Known.Now.UTC(), Certificates: list.Certificates}, nil
}

// EntitlementsPage is the same as a page for the customer's people, with a form to declare the intent to renew, or to
// withdraw it. key makes a form safe to send twice.
func EntitlementsPage(e Entitlements, lang, key string) (string, error) {
	return view.Render("entitlements.html", struct {
		Entitlements
		Lang, Key string
	}{e, texts.Language(lang), key})
}

// Declared reports whether an intent to renew stands.
func (c Certificate) Declared() bool {
	return c.Intent != nil && c.Intent.WithdrawnAt == nil && c.RenewedBy == ""
}

// MayDeclare reports whether an intent to renew, declared now, would be one that opens loyalty or keeps it open (G18).
func (c Certificate) MayDeclare() bool { return c.declarable }

// Partner is a partner with the history of its status (R24, G47).
type Partner struct {
	ID       string         `json:"id"`
	Name     string         `json:"name,omitempty"`
	Status   string         `json:"status"`
	Statuses []StatusChange `json:"statuses"`
}

// StatusChange is a status with the instant from which on it holds; the first holds since ever.
type StatusChange struct {
	From   *time.Time `json:"from,omitempty"`
	Status string     `json:"status"`
}

// PartnerOf shows a partner.
func PartnerOf(p entitlement.Partner, now time.Time) Partner {
	out := Partner{ID: p.ID, Name: p.Name, Status: statusWord(p.HasStatus(now)), Statuses: []StatusChange{{Status: statusWord(p.Active)}}}
	for _, c := range slices.Clone(p.Changes) {
		out.Statuses = append(out.Statuses, StatusChange{From: &c.At, Status: statusWord(c.Active)})
	}
	return out
}

func statusWord(active bool) string {
	if active {
		return "service_partner"
	}
	return "none"
}
