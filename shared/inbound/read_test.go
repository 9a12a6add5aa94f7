package inbound_test

import (
	"encoding/base64"
	"fmt"
	"mime"
	"mime/quotedprintable"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"golang.org/x/text/encoding/charmap"

	"flatsupport/shared/inbound"
)

// lines are a raw mail.
func lines(all ...string) []byte { return []byte(strings.Join(all, "\r\n")) }

// letter is a mail with a valid head and, instead of the text, what the test is about.
func letter(rest ...string) []byte {
	return lines(append([]string{
		"From: Ivan <ivan@volga.example>",
		"To: support@flat.example",
		"Subject: Calls are dead",
		"Date: Mon, 23 Nov 2026 10:00:00 +0300",
		"Message-ID: <one@volga.example>",
		"MIME-Version: 1.0",
	}, rest...)...)
}

func read(t *testing.T, raw []byte) inbound.Mail {
	t.Helper()
	m, err := inbound.Read(raw)
	require.NoError(t, err)
	return m
}

func koi8(text string) string    { return encoded(charmap.KOI8R, text) }
func cp1251(text string) string  { return encoded(charmap.Windows1251, text) }
func base64d(text string) string { return base64.StdEncoding.EncodeToString([]byte(text)) }

func encoded(in *charmap.Charmap, text string) string {
	out, err := in.NewEncoder().String(text)
	if err != nil {
		panic(err)
	}
	return out
}

func quotedPrintable(text string) string {
	var out strings.Builder
	w := quotedprintable.NewWriter(&out)
	_, _ = w.Write([]byte(text))
	_ = w.Close()
	return out.String()
}

func TestTheHeadOfAMail(t *testing.T) {
	t.Parallel()
	m := read(t, lines(
		"Return-Path: <ivan@volga.example>",
		`From: =?utf-8?B?`+base64d("Иван Петров")+`?= <Ivan@Volga.Example>`,
		"Reply-To: other@volga.example",
		"To: support@flat.example, Boss <boss@volga.example>",
		"Cc: kama@volga.example",
		"Subject: =?utf-8?Q?=D0=9D=D0=B5_?=",
		" =?utf-8?Q?=D1=80=D0=B0=D0=B1=D0=BE=D1=82=D0=B0=D0=B5=D1?=",
		" =?utf-8?Q?=82?=", // a letter cut in two
		"Date: Mon, 23 Nov 2026 10:00:00 +0300",
		"Message-ID: <One@volga.example>",
		"In-Reply-To: <zero@volga.example>",
		"References: <first@volga.example>",
		" <zero@volga.example>",
		"", "Все линии молчат."))
	assert.Equal(t, inbound.Mail{
		MessageID: "One@volga.example", InReplyTo: []string{"zero@volga.example"}, References: []string{"first@volga.example", "zero@volga.example"},
		From: inbound.Address{Name: "Иван Петров", Email: "ivan@volga.example"}, Froms: 1,
		ReplyTo: []inbound.Address{{Email: "other@volga.example"}},
		To:      []inbound.Address{{Email: "support@flat.example"}, {Name: "Boss", Email: "boss@volga.example"}},
		Cc:      []inbound.Address{{Email: "kama@volga.example"}},
		Subject: "Не работает", Date: time.Date(2026, 11, 23, 7, 0, 0, 0, time.UTC), Text: "Все линии молчат.",
	}, m)
}

