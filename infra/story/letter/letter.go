// Package letter writes mails with markup and files as mail programs do, for stories and tests.
package letter

import (
	"encoding/base64"
	"fmt"
	"mime"
	"strings"
)

// File is a file or an inline image of a mail.
type File struct {
	Name    string `yaml:"name"`
	Type    string `yaml:"type"` // empty: application/octet-stream
	Content string `yaml:"content"`
	Size    int    `yaml:"size"` // of a file whose content does not matter, in bytes
	CID     string `yaml:"cid"`
}

// Bytes are the content of the file.
func (f File) Bytes() []byte {
	if f.Size > 0 {
		return []byte(strings.Repeat("x", f.Size))
	}
	return []byte(f.Content)
}

const boundary = "=_part_of_a_letter"

// Body is a mail's body of all that, with the lines of its head that say so. Without markup and files it is plain text.
func Body(text, html string, files []File) (head []string, body string) {
	parts := []string{"Content-Type: text/plain; charset=utf-8\r\n\r\n" + text}
	if html != "" {
		parts = append(parts, "Content-Type: text/html; charset=utf-8\r\n\r\n"+html)
	}
	for _, f := range files {
		kind, how := f.Type, "attachment"
		if kind == "" {
			kind = "application/octet-stream"
		}
		lines := []string{}
		if f.CID != "" {
			how = "inline"
			lines = append(lines, "Content-ID: <"+f.CID+">")
		}
		lines = append(lines, "Content-Type: "+kind, "Content-Disposition: "+mime.FormatMediaType(how, map[string]string{"filename": f.Name}),
			"Content-Transfer-Encoding: base64")
		parts = append(parts, strings.Join(lines, "\r\n")+"\r\n\r\n"+folded(base64.StdEncoding.EncodeToString(f.Bytes())))
	}
	if len(parts) == 1 {
		lines, body, _ := strings.Cut(parts[0], "\r\n\r\n")
		return []string{lines}, body + "\r\n"
	}
	var out strings.Builder
	for _, part := range parts {
		_, _ = fmt.Fprintf(&out, "--%s\r\n%s\r\n", boundary, part)
	}
	_, _ = fmt.Fprintf(&out, "--%s--\r\n", boundary)
	return []string{"MIME-Version: 1.0", `Content-Type: multipart/mixed; boundary="` + boundary + `"`}, out.String()
}

// folded has lines as long as a mail may have.
func folded(text string) string {
	var out strings.Builder
	for len(text) > 76 {
		out.WriteString(text[:76] + "\r\n")
		text = text[76:]
	}
	return out.String() + text
}
