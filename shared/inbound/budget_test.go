package inbound_test

import (
	"bytes"
	"encoding/base64"
	"fmt"
	"runtime"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"flatsupport/shared/inbound"
)

// most is what reading one mail of the largest size may allocate, all in all: well below what a function has.
const most = 256 << 20

// filled is text repeated up to the largest mail, after a head.
func filled(head, text, end string) []byte {
	room := inbound.MaxBytes - len(head) - len(end)
	return []byte(head + strings.Repeat(text, room/len(text)) + end)
}

// Each nasty kind of mail, as large as a mail can be. The test measures what the whole process allocates, so it runs alone.
func TestNoMailTakesMoreThanItsBudget(t *testing.T) { //nolint:paralleltest // see above
	const head = "From: ivan@volga.example\r\nSubject: s\r\n"
	nested := func(depth int) string {
		var out strings.Builder
		for i := range depth {
			fmt.Fprintf(&out, "Content-Type: multipart/mixed; boundary=b%d\r\n\r\n--b%d\r\n", i, i)
		}
		return out.String()
	}
	multipart := head + "Content-Type: multipart/mixed; boundary=b\r\n\r\n"
	html := head + "Content-Type: text/html; charset=utf-8\r\n\r\n"
	text := head + "Content-Type: text/plain; charset=utf-8\r\n\r\n"
	cases := []struct {
		name       string
		raw        []byte
		unreadable bool
	}{
		{"plain text", filled(text, "Нет связи. ", ""), false},
		{"one line", filled(text, "a", ""), false},
		{"line ends alone", filled(text, "\n", ""), false},
		{"marks of quotations", filled(text, ">", ""), false},
		{"quoted lines", filled(text, "> a\n", ""), false},
		{"lines that look like introductions", filled(text, "On 23.11.2026 10:00, 2026 wrote\n", ""), false},
		{"lines that end like introductions", filled(text, "On 23.11.2026 10:00, 2026 wrot:\n", ""), false},
		{"lines that look like heads", filled(text, "From: a\nTo: b\n\n", ""), false},
		{"a file in base64", filled(head+"Content-Type: application/zip\r\nContent-Transfer-Encoding: base64\r\n\r\n", base64.StdEncoding.EncodeToString(make([]byte, 57))+"\r\n", ""), false},
		{"base64 of line ends", filled(head+"Content-Type: application/zip\r\nContent-Transfer-Encoding: base64\r\n\r\n", "\r\n", ""), false},
		{"a file, quoted", filled(head+"Content-Type: application/zip\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n", "=41=\r\n", ""), false},
		{"text in base64", filled(head+"Content-Type: text/plain\r\nContent-Transfer-Encoding: base64\r\n\r\n", "QUFB", ""), false},
		{"text in koi8-r", filled(head+"Content-Type: text/plain; charset=koi8-r\r\n\r\n", "\xcf", ""), false},
		{"text in no charset", filled(head+"Content-Type: text/plain\r\n\r\n", "\xcf", ""), false},
		{"a forwarded mail", filled(head+"Content-Type: message/rfc822\r\n\r\n", "Subject: x\r\n", ""), false},
		{"a delivery status", filled(head+"Content-Type: message/delivery-status\r\n\r\n", "Action: failed\r\n\r\n", ""), false},
		{"a delivery status in one block", filled(head+"Content-Type: message/delivery-status\r\n\r\n", "Action: failed\r\n", ""), false},
		{"a huge field", filled(head+"X-Big: ", "a", "\r\n\r\ntext"), true},
		{"a huge field of folds", filled(head+"X-Big: ", "\r\n a", "\r\n\r\ntext"), true},
		{"very many fields", filled(head, "a:b\r\n", "\r\ntext"), true},
		{"lines that are no fields", filled(head, "a\n", "\r\ntext"), true},
		{"blank lines before the head", filled("", "\n", head), true},
		{"a part with very many fields", filled(multipart+"--b\r\n", "a:b\r\n", "\r\ntext"), true},
		{"a part with a huge field", filled(multipart+"--b\r\nX-Big: ", "a", "\r\n\r\ntext"), true},
		{"very many parts", filled(multipart, "--b\r\n\r\nx\r\n", "--b--"), true},
		{"very many empty parts", filled(multipart, "--b\n", "--b--"), true},
		{"almost delimiters", filled(multipart+"--b\r\n\r\n", "--b", "\r\n--b--"), false},
		{"dashes", filled(multipart+"--b\r\n\r\n", "-", "\r\n--b--"), false},
		{"nested as deep as it may be", filled(head+nested(inbound.MaxDepth)+"\r\n", "x\n", ""), false},
		{"nested as deep as it may be, line ends", filled(head+nested(inbound.MaxDepth)+"\r\n", "\n-", ""), false},
		{"nested deeper", []byte(head + nested(1000)), true},
		{"HTML", filled(html, "<p>Нет <b>связи</b></p>", ""), false},
		{"HTML of open tags", filled(html, "<div>", ""), false},
		{"HTML of open quotations", filled(html, "<blockquote>a", ""), false},
		{"HTML of angles", filled(html, "<", ""), false},
		{"HTML of one tag", filled(html+"<a ", "b=c ", ">"), false},
		{"HTML of comments", filled(html, "<!--", ""), false},
		{"HTML of scripts", filled(html, "<script>", ""), false},
		{"HTML of links", filled(html, `<a href="https://volga.example/a">a`, ""), false},
		{"HTML of entities", filled(html, "&amp", ""), false},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) { //nolint:paralleltest // see above
			var before, after runtime.MemStats
			runtime.GC()
			runtime.ReadMemStats(&before)
			m, err := inbound.Read(c.raw)
			body := m.Body()
			safe := m.SafeHTML()
			inbound.Split(body)
			m.Priority()
			m.Numbers()
			runtime.ReadMemStats(&after)

			t.Logf("%d MB allocated", (after.TotalAlloc-before.TotalAlloc)>>20)
			assert.LessOrEqual(t, after.TotalAlloc-before.TotalAlloc, uint64(most))
			assert.LessOrEqual(t, len(m.Text), inbound.MaxText+1)
			assert.LessOrEqual(t, len(m.HTML), inbound.MaxText+1)
			assert.LessOrEqual(t, len(safe), 20*inbound.MaxText, "what is safe grows by what links must bear")
			if c.unreadable {
				assert.ErrorIs(t, err, inbound.ErrUnreadable)
			} else {
				assert.NoError(t, err)
			}
		})
	}
}