func TestCharsets(t *testing.T) {
	t.Parallel()
	const text = "Все линии молчат с утра, съешь ещё."
	cases := []struct{ name, contentType, encoding, body string }{
		{"utf-8 as it is", "text/plain; charset=utf-8", "8bit", text},
		{"utf8 without its dash", "text/plain; charset=utf8", "", text},
		{"utf-8 in base64", `text/plain; charset="UTF-8"`, "BASE64", base64d(text)},
		{"utf-8 quoted", "text/plain; charset=utf-8", "Quoted-Printable", quotedPrintable(text)},
		{"koi8-r", "text/plain; charset=koi8-r", "8bit", koi8(text)},
		{"koi8-r in base64", "text/plain; charset=KOI8-R", "base64", base64d(koi8(text))},
		{"windows-1251", "text/plain; charset=windows-1251", "8bit", cp1251(text)},
		{"windows-1251 quoted", "text/plain; charset=windows-1251", "quoted-printable", quotedPrintable(cp1251(text))},
		{"windows-1251 by another name", "text/plain; charset=cp1251", "8bit", cp1251(text)},
		{"the charset is named twice", "text/plain; charset=koi8-r; charset=utf-8", "8bit", koi8(text)},
		{"no charset, windows-1251", "text/plain", "8bit", cp1251(text)},
		{"no charset, koi8-r", "text/plain", "8bit", koi8(text)},
		{"no charset, utf-8", "text/plain", "", text},
		{"said to be ASCII", "text/plain; charset=us-ascii", "8bit", cp1251(text)},
		{"a charset that nobody knows", "text/plain; charset=x-unknown-1", "8bit", koi8(text)},
		{"an encoding that nobody knows", "text/plain; charset=utf-8", "x-own", text},
		{"a broken content type", "text; charset", "8bit", text},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			m := read(t, letter("Content-Type: "+c.contentType, "Content-Transfer-Encoding: "+c.encoding, "", c.body))
			assert.Equal(t, text, m.Body())
			assert.Empty(t, m.Files)
		})
	}
}

func TestSubjectsInAnyCharset(t *testing.T) {
	t.Parallel()
	const subject = "Нет связи"
	cases := []struct{ name, value string }{
		{"utf-8 in base64", "=?UTF-8?B?" + base64d(subject) + "?="},
		{"koi8-r in base64", "=?koi8-r?B?" + base64d(koi8(subject)) + "?="},
		{"windows-1251 quoted", "=?windows-1251?Q?" + strings.ReplaceAll(strings.TrimSpace(quotedPrintable(cp1251(subject))), " ", "_") + "?="},
		{"as it is in utf-8", subject},
		{"as it is in windows-1251", cp1251(subject)},
		{"as it is in koi8-r", koi8(subject)},
		{"with letters that turn the line round", "Нет\u202e связи\u200b"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			assert.Equal(t, subject, read(t, lines("Subject: "+c.value, "From: a@b.example", "", "x")).Subject)
		})
	}
	assert.Len(t, []rune(read(t, lines("Subject: "+strings.Repeat("я ", 5000), "", "x")).Subject), inbound.MaxLine-1) // the last is a blank
	assert.Equal(t, "=?nobody?B?zzz?=", read(t, lines("Subject: =?nobody?B?zzz?=", "", "x")).Subject)
	assert.Equal(t, "one From: ceo@volga.example", read(t, lines("Subject: one\rFrom: ceo@volga.example", "", "x")).Subject)
}

// A mail without an id has none here either; whoever stores it must make one up that joins nothing.
func TestMessageIDs(t *testing.T) {
	t.Parallel()
	cases := []struct {
		name  string
		field []string
		want  string
	}{
		{"missing", nil, ""},
		{"empty", []string{"Message-ID:"}, ""},
		{"empty brackets", []string{"Message-ID: <>"}, ""},
		{"blanks in brackets", []string{"Message-ID: < >"}, ""},
		{"in brackets", []string{"Message-ID: <a.b@c.example>"}, "a.b@c.example"},
		{"without brackets", []string{"Message-Id: a.b@c.example"}, "a.b@c.example"},
		{"with blanks", []string{"message-id:   < a.b@c.example > "}, "a.b@c.example"},
		{"with a comment", []string{"Message-ID: <a.b@c.example> (added by relay)"}, "a.b@c.example"},
		{"without an at", []string{"Message-ID: <20261123.7>"}, "20261123.7"},
		{"folded in the middle", []string{"Message-ID: <a.b@c.exam", " ple>"}, "a.b@c.example"},
		{"never closed", []string{"Message-ID: <a.b@c.example"}, "a.b@c.example"},
		{"twice, the first counts", []string{"Message-ID: <a@c.example>", "Message-ID: <b@c.example>"}, "a@c.example"},
		{"longer than a line", []string{"Message-ID: <" + strings.Repeat("a", 1000) + "@c.example>"}, ""},
		{"words and no id", []string{"Message-ID: none given"}, ""},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			m := read(t, lines(append(c.field, "From: ivan@volga.example", "", "text")...))
			assert.Equal(t, c.want, m.MessageID)
		})
	}
}

