package play

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"time"

	"flatsupport/infra/story/given"
	"flatsupport/shared/coverage"
	"flatsupport/shared/ticket"
	"flatsupport/shared/view/shelf"
)

// Deal is something that a person puts on record about support that is sold, or asks a quote for. Which fields count is
// for the act to say; what is left out is not sent.
type Deal struct {
	As           string        `yaml:"as"` // the story's own name for the certificate that is sold
	By           string        `yaml:"by"` // id of the seller, the manager or the engineer, or e-mail of a contact
	Customer     string        `yaml:"customer"`
	Certificate  string        `yaml:"certificate"`
	Installation string        `yaml:"installation"`
	Order        string        `yaml:"order"`
	Product      string        `yaml:"product"`
	Area         string        `yaml:"area"`
	Package      string        `yaml:"package"`
	TermMonths   int           `yaml:"termMonths"`
	SoldOn       coverage.Date `yaml:"soldOn"`
	ActivationOn coverage.Date `yaml:"activationOn"`
	SignedOn     coverage.Date `yaml:"signedOn"`
	PaidOn       coverage.Date `yaml:"paidOn"`
	BoughtOn     coverage.Date `yaml:"boughtOn"`
	DeclaredOn   coverage.Date `yaml:"declaredOn"`
	On           coverage.Date `yaml:"on"`
	Licences     int           `yaml:"licences"`
	Stated       int           `yaml:"activatedLicences"`
	Activated    *int          `yaml:"activated"`
	Version      string        `yaml:"version"`
	Partner      string        `yaml:"partner"`
	Level1       bool          `yaml:"level1"`
	Cancelled    bool          `yaml:"cancelled"`
	Correct      bool          `yaml:"correct"`
	Status       string        `yaml:"status"`
	From         string        `yaml:"from"`
	Reason       string        `yaml:"reason"`
	Evidence     string        `yaml:"evidence"`
	Key          string        `yaml:"key"`
}

// dealRoutes are the acts by their word. What only asks is marked by its status.
var dealRoutes = map[string]string{
	"sell":             "POST /v1/customers/{customer}/certificates",
	"renew":            "POST /v1/customers/{customer}/certificates/{certificate}/renewal",
	"quote":            "POST /v1/customers/{customer}/certificates/{certificate}/quote",
	"correct":          "POST /v1/customers/{customer}/certificates/{certificate}/correction",
	"sellLevel1":       "POST /v1/customers/{customer}/certificates/{certificate}/level-1",
	"rebind":           "POST /v1/customers/{customer}/certificates/{certificate}/partner",
	"declareIntent":    "POST /v1/customers/{customer}/certificates/{certificate}/intent",
	"withdrawIntent":   "POST /v1/customers/{customer}/certificates/{certificate}/withdrawal",
	"commission":       "POST /v1/customers/{customer}/installations/{installation}/commissioning",
	"countLicences":    "POST /v1/customers/{customer}/installations/{installation}/licences",
	"buyUpgrade":       "POST /v1/customers/{customer}/installations/{installation}/upgrades",
	"recordUpgrade":    "POST /v1/customers/{customer}/installations/{installation}/installed-version",
	"setPartnerStatus": "POST /v1/partners/{partner}/statuses",
}

// body is what is sent: everything given but what stands in the path.
func (d Deal) body(word string) map[string]any {
	body := some("order", d.Order, "product", d.Product, "area", d.Area, "package", d.Package, "version", d.Version,
		"status", d.Status, "reason", d.Reason, "evidence", d.Evidence)
	for name, on := range map[string]coverage.Date{
		"soldOn": d.SoldOn, "activationOn": d.ActivationOn, "signedOn": d.SignedOn, "paidOn": d.PaidOn, "boughtOn": d.BoughtOn,
		"declaredOn": d.DeclaredOn, "on": d.On,
	} {
		if !on.IsZero() {
			body[name] = on.String()
		}
	}
	for name, n := range map[string]int{"termMonths": d.TermMonths, "licences": d.Licences, "activatedLicences": d.Stated} {
		if n != 0 {
			body[name] = n
		}
	}
	for name, yes := range map[string]bool{"level1": d.Level1, "cancelled": d.Cancelled, "correct": d.Correct} {
		if yes {
			body[name] = true
		}
	}
	if d.Activated != nil {
		body["activated"] = *d.Activated
	}
	if word == "sell" {
		body["installation"] = d.Installation
	}
	if (word == "sell" || word == "renew" || word == "quote" || word == "rebind") && d.Partner != "" {
		body["partner"] = d.Partner
	}
	return body
}

