package texts_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"html"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"unicode"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"flatsupport/shared/policy"
	"flatsupport/shared/texts"
)

// usual is a notice with everything that one can speak of.
func usual(kind policy.NoticeKind) texts.Notice {
	return texts.Notice{
		Kind: kind, Number: "K7M29-QXF4T", Subject: "No outgoing calls", Person: "Kate Marsh", Customer: "volga",
		Package: "FLAT_TS 8x5", Level: 2, Priority: policy.P1, Clause: "E1", Code: policy.CoverageExpired,
		Reason: "The support is over.", Remedy: "Renew it.", Clock: "Reaction", Due: "Mon 23 Nov 2026 12:30 Moscow time",
		Into: "2H9CN-NPFZ4", Returned: "5.1.1", Left: "1 h", Phone: "+74990000002", Message: "First line.\nSecond line.\n\nAnother paragraph.", ReopenDays: 14,
		Dues:  []texts.Due{{Name: "Reaction", Due: "Mon 23 Nov 2026 12:30 Moscow time"}, {Name: "Call-back", Due: "Mon 23 Nov 2026 12:30 Moscow time"}},
		Moves: []texts.Move{{Name: "Reaction", Old: "Mon 23 Nov 2026 12:30 Moscow time", New: "Tue 24 Nov 2026 12:30 Moscow time"}},
		Link:  "https://desk.example/v1/tickets/K7M29-QXF4T",

		Certificate: "c1", System: "hq", SoldOn: "Fri 27 Feb 2026", FirstDay: "Thu 28 May 2026", LastDay: "Thu 27 May 2027",
		LoyaltyLast: "Fri 27 Aug 2027", RenewalLast: "Sat 27 May 2028",
	}
}

var languages = []string{"ru", "en"}

// kinds are all kinds of notices that the policy knows.
func kinds(t testing.TB) []policy.NoticeKind {
	t.Helper()
	file, err := parser.ParseFile(token.NewFileSet(), "../policy/clock.go", nil, 0)
	require.NoError(t, err)
	var found []policy.NoticeKind
	ast.Inspect(file, func(n ast.Node) bool {
		spec, ok := n.(*ast.ValueSpec)
		if !ok {
			return true
		}
		if typ, ok := spec.Type.(*ast.Ident); ok && typ.Name == "NoticeKind" {
			text, err := strconv.Unquote(spec.Values[0].(*ast.BasicLit).Value)
			require.NoError(t, err)
			found = append(found, policy.NoticeKind(text))
		}
		return true
	})
	require.NotEmpty(t, found)
	return found
}

// Every kind in both languages, word for word.
func TestNotices(t *testing.T) {
	t.Parallel()
	for _, lang := range languages {
		var all strings.Builder
		for _, kind := range kinds(t) {
			mail, err := texts.Compose(usual(kind), lang)
			require.NoError(t, err, "%s in %s", kind, lang)
			all.WriteString("=== " + string(kind) + "\n" + mail.Subject + "\n---\n" + mail.Text)
		}
		golden(t, "notices."+lang+".txt", all.String())
	}
	_, err := texts.Compose(usual("of no kind"), "en")
	assert.Error(t, err)
}

func TestANoticeInHTML(t *testing.T) {
	t.Parallel()
	mail, err := texts.Compose(usual(policy.NoticeAnswered), "en")
	require.NoError(t, err)
	golden(t, "answered.html", mail.HTML)
}

var tag = regexp.MustCompile(`<[^>]*>`)

