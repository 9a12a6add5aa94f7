package escalation_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"pgregory.net/rapid"

	"flatsupport/shared/escalation"
	"flatsupport/shared/policy"
	"flatsupport/shared/ticket"
)

const (
	toAssigned = policy.ToAssigned
	toDuty     = policy.ToDuty
	toManager  = policy.ToManager
	toCustomer = policy.ToCustomer
)

func TestWhoIsTold(t *testing.T) {
	t.Parallel()
	told := func(audience policy.Audience, person string) ticket.Notice {
		return ticket.Notice{Key: "c>" + person, Kind: policy.NoticeBreach, Audience: audience, Person: person}
	}
	instead := func(audience policy.Audience, person string) ticket.Notice {
		n := told(audience, person)
		n.Fallback = true
		return n
	}
	empty := func(person string) ticket.Notice {
		return ticket.Notice{Key: "c/empty_rota>" + person, Kind: policy.NoticeNoOneOn, Audience: toManager, Person: person}
	}
	full := escalation.Roster{Duty: []string{"dutov", "sidorova"}, Managers: []string{"orlova"}, LastResort: "directorov"}
	nobody := escalation.Roster{LastResort: "directorov"}
	cases := []struct {
		name     string
		engineer string
		tell     []policy.Audience
		roster   escalation.Roster
		want     []ticket.Notice
	}{
		{"the engineer of the ticket", "petrov", []policy.Audience{toAssigned}, full, []ticket.Notice{told(toAssigned, "petrov")}},
		{"the duty where none is named", "", []policy.Audience{toAssigned}, full, []ticket.Notice{told(toAssigned, "dutov"), told(toAssigned, "sidorova")}},
		{"everybody of each audience, in order", "petrov", []policy.Audience{toManager, toDuty, toAssigned}, full, []ticket.Notice{
			told(toManager, "orlova"), told(toDuty, "dutov"), told(toDuty, "sidorova"), told(toAssigned, "petrov"),
		}},
		{"nobody twice", "dutov", []policy.Audience{toAssigned, toDuty, toDuty}, full, []ticket.Notice{told(toAssigned, "dutov"), told(toDuty, "sidorova")}},
		{"the customer", "petrov", []policy.Audience{toCustomer}, nobody, []ticket.Notice{told(toCustomer, "ivan")}},
		{"ESC-08: the last resort where nobody is on duty, and the managers hear of it", "", []policy.Audience{toDuty}, escalation.Roster{Managers: []string{"orlova"}, LastResort: "directorov"}, []ticket.Notice{
			instead(toDuty, "directorov"), empty("orlova"),
		}},
		{"a manager who was told too hears of the empty rota", "", []policy.Audience{toDuty, toManager}, escalation.Roster{Managers: []string{"orlova"}, LastResort: "directorov"}, []ticket.Notice{
			instead(toDuty, "directorov"), told(toManager, "orlova"), empty("orlova"),
		}},
		{"the last resort once, for however many", "", []policy.Audience{toAssigned, toDuty, toManager}, nobody, []ticket.Notice{instead(toAssigned, "directorov")}},
		{"a manager who is the last resort needs no second notice", "", []policy.Audience{toDuty, toManager}, escalation.Roster{Managers: []string{"directorov"}, LastResort: "directorov"}, []ticket.Notice{instead(toDuty, "directorov")}},
		{"nor is it silenced by what he was told before", "directorov", []policy.Audience{toAssigned, toDuty}, nobody, []ticket.Notice{instead(toAssigned, "directorov")}},
		{"an engineer who is named is told although nobody is on duty", "petrov", []policy.Audience{toAssigned}, nobody, []ticket.Notice{told(toAssigned, "petrov")}},
		{"without a last resort the managers still hear", "", []policy.Audience{toDuty}, escalation.Roster{Managers: []string{"orlova"}}, []ticket.Notice{empty("orlova")}},
		{"without anybody nobody is told", "", []policy.Audience{toDuty, toManager}, escalation.Roster{}, nil},
		{"a contact and an engineer may have the same id", "ivan", []policy.Audience{toCustomer, toAssigned}, full, []ticket.Notice{
			told(toCustomer, "ivan"),
			{Key: "c>ivan/assigned", Kind: policy.NoticeBreach, Audience: toAssigned, Person: "ivan"},
		}},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			given := ticket.Ticket{Engineer: c.engineer, Registered: ticket.Registered{Contact: "ivan"}}
			assert.Equal(t, c.want, escalation.Announce("c", policy.NoticeBreach, c.tell, given, c.roster))
		})
	}
}

func TestACustomerWithoutAContactHasNoStandIn(t *testing.T) {
	t.Parallel()
	roster := escalation.Roster{Managers: []string{"orlova"}, LastResort: "directorov"}
	assert.Empty(t, escalation.Announce("c", policy.NoticeResolved, []policy.Audience{toCustomer}, ticket.Ticket{}, roster))
}

func TestARungIsWrittenWithWhatItAnnounces(t *testing.T) {
	t.Parallel()
	d := begun(t, breach())
	rung := d.look("2026-11-23 15:00").Due[0]
	assert.Equal(t, ticket.Event{
		At: msk(t, "2026-11-23 15:00"), By: system, Key: "reaction/1/P2/breach/1",
		Fact: ticket.Stepped{Clock: policy.Reaction, Step: "breach", N: 1},
		Notices: []ticket.Notice{
			{Key: "reaction/1/P2/breach/1>orlova", Kind: policy.NoticeBreach, Audience: toManager, Person: "orlova"},
			{Key: "reaction/1/P2/breach/1>dutov", Kind: policy.NoticeBreach, Audience: toDuty, Person: "dutov"},
		},
	}, rung.Event(d.ticket, d.roster, msk(t, "2026-11-23 15:00")))
}

var people = rapid.SliceOfN(rapid.SampledFrom([]string{"dutov", "sidorova", "orlova", "directorov", "ivan", "petrov"}), 0, 3)

func drawRoster(t *rapid.T) escalation.Roster {
	return escalation.Roster{
		Duty: people.Draw(t, "duty"), Managers: people.Draw(t, "managers"),
		LastResort: rapid.SampledFrom([]string{"", "directorov", "dutov"}).Draw(t, "last resort"),
	}
}

// Whatever the rota: no key twice, nobody told the same twice, and somebody of the desk told as long as there is anybody.
func TestAnnouncementsHaveNoDuplicates(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		roster := drawRoster(t)
		tell := rapid.SliceOfN(rapid.SampledFrom([]policy.Audience{toAssigned, toDuty, toManager, toCustomer}), 1, 4).Draw(t, "tell")
		given := ticket.Ticket{
			Engineer:   rapid.SampledFrom([]string{"", "petrov", "dutov", "ivan"}).Draw(t, "engineer"),
			Registered: ticket.Registered{Contact: "ivan"},
		}
		type listener struct {
			person   string
			customer bool
			kind     policy.NoticeKind
		}
		keys, heard := map[string]bool{}, map[listener]bool{}
		staff := false
		for _, n := range escalation.Announce("c", policy.NoticeBreach, tell, given, roster) {
			who := listener{n.Person, n.Audience == toCustomer, n.Kind}
			assert.False(t, keys[n.Key], n.Key)
			assert.False(t, heard[who], "%v", who)
			assert.NotEmpty(t, n.Person)
			keys[n.Key], heard[who] = true, true
			staff = staff || n.Audience != toCustomer
		}
		asked := false
		for _, audience := range tell {
			asked = asked || audience != toCustomer
		}
		assert.True(t, !asked || staff || roster.LastResort == "" && len(roster.Managers) == 0)
	})
}