// deal carries an act out through the real handler.
func (p *player) deal(ctx context.Context, word string, d Deal) error {
	p.acts++
	body := d.body(word)
	if d.From != "" {
		from, err := given.Instant(d.From)
		if err != nil {
			return err
		}
		body["from"] = from.Format(time.RFC3339)
	}
	role := p.people.role(d.By)
	if role == "contact" && !strings.Contains(d.By, "@") {
		role = "sales" // whoever is nobody else's is a seller
	}
	c := call{
		route: dealRoutes[word], subject: d.By, role: role, key: or(d.Key, fmt.Sprintf("story-act-%d", p.acts)), body: body,
		path: map[string]string{
			"customer": or(d.Customer, p.customer()), "certificate": p.certificate(d.Certificate), "installation": d.Installation,
			"partner": d.Partner,
		},
	}
	resp, err := p.request(ctx, c)
	if err != nil {
		return err
	}
	if word == "quote" {
		p.quoted = shelf.Quote{}
		return json.Unmarshal([]byte(resp.Body), &p.quoted)
	}
	if word == "setPartnerStatus" {
		return nil
	}
	var made shelf.Entry
	if err := json.Unmarshal([]byte(resp.Body), &made); err != nil {
		return fmt.Errorf("answer to %s: %w", word, err)
	}
	p.toReopen = made.ToReopen
	if d.As == "" {
		return nil
	}
	for _, ref := range made.Refs {
		if id, ok := strings.CutPrefix(ref, "cert/"); ok && p.certificates[d.As] == "" {
			p.certificates[d.As] = id[:strings.LastIndex(id, "@")]
		}
	}
	return nil
}

// customer is the only customer of the story, where it has one only.
func (p *player) customer() string {
	if len(p.story.Given.Customers) == 1 {
		return p.story.Given.Customers[0].ID
	}
	return ""
}

// certificate is the id of the certificate that the story calls so: its own name for one that was sold in it, or the id of
// a given one.
func (p *player) certificate(name string) string { return or(p.certificates[name], name) }

// RecordIs is what must be so of a certificate, as a manager reads it through the API.
type RecordIs struct {
	Customer    string   `yaml:"customer"`
	Certificate string   `yaml:"certificate"`
	Support     string   `yaml:"support"`
	Package     string   `yaml:"package"`
	Edition     string   `yaml:"edition"`
	From        string   `yaml:"from"`
	Through     string   `yaml:"through"` // the last covered day
	Loyalty     string   `yaml:"loyalty"` // through which loyalty lasts
	Renewal     string   `yaml:"renewal"` // through which no upgrade is needed
	StartedBy   string   `yaml:"startedBy"`
	Renews      string   `yaml:"renews"`
	RenewedBy   string   `yaml:"renewedBy"`
	Joins       []string `yaml:"joins"`
	Licences    string   `yaml:"licences"`
	Activated   string   `yaml:"activated"`
	Partner     string   `yaml:"partner"`
	Intent      string   `yaml:"intent"`  // declared, withdrawn or none
	Chain       []string `yaml:"chain"`   // "c1 2025-03-15..2026-03-14"
	History     []string `yaml:"history"` // "act 2025-03-15..2026-03-14", in the order of the record
	Next        []string `yaml:"next"`    // "ends 2026-03-15"
}

// record holds a certificate against what is expected of it.
func (p *player) record(ctx context.Context, c *comparison, want RecordIs) error {
	resp, err := p.world.call(ctx, call{
		route: "GET /v1/customers/{customer}/certificates/{certificate}", subject: "story-manager", role: "manager", key: "story-look",
		path: map[string]string{"customer": or(want.Customer, p.customer()), "certificate": p.certificate(want.Certificate)},
	})
	if err != nil {
		return err
	}
	if resp.StatusCode != http.StatusOK {
		c.is("certificate "+want.Certificate, "a certificate", none)
		return nil
	}
	var got shelf.Certificate
	if err := json.Unmarshal([]byte(resp.Body), &got); err != nil {
		return err
	}
	c.is("support", want.Support, got.Support)
	c.is("package", want.Package, got.Package.Code)
	c.is("edition", want.Edition, got.Edition)
	if got.Dates != nil {
		c.is("from", want.From, got.Dates.From)
		c.is("through", want.Through, got.Dates.Through)
		c.is("loyalty", want.Loyalty, got.Dates.Loyalty)
		c.is("renewal", want.Renewal, got.Dates.Renewal)
	} else {
		c.is("from", want.From, none)
	}
	c.is("startedBy", want.StartedBy, got.StartedBy)
	c.is("renews", p.certificate(want.Renews), got.Renews)
	c.is("renewedBy", p.certificate(want.RenewedBy), got.RenewedBy)
	c.is("licences", want.Licences, fmt.Sprint(got.Licences))
	c.is("activated", want.Activated, fmt.Sprint(got.Activated))
	c.is("partner", want.Partner, got.Partner)
	intent := none
	if got.Intent != nil {
		intent = "declared"
		if got.Intent.WithdrawnAt != nil {
			intent = "withdrawn"
		}
	}
	c.is("intent", want.Intent, intent)
	c.list("joins", p.named(want.Joins), got.Joins)
	var chain, history, next []string
	for _, l := range got.Chain {
		chain = append(chain, l.ID+" "+l.From+".."+l.Through)
	}
	for _, h := range got.History {
		history = append(history, strings.TrimSuffix(strings.TrimSpace(cmp.Or(h.Act, "given")+" "+h.From+".."+h.Through), " .."))
	}
	for _, n := range got.Next {
		next = append(next, n.What+" "+n.On)
	}
	c.list("chain", p.named(want.Chain), chain)
	c.list("history", want.History, history)
	c.list("next", want.Next, next)
	return nil
}

