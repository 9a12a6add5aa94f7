package inbound_test

import (
	"errors"
	"strings"
	"testing"
	"unicode/utf8"

	"flatsupport/shared/inbound"
)

func FuzzRead(f *testing.F) {
	f.Add([]byte{})
	f.Add(letter("", "Нет связи"))
	f.Add(letter("Content-Type: text/plain; charset=koi8-r", "Content-Transfer-Encoding: base64", "", base64d(koi8("Приоритет: П2"))))
	f.Add(letter("Content-Type: multipart/mixed; boundary=b", "", "--b", "", "one", "--b", "Content-Type: text/html", "", "<p onclick=x>two<script>3</script>", "--b--"))
	f.Add(letter("Content-Type: multipart/mixed; boundary=b", "", "--b", "Content-Type: multipart/related; boundary=b", "", "--b", "", "--b--", "--b--"))
	f.Add(letter("Content-Disposition: attachment; filename*0*=koi8-r''%CF; filename*1=\"..\\\\con.txt\"", "", "x"))
	f.Add(delivery([]string{"Final-Recipient: rfc822; a@b.example", "Action: failed", "Status: 5.1.1", ""}, "--b", "Content-Type: text/rfc822-headers", "", "Message-ID: <a@b>"))
	f.Add(lines("From x", " y", "Subject: =?koi8-r?B?zzz?= \xcf", "From: a@b, \"c <d@e>", "References: <a <b> c@d", "", "> x", "\r", "\n"))
	f.Fuzz(func(t *testing.T, raw []byte) {
		m, err := inbound.Read(raw)
		if err != nil {
			if !errors.Is(err, inbound.ErrUnreadable) {
				t.Fatalf("an error without a name: %v", err)
			}
			return
		}
		holds(t, m)
		again, err := inbound.Read(raw)
		if err != nil || again.Subject != m.Subject || again.Text != m.Text || len(again.Files) != len(m.Files) {
			t.Fatal("read twice, it says something else")
		}
	})
}

// holds checks what is so for every mail.
func holds(t *testing.T, m inbound.Mail) {
	t.Helper()
	for _, line := range append([]string{m.MessageID, m.Subject, m.From.Name, m.From.Email}, append(m.References, m.InReplyTo...)...) {
		if !utf8.ValidString(line) || strings.ContainsAny(line, "\r\n\x00\u202e") {
			t.Fatalf("no clean line: %q", line)
		}
	}
	if len(m.Text) > inbound.MaxText+1 || len(m.HTML) > inbound.MaxText+1 || len(m.Files) > inbound.MaxParts || len(m.References) > inbound.MaxIDs {
		t.Fatal("more is kept than may be")
	}
	if !utf8.ValidString(m.Text) || strings.ContainsAny(m.Text+m.HTML, "\r\x00") {
		t.Fatalf("no plain text: %q", m.Text)
	}
	for _, file := range m.Files {
		name := file.SafeName()
		if name == "" || len(name) > inbound.MaxName || !utf8.ValidString(name) || strings.ContainsAny(name, "/\\:\r\n\x00\u202e") || strings.HasPrefix(name, ".") {
			t.Fatalf("no safe name: %q of %q", name, file.Name)
		}
	}
	safe := strings.ToLower(m.SafeHTML())
	for _, word := range []string{"<script", "<img", "<style", "<svg", "javascript:\"", "href=\"javascript", " on"} {
		if word != " on" && strings.Contains(safe, word) {
			t.Fatalf("%s is left in %q", word, safe)
		}
	}
	m.Priority()
	m.Numbers()
	wholeSplit(t, m.Body())
}