func TestFieldsMayBeLongAndAreReadInTime(t *testing.T) { //nolint:paralleltest // it measures the process
	room := inbound.MaxHeaders - 1000
	for _, field := range []string{
		"From: " + strings.Repeat("(", room), "From: " + strings.Repeat("(a)", room/3), "From: " + strings.Repeat("a@b.example,", room/13),
		"From: " + strings.Repeat("<", room), "From: " + strings.Repeat(`"`, room), "To: " + strings.Repeat("a,", room/2), "Cc: " + strings.Repeat("a:", room/2),
		"References: " + strings.Repeat("<a@b> ", room/6), "References: " + strings.Repeat("<", room), "References: " + strings.Repeat("(", room),
		"In-Reply-To: " + strings.Repeat("a@b ", room/4), "Message-ID: <" + strings.Repeat("a ", room/2),
		"Subject: " + strings.Repeat("=?", room/2), "Subject: " + strings.Repeat("=?utf-8?Q?a?= ", room/14), "Subject: " + strings.Repeat("=?koi8-r?B?zzz=?= ", room/18),
		"Subject: " + strings.Repeat("\xcf", room), "To: " + strings.Repeat("=?koi8-r?B?zzz=?= <a@b>,", room/25), "Date: " + strings.Repeat("(", room),
		"Content-Type: text/plain; " + strings.Repeat(`a="`, room/3), "Content-Type: text/plain; " + strings.Repeat("a=b;", room/4),
		"Content-Type: multipart/mixed; boundary=" + strings.Repeat("a", room),
		`Content-Disposition: attachment; filename="` + strings.Repeat(`\"`, room/2), "Content-Disposition: attachment; filename*=utf-8''" + strings.Repeat("%", room),
		"Content-Disposition: attachment; " + continued(room), "Auto-Submitted: " + strings.Repeat("no;", room/3), "Return-Path: " + strings.Repeat("<", room),
		"Content-Transfer-Encoding: " + strings.Repeat("base64", room/6),
	} {
		name, _, _ := strings.Cut(field, ":")
		t.Run(name, func(t *testing.T) { //nolint:paralleltest // as above
			var before, after runtime.MemStats
			runtime.ReadMemStats(&before)
			m, err := inbound.Read([]byte(field + "\r\nX-Other: y\r\n\r\ntext"))
			runtime.ReadMemStats(&after)
			assert.NoError(t, err)
			assert.LessOrEqual(t, after.TotalAlloc-before.TotalAlloc, uint64(64<<20))
			assert.LessOrEqual(t, len([]rune(m.Subject)), inbound.MaxLine)
			for _, f := range m.Files {
				assert.LessOrEqual(t, len(f.SafeName()), inbound.MaxName)
			}
		})
	}
}

func continued(room int) string {
	var out strings.Builder
	for i := 0; out.Len() < room-40; i++ {
		fmt.Fprintf(&out, "filename*%d=a; ", i)
	}
	return out.String()
}