func TestReferencesHoweverTheyAreWritten(t *testing.T) {
	t.Parallel()
	want := []string{"a@x.example", "b@x.example", "c@x.example"}
	cases := []struct {
		name  string
		field []string
	}{
		{"as they should be", []string{"References: <a@x.example> <b@x.example> <c@x.example>"}},
		{"folded", []string{"References: <a@x.example>", "\t<b@x.example>", "  <c@x.example>"}},
		{"without blanks", []string{"References: <a@x.example><b@x.example><c@x.example>"}},
		{"with commas", []string{"References: <a@x.example>, <b@x.example>,<c@x.example>"}},
		{"without brackets", []string{"References: a@x.example b@x.example, c@x.example"}},
		{"one never closed", []string{"References: <a@x.example <b@x.example> <c@x.example>"}},
		{"blanks within brackets", []string{"References: <a@x.example b@x.example> <c@x.example>"}},
		{"with comments", []string{`References: (Ivan's message of "Fri") <a@x.example> <b@x.example> <c@x.example>`}},
		{"in two fields", []string{"References: <a@x.example>", "References: <b@x.example> <c@x.example>"}},
		{"the same again", []string{"References: <a@x.example> <a@x.example> <b@x.example> <c@x.example> <a@x.example>"}},
		{"empty ones among them", []string{"References: <> <a@x.example> < > <b@x.example> <c@x.example>"}},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			assert.Equal(t, want, read(t, lines(append(c.field, "", "text")...)).References)
		})
	}
	m := read(t, lines(`In-Reply-To: Message from ivan@volga.example of "Mon, 23 Nov" <a@x.example>`, "", "text"))
	assert.Equal(t, []string{"a@x.example"}, m.InReplyTo)
	many := read(t, lines("References: "+strings.Repeat("<old@x.example>", 3)+strings.Repeat("\r\n <x@x.example>", 1)+idsUpTo(500), "", "text"))
	require.Len(t, many.References, inbound.MaxIDs)
	assert.Equal(t, "n499@x.example", many.References[inbound.MaxIDs-1])
}

func idsUpTo(n int) string {
	var out strings.Builder
	for i := range n {
		out.WriteString("\r\n <n" + strconv.Itoa(i) + "@x.example>")
	}
	return out.String()
}

func TestWhoWrote(t *testing.T) {
	t.Parallel()
	ivan := inbound.Address{Name: "Ivan", Email: "ivan@volga.example"}
	cases := []struct {
		name  string
		field []string
		from  inbound.Address
		froms int
	}{
		{"one", []string{"From: Ivan <ivan@volga.example>"}, ivan, 1},
		{"in large letters", []string{"FROM: Ivan <IVAN@VOLGA.EXAMPLE>"}, ivan, 1},
		{"a name in koi8-r", []string{"From: =?koi8-r?B?" + base64d(koi8("Иван")) + "?= <ivan@volga.example>"}, inbound.Address{Name: "Иван", Email: "ivan@volga.example"}, 1},
		{"a name in windows-1251 as it is", []string{"From: " + cp1251("Иван") + " <ivan@volga.example>"}, inbound.Address{Name: "Иван", Email: "ivan@volga.example"}, 1},
		{"a comment for a name", []string{"From: ivan@volga.example (Ivan)"}, ivan, 1},
		{"an address for a name", []string{`From: "ceo@kama.example" <ivan@volga.example>`}, inbound.Address{Name: "ceo@kama.example", Email: "ivan@volga.example"}, 1},
		{"two in one field", []string{"From: Ivan <ivan@volga.example>, ceo@kama.example"}, ivan, 2},
		{"two fields", []string{"From: Ivan <ivan@volga.example>", "From: ceo@kama.example"}, ivan, 2},
		{"one of two that cannot be read", []string{"From: <<ceo@kama.example", "From: Ivan <ivan@volga.example>"}, ivan, 2},
		{"blanks before the colon", []string{"From : ceo@kama.example", "From: Ivan <ivan@volga.example>"}, inbound.Address{Email: "ceo@kama.example"}, 2},
		{"after a line that is no field", []string{"broken", "From: Ivan <ivan@volga.example>"}, ivan, 2},
		{"before a line that is no field", []string{"From: Ivan <ivan@volga.example>", "broken", "From: ceo@kama.example"}, ivan, 3},
		{"nobody, and a line that is no field", []string{"broken"}, inbound.Address{}, 2},
		{"nobody", nil, inbound.Address{}, 0},
		{"an empty field", []string{"From:"}, inbound.Address{}, 0},
		{"nothing that can be read", []string{"From: Ivan at the Volga"}, inbound.Address{}, 1},
		{"two ways to read it", []string{"From: ivan@volga.example <ceo@kama.example> <x@y.example>"}, inbound.Address{}, 1},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			m := read(t, lines(append(c.field, "Subject: s", "", "text")...))
			assert.Equal(t, c.from, m.From)
			assert.Equal(t, c.froms, m.Froms)
		})
	}
}

