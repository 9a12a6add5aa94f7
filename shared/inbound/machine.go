package inbound

import (
	"bufio"
	"bytes"
	"io"
	"net/textproto"
	"strings"

	"github.com/emersion/go-message"
)

// machine finds the sign that a mail was sent by a machine, so that no automatic answer goes out (RFC 3834). A mail that
// says `Auto-Submitted: no` is a person's, whatever else it says but for a null sender.
func machine(h message.Header, m Mail) Machine {
	word := func(name string) string {
		value, _, _ := strings.Cut(strings.ToLower(h.Get(name)), ";")
		return strings.TrimSpace(value)
	}
	media, _, _ := h.ContentType()
	switch submitted := word("Auto-Submitted"); {
	case m.Report != nil || media == "multipart/report":
		return DeliveryReport
	case h.Has("Return-Path") && strings.ReplaceAll(word("Return-Path"), " ", "") == "<>":
		return NullSender
	case submitted == "no":
		return ""
	case submitted != "":
		return AutoSubmitted
	case suppressed(word("X-Auto-Response-Suppress")), h.Has("X-Autoreply"), h.Has("X-Autorespond"), h.Has("X-Loop"), h.Has("X-FC-MachineGenerated"):
		return AutoResponse
	case word("Precedence") == "bulk", word("Precedence") == "junk", word("Precedence") == "list", word("Precedence") == "auto_reply",
		h.Has("List-Id"), h.Has("List-Unsubscribe"):
		return Bulk
	case robot(m.From.Email):
		return AutoResponse
	default:
		return ""
	}
}

// suppressed: the sender asks for no automatic replies.
func suppressed(value string) bool {
	for _, part := range strings.Split(value, ",") {
		switch strings.TrimSpace(part) {
		case "all", "oof", "autoreply", "dr":
			return true
		}
	}
	return false
}

// robot tells addresses that nobody reads.
func robot(email string) bool {
	local, _, _ := strings.Cut(email, "@")
	switch strings.Map(func(r rune) rune {
		if r == '-' || r == '_' || r == '.' {
			return -1
		}
		return r
	}, local) {
	case "mailerdaemon", "noreply", "donotreply", "postmaster", "bounce", "bounces":
		return true
	default:
		return false
	}
}

// report reads the fields of a delivery status (RFC 3464): those of the message first, then of each recipient.
func report(have *Report, data []byte) *Report {
	r := have
	if r == nil {
		r = &Report{}
	}
	fields := textproto.NewReader(bufio.NewReader(bytes.NewReader(append(data, "\r\n\r\n"...))))
	for {
		block, err := fields.ReadMIMEHeader()
		if action := strings.ToLower(strings.TrimSpace(block.Get("Action"))); action != "" {
			r.Failed = r.Failed || action == "failed"
			if _, address, found := strings.Cut(block.Get("Final-Recipient"), ";"); found && r.Recipient == "" {
				r.Recipient = strings.ToLower(clean(address))
			}
			if r.Status == "" {
				r.Status = clean(block.Get("Status"))
			}
		}
		if err != nil || len(block) == 0 && fields.R.Buffered() == 0 {
			return r
		}
	}
}

// messageIDOf finds the Message-ID in the head of a mail that is quoted in a report.
func messageIDOf(data []byte) string {
	head, err := message.ReadWithOptions(bytes.NewReader(data), &message.ReadOptions{MaxHeaderBytes: MaxHeaders})
	if head == nil || err != nil && !passable(err) && err != io.EOF {
		return ""
	}
	return strings.Trim(head.Header.Get("Message-Id"), "<> ")
}