// named puts ids in the place of the story's own names at the beginning of lines.
func (p *player) named(lines []string) []string {
	out := slices.Clone(lines)
	for i, line := range out {
		name, rest, more := strings.Cut(line, " ")
		if out[i] = p.certificate(name); more {
			out[i] += " " + rest
		}
	}
	return out
}

// list compares where anything is expected.
func (c *comparison) list(what string, want, got []string) {
	if want != nil {
		c.is(what, list(want), list(got))
	}
}

// QuoteIs is what must be so of a quote.
type QuoteIs struct {
	Allowed   *bool    `yaml:"allowed"`
	From      string   `yaml:"from"`
	Through   string   `yaml:"through"`
	StartedBy string   `yaml:"startedBy"`
	Backdated *int     `yaml:"backdated"` // days
	Left      *int     `yaml:"left"`      // days
	Activated *int     `yaml:"activated"`
	Joins     []string `yaml:"joins"`
	Refusals  []string `yaml:"refusals"`
	Says      []string `yaml:"says"`     // words of its summary, in English
	ToReopen  []string `yaml:"toReopen"` // "t1 COVERAGE_EXPIRED", the oldest first
}

func (p *player) quote(c *comparison, want QuoteIs) {
	got := p.quoted
	if want.Allowed != nil {
		c.is("allowed", fmt.Sprint(*want.Allowed), fmt.Sprint(got.Allowed))
	}
	c.is("from", want.From, got.From)
	c.is("through", want.Through, got.Through)
	c.is("startedBy", want.StartedBy, got.StartedBy)
	for what, n := range map[string]struct {
		want *int
		got  int
	}{"backdated": {want.Backdated, got.Backdated}, "left": {want.Left, got.Left}, "activated": {want.Activated, got.Activated}} {
		if n.want != nil {
			c.is(what, fmt.Sprint(*n.want), fmt.Sprint(n.got))
		}
	}
	c.list("joins", p.named(want.Joins), got.Joins)
	var codes []string
	for _, r := range got.Refusals {
		codes = append(codes, r.Code)
	}
	c.list("refusals", want.Refusals, codes)
	c.list("toReopen", want.ToReopen, p.missed(got.ToReopen))
	for _, words := range want.Says {
		if !strings.Contains(strings.Join(got.Summary, " "), words) {
			c.is("quote", words, strings.Join(got.Summary, " "))
		}
	}
}

// missed names requests that were refused in a gap by the story's names for them.
func (p *player) missed(all []shelf.Missed) []string {
	lines := make([]string, 0, len(all))
	for _, m := range all {
		name := m.Number
		for ours, id := range p.tickets {
			if ticket.ShowNumber(id) == m.Number {
				name = ours
			}
		}
		lines = append(lines, name+" "+m.Code)
	}
	return lines
}

// deals are the acts on certificates, by their word.
func (s Step) deals() map[string]*Deal {
	return map[string]*Deal{
		"sell": s.Sell, "renew": s.Renew, "quote": s.Quote, "correct": s.Correct, "rebind": s.Rebind, "sellLevel1": s.SellLevel1, "declareIntent": s.DeclareIntent,
		"withdrawIntent": s.WithdrawIntent, "commission": s.Commission, "countLicences": s.CountLicences, "buyUpgrade": s.BuyUpgrade,
		"recordUpgrade": s.RecordUpgrade, "setPartnerStatus": s.SetPartnerStatus,
	}
}
