// Package shelf words what is on record about a customer's support: its certificates with their course and their history,
// quotes for renewals, and what an act has put on record. It decides nothing.
package shelf

import (
	"slices"
	"time"

	"flatsupport/shared/contract"
	"flatsupport/shared/coverage"
	"flatsupport/shared/entitlement"
	"flatsupport/shared/policy"
	"flatsupport/shared/store"
	"flatsupport/shared/view"
)

// Shelf is everything on record about a customer's support. Its history, the book and the versions, is read where it is
// shown: of a certificate to the staff, and of an entry.
type Shelf struct {
	Known    contract.Known
	Book     store.Book
	Versions []store.FactVersion
	Reader   entitlement.Contact // the customer's or the partner's person who looks; zero: the staff
}

// renewed is the state of a certificate that is over and in whose place its renewal serves.
const renewed = "renewed"

// Certificate is a certificate as salespeople and the customer see it: what was sold, the course of its support, and what
// was put on record about it when. Days are of the edition's zone and the last ones that count (G3).
type Certificate struct {
	ID           string        `json:"id"`
	Installation string        `json:"installation"`
	Product      string        `json:"product,omitempty"`
	Package      view.Named    `json:"package"`
	Edition      string        `json:"edition"`
	Order        string        `json:"order,omitempty"`
	SoldOn       string        `json:"soldOn,omitempty"`
	ActivationOn string        `json:"activationOn,omitempty"`
	TermMonths   int           `json:"termMonths"`
	Licences     int           `json:"licences"`
	Activated    int           `json:"activated,omitempty"` // licences activated when the renewal was bought
	Level1       bool          `json:"level1"`
	Partner      string        `json:"partner,omitempty"`
	Renews       string        `json:"renews,omitempty"`
	RenewedBy    string        `json:"renewedBy,omitempty"`
	Joins        []string      `json:"joins,omitempty"`
	Upgrade      string        `json:"upgrade,omitempty"`
	Cancelled    bool          `json:"cancelled"`
	StartedBy    string        `json:"startedBy,omitempty"`
	Dates        *view.Dates   `json:"dates,omitempty"`
	Support      string        `json:"support"`
	Until        *view.End     `json:"until,omitempty"` // how long that lasts
	Intent       *Intent       `json:"intent,omitempty"`
	Chain        []Link        `json:"chain,omitempty"`
	Explanation  []view.Ground `json:"explanation,omitempty"`
	History      []Recorded    `json:"history,omitempty"`
	Next         []NextDate    `json:"next,omitempty"`
	Rights       []Right       `json:"rights,omitempty"` // that it gives now
	life         entitlement.Life
	edition      *policy.Edition
	record       entitlement.Certificate
	declarable   bool
	installation entitlement.Installation
}

// Intent is the newest declared intent to renew a certificate (R10).
type Intent struct {
	DeclaredAt  time.Time  `json:"declaredAt"`
	WithdrawnAt *time.Time `json:"withdrawnAt,omitempty"`
	By          string     `json:"by,omitempty"`
	Evidence    string     `json:"evidence,omitempty"`
}

// Link is a certificate of a chain, with its first and last day.
type Link struct {
	ID      string `json:"id"`
	From    string `json:"from"`
	Through string `json:"through"`
	Bought  string `json:"boughtOn,omitempty"`
}

// Recorded is one act on the record: when it was put there, by whom and why, and for which days the certificate held by
// what was known from then on. The two times differ: what was known then is not what holds now (G17).
type Recorded struct {
	Refs       []string   `json:"refs"` // versions of records that it made
	RecordedAt *time.Time `json:"recordedAt,omitempty"`
	Act        string     `json:"act,omitempty"`
	By         string     `json:"by,omitempty"`
	Role       string     `json:"role,omitempty"`
	Reason     string     `json:"reason,omitempty"`
	Evidence   string     `json:"evidence,omitempty"`
	From       string     `json:"from,omitempty"`
	Through    string     `json:"through,omitempty"`
	Cancelled  bool       `json:"cancelled,omitempty"`

	entry int
}

// NextDate is a day on which something about the certificate changes.
type NextDate struct {
	On   string `json:"on"`
	What string `json:"what"` // stable: "ends"
	Text string `json:"text"`
}

