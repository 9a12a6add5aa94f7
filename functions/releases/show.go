package releases

import (
	"net/http"
	"time"

	"flatsupport/shared/entitlement"
	"flatsupport/shared/policy"
	"flatsupport/shared/store"
	"flatsupport/shared/texts"
	"flatsupport/shared/ticket"
	"flatsupport/shared/web"
)

// releaseView is a release as the API shows it.
type releaseView struct {
	Product     string      `json:"product"`
	Version     string      `json:"version"`
	Kind        string      `json:"kind"`
	Fixes       string      `json:"fixes,omitempty"`
	Title       string      `json:"title"`
	PublishedOn string      `json:"publishedOn"`
	WithdrawnOn string      `json:"withdrawnOn,omitempty"` // staff only: others do not see it any more
	Size        int64       `json:"size"`
	SHA256      string      `json:"sha256"`
	File        string      `json:"file,omitempty"`   // staff only
	Rights      []rightView `json:"rights,omitempty"` // of each of the caller's installations
}

// rightView is whether the release may be had for an installation now.
type rightView struct {
	Installation string `json:"installation"`
	Answer       string `json:"answer"`
	Code         string `json:"code,omitempty"`
	Clause       string `json:"clause"`
	Reason       string `json:"reason,omitempty"`
}

type releaseList struct {
	Releases []releaseView `json:"releases"`
	Next     string        `json:"next,omitempty"`     // cursor of the next page
	Customer string        `json:"customer,omitempty"` // whose rights they are
}

// decision is an answer as it is on record.
type decision struct {
	ID           string     `json:"id"`
	At           time.Time  `json:"at"`
	Role         string     `json:"role"`
	By           string     `json:"by"`
	Customer     string     `json:"customer"`
	Installation string     `json:"installation"`
	Product      string     `json:"product"`
	Version      string     `json:"version"`
	Ticket       string     `json:"ticket,omitempty"`
	Licence      string     `json:"licence,omitempty"`
	Answer       string     `json:"answer"`
	Code         string     `json:"code,omitempty"`
	Clause       string     `json:"clause"`
	Reason       string     `json:"reason,omitempty"`
	Edition      string     `json:"edition"`
	Digest       string     `json:"digest"`
	Package      string     `json:"package,omitempty"`
	Certificate  string     `json:"certificate,omitempty"`
	Support      string     `json:"support,omitempty"`
	Facts        []string   `json:"facts"`
	Until        *time.Time `json:"until,omitempty"`
}

type decisionList struct {
	Decisions []decision `json:"decisions"`
	Next      string     `json:"next,omitempty"`
}

// grant is what was given, with the decision to give it.
type grant struct {
	Decision decision     `json:"decision"`
	Link     *linkView    `json:"link,omitempty"`
	Licence  *licenceView `json:"licence,omitempty"`
}

type linkView struct {
	URL    string    `json:"url"`
	Until  time.Time `json:"until"`
	Size   int64     `json:"size"`
	SHA256 string    `json:"sha256"`
}

type licenceView struct {
	ID           string    `json:"id"`
	Installation string    `json:"installation"`
	Product      string    `json:"product"`
	Version      string    `json:"version"`
	Licences     int       `json:"licences"`
	IssuedAt     time.Time `json:"issuedAt"`
}

func shown(r store.Release, staff bool, lang string) releaseView {
	out := releaseView{
		Product: r.Product, Version: r.Version, Kind: string(r.Kind), Fixes: r.Fixes, Title: r.Title.In(lang),
		PublishedOn: r.PublishedOn.String(), Size: r.Size, SHA256: r.SHA256,
	}
	if staff {
		out.File = r.File
		if !r.WithdrawnOn.IsZero() {
			out.WithdrawnOn = r.WithdrawnOn.String()
		}
	}
	return out
}

// decision shows what is on record. Somebody who may not ask learns why, and nothing of records and contracts.
func (h Handler) decision(d store.Download, staff bool, lang string) (decision, error) {
	ed, err := h.edition(d.Edition)
	if err != nil {
		return decision{}, err
	}
	out := decision{
		ID: d.ID, At: d.At, Role: string(d.By.Role), By: d.By.ID, Customer: d.Customer, Installation: d.Installation,
		Product: d.Product, Version: d.Version, Licence: d.Licence, Answer: d.Answer, Code: string(d.Code),
		Clause: string(d.Clause), Reason: rule(ed, d).Reason.In(lang), Edition: d.Edition, Digest: d.Digest,
		Package: string(d.Package), Certificate: d.Certificate, Support: d.Support, Facts: append([]string{}, d.Facts...),
	}
	if d.Ticket != "" {
		out.Ticket = ticket.ShowNumber(d.Ticket)
	}
	if !d.Until.IsZero() {
		until := d.Until.UTC()
		out.Until = &until
	}
	if hides(d, staff) {
		out.Package, out.Certificate, out.Support, out.Facts, out.Until = "", "", "", []string{}, nil
	}
	return out, nil
}

func rule(ed *policy.Edition, d store.Download) policy.RefusalRule {
	refused := entitlement.Decision{Answer: entitlement.Answer(d.Answer), Code: d.Code, Clause: d.Clause, Package: d.Package}
	found, _ := refused.Refusal(ed)
	return found
}

func hides(d store.Download, staff bool) bool { return d.Code == policy.ContactNotAuthorised && !staff }

// granted shows a decision that gives something; one that refuses is an error that tells what would change it.
func (h Handler) granted(d store.Download, staff bool, lang string) (grant, error) {
	shown, err := h.decision(d, staff, lang)
	if err != nil {
		return grant{}, err
	}
	if d.Code == "" {
		return grant{Decision: shown}, nil
	}
	ed, err := h.edition(d.Edition)
	if err != nil {
		return grant{}, err
	}
	said := rule(ed, d)
	change := []string{}
	for _, s := range d.Change {
		if !s.Desk || !hides(d, staff) {
			change = append(change, s.Text.In(lang))
		}
	}
	return grant{}, &web.Error{
		Status: http.StatusForbidden, Code: string(d.Code), Clause: string(d.Clause), Detail: said.Reason.In(lang),
		Refusals: []web.Refusal{{
			Code: string(d.Code), Clause: string(d.Clause), Reason: said.Reason.In(lang), Remedy: said.Remedy.In(lang),
			Facts: grounds(shown, lang),
		}},
		Grounds: &web.Grounds{Decision: d.ID, Edition: d.Edition, Change: change},
	}
}

// grounds are what a refusal rests on: how support stands, and the versions of the records that say so. Who may not know
// of them is told none.
func grounds(d decision, lang string) []web.Fact {
	facts := []web.Fact{}
	if len(d.Facts) == 0 {
		return facts
	}
	add := func(name, ru, en, value string) {
		if value != "" {
			facts = append(facts, web.Fact{Name: name, Label: policy.Text{RU: ru, EN: en}.In(lang), Value: value})
		}
	}
	add("release", "запрошено", "asked for", d.Product+" "+d.Version)
	add("installation", "система", "system", d.Installation)
	add("certificate", "сертификат", "certificate", d.Certificate)
	add("package", "пакет", "package", d.Package)
	if d.Support != "" {
		add("support", "поддержка", "support", texts.Label(d.Support, lang))
	}
	for _, ref := range d.Facts {
		add("record", "использованная запись", "record used", ref)
	}
	return facts
}
