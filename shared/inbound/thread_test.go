package inbound_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"flatsupport/shared/inbound"
)

var threads = inbound.Threads{Key: []byte("0123456789abcdef0123456789abcdef"), Domain: "support.flat.example"}

const ticket = "K7QX2MN4TB"

func TestAnIDNamesItsTicketAndCannotBeMadeUp(t *testing.T) {
	t.Parallel()
	id := threads.MessageID(ticket, "registered")
	assert.Regexp(t, `^k7qx2mn4tb\.[0-9a-z]{10}\.[0-9a-z]{24}@support\.flat\.example$`, id)
	assert.Equal(t, id, threads.MessageID(ticket, "registered"), "a notice sent again has the same id")
	assert.NotEqual(t, id, threads.MessageID(ticket, "resolved"))
	local, domain, _ := strings.Cut(id, "@")
	hash := local[strings.LastIndex(local, ".")+1:]
	other := inbound.Threads{Key: []byte("another key"), Domain: threads.Domain}
	elsewhere := inbound.Threads{Key: threads.Key, Domain: "desk.other.example"}
	cases := []struct {
		name, id   string
		ok, forged bool
	}{
		{"as it was sent", id, true, false},
		{"in brackets", "<" + id + ">", true, false},
		{"in large letters", strings.ToUpper(id), true, false},
		{"with a domain in large letters", local + "@" + strings.ToUpper(domain), true, false},
		{"EML-08: another ticket before the hash", "k7qx2mn4tc" + local[10:] + "@" + domain, false, true},
		{"EML-08: another notice before the hash", ticket + ".0123456789." + hash + "@" + domain, false, true},
		{"EML-08: a hash of noughts", strings.Replace(id, hash, strings.Repeat("0", 24), 1), false, true},
		{"EML-08: the hash of another key", other.MessageID(ticket, "registered"), false, true},
		{"the hash cut short", strings.Replace(id, hash, hash[:23], 1), false, false},
		{"another domain", elsewhere.MessageID(ticket, "registered"), false, false},
		{"a domain that goes on", id + ".evil.example", false, false},
		{"a domain below", local + "@x." + domain, false, false},
		{"another at", local + "@evil.example@" + domain, false, false},
		{"the number alone", ticket + "@" + domain, false, false},
		{"somebody's id", "CAF=abc123@mail.gmail.com", false, false},
		{"nothing", "", false, false},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			found, ok, forged := threads.Ticket(c.id)
			assert.Equal(t, c.ok, ok)
			assert.Equal(t, c.forged, forged)
			if c.ok {
				assert.Equal(t, ticket, found)
			} else {
				assert.Empty(t, found)
			}
		})
	}
}

// EML-28: not In-Reply-To alone.
func TestCandidatesAreFoundByAllThatAMailAnswers(t *testing.T) {
	t.Parallel()
	first, second := threads.MessageID("AAAAAAAAAA", "registered"), threads.MessageID("BBBBBBBBBB", "answer")
	forged := strings.Replace(first, "aaaaaaaaaa", "cccccccccc", 1)
	cases := []struct {
		name    string
		mail    inbound.Mail
		tickets []string
		forged  bool
	}{
		{"nothing", inbound.Mail{}, nil, false},
		{"what it replies to comes first", inbound.Mail{InReplyTo: []string{first}, References: []string{first, second}}, []string{"AAAAAAAAAA", "BBBBBBBBBB"}, false},
		{"then the newest reference", inbound.Mail{InReplyTo: []string{"x@y.example"}, References: []string{first, second, "x@y.example"}}, []string{"BBBBBBBBBB", "AAAAAAAAAA"}, false},
		{"by an old reference alone", inbound.Mail{InReplyTo: []string{"x@y.example"}, References: []string{first, "x@y.example"}}, []string{"AAAAAAAAAA"}, false},
		{"EML-08: a forged one finds nothing", inbound.Mail{InReplyTo: []string{forged}}, nil, true},
		{"a forged one beside a true one", inbound.Mail{InReplyTo: []string{forged}, References: []string{second}}, []string{"BBBBBBBBBB"}, true},
		{"EML-04: a number in the text finds nothing", inbound.Mail{Subject: "K7QX2-MN4TB", Text: first}, nil, false},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			tickets, forged := threads.Candidates(c.mail)
			assert.Equal(t, c.tickets, tickets)
			assert.Equal(t, c.forged, forged)
		})
	}
}

func TestAThreadSurvivesTheWayThroughAMail(t *testing.T) {
	t.Parallel()
	id := threads.MessageID(ticket, "registered")
	m := read(t, letter("In-Reply-To:", " <"+strings.ToUpper(id)+">", "", "Спасибо"))
	tickets, forged := threads.Candidates(m)
	assert.Equal(t, []string{ticket}, tickets)
	assert.False(t, forged)
}

// EML-17
func TestWhoseIDItIs(t *testing.T) {
	t.Parallel()
	cases := []struct {
		name, id string
		sign     inbound.Machine
		own      bool
	}{
		{"ours", threads.MessageID(ticket, "registered"), inbound.OurOwn, true},
		{"of our host", "anything@support.flat.example", inbound.OurOwn, false},
		{"of our host in large letters", "anything@Support.FLAT.example", inbound.OurOwn, false},
		{"of a host below", "anything@mail.support.flat.example", "", false},
		{"of the host above", "anything@flat.example", "", false},
		{"of a lookalike", "anything@support-flat.example", "", false},
		{"of a host that begins like ours", "anything@support.flat.example.evil.example", "", false},
		{"of a host that ends like ours", "anything@xsupport.flat.example", "", false},
		{"with our host before the at", "support.flat.example@evil.example", "", false},
		{"with a Cyrillic letter", "anything@suppоrt.flat.example", "", false},
		{"without a host", "anything", "", false},
		{"none", "", "", false},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			m := inbound.Mail{MessageID: c.id}
			assert.Equal(t, c.sign, threads.Machine(m))
			assert.Equal(t, c.own, threads.Own(m))
		})
	}
	assert.Equal(t, inbound.NullSender, threads.Machine(inbound.Mail{MessageID: "x@support.flat.example", Machine: inbound.NullSender}))
	assert.Empty(t, inbound.Threads{}.Machine(inbound.Mail{MessageID: "anything"}), "a desk without a domain has no ids")
}

func TestNumbersInTheSubjectAreHints(t *testing.T) {
	t.Parallel()
	cases := []struct {
		subject string
		want    []string
	}{
		{"Re: [K7QX2-MN4TB] Calls are dead", []string{"K7QX2MN4TB"}},
		{"k7qx2mn4tb", []string{"K7QX2MN4TB"}},
		{"Заявка K7QX2–MN4TB и K7QX2 MN4TB", []string{"K7QX2MN4TB"}},
		{"Calls are dead", nil},
		{"", nil},
	}
	for _, c := range cases {
		assert.Equal(t, c.want, inbound.Mail{Subject: c.subject}.Numbers(), c.subject)
	}
	require.LessOrEqual(t, len(inbound.Mail{Subject: strings.Repeat("K7QX2-MN4TB ", 100)}.Numbers()), 10)
}