// certificate makes the view without history and chain.
func (s Shelf) certificate(c entitlement.Certificate, lang string) (Certificate, error) {
	life, ed, err := s.Known.Life(c)
	if err != nil {
		return Certificate{}, err
	}
	inst, _ := s.Known.Installation(c.Installation)
	pack, _ := ed.Package(c.Package)
	out := Certificate{
		ID: c.ID, Installation: c.Installation, Product: inst.Product, Package: view.Named{Code: string(c.Package), Name: pack.Name.In(lang)},
		Edition: c.Edition, Order: c.Order, SoldOn: day(c.SoldOn), ActivationOn: day(c.ActivationOn), TermMonths: c.TermMonths,
		Licences: c.Licences, Activated: c.Activated, Level1: c.Level1, Partner: c.Partner, Renews: c.Renews, Joins: c.Joins,
		Upgrade: c.Upgrade, Cancelled: c.Cancelled, StartedBy: string(life.StartedBy),
		life: life, edition: ed, record: c, installation: inst,
	}
	if by, ok := s.Known.RenewedBy(c.ID); ok {
		out.RenewedBy = by.ID
	}
	if c.Cancelled {
		out.Support = "cancelled"
		return out, nil
	}
	support, until := life.Support(s.Known.Now, s.Known.Facts.Intents...)
	out.Support = string(support)
	if !until.IsZero() {
		out.Until = view.EndOf(until, ed.Zone, lang)
	}
	out.Dates = view.DatesOf(life)
	out.declarable = s.Known.Declarable(c, s.Reader)
	if out.RenewedBy != "" && (support == entitlement.Loyalty || support == entitlement.Lapsed) {
		out.Support, out.Until = renewed, nil // the one that renews it speaks now
	}
	if i, _ := s.Known.Standing(c.ID); i.Certificate != "" {
		out.Intent = &Intent{DeclaredAt: i.DeclaredAt, By: i.By, Evidence: i.Evidence}
		if !i.WithdrawnAt.IsZero() {
			out.Intent.WithdrawnAt = &i.WithdrawnAt
		}
	}
	return out, nil
}

// CertificatesOf lists the certificates of the customer, or those bound to the partner; the newest sale first.
func CertificatesOf(s Shelf, partner, lang string, staff bool) (Certificates, error) {
	list := Certificates{Certificates: []Certificate{}}
	for _, c := range s.Known.Facts.Certificates {
		if partner != "" && c.Partner != partner || c.Cancelled && !staff {
			continue
		}
		shown, err := s.certificate(c, lang)
		if err != nil {
			return Certificates{}, err
		}
		if !staff {
			shown = shown.forCustomer()
		}
		list.Certificates = append(list.Certificates, shown)
	}
	slices.SortStableFunc(list.Certificates, func(a, b Certificate) int { return b.record.SoldOn.Compare(a.record.SoldOn) })
	return list, nil
}

// Certificates are the certificates of a customer.
type Certificates struct {
	Certificates []Certificate `json:"certificates"`
}

// forCustomer leaves out what is the desk's own: who recorded an intent on which letter.
func (c Certificate) forCustomer() Certificate {
	if c.Intent != nil {
		c.Intent = &Intent{DeclaredAt: c.Intent.DeclaredAt, WithdrawnAt: c.Intent.WithdrawnAt}
	}
	return c
}

// CertificateOf shows one certificate with its chain, the explanation of its course, and to the staff its history; false
// when there is none of the id.
func CertificateOf(s Shelf, id, lang string, staff bool) (Certificate, bool, error) {
	c, ok := s.Known.Facts.Certificate(id)
	if !ok || c.Cancelled && !staff {
		return Certificate{}, false, nil
	}
	out, err := s.certificate(c, lang)
	if err != nil {
		return Certificate{}, false, err
	}
	for _, link := range s.Known.Chain(id) {
		life, _, err := s.Known.Life(link)
		if err != nil {
			return Certificate{}, false, err
		}
		out.Chain = append(out.Chain, Link{ID: link.ID, From: day(life.Start), Through: day(life.End.AddDays(-1)), Bought: day(link.SoldOn)})
	}
	for _, line := range entitlement.ExplainLife(out.edition, c, out.installation, s.Known.Now, intentsOf(s.Known.Facts, id)...) {
		out.Explanation = append(out.Explanation, view.Ground{Clause: string(line.Clause), Text: line.Text.In(lang)})
	}
	out.Next = s.next(out, lang)
	if out.Rights, err = s.rights(out, lang); err != nil {
		return Certificate{}, false, err
	}
	if !staff {
		return out.forCustomer(), true, nil
	}
	out.History, err = s.history(c)
	return out, true, err
}