// Whatever people write: one line of subject, the same words in both forms, and no markup of theirs.
func TestWordsOfPeopleInNotices(t *testing.T) {
	t.Parallel()
	all := kinds(t)
	hostile := rapid.OneOf(
		rapid.String(),
		rapid.SampledFrom([]string{
			"Hello\r\nBcc: everybody@example", "\n\n<script>alert(1)</script>", `"><img src=x onerror=alert(1)>`,
			"{{.Link}}{{template \"x\"}}", "a\u2028b\u0085c", "\x00\x1b[31m", "https://evil.example/ <a href=x>", "javascript:alert(1)", "&lt;b&gt;",
		}),
	)
	rapid.Check(t, func(t *rapid.T) {
		n := usual(rapid.SampledFrom(all).Draw(t, "kind"))
		n.Subject, n.Message = hostile.Draw(t, "subject"), hostile.Draw(t, "message")
		n.Person, n.Phone, n.Customer = hostile.Draw(t, "person"), hostile.Draw(t, "phone"), hostile.Draw(t, "customer")
		n.Fallback = rapid.Bool().Draw(t, "fallback")
		mail, err := texts.Compose(n, rapid.SampledFrom(languages).Draw(t, "language"))
		if err != nil {
			t.Fatal(err)
		}
		if strings.ContainsFunc(mail.Subject, func(r rune) bool { return unicode.IsControl(r) || r == '\u2028' || r == '\u2029' }) {
			t.Fatalf("a subject that is no line: %q", mail.Subject)
		}
		for _, markup := range tag.FindAllString(mail.HTML, -1) {
			if !ours.MatchString(markup) {
				t.Fatalf("markup that is not ours: %s", markup)
			}
		}
		left := strings.Join(strings.Fields(html.UnescapeString(tag.ReplaceAllString(mail.HTML, " "))), "")
		right := strings.Join(strings.Fields(strings.ReplaceAll(mail.Text, "\x00", "\uFFFD")), "")
		if !strings.Contains(left, right) { // the link is repeated at the end
			t.Fatalf("HTML says %q, text says %q", left, right)
		}
	})
}

var ours = regexp.MustCompile(`^<(!doctype html|html lang="(ru|en)"|/html|head|/head|meta [^<>]*|body style="[^"<>]*"|/body|p dir="auto" style="white-space:pre-wrap"|/p|br|a href="https://desk\.example/v1/tickets/K7M29-QXF4T"|/a)>$`)

// Who is told because nobody is on duty hears that.
func TestTheLastResortHearsWhy(t *testing.T) {
	t.Parallel()
	for _, kind := range []policy.NoticeKind{
		policy.NoticeNewTicket, policy.NoticeCallback, policy.NoticeWarning, policy.NoticeBreach, policy.NoticeReplied,
		policy.NoticeHandedOver, policy.NoticeSupplier, policy.NoticeUncommissioned, policy.NoticeActivated, policy.NoticeExpires, policy.NoticeExpired,
		policy.NoticeLoyaltyEnds, policy.NoticeRenewalEnds,
	} {
		for _, lang := range languages {
			n := usual(kind)
			without, err := texts.Compose(n, lang)
			require.NoError(t, err)
			n.Fallback = true
			with, err := texts.Compose(n, lang)
			require.NoError(t, err)
			said := map[string]string{"ru": "На дежурстве никого нет", "en": "Nobody is on duty"}[lang]
			assert.Contains(t, with.Text, said, "%s in %s", kind, lang)
			assert.NotContains(t, without.Text, said, "%s in %s", kind, lang)
		}
	}
}

func TestTheLanguageOfANotice(t *testing.T) {
	t.Parallel()
	for lang, greeting := range map[string]string{"ru": "Здравствуйте", "en": "Hello", "en-GB": "Hello", "": "Здравствуйте", "de": "Здравствуйте"} {
		mail, err := texts.Compose(usual(policy.NoticeAccepted), lang)
		require.NoError(t, err)
		assert.True(t, strings.HasPrefix(mail.Text, greeting), "%q: %s", lang, mail.Text)
	}
}

// What has no due time is said so, and never as a dash.
func TestAPromiseWithoutADueTime(t *testing.T) {
	t.Parallel()
	said := map[string][]string{
		"ru": {"Время реакции: срок пока не определён."},
		"en": {"Reaction: no due time can be given yet.", "Reaction: no due time yet."},
	}
	for _, kind := range []policy.NoticeKind{policy.NoticeAccepted, policy.NoticeUnverified, policy.NoticeNewTicket} {
		for _, lang := range languages {
			n := usual(kind)
			n.Dues = []texts.Due{{Name: map[string]string{"ru": "Время реакции", "en": "Reaction"}[lang]}}
			mail, err := texts.Compose(n, lang)
			require.NoError(t, err)
			assert.True(t, slices.ContainsFunc(said[lang], func(s string) bool { return strings.Contains(mail.Text, s) }), mail.Text)
		}
	}
}
