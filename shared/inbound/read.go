package inbound

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"mime"
	"strings"
	"unicode/utf8"

	"github.com/emersion/go-message"
	_ "github.com/emersion/go-message/charset" // Russian mail comes in koi8-r and windows-1251, too
	"github.com/emersion/go-message/mail"
)

// Read reads a raw mail. Parts that cannot be read are kept as files, and what is odd is named in Faults; only a mail
// whose head or frame cannot be read, or that breaks a budget, is ErrUnreadable.
func Read(raw []byte) (m Mail, err error) {
	defer func() {
		if thrown := recover(); thrown != nil { // a mail must never take the mailroom down with it
			m, err = Mail{}, fmt.Errorf("%w: the reader gave up: %v", ErrUnreadable, thrown)
		}
	}()
	if len(raw) > MaxBytes {
		return Mail{}, fmt.Errorf("%w: %d bytes", ErrUnreadable, len(raw))
	}
	entity, err := message.ReadWithOptions(bytes.NewReader(raw), &message.ReadOptions{MaxHeaderBytes: MaxHeaders})
	if err != nil && !passable(err) {
		return Mail{}, fmt.Errorf("%w: %w", ErrUnreadable, err)
	}
	r := &reader{mail: &m}
	r.fault(err)
	r.head(mail.Header{Header: entity.Header})
	if err := r.part(entity, 0); err != nil {
		return Mail{}, err
	}
	m.Machine = machine(entity.Header, m)
	return m, nil
}

// passable errors leave something that can be read: text of an unknown charset or encoding.
func passable(err error) bool { return message.IsUnknownCharset(err) || message.IsUnknownEncoding(err) }

type reader struct {
	mail  *Mail
	parts int
}

func (r *reader) fault(err error) {
	if err != nil && len(r.mail.Faults) < 20 {
		r.mail.Faults = append(r.mail.Faults, clean(err.Error()))
	}
}

func (r *reader) head(h mail.Header) {
	m := r.mail
	m.Subject = clean(decoded(h.Subject()))
	m.MessageID = clean(decoded(h.MessageID()))
	m.InReplyTo, m.References = ids(h, "In-Reply-To"), ids(h, "References")
	from := r.addresses(h, "From")
	m.Froms = len(from)
	if len(from) > 0 {
		m.From = from[0]
	}
	m.ReplyTo, m.To, m.Cc = r.addresses(h, "Reply-To"), r.addresses(h, "To"), r.addresses(h, "Cc")
	if date, err := h.Date(); err == nil {
		m.Date = date.UTC()
	}
}

// decoded takes what could be decoded of a header, if anything.
func decoded(text string, _ error) string { return text }

func ids(h mail.Header, name string) []string {
	list, err := h.MsgIDList(name)
	if err == nil {
		return list
	}
	var loose []string // ids as careless programs write them: whatever stands in brackets
	for _, field := range strings.FieldsFunc(h.Get(name), func(r rune) bool { return r == '<' || r == '>' || r <= ' ' || r == ',' }) {
		if strings.Contains(field, "@") && utf8.ValidString(field) {
			loose = append(loose, field)
		}
	}
	return loose
}

func (r *reader) addresses(h mail.Header, name string) []Address {
	var all []Address
	for fields := h.FieldsByKey(name); fields.Next(); {
		one := mail.Header{}
		one.Set(name, fields.Value())
		list, err := one.AddressList(name)
		if err != nil {
			r.fault(fmt.Errorf("header %s cannot be read", name))
			continue
		}
		for _, a := range list {
			all = append(all, Address{Name: clean(a.Name), Email: strings.ToLower(strings.TrimSpace(a.Address))})
		}
	}
	return all
}

// part reads a part and those within it.
func (r *reader) part(e *message.Entity, depth int) error {
	if r.parts++; r.parts > MaxParts || depth > MaxDepth {
		return fmt.Errorf("%w: more than %d parts, or deeper than %d", ErrUnreadable, MaxParts, MaxDepth)
	}
	inner := e.MultipartReader()
	if inner == nil {
		return r.leaf(e, depth)
	}
	defer func() { _ = inner.Close() }()
	for {
		p, err := inner.NextPart()
		switch {
		case errors.Is(err, io.EOF):
			return nil
		case err != nil && (p == nil || !passable(err)):
			r.fault(err) // the frame breaks off here; what was read stands
			return nil
		}
		r.fault(err)
		if err := r.part(p, depth+1); err != nil {
			return err
		}
	}
}

// leaf keeps a part that holds none: a body, or a file.
func (r *reader) leaf(e *message.Entity, depth int) error {
	media, params, _ := e.Header.ContentType()
	disposition, named, _ := e.Header.ContentDisposition()
	data, err := io.ReadAll(io.LimitReader(e.Body, MaxBytes))
	r.fault(err)
	name := fileName(named["filename"], params["name"])
	isBody := disposition != "attachment" && name == "" && (media == "text/plain" || media == "text/html" || media == "")
	switch {
	case isBody && media == "text/html" && r.mail.HTML == "":
		r.mail.HTML = r.kept(data)
	case isBody && media != "text/html":
		r.mail.Text = strings.TrimLeft(r.mail.Text+"\n"+r.kept(data), "\n")
	case media == "message/delivery-status":
		r.mail.Report = report(r.mail.Report, data)
	case media == "text/rfc822-headers" || media == "message/rfc822":
		if id := messageIDOf(data); r.mail.Report != nil && r.mail.Report.Message == "" {
			r.mail.Report.Message = id
		}
		r.file(File{Name: orName(name, "mail.eml"), Type: media, Data: data, Nested: true})
	default:
		r.file(File{Name: orName(name, "file"), Type: media, CID: strings.Trim(e.Header.Get("Content-Id"), "<> "), Data: data})
	}
	return nil
}

func (r *reader) file(f File) { r.mail.Files = append(r.mail.Files, f) }

// kept is text with plain line ends, without what no person writes, and no longer than is kept.
func (r *reader) kept(data []byte) string {
	text := strings.ToValidUTF8(string(data), "\uFFFD")
	if len(text) > MaxText {
		text, r.mail.Cut = strings.ToValidUTF8(text[:MaxText], ""), true
	}
	text = strings.ReplaceAll(strings.ReplaceAll(text, "\r\n", "\n"), "\r", "\n")
	return strings.Map(func(c rune) rune {
		if c == '\n' || c == '\t' || c >= ' ' && c != 0x7f {
			return c
		}
		return -1
	}, text)
}

func fileName(candidates ...string) string {
	for _, name := range candidates {
		word := mime.WordDecoder{CharsetReader: message.CharsetReader}
		if plain, err := word.DecodeHeader(name); err == nil {
			name = plain
		}
		if name = clean(name); name != "" {
			return name
		}
	}
	return ""
}

func orName(name, otherwise string) string {
	if name == "" {
		return otherwise
	}
	return name
}

// clean is one line of valid text.
func clean(text string) string {
	text = strings.ToValidUTF8(text, "\uFFFD")
	return strings.TrimSpace(strings.Map(func(c rune) rune {
		if c < ' ' || c == 0x7f {
			return ' '
		}
		return c
	}, text))
}
