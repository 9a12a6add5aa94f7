package reminder_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"flatsupport/shared/entitlement"
	"flatsupport/shared/policy"
	"flatsupport/shared/reminder"
)

func TestWhoIsTold(t *testing.T) {
	t.Parallel()
	due := reminder.Look(matter(t), moscow(t, "2025-03-01 00:00"), moscow(t, "2025-12-15 10:00"), nil).Due
	require.Len(t, due, 1)
	cases := []struct {
		name   string
		roster reminder.Roster
		want   []string // audience person
	}{
		{"contacts and sales", reminder.Roster{Contacts: []string{"ivan", "kate"}, Sales: []string{"zueva"}, Managers: []string{"orlova"}}, []string{"customer ivan", "customer kate", "sales zueva"}},
		{"a manager for sales", reminder.Roster{Contacts: []string{"ivan"}, Managers: []string{"orlova", "orlova"}, LastResort: "orlova"}, []string{"customer ivan", "manager orlova"}},
		{"the last resort", reminder.Roster{LastResort: "orlova"}, []string{"sales orlova!"}},
		{"a contact and a seller of one name", reminder.Roster{Contacts: []string{"olga"}, Sales: []string{"olga"}}, []string{"customer olga", "sales olga"}},
		{"nobody", reminder.Roster{}, []string{}},
	}
	for _, c := range cases {
		got, keys := []string{}, map[string]bool{}
		for _, n := range due[0].Notices(c.roster) {
			line := string(n.Audience) + " " + n.Person
			if n.Fallback {
				line += "!"
			}
			got = append(got, line)
			assert.Equal(t, policy.NoticeExpires, n.Kind)
			assert.False(t, keys[n.Key], "%s: %s twice", c.name, n.Key)
			keys[n.Key] = true
		}
		assert.Equal(t, c.want, got, c.name)
	}
}

func TestWhichContactsAreTold(t *testing.T) {
	t.Parallel()
	facts := entitlement.Facts{Contacts: []entitlement.Contact{
		{ID: "ivan", Email: "ivan@volga.example", Authorised: true},
		{ID: "mute", Authorised: true},
		{ID: "oleg", Email: "oleg@volga.example"},
		{ID: "integrator/olga", Partner: "integrator", Email: "olga@integrator.example"},
		{ID: "other/petr", Partner: "other", Email: "petr@other.example"},
	}}
	assert.Equal(t, []string{"ivan"}, matter(t).Contacts(facts))
	anyone, err := edition(t).With(map[string]string{"contacts.mode": policy.ContactsAnyone})
	require.NoError(t, err)
	assert.Equal(t, []string{"ivan", "oleg"}, matter(t, func(m *reminder.Matter) { m.Edition = anyone }).Contacts(facts))
	bound := matter(t, func(m *reminder.Matter) { m.Certificate.Package, m.Certificate.Partner = policy.TS8x5L3, "integrator" })
	assert.Equal(t, []string{"integrator/olga"}, bound.Contacts(facts))
}
