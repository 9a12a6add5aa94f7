package inbound

import (
	"bufio"
	"bytes"
	"net/textproto"
	"regexp"
	"slices"
	"strings"
)

// machine finds the sign that a mail was sent by a machine, so that no automatic answer goes out (RFC 3834). A mail that
// says `Auto-Submitted: no` is a person's, whatever else it says but for a null sender.
func machine(h header, m Mail) Machine {
	says := func(name string, words ...string) bool {
		return slices.ContainsFunc(first(h.all(name)), func(word string) bool { return slices.Contains(words, word) })
	}
	submitted := slices.DeleteFunc(first(h.all("Auto-Submitted")), func(word string) bool { return word == "" })
	switch {
	case m.Report != nil || contentType(h).value == "multipart/report":
		return DeliveryReport
	case slices.ContainsFunc(h.all("Return-Path"), func(path string) bool { return strings.ReplaceAll(path, " ", "") == "<>" }):
		return NullSender
	case slices.ContainsFunc(submitted, func(word string) bool { return word != "no" }):
		return AutoSubmitted
	case len(submitted) > 0:
		return ""
	case suppressed(strings.Join(h.all("X-Auto-Response-Suppress"), ",")), h.Has("X-Autoreply"), h.Has("X-Autorespond"), h.Has("X-Loop"), h.Has("X-FC-MachineGenerated"):
		return AutoResponse
	case says("Precedence", "bulk", "junk", "list", "auto_reply"), h.Has("List-Id"), h.Has("List-Unsubscribe"):
		return Bulk
	case robot(m.From.Email):
		return AutoResponse
	default:
		return ""
	}
}

// first are the first words of the values, in small letters, without comments and parameters.
func first(values []string) []string {
	var all []string
	for _, value := range values {
		if end := strings.IndexAny(value, ";("); end >= 0 {
			value = value[:end]
		}
		all = append(all, strings.ToLower(strings.TrimSpace(value)))
	}
	return all
}

// suppressed: the sender asks for no automatic replies.
func suppressed(value string) bool {
	for part := range strings.SplitSeq(strings.ToLower(value), ",") {
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

var enhanced = regexp.MustCompile(`^[245]\.\d{1,3}\.\d{1,3}$`) // RFC 3463

// StatusClass is the class of a delivery status, '2' for success, '4' for trouble that may pass and '5' for failure for good; 0
// for what is no status and could be anything.
func StatusClass(status string) byte {
	if !enhanced.MatchString(status) {
		return 0
	}
	return status[0]
}

// maxStatus is how much of a delivery status is read: many recipients, but not a mail full of them.
const maxStatus = 64 << 10

// report reads the fields of a delivery status (RFC 3464): those of the message first, then of each recipient. The first
// recipient whose mail failed for good counts before those whose mail is late or has arrived.
func report(have *Report, data []byte) *Report {
	r := have
	if r == nil {
		r = &Report{}
	}
	data = append(slices.Clone(data[:min(len(data), maxStatus)]), "\r\n\r\n"...)
	fields := textproto.NewReader(bufio.NewReader(bytes.NewReader(data)))
	for {
		block, err := fields.ReadMIMEHeader()
		if action := strings.ToLower(clean(block.Get("Action"))); action != "" {
			if failed := action == "failed"; r.Recipient == "" || failed && !r.Failed {
				_, address, _ := strings.Cut(block.Get("Final-Recipient"), ";")
				r.Recipient = strings.ToLower(strings.Trim(short(address), "<>"))
				r.Status, _, _ = strings.Cut(short(block.Get("Status")), " ")
				r.Failed, r.Delayed = failed, action == "delayed"
			}
		}
		if err != nil {
			return r
		}
	}
}
