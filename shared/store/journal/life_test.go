package journal_test

import (
	"flag"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"flatsupport/shared/policy"
	"flatsupport/shared/store/journal"
	"flatsupport/shared/ticket"
)

var update = flag.Bool("update", false, "rewrite golden files")

// usualLife is registered, decided, responded and resolved, each with its notices delivered, with ids as they are.
func usualLife() []ticket.Event {
	at := func(seconds int) time.Time {
		return time.Date(2026, 11, 23, 7, 30, 0, 0, time.UTC).Add(time.Duration(seconds) * time.Second)
	}
	contact := ticket.Actor{Role: ticket.Contact, ID: "ivan.petrov@volga.example"}
	engineer := ticket.Actor{Role: ticket.Engineer, ID: "sidorova"}
	system := ticket.Actor{Role: ticket.System}
	notice := func(key string, kind policy.NoticeKind, to policy.Audience, person string) ticket.Notice {
		return ticket.Notice{Key: key + ">" + person, Kind: kind, Audience: to, Person: person}
	}
	sent := func(seconds int, notice string) ticket.Event {
		return ticket.Event{At: at(seconds).Add(417 * time.Millisecond), By: system, Fact: ticket.Notified{Notice: notice, Outcome: ticket.Sent}}
	}
	return []ticket.Event{
		{At: at(0).Add(123 * time.Millisecond), By: contact, Key: "k3xQvT0a9Zc", Fact: ticket.Registered{
			Customer: "volga", Contact: contact.ID, Installation: "volga-hq", Channel: policy.Portal, Type: policy.Incident,
			Priority: policy.P1, Language: "ru",
		}},
		{
			At: at(2), By: system, Key: "decided/accepted",
			Fact: ticket.Decided{
				Answer: ticket.Accepted, Clause: "E3", Edition: "flat-1.4", Digest: "0a1b2c3d", Calendar: "ru-five-day-2027.1",
				Package: policy.TS24x7Plus, Certificate: "volga-2025-1", Support: "active", Level: 2, Priority: policy.P1, Engineer: engineer.ID, MustName: true,
				Facts: []string{"customer/volga@1", "contact/" + contact.ID + "@1", "inst/volga-hq@2", "cert/volga-2025-1@1"},
				Until: time.Date(2028, 3, 14, 21, 0, 0, 0, time.UTC),
			},
			Notices: []ticket.Notice{notice("decided/accepted", policy.NoticeAccepted, policy.ToCustomer, contact.ID)},
		},
		{At: at(2), By: system, Key: "reaction/1/P1/start/1", Fact: ticket.Stepped{Clock: policy.Reaction, Step: "start", N: 1}, Notices: []ticket.Notice{
			notice("reaction/1/P1/start/1", policy.NoticeNewTicket, policy.ToAssigned, engineer.ID),
		}},
		sent(3, "decided/accepted>"+contact.ID),
		sent(3, "reaction/1/P1/start/1>"+engineer.ID),
		{At: at(1800), By: engineer, Key: "Zt5_b-8Kq2w", Fact: ticket.Responded{Message: "b7D1xQz0PlMw"}, Notices: []ticket.Notice{
			notice("Zt5_b-8Kq2w", policy.NoticeAnswered, policy.ToCustomer, contact.ID),
		}},
		sent(1802, "Zt5_b-8Kq2w>"+contact.ID),
		{At: at(9000), By: engineer, Key: "aa0_RRk2w91", Fact: ticket.Resolved{Message: "Y-8a7sdfQ2ww"}, Notices: []ticket.Notice{
			notice("aa0_RRk2w91", policy.NoticeResolved, policy.ToCustomer, contact.ID),
		}},
		sent(9002, "aa0_RRk2w91>"+contact.ID),
	}
}

func TestTheStoredFormOfAUsualLife(t *testing.T) {
	t.Parallel()
	const golden = "testdata/usual-life.json"
	line, err := journal.Encode(usualLife())
	require.NoError(t, err)
	if *update {
		require.NoError(t, os.WriteFile(golden, []byte(line+"\n"), 0o600))
	}
	want, err := os.ReadFile(golden)
	require.NoError(t, err)
	assert.Equal(t, strings.TrimSpace(string(want)), line)
	back, err := journal.Decode(strings.TrimSpace(string(want)))
	require.NoError(t, err)
	assert.Equal(t, usualLife(), back)
	assert.Less(t, len(line), 800)
}
