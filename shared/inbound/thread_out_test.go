package inbound_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"pgregory.net/rapid"

	"flatsupport/shared/inbound"
)

// What goes out with a mail leads back to its ticket: by the references, by the address and by the tag of a report; and
// nobody without the key can make any of them.
func TestWhatGoesOutComesBack(t *testing.T) {
	t.Parallel()
	const ticket = "74HRBKGQ54"
	threads, other := inbound.ThreadsOf("Support@flat.example", []byte("key")), inbound.ThreadsOf("support@flat.example", []byte("another"))
	assert.Equal(t, "flat.example", threads.Domain)
	address := threads.ReplyTo("support@flat.example", ticket)
	assert.Regexp(t, `^support\+[0-9a-z.]+@flat\.example$`, address)
	local, _, _ := strings.Cut(address, "@")
	assert.LessOrEqual(t, len(local), 64)
	tag := inbound.Tag(threads.MessageID(ticket, "decided/accepted>ivan"))
	assert.Regexp(t, `^[0-9a-z_]+$`, tag)
	assert.Equal(t, threads.MessageID(ticket, "decided/accepted>ivan"), threads.FromTag(tag))
	for name, m := range map[string]inbound.Mail{
		"references": {References: []string{threads.Root(ticket), "0107@eu-central-1.amazonses.com"}},
		"to":         {To: []inbound.Address{{Email: "boss@volga.example"}, {Email: address}}},
		"cc":         {Cc: []inbound.Address{{Email: address}}},
	} {
		found, forged := threads.Candidates(m)
		assert.Equal(t, []string{ticket}, found, name)
		assert.False(t, forged, name)
		found, forged = other.Candidates(m)
		assert.Empty(t, found, name)
		assert.True(t, forged, name)
	}
	found, forged := threads.Candidates(inbound.Mail{To: []inbound.Address{{Email: "support+anything@flat.example"}}})
	assert.Empty(t, found)
	assert.False(t, forged, "anybody may use a plus")
}

// An address with no room for a tag stays an address.
func TestALongAddressIsLeftAlone(t *testing.T) {
	t.Parallel()
	threads := inbound.ThreadsOf("support@flat.example", []byte("key"))
	rapid.Check(t, func(t *rapid.T) {
		local := rapid.StringMatching(`[a-z]{1,64}`).Draw(t, "local")
		address := threads.ReplyTo(local+"@flat.example", "74HRBKGQ54")
		before, _, _ := strings.Cut(address, "@")
		assert.LessOrEqual(t, len(before), 64)
		assert.True(t, strings.HasPrefix(before, local))
	})
}
