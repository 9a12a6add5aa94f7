package texts_test

import (
	"html"
	"strings"
	"testing"
	"unicode/utf16"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"flatsupport/shared/policy"
	"flatsupport/shared/texts"
)

// aboutACertificate are kinds that speak of no ticket.
var aboutACertificate = map[policy.NoticeKind]bool{
	policy.NoticeUncommissioned: true, policy.NoticeActivated: true, policy.NoticeExpires: true, policy.NoticeExpired: true,
	policy.NoticeLoyaltyEnds: true, policy.NoticeRenewalEnds: true,
}

// Every kind in every language has a subject, a text and HTML, and all three tell the same facts: which ticket or
// certificate, until when, in whose time, and where to look.
func TestEveryNoticeTellsTheSameFactsInEveryForm(t *testing.T) {
	t.Parallel()
	untimed := map[policy.NoticeKind]bool{
		policy.NoticeRefused: true, policy.NoticeAnswered: true, policy.NoticeReplied: true, policy.NoticeResolved: true,
		policy.NoticeNoOneOn: true, policy.NoticeNoDueTime: true, policy.NoticeUndelivered: true,
		policy.NoticeMerged: true, policy.NoticeInquiry: true, policy.NoticeSupplier: true,
	}
	for _, kind := range kinds(t) {
		for _, lang := range languages {
			n := usual(kind)
			mail, err := texts.Compose(n, lang)
			require.NoError(t, err)
			name := string(kind) + " " + lang
			about := n.Number
			if aboutACertificate[kind] {
				about = n.Certificate
			}
			shown := html.UnescapeString(tag.ReplaceAllString(mail.HTML, ""))
			for form, text := range map[string]string{"text": mail.Text, "HTML": shown} {
				assert.Contains(t, text, about, "%s: %s", name, form)
				links := 1
				if kind == policy.NoticeInquiry {
					links = 0 // whoever is outside sees no ticket
				}
				assert.Equal(t, links, strings.Count(text, n.Link), "%s: %s has the link once", name, form)
				if !untimed[kind] && !aboutACertificate[kind] {
					assert.Contains(t, text, "12:30 Moscow time", "%s: %s", name, form)
				}
			}
			assert.Contains(t, mail.Subject, about, name)
			assert.NotContains(t, mail.Text+mail.Subject, "<no value>", name)
			if kind != policy.NoticeInquiry {
				assert.Contains(t, mail.HTML, `<a href="`+n.Link+`">`+n.Link+`</a>`, name)
			}
			assert.Contains(t, mail.HTML, `<html lang="`+lang+`">`, name)
		}
	}
}

// A promise without a due time says so, and leaves no gap.
func TestNoDueTimeLeavesNoGap(t *testing.T) {
	t.Parallel()
	for _, kind := range kinds(t) {
		for lang, gaps := range map[string][]string{"ru": {"до .", "позднее ."}, "en": {"by .", "than ."}} {
			n := usual(kind)
			n.Dues = []texts.Due{{Name: "Restoration"}}
			mail, err := texts.Compose(n, lang)
			require.NoError(t, err)
			for _, gap := range gaps {
				assert.NotContains(t, mail.Text, gap, "%s %s", kind, lang)
			}
		}
	}
}

// What cannot be seen neither gets into a mail nor turns around what follows it; any script is read in its own direction.
func TestWhatCannotBeSeen(t *testing.T) {
	t.Parallel()
	n := usual(policy.NoticeAccepted)
	n.Subject, n.Person = "ab\u202e4202\u202c\u2066\x07 שלום", "Kate\u202e\x00"
	mail, err := texts.Compose(n, "en")
	require.NoError(t, err)
	assert.Equal(t, "Ticket K7M29-QXF4T accepted: ab4202 שלום", mail.Subject)
	for _, form := range []string{mail.Subject, mail.Text, mail.HTML} {
		assert.False(t, strings.ContainsAny(form, "\u202e\u202c\u2066\x00\x07\ufffd"), form)
	}
	n = usual(policy.NoticeAnswered)
	n.Message = "  1.2.3.4\n    5.6.7.8\n\nעברית"
	mail, err = texts.Compose(n, "en")
	require.NoError(t, err)
	assert.Contains(t, mail.HTML, "    5.6.7.8", "blanks are kept")
	assert.Contains(t, mail.HTML, `<p dir="auto" style="white-space:pre-wrap">עברית</p>`)
}

// A mail of which there is an SMS has the mark that the SMS has.
func TestTheMarkOfAnEvent(t *testing.T) {
	t.Parallel()
	for _, lang := range languages {
		n := usual(policy.NoticeCallback)
		n.Mark = "3f2a"
		mail, err := texts.Compose(n, lang)
		require.NoError(t, err)
		line, err := texts.Line(n, lang)
		require.NoError(t, err)
		for _, text := range []string{mail.Text, mail.HTML, line} {
			assert.Contains(t, text, "[3f2a]")
		}
	}
}

// longestLine is what three messages hold, of which each has 67 characters in any script.
const longestLine = 3 * 67

// Each kind that an edition may alert of has a line in each language: which ticket, until when, by its mark, with nothing
// that a customer or an engineer wrote.
func TestLinesForPhones(t *testing.T) {
	t.Parallel()
	editions, err := policy.Editions()
	require.NoError(t, err)
	ed, err := editions.Edition("flat-1.4")
	require.NoError(t, err)
	require.NotEmpty(t, ed.Alerts)
	var kinds []policy.NoticeKind
	for _, a := range ed.Alerts {
		kinds = append(kinds, a.Notices...)
	}
	for _, lang := range languages {
		var all strings.Builder
		for _, kind := range kinds {
			for _, fallback := range []bool{false, true} {
				n := usual(kind)
				n.Due = map[string]string{"ru": "пн 23.11.2026 12:30 МСК", "en": "Mon 23 Nov 2026 12:30 Moscow time"}[lang]
				n.Clock = map[string]string{"ru": "Обратный звонок", "en": "Call-back"}[lang]
				n.Dues = []texts.Due{{Name: n.Clock, Due: n.Due}, {Name: "Reaction"}}
				n.Mark, n.Fallback = "3f2a", fallback
				line, err := texts.Line(n, lang)
				require.NoError(t, err)
				all.WriteString(line + "\n")
				assert.Contains(t, line, n.Number)
				assert.Contains(t, line, n.Due)
				assert.NotContains(t, line, "\n")
				assert.LessOrEqual(t, len(utf16.Encode([]rune(line))), longestLine, line)
				for _, personal := range []string{n.Subject, n.Message, n.Person, n.Customer, n.Phone, n.Link} {
					assert.NotContains(t, line, personal)
				}
			}
		}
		golden(t, "lines."+lang+".txt", all.String())
	}
	_, err = texts.Line(usual(policy.NoticeAnswered), "en")
	assert.Error(t, err)
}