func intentsOf(f entitlement.Facts, certificate string) []entitlement.Intent {
	var own []entitlement.Intent
	for _, i := range f.Intents {
		if i.Certificate == certificate {
			own = append(own, i)
		}
	}
	return own
}

// history are the versions of everything that the certificate's course rests on, in the order in which they were put on
// record: the certificate, its intents, its system. One entry of the book is one line, and so is all that was there before
// there was a book. The days are those that its record gave with what was known then.
func (s Shelf) history(c entitlement.Certificate) ([]Recorded, error) {
	var all []Recorded
	var cert *entitlement.Certificate
	var inst entitlement.Installation
	versions := slices.Clone(s.Versions)
	slices.SortStableFunc(versions, func(a, b store.FactVersion) int { return a.RecordedAt.Compare(b.RecordedAt) })
	for _, v := range versions {
		concerns := false
		for _, x := range v.Facts.Certificates {
			if x.ID == c.ID {
				cert, concerns = &x, true
			}
		}
		for _, x := range v.Facts.Installations {
			if x.ID == c.Installation {
				inst, concerns = x, true
			}
		}
		for _, x := range v.Facts.Intents {
			concerns = concerns || x.Certificate == c.ID
		}
		if !concerns || cert == nil { // what was known of the system before is not the certificate's
			continue
		}
		r := Recorded{Refs: []string{string(v.Ref)}, entry: v.Entry}
		ed, err := s.Known.Editions.Edition(cert.Edition)
		if err != nil {
			return nil, err
		}
		r.Cancelled = cert.Cancelled
		if life := entitlement.LifeOf(ed, *cert, inst); !life.Start.IsZero() && !cert.Cancelled {
			r.From, r.Through = day(life.Start), day(life.End.AddDays(-1))
		}
		if !v.RecordedAt.IsZero() {
			r.RecordedAt = &v.RecordedAt
		}
		if n := v.Entry; n > 0 && n <= len(s.Book.Entries) {
			e := s.Book.Entries[n-1]
			r.Act, r.By, r.Role, r.Reason, r.Evidence = string(e.What), e.By.ID, string(e.By.Role), e.Reason, e.Evidence
		}
		if last := len(all) - 1; last >= 0 && all[last].entry == r.entry && (r.entry > 0 || all[last].RecordedAt == nil && r.RecordedAt == nil) {
			r.Refs = append(all[last].Refs, r.Refs...)
			all[last] = r
			continue
		}
		all = append(all, r)
	}
	return all, nil
}

// next are the days ahead on which something about the certificate changes, the nearest first.
func (s Shelf) next(c Certificate, lang string) []NextDate {
	if c.Cancelled || c.life.Start.IsZero() {
		return nil
	}
	var all []NextDate
	today := coverage.DateOf(s.Known.Now, c.edition.Zone)
	for _, d := range []struct {
		on     coverage.Date
		what   string
		ru, en string
		skip   bool
	}{
		{c.life.Start, "starts", "начинается поддержка", "support starts", false},
		{c.life.End, "ends", "поддержка уже не действует", "support is over", false},
		{c.life.LoyaltyEnd, "loyalty_ends", "период лояльности уже не действует", "loyalty is over", c.RenewedBy != ""},
		{c.life.UpgradeFrom, "upgrade_needed", "продление уже требует апгрейда", "a renewal needs an upgrade", c.RenewedBy != ""},
	} {
		if !d.skip && today.Before(d.on) {
			all = append(all, NextDate{On: d.on.String(), What: d.what, Text: policy.Text{RU: d.ru, EN: d.en}.In(lang)})
		}
	}
	return all
}
