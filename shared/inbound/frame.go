package inbound

import "bytes"

// frame walks over the sections of a multipart body (RFC 2046, 5.1.1). It copies nothing.
type frame struct {
	rest      []byte
	delimiter []byte
	begun     bool
	ended     bool // by its closing delimiter
}

func frameOf(body []byte, boundary string) *frame {
	if boundary == "" {
		return &frame{}
	}
	return &frame{rest: body, delimiter: []byte("--" + boundary)}
}

// next is the next section, without the line end that belongs to the delimiter after it. The last may lack its delimiter.
func (f *frame) next() (section []byte, more bool) {
	if !f.begun {
		f.begun = true
		if _, found := f.cut(); !found {
			return nil, false
		}
	}
	if f.ended || len(f.rest) == 0 {
		return nil, false
	}
	section, _ = f.cut()
	return section, true
}

// cut takes everything before the next line that is a delimiter; all there is if none comes.
func (f *frame) cut() (before []byte, found bool) {
	for at := 0; len(f.delimiter) > 0; {
		next := bytes.Index(f.rest[at:], f.delimiter)
		if next < 0 {
			break
		}
		at += next
		line, after, _ := bytes.Cut(f.rest[at+len(f.delimiter):], []byte("\n"))
		tail := bytes.TrimRight(line, " \t\r")
		isLast := bytes.HasPrefix(tail, []byte("--"))
		if (len(tail) == 0 || isLast) && (at == 0 || f.rest[at-1] == '\n') {
			before = bytes.TrimSuffix(bytes.TrimSuffix(f.rest[:at], []byte("\n")), []byte("\r"))
			f.rest, f.ended = after, isLast
			return before, true
		}
		at += len(f.delimiter)
	}
	before, f.rest = f.rest, nil
	return before, false
}
