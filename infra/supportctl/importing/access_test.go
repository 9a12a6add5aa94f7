package importing_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"flatsupport/infra/supportctl/importing"
	"flatsupport/shared/store"
)

var maria = store.Membership{Kind: store.ContactMember, Customer: "onega", Contact: "maria"}

// Who signs in as a contact follows the file: another address lets the new one in and the old one out, whatever happened
// between.
func TestWhoSignsInFollowsTheFile(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	b.imported(t, examples(t)...)
	contact := func(columns, row string) importing.Report {
		t.Helper()
		return b.imported(t, file("contacts.csv", "customer,id,"+columns, "onega,maria,"+row))
	}
	signsIn := func(subjects ...string) {
		t.Helper()
		for _, subject := range []string{"maria@onega.example", "m2@onega.example", "auth0|maria"} {
			members := b.subject(t, subject)
			assert.Equal(t, contains(subjects, subject), len(members) == 1, "%s: %v", subject, members)
		}
	}
	signsIn("maria@onega.example")
	contact("email", "m2@onega.example")
	signsIn("m2@onega.example")
	contact("email,subject", "m2@onega.example,auth0|maria")
	signsIn("auth0|maria")
	assert.Zero(t, contact("email", "m2@onega.example").ToWrite, "a file without the column asks for nothing")
	signsIn("auth0|maria")
	contact("email,subject,access", "m2@onega.example,auth0|maria,no")
	signsIn()
	assert.Zero(t, contact("email", "m2@onega.example").ToWrite, "who was kept out stays out")
	contact("email,access", "m2@onega.example,yes")
	signsIn("m2@onega.example")
	contact("email", "maria@onega.example")
	signsIn("maria@onega.example")
}

func contains(list []string, s string) bool {
	for _, each := range list {
		if each == s {
			return true
		}
	}
	return false
}

func TestWhatAnInterruptionLeftOfAnOldAddressIsEnded(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	b.imported(t, examples(t)...)
	moved := file("contacts.csv", "customer,id,email", "onega,maria,m2@onega.example")
	b.imported(t, moved)
	require.NoError(t, b.PutMembership(t.Context(), "maria@onega.example", maria)) // as if the end had not been reached
	report := b.imported(t, moved)
	assert.Equal(t, 1, report.Written)
	assert.Empty(t, b.subject(t, "maria@onega.example"))
	assert.Equal(t, []store.Membership{maria}, b.subject(t, "m2@onega.example"))
}

func TestTwoContactsMayExchangeTheirAddresses(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	b.imported(t, examples(t)...)
	b.imported(t, file("contacts.csv", "customer,id,email", "onega,maria,paul@onega.example", "onega,paul,maria@onega.example"))
	assert.Equal(t, []store.Membership{maria}, b.subject(t, "paul@onega.example"))
	assert.Equal(t, []store.Membership{{Kind: store.ContactMember, Customer: "onega", Contact: "paul"}}, b.subject(t, "maria@onega.example"))
}

func TestOnePersonMayActForSeveralCompanies(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	b.imported(t, examples(t)...)
	b.imported(t,
		file("contacts.csv", "customer,email", "ladoga,maria@onega.example"),
		file("partner-contacts.csv", "partner,email", "sever,maria@onega.example"))
	assert.Len(t, b.subject(t, "maria@onega.example"), 3)
}