// A head that one reader may take for Ivan's and another for somebody else's has not one sender who is Ivan: the mail
// service vouches for the address that it has read, and that need not be the one read here.
func TestNoHeadIsReadAsIvansByUsAlone(t *testing.T) {
	t.Parallel()
	for _, head := range [][]string{
		{"From: ivan@volga.example\x00@attack.example"},
		{"From: <ivan@volga.example\x00who@attack.example>"},
		{"From: <@attack.example,@any.example:ivan@volga.example>"},
		{"From: <@attack.example:ivan@volga.example>"},
		{"From: <ivan@volga.example>who@attack.example"},
		{"From: <who@attack.example> ivan@volga.example"},
		{"From: ivan@volga.example(who@attack.example"},
		{"From: ivan@volga.example, <who@attack.example>"},
		{"From: ivan@volga.example;who@attack.example"},
		{"From: ivan@volga.example <who@attack.example>"},
		{"From: <ivan@volga.example><who@attack.example>"},
		{"From: <<ivan@volga.example>>"},
		{"From: group: ivan@volga.example, who@attack.example;"},
		{"From: =?utf-8?B?PGl2YW5Adm9sZ2EuZXhhbXBsZT4=?="},
		{"From: =?utf-8?B?PGl2YW5Adm9sZ2EuZXhhbXBsZT4=?= <who@attack.example>"},
		{"From: =?utf-8?Q?ivan=40volga.example?="},
		{"From: =?utf-8?Q?ivan=40volga.example=00?= <who@attack.example>"},
		{`From: "ivan@volga.example\" <who@attack.example>`},
		{`From: "<ivan@volga.example>" who@attack.example`},
		{`From: "ivan@volga.example "@attack.example`},
		{"From: ivan(c)@(c)volga.example"},
		{"From: ivan@volga.example."},
		{"From: iv\u200ban@volga.example"},
		{"From: ivan@volga.example\r\tX: y <who@attack.example>"},
		{"From: ivan@volga.example\rFrom: who@attack.example"},
		{"From: ivan@volga.example\nX-A: b", "From: who@attack.example"},
		{" From: ivan@volga.example", "From: who@attack.example"},
		{"From: who@attack.example", " From: ivan@volga.example"},
		{"From\t: ivan@volga.example", "From: who@attack.example"},
		{"From\x00: ivan@volga.example", "From: who@attack.example"},
		{"\x00From: ivan@volga.example", "From: who@attack.example"},
		{"Sender: ivan@volga.example", "From: who@attack.example"},
		{"Resent-From: ivan@volga.example", "From: who@attack.example"},
		{"Reply-To: ivan@volga.example", "From: who@attack.example"},
	} {
		m := read(t, lines(append(head, "Subject: s", "", "text")...))
		assert.False(t, m.Froms == 1 && m.From.Email == "ivan@volga.example", "%q", head)
	}
}

