package journal

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"
)

// fixed are words that need not be written out. The list is part of what is stored: it may grow at its end, and no
// word of it may ever change or move. It does not follow the constants of other rooms for the same reason.
var fixed = []string{
	1: "system", 2: "contact", 3: "customer", 4: "engineer", 5: "P1", 6: "P2", 7: "P3", 8: "P4", 9: "sent",
	10: "partner_contact", 11: "operator", 12: "manager", 13: "portal", 14: "hotline", 15: "email",
	16: "incident", 17: "question", 18: "configure", 19: "accepted", 20: "refused", 21: "unverified",
	22: "reached", 23: "no_answer", 24: "undeliverable", 25: "ru", 26: "en",
	27: "TS_8X5", 28: "TS_24X7", 29: "TS_24X7_PLUS", 30: "TS_24X7_ONSITE", 31: "TS_8X5_L3", 32: "flat-1.4",
	33: "pending", 34: "active", 35: "loyalty", 36: "lapsed", 37: "reaction", 38: "callback",
	39: "assigned", 40: "duty", 41: "new_ticket", 42: "warning", 43: "breach", 44: "empty_rota", 45: "answered",
	46: "replied", 47: "resolved", 48: "priority",
	49: "NO_CERTIFICATE", 50: "NOT_YET_ACTIVE", 51: "COVERAGE_EXPIRED", 52: "LOYALTY_ENDED", 53: "UPGRADE_REQUIRED",
	54: "NOT_COMMISSIONED", 55: "PRODUCT_NOT_COVERED", 56: "LEVEL_NOT_INCLUDED", 57: "CONTACT_NOT_AUTHORISED",
	58: "PARTNER_STATUS_MISSING", 59: "CHANNEL_NOT_ALLOWED", 60: "ru-five-day", 61: "reply",
	62: "decided/accepted", 63: "decided/refused", 64: "decided/unverified",
	65: "classified", 66: "diagnostics", 67: "problem", 68: "release", 69: "patch", 70: "workaround", 71: "restored",
	72: "arrived", 73: "update", 74: "arrival", 75: "no_due", 76: "ONSITE_NOT_IN_PACKAGE", 77: "ONSITE_OUTSIDE_AREA",
	78: "ONSITE_PROBLEM_NOT_ESTABLISHED", 79: "ONSITE_TICKET_NOT_OPEN", 80: "ONSITE_NOT_CORRECTIVE_PATCH", 81: "RU-MOW",
	82: "handed_over", 83: "visit", 84: "held", 85: "released", 86: "continued", 87: "held/1", 88: "released/1",
	89: "sms", 90: "webhook", 91: "skipped",
}

// worthwhile is the length from which a text is looked for inside others.
const worthwhile = 6

// words are the texts written so far, so that none is written twice. Writer and reader note the same texts in the
// same order and so number them alike.
type words struct{ said []string }

// note numbers a text. The shortest are not worth a number.
func (w *words) note(s string) {
	if len(s) >= 2 && w.find(s) == 0 {
		w.said = append(w.said, s)
	}
}

// find is the number of the text: above 0 in the fixed list, below 0 among those said, 0 when it is in neither.
func (w *words) find(s string) int64 {
	for i, have := range fixed {
		if have == s && i > 0 {
			return int64(i)
		}
	}
	for i, have := range w.said {
		if have == s {
			return int64(-i - 1)
		}
	}
	return 0
}

// write is the cell for the text.
func (w *words) write(s string) any {
	if s == "" {
		return int64(0)
	}
	if n := w.find(s); n != 0 {
		return n
	}
	best := -1
	for i, have := range w.said {
		if len(have) >= worthwhile && strings.Contains(s, have) && (best < 0 || len(have) > len(w.said[best])) {
			best = i
		}
	}
	w.note(s)
	if best < 0 {
		return s
	}
	before, after, _ := strings.Cut(s, w.said[best])
	around := []any{int64(-best - 1), before, after}
	switch {
	case after == "":
		around = around[:2]
	case before == "":
		around[1] = int64(0)
	}
	return around
}

// read is the text of the cell.
func (w *words) read(cell any) (string, error) {
	switch c := cell.(type) {
	case string:
		w.note(c)
		return c, nil
	case json.Number:
		return w.numbered(c)
	case []any:
		s, err := w.around(c)
		w.note(s)
		return s, err
	default:
		return "", fmt.Errorf("%T where a text was expected", cell)
	}
}

func (w *words) numbered(c json.Number) (string, error) {
	n, err := c.Int64()
	switch {
	case err != nil:
		return "", fmt.Errorf("%s where a text was expected", c)
	case n == 0:
		return "", nil
	case n > 0 && n < int64(len(fixed)):
		return fixed[n], nil
	case n < 0 && n >= -int64(len(w.said)):
		return w.said[-n-1], nil
	default:
		return "", fmt.Errorf("word %d is unknown to this version", n)
	}
}

var errAround = errors.New("not a text with something around it")

func (w *words) around(c []any) (string, error) {
	if len(c) < 2 || len(c) > 3 {
		return "", errAround
	}
	var parts [3]string
	for i, cell := range c {
		switch part := cell.(type) {
		case string:
			parts[i] = part
		case json.Number:
			s, err := w.numbered(part)
			if err != nil {
				return "", err
			}
			parts[i] = s
		default:
			return "", errAround
		}
	}
	return parts[1] + parts[0] + parts[2], nil
}
