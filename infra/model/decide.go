package model

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"flatsupport/shared/entitlement"
	"flatsupport/shared/policy"
)

// Answer is what a request gets.
type Answer struct {
	Accepted    bool
	Code        policy.RefusalCode
	Clause      policy.ClauseCode
	Edition     string
	Certificate string
	Package     policy.PackageCode
	Support     entitlement.Support
	Level       policy.Level
	Priority    policy.PriorityCode
	Engineer    bool
	Partner     string
	Candidates  []Candidate
}

// Candidate is a certificate that was looked at.
type Candidate struct {
	Certificate string
	Package     policy.PackageCode
	Life        Life
	Support     entitlement.Support
	Code        policy.RefusalCode

	rules    Rules
	checks   int // passed
	clause   policy.ClauseCode
	level    policy.Level
	priority policy.PriorityCode
	always   bool
	engineer bool
	partner  string
}

// clauses of the refusals, as the rules R1-R40 have them.
var clauses = map[policy.RefusalCode]policy.ClauseCode{
	policy.NoCertificate: "B", policy.NotYetActive: "B", policy.CoverageExpired: "C", policy.LoyaltyEnded: "C",
	policy.UpgradeRequired: "C", policy.NotCommissioned: "D", policy.ProductNotCovered: "A", policy.LevelNotIncluded: "F-L1",
	policy.ContactNotAuthorised: "A", policy.PartnerStatusMissing: "E5", policy.ChannelNotAllowed: "H",
}

// packages have the clauses that grant them.
var packages = map[policy.PackageCode]policy.ClauseCode{
	policy.TS8x5: "E1", policy.TS24x7: "E2", policy.TS24x7Plus: "E3", policy.TS24x7Onsite: "E4", policy.TS8x5L3: "E5",
}

// catalogue of products (R1).
var catalogue = []string{"softswitch", "contact-centre", "recorder", "conference"}

// Case is a customer and a request; it keeps what does not depend on the instant.
type Case struct {
	editions []Rules
	facts    entitlement.Facts
	req      entitlement.Request
	lives    map[string]Life
	courses  map[string]course
}

// NewCase judges under the editions given.
func NewCase(editions []Rules, facts entitlement.Facts, req entitlement.Request) *Case {
	return &Case{editions: editions, facts: facts, req: req, lives: map[string]Life{}, courses: map[string]course{}}
}

// current is the edition on sale on the day of an instant.
func (c *Case) current(at time.Time) Rules {
	var newest Rules
	for _, r := range c.editions {
		if !r.Zone.day(at).Before(r.ValidFrom) && (newest.ID == "" || newest.ValidFrom.Before(r.ValidFrom)) {
			newest = r
		}
	}
	return newest
}

// pinned is the edition that judges a certificate (G60).
func (c *Case) pinned(cert entitlement.Certificate, at time.Time) Rules {
	if sold := c.sold(cert); !sold.is("policy.pin", "newest") {
		return sold
	}
	return c.current(at)
}

// sold is the edition that a certificate was sold under.
func (c *Case) sold(cert entitlement.Certificate) Rules {
	return c.editions[slices.IndexFunc(c.editions, func(r Rules) bool { return r.ID == cert.Edition })]
}

// Decide answers the request as if it had been received at the instant (G9).
func (c *Case) Decide(at time.Time) Answer {
	var all []Candidate
	for _, cert := range c.facts.Certificates {
		rules := c.pinned(cert, at)
		if cert.Installation == c.req.Installation || c.sold(cert).is("entitlement.scope", "customer") { // G59
			all = append(all, c.judge(rules, cert, at))
		}
	}
	if len(all) == 0 {
		return c.withoutCertificate(at)
	}
	best := slices.MinFunc(all, func(a, b Candidate) int {
		if (a.Code == "") != (b.Code == "") {
			return first(a.Code == "", b.Code == "")
		}
		if a.Code == "" {
			return cmp.Or(
				first(a.Support == entitlement.Active, b.Support == entitlement.Active),
				first(a.always, b.always),
				first(a.engineer, b.engineer),
				first(b.Life.End.Before(a.Life.End), a.Life.End.Before(b.Life.End)),
				strings.Compare(a.Certificate, b.Certificate))
		}
		return cmp.Or(
			cmp.Compare(closeness(a.Support), closeness(b.Support)),
			cmp.Compare(b.checks, a.checks),
			first(b.Life.End.Before(a.Life.End), a.Life.End.Before(b.Life.End)),
			strings.Compare(a.Certificate, b.Certificate))
	})
	slices.SortFunc(all, func(a, b Candidate) int { return strings.Compare(a.Certificate, b.Certificate) })
	return Answer{
		Accepted: best.Code == "", Code: best.Code, Clause: best.clause, Edition: best.rules.ID, Certificate: best.Certificate,
		Package: best.Package, Support: best.Support, Level: best.level, Priority: best.priority, Engineer: best.engineer,
		Partner: best.partner, Candidates: all,
	}
}

