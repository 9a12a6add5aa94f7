package inbox_test

import (
	"encoding/base64"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

const (
	eventually = 10 * time.Second
	tick       = 10 * time.Millisecond
)

// Not in one piece, so that no scanner finds them here.
const (
	eicar = `X5O!P%@AP[4\PZX54(P^)7CC)7}$` + `EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*`
	gtube = `XJS*C4JDBQADN1.NSBN3*2IDNEN*` + `GTUBE-STANDARD-ANTI-UBE-TEST-EMAIL*C.34X`
)

func file(content string) string {
	return "--b\r\nContent-Type: text/plain\r\n\r\nSee the file.\r\n--b\r\nContent-Type: application/octet-stream; name=a.com\r\n" +
		"Content-Transfer-Encoding: base64\r\n\r\n" + base64.StdEncoding.EncodeToString([]byte(content)) + "\r\n--b--"
}

func forwarded(mail string) string {
	return "--c\r\nContent-Type: message/rfc822\r\n\r\n" + mail + "\r\n--c--"
}

const (
	mixed   = "Content-Type: multipart/mixed; boundary=b"
	outside = "Content-Type: multipart/mixed; boundary=c"
)

func TestVerdictsComeFromTheEnvelopeAndTheContent(t *testing.T) {
	t.Parallel()
	cases := []struct {
		name, sender, raw  string
		dmarc, virus, spam string
	}{
		{"a plain mail", ivan, letter("x"), "PASS", "PASS", "PASS"},
		{"the domain in other letters", "ivan@VOLGA.example", letter("x"), "PASS", "PASS", "PASS"},
		{"another mailbox of the domain", "bounces@volga.example", letter("x"), "PASS", "PASS", "PASS"},
		{"another domain", "ivan@else.example", letter("x"), "FAIL", "PASS", "PASS"},
		{"a domain that ends alike", "ivan@evilvolga.example", letter("x"), "FAIL", "PASS", "PASS"},
		{"a domain in its own letters", "ivan@xn--80a1acny.xn--p1ai", strings.Replace(letter("x"), ivan, "ivan@ПОЧТА.рф", 1), "PASS", "PASS", "PASS"},
		{"a domain inside of the mailbox", `"ivan@volga.example"@else.example`, letter("x"), "FAIL", "PASS", "PASS"},
		{"the null sender", "", letter("x"), "GRAY", "PASS", "PASS"},
		{"a forged verdict", "who@else.example", letter("x", "Authentication-Results: amazonses.com; dmarc=pass", "X-SES-Virus-Verdict: PASS"), "FAIL", "PASS", "PASS"},
		{"two in From", ivan, "From: " + ivan + ", who@else.example\r\nSubject: x\r\n\r\nx\r\n", "FAIL", "PASS", "PASS"},
		{"two From", ivan, letter("x", "From: who@else.example"), "FAIL", "PASS", "PASS"},
		{"no From", ivan, "Subject: x\r\n\r\nx\r\n", "FAIL", "PASS", "PASS"},
		{"a virus in the text", ivan, letter(eicar), "PASS", "FAIL", "PASS"},
		{"a virus in a file", ivan, letter(file(eicar), mixed), "PASS", "FAIL", "PASS"},
		{"a virus in a mail within", ivan, letter(forwarded(letter(file(eicar), mixed)), outside), "PASS", "FAIL", "PASS"},
		{"half a virus", ivan, letter(eicar[:40]), "PASS", "PASS", "PASS"},
		{"spam", ivan, letter(gtube), "PASS", "PASS", "FAIL"},
		{"spam in base64", ivan, letter(base64.StdEncoding.EncodeToString([]byte(gtube)), "Content-Transfer-Encoding: base64"), "PASS", "PASS", "FAIL"},
		{"spam and a virus", ivan, letter(gtube + "\r\n" + eicar), "PASS", "FAIL", "FAIL"},
		{"no mail at all", ivan, "\r\n", "PROCESSING_FAILED", "PROCESSING_FAILED", "PROCESSING_FAILED"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			p, _, address := open(t, nil)
			require.NoError(t, deliver(t, address, c.sender, support, c.raw))
			raw, n := p.only(t)
			assert.Equal(t, c.dmarc, n.Receipt.DMARCVerdict.Status)
			assert.Equal(t, c.dmarc, n.Receipt.SPFVerdict.Status)
			assert.Equal(t, c.virus, n.Receipt.VirusVerdict.Status)
			assert.Equal(t, c.spam, n.Receipt.SpamVerdict.Status)
			assert.NotEqual(t, "PASS", n.Receipt.DKIMVerdict.Status)
			assert.Equal(t, strings.ReplaceAll(c.sender, `"`, ""), n.Mail.Source)
			assert.True(t, strings.HasPrefix(raw, "Return-Path: <"+n.Mail.Source+">\r\n"), raw)
		})
	}
}
