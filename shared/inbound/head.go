package inbound

import (
	"bufio"
	"bytes"
	"fmt"
	"net/mail"
	"slices"
	"strings"
	"unicode"

	"github.com/emersion/go-message/textproto"
)

// header is the head of a mail or of a part.
type header struct{ textproto.Header }

// all are the values of a field that may stand there more than once.
func (h header) all(name string) []string {
	var values []string
	for fields := h.FieldsByKey(name); fields.Next(); {
		values = append(values, fields.Value())
	}
	return values
}

// split parts head and body of a mail or a part. Lines that no head can have are left out, as mailboxes and broken
// programs put them there; the heads of all parts together have one budget.
func (r *reader) split(section []byte) (h header, body []byte, err error) {
	var head bytes.Buffer
	dropped := false
	for rest := section; ; {
		here := rest
		line, after, more := bytes.Cut(rest, []byte("\n"))
		line = bytes.TrimSuffix(line, []byte("\r"))
		if r.heads += len(line) + 2; r.heads > MaxHeaders {
			return header{}, nil, fmt.Errorf("%w: heads of more than %d bytes", ErrUnreadable, MaxHeaders)
		}
		rest = after
		begun := head.Len() > 0 || dropped || r.parts > 0 // blank lines before the head of a mail are none of it
		if len(line) == 0 && begun {
			body = rest
			break
		}
		switch folded := len(line) > 0 && (line[0] == ' ' || line[0] == '\t'); {
		case len(line) == 0:
		case folded && !dropped && head.Len() > 0:
			head.Write(line)
			head.WriteString("\r\n")
		case folded:
		case isField(line):
			dropped = false
			if r.lines++; r.lines > MaxFields {
				return header{}, nil, fmt.Errorf("%w: more than %d fields in its heads", ErrUnreadable, MaxFields)
			}
			head.Write(line)
			head.WriteString("\r\n")
		case head.Len() == 0 && r.parts > 0: // a part without a head, and without the blank line before its text
			r.fault("a part has no head")
			return header{}, section, nil
		case bytes.HasPrefix(line, []byte("--")) && head.Len() > 0: // a delimiter, without the blank line before it
			r.broken("the head has no end")
			body, more = here, false
		case head.Len() == 0 && bytes.HasPrefix(line, []byte("From ")): // the first line in a mailbox
			dropped = true
		default:
			dropped = true
			r.broken("a line of the head is no field")
		}
		if !more {
			break
		}
	}
	head.WriteString("\r\n")
	fields, err := textproto.ReadHeader(bufio.NewReader(&head))
	if err != nil {
		return header{}, nil, fmt.Errorf("%w: its head: %w", ErrUnreadable, err)
	}
	return header{fields}, body, nil
}

// isField: a name of visible letters, and a colon (RFC 5322, 2.2). Blanks before the colon are passed over.
func isField(line []byte) bool {
	name, _, colon := bytes.Cut(line, []byte(":"))
	name = bytes.TrimRight(name, " \t")
	return colon && len(name) > 0 && !bytes.ContainsFunc(name, func(c rune) bool { return c <= ' ' || c > '~' })
}

// identify reads the fields that say who wrote to whom about what.
func (r *reader) identify(h header) {
	m := r.mail
	m.Subject = short(words(h.Get("Subject")))
	m.MessageID = messageID(h)
	m.InReplyTo, m.References = ids(h.all("In-Reply-To")), ids(h.all("References"))
	from, unread := r.addresses(h, "From")
	m.Froms = len(from) + unread
	if r.isBroken {
		m.Froms = max(m.Froms+1, 2)
	}
	if len(from) > 0 {
		m.From = from[0]
	}
	m.ReplyTo, _ = r.addresses(h, "Reply-To")
	m.To, _ = r.addresses(h, "To")
	m.Cc, _ = r.addresses(h, "Cc")
	if date, err := mail.ParseDate(h.Get("Date")); err == nil {
		m.Date = date.UTC()
	}
}

// messageID is the id of a mail, without brackets, as it is written; empty: none, or nothing that could be one.
func messageID(h header) string {
	if found := ids(h.all("Message-Id")); len(found) > 0 {
		return found[0]
	}
	return ""
}

// maxID is how long an id may be: a line of a mail (RFC 5322, 2.1.1). A longer one is none.
const maxID = 998

// ids are the ids in a field as careful and careless programs write them: whatever stands in brackets, else each word
// with an @ in it. Of very many the last are kept, which are the newest.
func ids(values []string) []string {
	var all []string
	keep := func(id string) {
		if id = strings.Trim(clean(id), "<>"); id != "" && len(id) <= maxID && !slices.Contains(all, id) {
			all = append(all, id)
		}
		if len(all) > MaxIDs {
			all = all[1:]
		}
	}
	for _, value := range values {
		if !strings.Contains(value, "<") {
			for _, word := range strings.FieldsFunc(value, func(c rune) bool { return unicode.IsSpace(c) || c == ',' || c == '>' }) {
				if strings.Contains(word, "@") {
					keep(word)
				}
			}
			continue
		}
		for _, piece := range strings.Split(value, "<")[1:] {
			inner, _, _ := strings.Cut(piece, ">")
			if words := strings.Fields(inner); len(words) > 1 && strings.Count(inner, "@") > 1 {
				for _, word := range words {
					keep(word)
				}
			} else {
				keep(strings.Join(words, "")) // folded in the middle
			}
		}
	}
	return all
}

// maxAddressing is how much of the fields of a name is read, in bytes.
const maxAddressing = 128 << 10

// addresses reads all fields of the name. unread is how many of them cannot be read: a sender that two programs may read
// in two ways is none.
func (r *reader) addresses(h header, name string) (all []Address, unread int) {
	parser := mail.AddressParser{WordDecoder: decoder()}
	read := 0
	for _, value := range h.all(name) {
		if strings.TrimSpace(value) == "" {
			continue
		}
		var list []*mail.Address
		err := ErrUnreadable
		if read += len(value); read <= maxAddressing {
			list, err = parser.ParseList(eightBit(value))
		}
		if err != nil {
			r.fault("header " + name + " cannot be read")
			unread++
			continue
		}
		for _, a := range list {
			switch email := clean(a.Address); {
			case email != a.Address: // what cannot be seen must not make another's address of it
				r.fault("an address in " + name + " has signs that cannot be seen")
				unread++
			case len(all) < MaxAddresses:
				all = append(all, Address{Name: short(a.Name), Email: strings.ToLower(email)})
			}
		}
	}
	return all, unread
}