// first puts what is so before what is not.
func first(a, b bool) int {
	switch {
	case a && !b:
		return -1
	case b && !a:
		return 1
	default:
		return 0
	}
}

// closeness to serving, of certificates that cannot: the running speaks before the one in loyalty and so on.
func closeness(s entitlement.Support) int {
	return slices.Index([]entitlement.Support{
		entitlement.Active, entitlement.Loyalty, entitlement.Pending, entitlement.Lapsed, entitlement.Conditional,
	}, s)
}

// withoutCertificate asks what can be asked where nothing was sold.
func (c *Case) withoutCertificate(at time.Time) Answer {
	rules := c.current(at)
	contact, known := c.contact()
	inst, found := c.installation(c.req.Installation)
	code := policy.NoCertificate
	switch {
	case !known || contact.Partner == "" && !rules.mayAsk(contact):
		code = policy.ContactNotAuthorised
	case !found || !slices.Contains(catalogue, inst.Product):
		code = policy.ProductNotCovered
	}
	return Answer{Code: code, Clause: clauses[code], Edition: rules.ID, Priority: rules.priority(c.req)}
}

func (c *Case) contact() (entitlement.Contact, bool) {
	i := slices.IndexFunc(c.facts.Contacts, func(p entitlement.Contact) bool { return p.ID == c.req.Contact })
	if i < 0 || c.req.Contact == "" {
		return entitlement.Contact{}, false
	}
	return c.facts.Contacts[i], true
}

func (c *Case) installation(id string) (entitlement.Installation, bool) {
	i := slices.IndexFunc(c.facts.Installations, func(in entitlement.Installation) bool { return in.ID == id })
	if i < 0 {
		return entitlement.Installation{}, false
	}
	return c.facts.Installations[i], true
}

func (c *Case) partner(id string) (entitlement.Partner, bool) {
	i := slices.IndexFunc(c.facts.Partners, func(p entitlement.Partner) bool { return p.ID == id })
	if i < 0 {
		return entitlement.Partner{}, false
	}
	return c.facts.Partners[i], true
}

// mayAsk: the customer named the contact, or anybody of the company may ask (G49).
func (r Rules) mayAsk(p entitlement.Contact) bool {
	return p.Authorised || r.is("contacts.mode", "anyone")
}

// priority at which a request is taken: a question's is fixed (G38).
func (r Rules) priority(req entitlement.Request) policy.PriorityCode {
	fixed := r.Readings["requestType.question.priority"]
	if req.Type == policy.Question && fixed != "as_asked" && fixed != "level_1" {
		return policy.PriorityCode(fixed)
	}
	return req.Priority
}

// judge asks one certificate: who asks, the product, the support, commissioning, the channel, the level; the first no
// is the answer.
func (c *Case) judge(r Rules, cert entitlement.Certificate, at time.Time) Candidate {
	life, course := c.courseOf(r, cert)
	support, loyal := course.support(life.Start.Given(), at)
	k := Candidate{
		Certificate: cert.ID, Package: cert.Package, Life: life, Support: support, rules: r,
		priority: r.priority(c.req), clause: packages[cert.Package], level: 2,
	}
	if support == entitlement.Loyalty {
		k.clause = "C"
		if r.is("loyalty.package", "basic") && cert.Package != policy.TS8x5L3 { // G22
			k.Package = policy.TS8x5
		}
	}
	if k.Package == policy.TS8x5L3 && r.is("packages.l3.levels", "3") { // R26, G48
		k.level = 3
	}
	covered := c.covered(k.Package, k.priority)
	covered.Channel = "" // certificates are compared by what their packages cover
	k.always = r.hours(covered).window.Always
	k.engineer = k.priority == policy.P1 && (k.Package == policy.TS24x7Plus || k.Package == policy.TS24x7Onsite) // R22

	inst, found := c.installation(c.req.Installation)
	asked := []policy.RefusalCode{
		c.who(r, cert, &k),
		when(!found || !slices.Contains(catalogue, inst.Product), policy.ProductNotCovered), // R1
		over(support, loyal),
		when(c.notCommissioned(r, inst, at), policy.NotCommissioned), // R19
		when(!c.channelTakes(r, k, at), policy.ChannelNotAllowed),    // R39, R40
		c.levelOne(r, cert, &k),
	}
	for _, code := range asked {
		if code != "" {
			k.Code, k.level, k.engineer = code, 0, false
			if k.checks < 2 { // the state of support was not asked yet
				k.Package = cert.Package
			}
			k.clause = clauses[code]
			if p, known := c.contact(); known && code == policy.ContactNotAuthorised && cert.Package == policy.TS8x5L3 && (p.Partner != "" || r.mayAsk(p)) {
				k.clause = "E5" // R25; who may not ask for any package is refused by A (G49)
			}
			return k
		}
		k.checks++
	}
	k.partner = ""
	return k
}

