package inbound

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base32"
	"regexp"
	"slices"
	"strings"
)

// Threads makes and checks the Message-IDs of the desk's own mails. An id carries a keyed hash of the ticket and the
// notice, so that an answer finds its ticket by an id that nobody can make up.
type Threads struct {
	Key    []byte
	Domain string
}

// ThreadsOf are those of the desk that is written to at the address, which has a domain.
func ThreadsOf(inbox string, key []byte) Threads {
	_, domain, _ := strings.Cut(strings.ToLower(inbox), "@")
	return Threads{Key: key, Domain: domain}
}

var base = base32.NewEncoding("0123456789abcdefghjkmnpqrstvwxyz").WithPadding(base32.NoPadding)

// MessageID is the id of a notice's mail: ticket.notice.hash@domain. The same notice has the same id.
func (t Threads) MessageID(ticket, notice string) string {
	digest := sha256.Sum256([]byte(notice))
	mark := base.EncodeToString(digest[:])[:10]
	return strings.ToLower(ticket) + "." + mark + "." + t.hash(strings.ToLower(ticket), mark) + "@" + t.Domain
}

func (t Threads) hash(ticket, mark string) string {
	mac := hmac.New(sha256.New, t.Key)
	mac.Write([]byte("thread\x00" + ticket + "\x00" + mark + "\x00" + strings.ToLower(t.Domain)))
	return base.EncodeToString(mac.Sum(nil)[:15])
}

var ours = regexp.MustCompile(`^([0-9a-z]{10})\.([0-9a-z]{10})\.([0-9a-z]{24})$`)

// Ticket is the ticket of an id that this desk has made; false for any other. forged: it has the form of one of ours and a
// wrong hash.
func (t Threads) Ticket(id string) (ticket string, ok, forged bool) {
	local, domain, _ := strings.Cut(strings.ToLower(strings.Trim(id, "<> ")), "@")
	parts := ours.FindStringSubmatch(local)
	if parts == nil || !strings.EqualFold(domain, t.Domain) {
		return "", false, false
	}
	if !hmac.Equal([]byte(parts[3]), []byte(t.hash(parts[1], parts[2]))) {
		return "", false, true
	}
	return strings.ToUpper(parts[1]), true, false
}

// Root is the id under which all mails about a ticket are one conversation. No mail has it for its own: the mail service
// gives every mail a Message-ID of its making, and what survives in an answer are the references.
func (t Threads) Root(ticket string) string { return t.MessageID(ticket, "") }

// longestLocal is what a part before the @ may have (RFC 5321).
const longestLocal = 64

// ReplyTo is the address with the ticket's root behind a plus, for mail programs that answer without references. An address
// that has no room for it is left as it is.
func (t Threads) ReplyTo(address, ticket string) string {
	local, domain, _ := strings.Cut(address, "@")
	tag, _, _ := strings.Cut(t.Root(ticket), "@")
	if tagged := local + "+" + tag; len(tagged) <= longestLocal {
		return tagged + "@" + domain
	}
	return address
}

// UploadToken is the secret of the link by which files that a mail could not bring are added to the ticket: the same again
// for the same mail, and 128 bits for anybody who has not the key.
func (t Threads) UploadToken(ticket, mail string) string {
	mac := hmac.New(sha256.New, t.Key)
	mac.Write([]byte("upload\x00" + ticket + "\x00" + mail))
	return base.EncodeToString(mac.Sum(nil)[:16])
}

// tags are the ids behind a plus in the addresses that the mail went to.
func (t Threads) tags(m Mail) []string {
	var ids []string
	for _, to := range append(slices.Clone(m.To), m.Cc...) {
		local, _, _ := strings.Cut(to.Email, "@")
		if _, tag, found := strings.Cut(local, "+"); found {
			ids = append(ids, tag+"@"+t.Domain)
		}
	}
	return ids
}

// Tag is an id in the letters that tags of a mail service may have; FromTag is the id again.
func Tag(id string) string {
	local, _, _ := strings.Cut(id, "@")
	return strings.ReplaceAll(local, ".", "_")
}

// FromTag is the id of which Tag made the tag.
func (t Threads) FromTag(tag string) string {
	return strings.ReplaceAll(tag, "_", ".") + "@" + t.Domain
}

// Candidates are the tickets to which a mail may belong, the likeliest first, by the ids of ours that it answers: what it
// replies to, then its references from the newest back, then what stands in the address that it was sent to. forged
// reports an id that imitates ours.
func (t Threads) Candidates(m Mail) (tickets []string, forged bool) {
	named := append(slices.Clone(m.InReplyTo), reversed(m.References)...)
	named = append(named, t.tags(m)...)
	for _, id := range named {
		ticket, ok, imitates := t.Ticket(id)
		forged = forged || imitates
		if ok && !slices.Contains(tickets, ticket) {
			tickets = append(tickets, ticket)
		}
	}
	return tickets, forged
}

// Returned are the tickets to which the mail that a report is about may belong, found as those of an answer: whoever sends a
// report can say whatever he wants of a mail, but cannot make an id of ours.
func (t Threads) Returned(r Report) (tickets []string, forged bool) {
	return t.Candidates(Mail{InReplyTo: []string{r.Message}, References: r.References, To: r.ReplyTo})
}

// Machine is the sign by which the mail was sent by a machine: its own, or that its id has the very host of ours. A host
// that only looks like ours, or lies below or above it, says nothing (EML-17).
func (t Threads) Machine(m Mail) Machine {
	_, host, _ := strings.Cut(m.MessageID, "@")
	if m.Machine == "" && t.Domain != "" && strings.EqualFold(host, t.Domain) {
		return OurOwn
	}
	return m.Machine
}

// Own reports whether the mail is one that this desk has sent, come back to it: no other has such an id.
func (t Threads) Own(m Mail) bool {
	_, ok, _ := t.Ticket(m.MessageID)
	return ok
}

func reversed(list []string) []string {
	out := slices.Clone(list)
	slices.Reverse(out)
	return out
}

var number = regexp.MustCompile(`(?i)\b([0-9A-Z]{5})[-–— ]?([0-9A-Z]{5})\b`)

// Numbers are what looks like ticket numbers in the subject. They are a hint and no more: whoever can write a number
// knows nothing yet.
func (m Mail) Numbers() []string {
	var all []string
	for _, found := range number.FindAllStringSubmatch(m.Subject, 10) {
		all = append(all, strings.ToUpper(found[1]+found[2]))
	}
	slices.Sort(all)
	return slices.Compact(all)
}
