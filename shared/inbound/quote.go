package inbound

import (
	"regexp"
	"strings"
)

// Split parts what is new from the history that is quoted with it. The history is folded, never lost: the two together
// are the body. An answer between or below the lines that it answers stays with them.
func Split(body string) (fresh, history string) {
	lines := strings.SplitAfter(body, "\n")
	begin := len(lines)
	looks := 0
	for i := 0; i < len(lines) && looks < maxLooks; i++ {
		if mayIntroduce(lines[i]) {
			looks++
		}
		if taken, block := introduces(lines, i); taken > 0 {
			if block || allQuoted(lines[i+taken:]) {
				begin = i
				break
			}
			if answeredBelow(lines[i+taken:]) {
				return strings.TrimSpace(body), ""
			}
			begin = i
			break
		}
	}
	end := begin
	for end > 0 && (blank(lines[end-1]) || isQuoted(lines[end-1])) {
		end--
	}
	fresh = strings.Join(lines[:end], "")
	if blank(fresh) { // nothing but a quotation, or a mail passed on without a word
		return strings.TrimSpace(body), ""
	}
	return strings.TrimSpace(fresh), strings.TrimSpace(body[len(fresh):])
}

func blank(line string) bool    { return strings.TrimSpace(line) == "" }
func isQuoted(line string) bool { return strings.HasPrefix(strings.TrimSpace(line), ">") }

// allQuoted: nothing stands there but a quotation, and perhaps a signature.
func allQuoted(lines []string) bool {
	quoted := false
	for _, line := range lines {
		switch {
		case blank(line):
		case isQuoted(line):
			quoted = true
		default:
			return quoted && strings.TrimSpace(line) == "--" // a signature
		}
	}
	return true
}

// answeredBelow: a quotation begins there, and words of somebody's own follow it.
func answeredBelow(lines []string) bool {
	for _, line := range lines {
		if !blank(line) {
			return isQuoted(line)
		}
	}
	return false
}

// maxLooks is how many lines of a body are looked at closely; no mail has so many that look like introductions.
const maxLooks = 300

// mayIntroduce tells by its looks, and cheaply, whether a line is worth a closer one.
func mayIntroduce(line string) bool {
	line = bare(line)
	return line != "" && (line[0] == '-' || line[0] == '_' || line[len(line)-1] == ':' || beginsLikeHead(line) || hasYear(line) && strings.Contains(line, ","))
}

// maxIntroduction is how long a line is by which a mail program introduces a quotation, in bytes.
const maxIntroduction = 400

var (
	// -----Original Message-----, ---------- Пересылаемое сообщение ----------
	separator = regexp.MustCompile(`(?i)^-{2,}\s*(original message|forwarded message|begin forwarded message|исходное сообщение|пересылаемое сообщение|пересланное сообщение|перенаправленное сообщение|оригинальное сообщение)\s*-*$`)
	// Begin forwarded message: , Начало переадресованного сообщения:
	forwarded = regexp.MustCompile(`(?i)^(begin forwarded message|начало переадресованного сообщения|начало переадресованного письма)\s*:$`)
	// Outlook has a rule above the head of what it quotes.
	rule = regexp.MustCompile(`^_{8,}$`)
	// Such a head: From, and two more of its lines.
	headBegins = regexp.MustCompile(`(?i)^\*?(from|от|от кого|отправитель)\s*:\*?\s*\S`)
	headGoesOn = regexp.MustCompile(`(?i)^\*?(sent|date|to|cc|subject|отправлено|дата|кому|копия|тема)\s*:\*?\s*\S`)
	// On Mon, Nov 23, 2026 at 10:00 AM Support <support@flat.example> wrote:
	wrote = regexp.MustCompile(`(?i)^on\s.*\d.*\swrote\s*:$`)
	// 23.11.2026 10:00, Поддержка пишет: , 23 нояб. 2026 г., в 10:00, Поддержка <...> написал(а):
	writes = regexp.MustCompile(`(?i)\d{1,2}[:.]\d{2}.*\s(пишет|пишут|написал|написала|писал|писала|wrote|writes)(\s*\(а\))?\s*:$`)
	// Вы писали 23 ноября 2026 г., 10:00:00: , You wrote on Monday, 23 November 2026, 10:00:
	youWrote = regexp.MustCompile(`(?i)^(вы писали|you wrote)\s.*\d{1,2}[:.]\d{2}.*:$`)
	// пн, 23 нояб. 2026 г. в 10:00, Поддержка <support@flat.example>: , 23.11.2026, 10:00, "Поддержка" <...>: ,
	// Понедельник, 23 ноября 2026, 10:00 +03:00 от Поддержка <...>:
	dated = regexp.MustCompile(`\d{4}.*\d{1,2}:\d{2}.*<\s*[^<>\s]+@[^<>\s]+\s*>\s*:$`)
)

// introduces reports whether a quotation is introduced at line i, and how many lines the introduction has; block: whatever
// follows it is quoted, with or without marks.
func introduces(lines []string, i int) (taken int, block bool) {
	line := bare(lines[i])
	if len(line) > maxIntroduction || !mayIntroduce(lines[i]) {
		return 0, false
	}
	next := func(n int) string {
		if i+n < len(lines) && len(lines[i+n]) <= maxIntroduction {
			return bare(lines[i+n])
		}
		return ""
	}
	switch {
	case line[0] == '-' && separator.MatchString(line), line[len(line)-1] == ':' && forwarded.MatchString(line):
		return 1, true
	case line[0] == '_' && rule.MatchString(line) && (isHead(next(1), next(2), next(3)) || isHead(next(2), next(3), next(4))):
		return 1, true
	case isHead(line, next(1), next(2)):
		return 2, true
	}
	for n := 1; n <= 3; n++ { // it may go on over the next lines
		if attribution(line) {
			return n, false
		}
		if next(n) == "" || !hasYear(line) {
			break // without a date nothing is introduced
		}
		line += " " + next(n)
	}
	return 0, false
}

func isHead(first, second, third string) bool {
	return beginsLikeHead(first) && headBegins.MatchString(first) && headGoesOn.MatchString(second) && headGoesOn.MatchString(third)
}

func attribution(line string) bool {
	return strings.HasSuffix(line, ":") && len(line) <= maxIntroduction && strings.ContainsAny(line, "0123456789") &&
		(wrote.MatchString(line) || writes.MatchString(line) || youWrote.MatchString(line) || dated.MatchString(line))
}

// Most lines are told apart without an expression, which costs more than all the rest.
func beginsLikeHead(line string) bool {
	line = strings.ToLower(strings.TrimLeft(line[:min(len(line), 20)], "*"))
	return strings.HasPrefix(line, "from") || strings.HasPrefix(line, "от")
}

func hasYear(line string) bool {
	for {
		at := strings.Index(line, "20")
		if at < 0 || at+4 > len(line) {
			return false
		}
		if isDigit(line[at+2]) && isDigit(line[at+3]) {
			return true
		}
		line = line[at+1:]
	}
}

func isDigit(c byte) bool { return c >= '0' && c <= '9' }

// bare is a line without blanks, and without the mark of a quotation, as some programs quote their introduction, too.
func bare(line string) string {
	return strings.TrimSpace(strings.TrimLeft(strings.TrimSpace(strings.ReplaceAll(line, "\u00a0", " ")), "> "))
}