func TestTheEdgesOfTheBudgets(t *testing.T) {
	t.Parallel()
	parts := func(n int) []byte {
		return letter("Content-Type: multipart/mixed; boundary=b", "", strings.Repeat("--b\r\n\r\nx\r\n", n)+"--b--")
	}
	nested := func(depth int) []byte {
		var head, end strings.Builder
		for i := range depth {
			fmt.Fprintf(&head, "Content-Type: multipart/mixed; boundary=b%dx\r\n\r\n--b%dx\r\n", i, i)
		}
		for i := range depth {
			fmt.Fprintf(&end, "\r\n--b%dx--", depth-1-i)
		}
		return []byte("Subject: s\r\n" + head.String() + "\r\ndeep" + end.String())
	}
	fields := func(n int) []byte { return []byte(strings.Repeat("a:b\r\n", n) + "\r\ntext") }
	heads := func(n int) []byte {
		const line = "X: "
		return []byte(line + strings.Repeat("a", n-len(line)-4) + "\r\n\r\ntext")
	}
	size := func(n int) []byte {
		return append([]byte("Subject: s\r\n\r\n"), bytes.Repeat([]byte("a"), n-len("Subject: s\r\n\r\n"))...)
	}
	cases := []struct {
		name string
		raw  []byte
		ok   bool
	}{
		{"parts, the last that is read", parts(inbound.MaxParts - 1), true}, // the mail itself is one
		{"parts, one more", parts(inbound.MaxParts), false},
		{"depth, the last that is read", nested(inbound.MaxDepth), true},
		{"depth, one more", nested(inbound.MaxDepth + 1), false},
		{"fields, the last that is read", fields(inbound.MaxFields), true},
		{"fields, one more", fields(inbound.MaxFields + 1), false},
		{"heads, the last byte", heads(inbound.MaxHeaders), true},
		{"heads, one more", heads(inbound.MaxHeaders + 1), false},
		{"bytes, the last", size(inbound.MaxBytes), true},
		{"bytes, one more", size(inbound.MaxBytes + 1), false},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			m, err := inbound.Read(c.raw)
			if c.ok {
				assert.NoError(t, err)
				assert.NotEmpty(t, m.Text)
				return
			}
			assert.ErrorIs(t, err, inbound.ErrUnreadable)
			assert.Equal(t, inbound.Mail{}, m, "half a mail is none")
		})
	}
}

func TestLongTextIsCutAndSaysSo(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("я", inbound.MaxText)
	cut := read(t, letter("Content-Type: text/plain; charset=utf-8", "", long))
	assert.True(t, cut.Cut)
	assert.LessOrEqual(t, len(cut.Text), inbound.MaxText)
	assert.Empty(t, strings.Trim(cut.Text, "я"), "no letter is cut in two")

	two := read(t, letter("Content-Type: multipart/mixed; boundary=b", "", "--b", "", long[:inbound.MaxText-10], "--b", "", "more than ten bytes", "--b--"))
	assert.True(t, two.Cut)
	assert.LessOrEqual(t, len(two.Text), inbound.MaxText+1)

	exact := read(t, letter("Content-Type: text/plain; charset=utf-8", "", long[:inbound.MaxText]))
	assert.False(t, exact.Cut)
	assert.Len(t, exact.Text, inbound.MaxText)
}

// Of a mail that is too large the head is read, as far as a head may go, and a broken one is nobody's.
func TestTheHeadOfAMailThatIsTooLarge(t *testing.T) {
	t.Parallel()
	head := "From: Ivan <ivan@volga.example>\r\nSubject: =?utf-8?B?0KHQsdC+0Lk=?=\r\nMessage-ID: <1@volga.example>\r\n"
	raw := []byte(head + "\r\n" + strings.Repeat("x", inbound.MaxBytes))
	_, err := inbound.Read(raw)
	require.ErrorIs(t, err, inbound.ErrUnreadable)
	m, err := inbound.ReadHead(raw)
	require.NoError(t, err)
	assert.Equal(t, "ivan@volga.example", m.From.Email)
	assert.Equal(t, 1, m.Froms)
	assert.Equal(t, "Сбой", m.Subject)
	assert.Equal(t, "1@volga.example", m.MessageID)
	assert.Empty(t, m.Text)
	assert.Empty(t, m.Files)
	m, err = inbound.ReadHead([]byte(head + "Auto-Submitted: auto-replied\r\n\r\n"))
	require.NoError(t, err)
	assert.Equal(t, inbound.AutoSubmitted, m.Machine)
	_, err = inbound.ReadHead([]byte(strings.Repeat("X-A: "+strings.Repeat("y", 900)+"\r\n", 1000)))
	require.ErrorIs(t, err, inbound.ErrUnreadable)
	_, err = inbound.ReadHead(nil)
	require.ErrorIs(t, err, inbound.ErrUnreadable)
}

func TestTokensOfUploads(t *testing.T) {
	t.Parallel()
	ours, other := inbound.ThreadsOf("support@flat.example", []byte("a key")), inbound.ThreadsOf("support@flat.example", []byte("another"))
	token := ours.UploadToken("T1", "m1")
	assert.Regexp(t, "^[0-9a-z]{26}$", token)
	assert.Equal(t, token, ours.UploadToken("T1", "m1"))
	for _, another := range []string{ours.UploadToken("T1", "m2"), ours.UploadToken("T2", "m1"), other.UploadToken("T1", "m1")} {
		assert.NotEqual(t, token, another)
	}
}