func TestCarelessHeads(t *testing.T) {
	t.Parallel()
	cases := []struct {
		name string
		raw  []byte
		text string
	}{
		{"a mailbox line before it", lines("From ivan@volga.example Mon Nov 23 10:00:00 2026", "Subject: s", "From: ivan@volga.example", "", "text"), "text"},
		{"blank lines before it", lines("", "", "Subject: s", "From: ivan@volga.example", "", "text"), "text"},
		{"no blank line before the parts", lines("Subject: s", "From: ivan@volga.example", "Content-Type: multipart/mixed; boundary=b", "--b", "", "text", "--b--"), "text"},
		{"a line that is no field", lines("Subject: s", "no field at all", " nor its fold", "From: ivan@volga.example", "", "text"), "text"},
		{"bare line feeds", []byte("Subject: s\nFrom: ivan@volga.example\n\ntext\n"), "text"},
		{"no body", lines("Subject: s", "From: ivan@volga.example", "", ""), ""},
		{"no end of the head", lines("Subject: s", "From: ivan@volga.example"), ""},
		{"a fold first", lines(" folded: nowhere", "Subject: s", "From: ivan@volga.example", "", "text"), "text"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			m := read(t, c.raw)
			assert.Equal(t, "ivan@volga.example", m.From.Email)
			assert.Equal(t, "s", m.Subject)
			assert.Equal(t, c.text, m.Body())
		})
	}
	for name, raw := range map[string][]byte{"nothing": {}, "blank lines": lines("", "", ""), "a picture": []byte("\x89PNG\r\n\x1a\n\x00\x00"), "prose": []byte("Good morning\nIvan")} {
		t.Run(name+" is no mail", func(t *testing.T) {
			t.Parallel()
			_, err := inbound.Read(raw)
			assert.ErrorIs(t, err, inbound.ErrUnreadable)
		})
	}
}

func TestMailsInParts(t *testing.T) {
	t.Parallel()
	png := base64d("\x89PNG picture")
	m := read(t, letter(`Content-Type: multipart/mixed; boundary="out side"`, "",
		"a mail in parts, says an old program",
		"--out side", `Content-Type: multipart/related; boundary=mid`, "",
		"--mid", "Content-Type: multipart/alternative; boundary=mid-in", "",
		"--mid-in", "Content-Type: text/plain; charset=utf-8", "", "Привет", "--mid-inside is no delimiter", "",
		"--mid-in", "Content-Type: text/html; charset=windows-1251", "", cp1251("<p>Привет</p>")+`<img src="cid:one@x">`,
		"--mid-in--",
		"--mid  ", "Content-Type: image/png", "Content-Id: <one@x>", "Content-Disposition: inline", "Content-Transfer-Encoding: base64", "", png,
		"--mid--",
		"--out side", "Content-Type: application/pdf", "Content-Disposition: attachment; filename=plan.pdf", "", "%PDF",
		"--out side", "Content-Type: text/plain", `Content-Disposition: attachment; filename="log.txt"`, "", "a log is no body",
		"--out side", "Content-Type: message/rfc822", "", "Subject: inner", "From: x@y.example", "", "forwarded",
		"--out side", "", "no head, some text",
		"--out side--", "epilogue"))
	assert.Equal(t, "Привет\n--mid-inside is no delimiter\n\nno head, some text", m.Text)
	assert.Equal(t, `<p>Привет</p><img src="cid:one@x">`, m.HTML)
	assert.Equal(t, []inbound.File{
		{Name: "file.png", Type: "image/png", CID: "one@x", Data: []byte("\x89PNG picture")},
		{Name: "plan.pdf", Type: "application/pdf", Data: []byte("%PDF")},
		{Name: "log.txt", Type: "text/plain", Data: []byte("a log is no body")},
		{Name: "mail.eml", Type: "message/rfc822", Data: []byte("Subject: inner\r\nFrom: x@y.example\r\n\r\nforwarded"), Nested: true},
	}, m.Files)
	assert.Empty(t, m.Faults)
	assert.Empty(t, m.Machine)
}

func TestBrokenFramesLoseNothing(t *testing.T) {
	t.Parallel()
	cases := []struct {
		name  string
		lines []string
		text  string
		fault string
	}{
		{"the last delimiter is missing", []string{"Content-Type: multipart/mixed; boundary=b", "", "--b", "", "one", "--b", "", "two"}, "one\ntwo", "the frame breaks off"},
		{"no boundary is named", []string{"Content-Type: multipart/mixed", "", "--b", "", "one", "--b--"}, "--b\n\none\n--b--", "a multipart has no parts"},
		{"another boundary is used", []string{"Content-Type: multipart/mixed; boundary=c", "", "just text"}, "just text", "a multipart has no parts"},
		{"the frame is said to be encoded", []string{"Content-Type: multipart/mixed; boundary=b", "Content-Transfer-Encoding: base64", "", "--b", "", "one", "--b--"}, "one", ""},
		{"the inner frame never ends", []string{"Content-Type: multipart/mixed; boundary=b", "", "--b", "Content-Type: multipart/mixed; boundary=i", "", "--i", "", "one", "--b", "", "two", "--b--"}, "one\ntwo", "the frame breaks off"},
		{"base64 that breaks off", []string{"Content-Transfer-Encoding: base64", "", base64d("one and two")[:8] + "?!"}, "one an", "a body cannot be decoded to its end"},
		{"a part begins with its text", []string{"Content-Type: multipart/mixed; boundary=b", "", "--b", "one", "", "two", "--b--"}, "one\n\ntwo", "a part has no head"},
		{"words that are said to be base64", []string{"Content-Transfer-Encoding: base64", "", "Нет связи: всё молчит"}, "Нет связи: всё молчит", "a body cannot be decoded to its end"},
		{"a head is all there is", []string{"Content-Type: multipart/mixed; boundary=b", "", "--b", "Content-Type: text/plain"}, "", "the frame breaks off"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			m := read(t, letter(c.lines...))
			assert.Equal(t, c.text, m.Body())
			if c.fault == "" {
				assert.Empty(t, m.Faults)
			} else {
				assert.Contains(t, m.Faults, c.fault)
			}
		})
	}
}

