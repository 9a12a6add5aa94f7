package mailroom

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"time"

	"flatsupport/shared/access"
	"flatsupport/shared/attachment"
	"flatsupport/shared/inbound"
	"flatsupport/shared/mail"
	"flatsupport/shared/policy"
	"flatsupport/shared/store"
	"flatsupport/shared/texts"
	"flatsupport/shared/ticket"
)

// Bounds of what is kept with a text, so that its record stays well below the 400 KB of an item. The whole mail is kept.
const (
	maxFiles  = 50
	maxMeta   = 32 << 10 // bytes of what is said of the files
	maxType   = 100
	maxQuoted = 32 << 10 // bytes
	maxHTML   = 64 << 10
	maxRecord = 360 << 10 // of text and enclosure together, as they are written
)

// uploadsFor is how long the link lives by which the files are sent that were too large for a mail.
const uploadsFor = 7 * 24 * time.Hour

// enclosed is what the mail brings besides its text, for a ticket: the files that are copied, with their data, and what is
// written of all of it. text is what the record has besides.
func (l letter) enclosed(rule policy.ChannelRule, customer, ticketID, text, quoted string) (store.Enclosure, map[string][]byte) {
	out := store.Enclosure{Mail: l.Object, Quoted: cut(quoted, maxQuoted)}
	if l.HTML != "" {
		out.HTML = l.SafeHTML()
		if out.HTMLLeft = len(out.HTML) > maxHTML || l.Cut; out.HTMLLeft {
			out.HTML = ""
		}
	}
	copied := map[string][]byte{}
	room, meta := rule.MaxFilesMB<<20, 0
	for i, f := range l.Files {
		name := f.SafeName()
		file := store.File{Name: name, Type: cut(f.Type, maxType), Size: int64(len(f.Data)), CID: cut(f.CID, maxType)}
		if len(f.Data) <= rule.MaxFileMB<<20 && len(f.Data) <= room {
			id := attachment.ID([]byte(l.key), []byte(fmt.Sprint(i)), f.Data)
			file.Key = attachment.Key(customer, ticketID, id, name)
		}
		size := len(file.Name) + len(file.Type) + len(file.CID) + len(file.Key)
		if len(out.Files) == maxFiles || meta+size > maxMeta {
			out.Unlisted++
			continue
		}
		if meta += size; file.Key != "" {
			copied[file.Key] = f.Data
			room -= len(f.Data)
		}
		out.Files = append(out.Files, file)
	}
	if l.whole {
		out.Unlisted++
	}
	for _, drop := range []func(){func() { out.HTML, out.HTMLLeft = "", true }, func() { out.Quoted = "" }} {
		if written(out)+written(text) > maxRecord {
			drop()
		}
	}
	return out, copied
}

// written is how long something is in a record.
func written(what any) int {
	var out bytes.Buffer
	to := json.NewEncoder(&out)
	to.SetEscapeHTML(false)
	if err := to.Encode(what); err != nil {
		return maxRecord
	}
	return out.Len()
}

// cut is text of at most so many bytes.
func cut(text string, longest int) string {
	if len(text) <= longest {
		return text
	}
	return strings.ToValidUTF8(text[:longest-len("…")], "") + "…"
}

// left are the files that were not copied, by the reason: they are in the kept mail alone. Of those that are not listed the
// mail still has the names.
func (l letter) left(e store.Enclosure) (large, beyond []string) {
	listed := e.Files
	for _, f := range l.Files {
		name := f.SafeName()
		switch {
		case len(listed) == 0 || listed[0].Name != name || listed[0].Size != int64(len(f.Data)):
			beyond = append(beyond, name)
			continue
		case listed[0].Key == "":
			large = append(large, name)
		}
		listed = listed[1:]
	}
	return large, beyond
}

// keep writes the files before anything names them. The same mail again writes the same.
func (h Handler) keep(ctx context.Context, copied map[string][]byte) error {
	for key, data := range copied {
		if err := h.Files.Write(ctx, key, data); err != nil {
			return err
		}
	}
	return nil
}

// channel is what the edition in force says of mail.
func (h Handler) channel(l letter) (policy.ChannelRule, bool, error) {
	ed, err := h.Docket.Editions.CurrentAt(l.ReceivedAt)
	if err != nil {
		return policy.ChannelRule{}, false, err
	}
	rule, taken := ed.Channel(policy.Email)
	return rule, taken, nil
}

// offer gives the sender another way for the files that were too large or too many: a link that adds files to this ticket, shows
// nothing of it, and runs out. It is told once for a mail, however often that arrives.
func (h Handler) offer(ctx context.Context, l letter, seat access.Seat, id, lang string, e store.Enclosure) error {
	large, beyond := l.left(e)
	if len(large)+len(beyond) == 0 && !l.whole {
		return nil
	}
	token := h.Threads.UploadToken(id, l.key)
	link, err := h.Store.OpenUpload(ctx, token, store.Upload{
		Ticket: id, Customer: seat.Customer, By: seat.Actor(), Until: l.now.UTC().Truncate(time.Second).Add(uploadsFor),
	})
	if err != nil || link.Told {
		return err
	}
	rule, _, err := h.channel(l)
	if err != nil {
		return err
	}
	within, err := h.mayAnswer(ctx, l, rule)
	if err != nil {
		return err
	}
	if !within {
		slog.WarnContext(ctx, "upload link not told: too many answers", "ticket", id)
		return nil
	}
	words, err := texts.FilesNotTaken(lang, texts.NotTaken{
		Number: ticket.ShowNumber(id), Large: large, Beyond: beyond, Whole: l.whole,
		FileMB: rule.MaxFileMB, AllMB: rule.MaxFilesMB, Most: maxFiles, Days: int(uploadsFor / (24 * time.Hour)),
		Link: strings.TrimSuffix(h.PortalURL, "/") + "/v1/uploads/" + token,
	})
	if err != nil {
		return err
	}
	err = h.Mailer.Send(ctx, mail.Message{
		To: l.From.Email, Subject: words.Subject, Text: words.Text, HTML: words.HTML, Ticket: id, Key: "upload/" + l.key,
		Thread: h.Threads.Root(id), ReplyTo: h.Threads.ReplyTo(h.Inbox, id),
	})
	if err != nil && !errors.Is(err, mail.ErrRefused) {
		return fmt.Errorf("tell the upload link: %w", err)
	}
	return h.Store.TellUpload(context.WithoutCancel(ctx), token)
}

// ticketText is the text of a request or a reply, and the history that was quoted with it. Of a mail that was too large to
// be read it says so.
func (l letter) ticketText(lang string) (text, quoted string) {
	text, quoted = inbound.Split(l.Body())
	if l.whole {
		text = texts.MailTooLarge(lang, inbound.MaxBytes>>20)
	}
	return text + l.files(lang), quoted
}