func FuzzSplit(f *testing.F) {
	f.Add("Не помогло.\n\n23.11.2026 10:00, Поддержка пишет:\n> Перезапустите\n\n-- \nИван")
	f.Add("x\n\nOn Mon, Nov 23, 2026 at 10:00 AM Support\n<a@b.example> wrote:\n\n> y")
	f.Add("x\n________\nFrom: a\nSent: b\nTo: c\nSubject: d\n\ny")
	f.Add("> a\n>> b\n\n")
	f.Add("x\n-----Original Message-----\n")
	f.Add("\u00a0\n \n>\n")
	f.Fuzz(func(t *testing.T, body string) { wholeSplit(t, body) })
}

// wholeSplit: nothing is lost or made up, and what is new is not parted again.
func wholeSplit(t *testing.T, body string) {
	t.Helper()
	fresh, history := inbound.Split(body)
	letters := func(text string) string { return strings.Join(strings.Fields(text), "") }
	if letters(fresh+history) != letters(body) {
		t.Fatalf("%q became %q and %q", body, fresh, history)
	}
	if fresh == "" && strings.TrimSpace(body) != "" {
		t.Fatalf("nothing is new in %q", body)
	}
}

func FuzzThread(f *testing.F) {
	f.Add(threads.MessageID(ticket, "registered"), "")
	f.Add("<"+strings.ToUpper(threads.MessageID(ticket, "registered"))+">", "registered")
	f.Add("k7qx2mn4tb.0123456789.000000000000000000000000@support.flat.example", "resolved")
	f.Add("a@b@support.flat.example", "\x00")
	f.Fuzz(func(t *testing.T, id, notice string) {
		if found, ok, forged := threads.Ticket(id); ok {
			if forged || len(found) != 10 {
				t.Fatalf("%q is both ours and forged, or no ticket: %q", id, found)
			}
			if known := threads.MessageID(ticket, "registered"); !strings.EqualFold(strings.Trim(id, "<> "), known) && found != ticket {
				t.Fatalf("%q was made up", id)
			}
		}
		made := threads.MessageID(ticket, notice)
		if found, ok, forged := threads.Ticket(made); !ok || forged || found != ticket {
			t.Fatalf("%q is not known again", made)
		}
		tickets, _ := threads.Candidates(inbound.Mail{InReplyTo: []string{id}, References: []string{made}})
		if len(tickets) == 0 || tickets[len(tickets)-1] != ticket {
			t.Fatalf("%q hides the reference after it", id)
		}
		threads.Machine(inbound.Mail{MessageID: id})
	})
}

// Whatever stands in the fields that people are known by: one sender has an address, and what a subject is about does not
// change by being answered.
func FuzzSenderAndSubject(f *testing.F) {
	f.Add("Ivan <ivan@volga.example>", "[П2] Нет связи")
	f.Add("=?koi8-r?B?6dfBzg==?= <IVAN@volga.example>, ceo@kama.example", "Re: Fwd: K7M29-QXF4A: No calls")
	f.Add(`"ivan@volga.example\" <who@else.example>`, "Re[2]: Ответ: [P1]")
	f.Add("group: a@b, c@d;", "=?utf-8?Q?Re:_=00?=")
	f.Add("<@a,@b:c@d>", "\u202eslac oN")
	f.Add("a@b\x00@c", "AW:AW:AW:")
	f.Fuzz(func(t *testing.T, from, subject string) {
		one := strings.NewReplacer("\r", " ", "\n", " ")
		m, err := inbound.Read(lines("From: "+one.Replace(from), "Subject: "+one.Replace(subject), "", "text"))
		if err != nil {
			return
		}
		holds(t, m)
		if m.Froms == 1 && m.From.Email != "" {
			local, domain, parted := strings.Cut(m.From.Email, "@")
			if !parted || local == "" || domain == "" {
				t.Fatalf("no address: %q of %q", m.From.Email, from)
			}
		}
		topic := m.Topic()
		answered := m
		answered.Subject = "Re: " + m.Subject
		if again := answered.Topic(); again != topic {
			t.Fatalf("answered, %q is about %q and no more about %q", m.Subject, again, topic)
		}
	})
}
