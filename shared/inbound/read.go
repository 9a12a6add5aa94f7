package inbound

import (
	"fmt"
	"slices"
	"strings"
)

// Read reads a raw mail. Parts that cannot be read are kept as files, and what is odd is named in Faults; only a mail
// that has no head, or that breaks a budget, is ErrUnreadable.
func Read(raw []byte) (m Mail, err error) {
	defer func() {
		if thrown := recover(); thrown != nil { // a mail must never take the mailroom down with it
			m, err = Mail{}, fmt.Errorf("%w: the reader gave up: %v", ErrUnreadable, thrown)
		}
	}()
	if len(raw) > MaxBytes {
		return Mail{}, fmt.Errorf("%w: %d bytes", ErrUnreadable, len(raw))
	}
	r := &reader{mail: &m}
	h, body, err := r.head(raw)
	if err != nil {
		return Mail{}, err
	}
	if err := r.part(h, body, 0); err != nil {
		return Mail{}, err
	}
	r.aboutWhich()
	m.Machine = machine(h, m)
	return m, nil
}

// ReadHead reads who wrote a mail, about what, and whether a machine did, of a mail that is too large to be read: of its
// body it knows nothing.
func ReadHead(raw []byte) (m Mail, err error) {
	defer func() {
		if thrown := recover(); thrown != nil {
			m, err = Mail{}, fmt.Errorf("%w: the reader gave up: %v", ErrUnreadable, thrown)
		}
	}()
	r := &reader{mail: &m}
	h, _, err := r.head(raw)
	if err != nil {
		return Mail{}, err
	}
	m.Machine = machine(h, m)
	return m, nil
}

// reader is how far a mail was read, and what of the budgets is used.
type reader struct {
	mail  *Mail
	parts int
	heads int // bytes of heads
	lines int // fields in them

	isBroken bool // the head of the mail itself may be read in two ways
}

// head reads the head of the mail itself.
func (r *reader) head(raw []byte) (h header, body []byte, err error) {
	if h, body, err = r.split(raw); err != nil {
		return header{}, nil, err
	}
	if h.Len() == 0 {
		return header{}, nil, fmt.Errorf("%w: it has no head", ErrUnreadable)
	}
	r.identify(h)
	return h, body, nil
}

// fault names what is odd, once, in words of ours.
func (r *reader) fault(what string) {
	if !slices.Contains(r.mail.Faults, what) {
		r.mail.Faults = append(r.mail.Faults, what)
	}
}

// broken notes that a head is not as it must be. Where one reader leaves out a line another may see the end of the head,
// so a mail with such a head has no sender that can be relied on.
func (r *reader) broken(how string) {
	r.fault(how)
	r.isBroken = r.isBroken || r.parts == 0
}

// part reads a part and those within it. A mail that is forwarded as a file stays closed.
func (r *reader) part(h header, body []byte, depth int) error {
	if r.parts++; r.parts > MaxParts || depth > MaxDepth {
		return fmt.Errorf("%w: more than %d parts, or deeper than %d", ErrUnreadable, MaxParts, MaxDepth)
	}
	kind := contentType(h)
	if !strings.HasPrefix(kind.value, "multipart/") {
		r.leaf(kind, h, body)
		return nil
	}
	frame := frameOf(body, kind.params["boundary"])
	found := 0
	for section, more := frame.next(); more; section, more = frame.next() {
		found++
		inner, content, err := r.split(section)
		if err != nil {
			return err
		}
		if err := r.part(inner, content, depth+1); err != nil {
			return err
		}
	}
	switch {
	case found == 0 && len(body) > 0: // not divided at all: what is there is text, or at least not lost
		r.fault("a multipart has no parts")
		r.leaf(parametric{value: "text/plain", params: kind.params}, h, body)
	case !frame.ended:
		r.fault("the frame breaks off")
	}
	return nil
}

// leaf keeps a part that holds none: a body, or a file.
func (r *reader) leaf(kind parametric, h header, body []byte) {
	disposition := parameters(h.Get("Content-Disposition"))
	name := firstName(disposition.params["filename"], kind.params["name"])
	isBody := disposition.value != "attachment" && name == "" && (kind.value == "text/plain" || kind.value == "text/html" || kind.value == "")
	if isBody {
		into := &r.mail.Text
		if kind.value == "text/html" {
			into = &r.mail.HTML
		}
		r.append(into, body, h, kind.params["charset"])
		return
	}
	data, err := decode(h.Get("Content-Transfer-Encoding"), body, MaxBytes)
	if err != nil {
		r.fault("a file cannot be decoded to its end")
	}
	f := File{Name: name, Type: kind.value, CID: cid(h.Get("Content-Id")), Data: data}
	switch kind.value {
	case "message/delivery-status":
		r.mail.Report = report(r.mail.Report, data)
		return
	case "message/rfc822", "message/global", "text/rfc822-headers":
		f.Nested = true
	}
	if f.Name == "" {
		f.Name = nameOf(kind.value)
	}
	r.mail.Files = append(r.mail.Files, f)
}

// append puts the text of one more part to a body, up to what is kept of all together.
func (r *reader) append(into *string, body []byte, h header, charset string) {
	room := MaxText - len(*into)
	if room <= 0 {
		r.mail.Cut = r.mail.Cut || len(body) > 0
		return
	}
	data, err := decode(h.Get("Content-Transfer-Encoding"), body, MaxText+1)
	if err != nil {
		r.fault("a body cannot be decoded to its end")
		if isProse(body) {
			data = body[:min(len(body), MaxText+1)]
		}
	}
	text, known := inUTF8(data, charset)
	if !known {
		r.fault("unknown charset")
	}
	text = plainText(text)
	if len(text) > room || len(data) > MaxText {
		text, r.mail.Cut = strings.ToValidUTF8(text[:min(room, len(text))], ""), true
	}
	if *into != "" && text != "" {
		text = "\n" + text
	}
	*into += text
}

// aboutWhich finds the mail of ours that a report is about, in the mail or in the head that it brings along.
func (r *reader) aboutWhich() {
	about := r.mail.Report
	if about == nil {
		return
	}
	for _, f := range r.mail.Files {
		if f.Nested && about.Message == "" {
			inner := &reader{mail: &Mail{}}
			if h, _, err := inner.split(f.Data); err == nil {
				about.Message = messageID(h)
				about.References = append(ids(h.all("In-Reply-To")), ids(h.all("References"))...)
				about.ReplyTo, _ = inner.addresses(h, "Reply-To")
				about.Notice = short(words(h.Get("X-Notice")))
			}
		}
	}
}

// cid is a content id without its brackets.
func cid(value string) string { return clean(strings.Trim(value, "<> ")) }