// covered is what the hours of the request depend on.
func (c *Case) covered(pack policy.PackageCode, priority policy.PriorityCode) Covered {
	inst, _ := c.installation(c.req.Installation)
	return Covered{pack, priority, c.req.Type, c.req.Channel, inst.Zone, c.facts.Customer.Zone}
}

func when(refused bool, code policy.RefusalCode) policy.RefusalCode {
	if refused {
		return code
	}
	return ""
}

func (c *Case) courseOf(r Rules, cert entitlement.Certificate) (Life, course) {
	key := r.ID + " " + cert.ID
	if life, ok := c.lives[key]; ok {
		return life, c.courses[key]
	}
	inst, _ := c.installation(cert.Installation)
	life := r.life(cert, inst)
	c.lives[key] = life
	c.courses[key] = r.course(life, cert.ID, c.facts.Intents)
	return life, c.courses[key]
}

// over says why support is not given (R7, R10, R13, R15).
func over(s entitlement.Support, loyal bool) policy.RefusalCode {
	switch {
	case s == entitlement.Pending:
		return policy.NotYetActive
	case s == entitlement.Lapsed && loyal:
		return policy.LoyaltyEnded
	case s == entitlement.Lapsed:
		return policy.CoverageExpired
	case s == entitlement.Conditional:
		return policy.UpgradeRequired
	default:
		return ""
	}
}

// who may ask: of the partner package the employees of the partner with the status (R24, R25, G46, G47), of the others
// the customer's own named contacts (G49).
func (c *Case) who(r Rules, cert entitlement.Certificate, k *Candidate) policy.RefusalCode {
	contact, known := c.contact()
	if cert.Package != policy.TS8x5L3 {
		return when(!known || contact.Partner != "" || !r.mayAsk(contact), policy.ContactNotAuthorised)
	}
	bound := contact.Partner == cert.Partner || r.is("partner.contactScope", "any_partner")
	if !known || contact.Partner == "" || !bound {
		if partner, ok := c.partner(cert.Partner); ok && known && contact.Partner == "" && r.mayAsk(contact) {
			k.partner = partner.Name // ENT-19: the end customer is sent to the partner
		}
		return policy.ContactNotAuthorised
	}
	partner, _ := c.partner(contact.Partner)
	return when(!partner.Active && r.is("partner.onStatusLoss", "refuse_new"), policy.PartnerStatusMissing)
}

// notCommissioned: not yet put into operation on the day, or, by the other reading, not fully functional (R19, G25).
func (c *Case) notCommissioned(r Rules, inst entitlement.Installation, at time.Time) bool {
	on := dayOf(inst.CommissionedOn)
	if !on.Given() || at.Before(r.Zone.Begins(on)) {
		return true
	}
	return r.is("eligibility.installation", "fully_functional") && c.req.Type == policy.Incident
}

// channelTakes: the portal and e-mail take everything (R39, G37), the hotline what is critical (R40, G35) while the
// desk is there (G27, G36), or what an operator lets in with a reason (G35).
func (c *Case) channelTakes(r Rules, k Candidate, at time.Time) bool {
	taken := []string{"P1", "P2", "P3", "P4"}
	covered := c.covered(k.Package, k.priority)
	switch c.req.Channel {
	case policy.Portal, policy.Email, policy.Form:
	case policy.Hotline:
		if r.is("channels.hotline.override", "operator_with_reason") && strings.TrimSpace(c.req.Override) != "" {
			return true
		}
		if r.is("outOfHours.intake", "hotline_closed") && !r.hours(covered).open(at) {
			return false
		}
		taken = r.list("channels.hotline.priorities")
	default:
		return false
	}
	if window, ok := r.Intake[c.req.Channel]; ok && !r.hoursOf(window, covered).open(at) {
		return false
	}
	if own, ok := r.ByPackage[c.req.Channel][k.Package]; ok {
		return slices.Contains(own, k.priority)
	}
	return slices.Contains(taken, string(k.priority))
}

// levelOne: installing and configuring is work of level 1, which is bought separately (R27, R28, G38, G50).
func (c *Case) levelOne(r Rules, cert entitlement.Certificate, k *Candidate) policy.RefusalCode {
	question := c.req.Type == policy.Question && r.is("requestType.question.priority", "level_1")
	if c.req.Type != policy.Configure && !question {
		return ""
	}
	if !cert.Level1 && r.is("l1.without", "refuse_with_offer") {
		return policy.LevelNotIncluded
	}
	k.level, k.clause = 1, "F-L1"
	return ""
}
