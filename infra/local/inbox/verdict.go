package inbox

import (
	"bytes"
	"strings"

	"golang.org/x/net/idna"

	"flatsupport/shared/inbound"
)

// What SES says of a mail.
const (
	pass   = "PASS"
	fail   = "FAIL"
	gray   = "GRAY"
	failed = "PROCESSING_FAILED"
)

// The strings by which scanners are tried out. They are not written in one piece, so that no scanner finds them here.
const (
	eicar = `X5O!P%@AP[4\PZX54(P^)7CC)7}$` + `EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*`
	gtube = `XJS*C4JDBQADN1.NSBN3*2IDNEN*` + `GTUBE-STANDARD-ANTI-UBE-TEST-EMAIL*C.34X`
)

// maxNested is how deep mails in mails are opened.
const maxNested = 5

type verdicts struct{ spam, virus, spf, dkim, dmarc string }

// look reads the mail and judges it by what is in it and by the sender on its envelope.
func look(raw []byte, sender string) (inbound.Mail, verdicts) {
	m, err := inbound.Read(raw)
	if err != nil {
		v := verdicts{spam: failed, virus: failed, spf: failed, dkim: failed, dmarc: failed}
		if bytes.Contains(raw, []byte(eicar)) {
			v.virus = fail
		}
		return m, v
	}
	v := verdicts{spam: pass, virus: pass, dkim: gray, dmarc: aligned(m, sender)}
	v.spf = v.dmarc
	if carries(raw, m, eicar, maxNested) {
		v.virus = fail
	}
	if carries(raw, m, gtube, maxNested) {
		v.spam = fail
	}
	return m, v
}

// aligned compares the domain of the envelope's sender with that of From.
func aligned(m inbound.Mail, sender string) string {
	if sender == "" {
		return gray
	}
	domain := domainOf(sender)
	if m.Froms != 1 || domain == "" || domain != domainOf(m.From.Email) {
		return fail
	}
	return pass
}

// domainOf is the domain of an address as DNS has it, in small letters; empty: it has none.
func domainOf(address string) string {
	at := strings.LastIndex(address, "@")
	if at < 0 {
		return ""
	}
	domain := strings.ToLower(address[at+1:])
	if ascii, err := idna.Lookup.ToASCII(domain); err == nil {
		return ascii
	}
	return domain
}

// carries reports whether the string is in the mail as it is, in a text or a file of it, or in a mail within it.
func carries(raw []byte, m inbound.Mail, what string, depth int) bool {
	if bytes.Contains(raw, []byte(what)) || strings.Contains(m.Subject, what) || strings.Contains(m.Text, what) || strings.Contains(m.HTML, what) {
		return true
	}
	for _, f := range m.Files {
		if bytes.Contains(f.Data, []byte(what)) {
			return true
		}
		if !f.Nested || depth == 0 {
			continue
		}
		if inner, err := inbound.Read(f.Data); err == nil && carries(f.Data, inner, what, depth-1) {
			return true
		}
	}
	return false
}