func TestNamesOfFiles(t *testing.T) {
	t.Parallel()
	const name = "Отчёт за май.pdf"
	percent := func(text string) string {
		var out strings.Builder
		for i := range len(text) {
			fmt.Fprintf(&out, "%%%02X", text[i])
		}
		return out.String()
	}
	half := len("Отчёт")
	cases := []struct{ name, contentType, disposition string }{
		{"RFC 2231 in utf-8", "application/pdf", "attachment; filename*=utf-8''" + percent(name)},
		{"RFC 2231 in koi8-r", "application/pdf", "attachment; filename*=koi8-r'ru'" + percent(koi8(name))},
		{"RFC 2231 in pieces", "application/pdf", "attachment; filename*0*=UTF-8''" + percent(name[:half]) + "; filename*1*=" + percent(name[half:])},
		{"RFC 2231 cut within a letter", "application/pdf", "attachment; filename*0*=UTF-8''" + percent(name[:3]) + ";\r\n filename*1*=" + percent(name[3:])},
		{"RFC 2231 in pieces of both kinds", "application/pdf", "attachment; filename*0*=UTF-8''" + percent("Отчёт за май") + "; filename*1=\".pdf\""},
		{"RFC 2231 before a plain name", "application/pdf", `attachment; filename="Otchet.pdf"; filename*=utf-8''` + percent(name)},
		{"RFC 2047 in utf-8", "application/pdf", `attachment; filename="=?utf-8?B?` + base64d(name) + `?="`},
		{"RFC 2047 in windows-1251", "application/pdf", `attachment; filename="=?windows-1251?B?` + base64d(cp1251(name)) + `?="`},
		{"RFC 2047 in two words", "application/pdf", `attachment; filename="=?koi8-r?B?` + base64d(koi8("Отчёт")) + "?=\r\n =?koi8-r?B?" + base64d(koi8(" за май.pdf")) + `?="`},
		{"beside the type", `application/pdf; name="=?utf-8?B?` + base64d(name) + `?="`, "attachment"},
		{"beside the type alone", `application/pdf; name*=utf-8''` + percent(name), ""},
		{"as it is", "application/pdf", `attachment; filename="` + name + `"`},
		{"as it is in windows-1251", "application/pdf", `attachment; filename="` + cp1251(name) + `"`},
		{"without quotation marks", "application/pdf", "attachment; filename=" + name},
		{"twice", "application/pdf", `attachment; filename="` + name + `"; filename="other.exe"`},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			m := read(t, letter("Content-Type: "+c.contentType, "Content-Disposition: "+c.disposition, "", "%PDF"))
			require.Len(t, m.Files, 1)
			assert.Equal(t, name, m.Files[0].Name)
			assert.Equal(t, "application/pdf", m.Files[0].Type)
			assert.Empty(t, m.Text)
		})
	}
}

func TestWhatIsInEncodedWordsIsNoField(t *testing.T) {
	t.Parallel()
	m := read(t, lines("Subject: "+mime.BEncoding.Encode("utf-8", "one\r\nFrom: ceo@kama.example\r\n\r\ntwo"), "From: ivan@volga.example", "", "x"))
	assert.Equal(t, "one  From: ceo@kama.example    two", m.Subject)
	assert.Equal(t, 1, m.Froms)
}
