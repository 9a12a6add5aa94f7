package inbound_test

import (
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/stretchr/testify/assert"

	"flatsupport/shared/inbound"
)

func TestSafeNames(t *testing.T) {
	t.Parallel()
	cases := []struct{ name, given, media, want string }{
		{"a plain name", "plan.pdf", "", "plan.pdf"},
		{"a Russian name", "Отчёт за май.pdf", "", "Отчёт за май.pdf"},
		{"a path", "/etc/passwd", "", "passwd"},
		{"a path upwards", "../../../etc/passwd", "", "passwd"},
		{"a path of Windows", `C:\Windows\system32\cmd.exe`, "", "cmd.exe"},
		{"nothing but a path", "../..", "", "file"},
		{"dots", "...", "image/png", "file.png"},
		{"hidden", ".bashrc", "", "bashrc"},
		{"nothing", "", "message/rfc822", "mail.eml"},
		{"controls", "a\x00b\r\nc\x7f.txt", "", "a b c .txt"},
		{"turned round", "invoice\u202efdp.exe", "", "invoicefdp.exe"},
		{"isolated and invisible", "in\u2066vo\u200bice\u2069\ufeff.pdf", "", "invoice.pdf"},
		{"what systems forbid", `a<b>c:d"e|f?g*h%i.txt`, "", "a_b_c_d_e_f_g_h_i.txt"},
		{"dots and blanks in the end", "plan.pdf. . ", "", "plan.pdf"},
		{"many blanks", "a \t\u00a0\u2003 b.txt", "", "a b.txt"},
		{"not UTF-8", "a\xffb.txt", "", "a\uFFFDb.txt"},
		{"a device", "CON", "", "_CON"},
		{"a device with an extension", "nul.txt", "", "_nul.txt"},
		{"a device with two", "com1.tar.gz", "", "_com1.tar.gz"},
		{"a device in small figures", "LPT².txt", "", "_LPT².txt"},
		{"a device behind a path", "x/AUX.log", "", "_AUX.log"},
		{"no device", "console.log", "", "console.log"},
		{"nor that", "com10.txt", "", "com10.txt"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			assert.Equal(t, c.want, inbound.File{Name: c.given, Type: c.media}.SafeName())
		})
	}
}

func TestSafeNamesAreShortAndKeepTheirExtension(t *testing.T) {
	t.Parallel()
	for _, given := range []string{strings.Repeat("a", 400) + ".pdf", strings.Repeat("я", 400) + ".pdf", strings.Repeat("x.", 300) + "pdf"} {
		name := inbound.File{Name: given}.SafeName()
		assert.LessOrEqual(t, len(name), inbound.MaxName)
		assert.True(t, utf8.ValidString(name))
		assert.True(t, strings.HasSuffix(name, ".pdf"), name)
		assert.Equal(t, name, inbound.File{Name: name}.SafeName(), "a safe name stays as it is")
	}
	long := inbound.File{Name: "a." + strings.Repeat("я", 400)}.SafeName()
	assert.LessOrEqual(t, len(long), inbound.MaxName)
	assert.True(t, utf8.ValidString(long))
}
