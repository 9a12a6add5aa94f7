package play

import (
	"fmt"
	"strconv"
	"strings"

	"flatsupport/shared/coverage"
)

// title says an act in a few words: what it is about and what it changes, and who carries it out.
func (d Deal) title(word string) string {
	parts := []string{inWords[word], d.Certificate}
	switch word {
	case "sell", "commission", "countLicences", "buyUpgrade", "recordUpgrade":
		parts = append(parts, d.Installation)
	case "setPartnerStatus", "rebind":
		parts = append(parts, d.Partner)
	}
	parts = append(parts, d.Package, d.Version, d.Status, counted(d.TermMonths, "months"), counted(d.Licences, "licences"))
	if d.Activated != nil {
		parts = append(parts, strconv.Itoa(*d.Activated), "activated")
	}
	for _, on := range []coverage.Date{d.SoldOn, d.SignedOn, d.PaidOn, d.BoughtOn, d.DeclaredOn, d.On} {
		if !on.IsZero() {
			parts = append(parts, "on", on.String())
			break // the act's own day; the others only explain it
		}
	}
	if d.From != "" {
		parts = append(parts, "from", d.From)
	}
	for what, yes := range map[string]bool{"taken back": d.Cancelled, "corrected": d.Correct} {
		if yes {
			parts = append(parts, what)
		}
	}
	return words(append(parts, "by", d.By)...)
}

// inWords are the acts as they are printed.
var inWords = map[string]string{
	"sell": "sell", "renew": "renew", "quote": "quote for", "correct": "correct", "rebind": "bind", "sellLevel1": "sell level 1 to", "declareIntent": "declare the intent to renew",
	"withdrawIntent": "withdraw the intent to renew", "commission": "commission", "countLicences": "count licences of",
	"buyUpgrade": "buy an upgrade of", "recordUpgrade": "record the version of", "setPartnerStatus": "set the status of",
}

func counted(n int, what string) string {
	if n == 0 {
		return ""
	}
	return fmt.Sprint(n, " ", what)
}

// deal is the act on certificates of the step, and its word; none: nil.
func (s Step) deal() (string, *Deal) {
	for word, d := range s.deals() {
		if d != nil {
			return word, d
		}
	}
	return "", nil
}

// sells checks that the step speaks of certificates as they can be spoken of: by names that are given or that an act up to
// it has made, and expects nothing at odds with itself. A story's own names are known in it from then on.
func (s Step) sells(known map[string]bool) error {
	word, d := s.deal()
	if d != nil {
		switch {
		case d.By == "":
			return fmt.Errorf("%s: somebody does it: write `by`", word)
		case d.As != "" && word != "sell" && word != "renew":
			return fmt.Errorf("%s makes no certificate that could be called %q", word, d.As)
		case d.As != "" && s.Expect != nil && s.Expect.Error != "":
			return fmt.Errorf("what is refused with %s makes no certificate that could be called %q", s.Expect.Error, d.As)
		case d.As != "" && known[d.As]:
			return fmt.Errorf("there is a certificate %q already", d.As)
		case d.Certificate != "" && !known[d.Certificate]:
			return unknownCertificate(d.Certificate)
		case strings.Contains(dealRoutes[word], "{certificate}") && d.Certificate == "":
			return fmt.Errorf("%s is about a certificate: write `certificate`", word)
		case strings.Contains(dealRoutes[word], "{installation}") && d.Installation == "":
			return fmt.Errorf("%s is about a system: write `installation`", word)
		case strings.Contains(dealRoutes[word], "{partner}") && d.Partner == "":
			return fmt.Errorf("%s is about a partner: write `partner`", word)
		}
		if d.As != "" {
			known[d.As] = true
		}
	}
	for _, want := range s.expectations() {
		if err := want.ofCertificates(word, known); err != nil {
			return err
		}
	}
	return nil
}

// ofCertificates checks what one expectation says of certificates, after an act of the word.
func (e Expect) ofCertificates(word string, known map[string]bool) error {
	refused := e.Error != ""
	switch {
	case refused && (e.Quote != nil || e.ToReopen != nil):
		return fmt.Errorf("what is refused with %s gives no quote and lists nothing", e.Error)
	case refused && e.Record != nil:
		return fmt.Errorf("what is refused with %s puts nothing on record: look at the certificate in `also`", e.Error)
	case !refused && (e.Refusals != nil || e.Facts != nil):
		return fmt.Errorf("refusals and facts come with an `error`; those of a quote stand in `quote`")
	case e.Quote != nil && word != "quote":
		return fmt.Errorf("only a quote is expected as one: write `quote`")
	case e.ToReopen != nil && word != "renew":
		return fmt.Errorf("only a renewal lists what was refused before it; that of a quote stands in `quote`")
	case e.Quote != nil && e.Quote.Allowed != nil && *e.Quote.Allowed == (len(e.Quote.Refusals) > 0):
		return fmt.Errorf("a quote is allowed or has refusals")
	case e.Record == nil:
		return nil
	case e.Record.Certificate == "":
		return fmt.Errorf("a record is that of a certificate: write `certificate`")
	case !known[e.Record.Certificate]:
		return unknownCertificate(e.Record.Certificate)
	}
	return nil
}

func unknownCertificate(name string) error {
	return fmt.Errorf("no step up to here sells a certificate %q, and none is given", name)
}
