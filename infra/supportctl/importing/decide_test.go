package importing_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"flatsupport/shared/entitlement"
	"flatsupport/shared/policy"
)

// What was imported is what decisions rest on.
func TestRequestsAreDecidedOnWhatWasImported(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	b.imported(t, examples(t)...)
	editions, err := policy.Editions()
	require.NoError(t, err)
	cases := []struct {
		name, customer, installation, contact string
		answer                                entitlement.Answer
		code                                  policy.RefusalCode
		certificate                           string
	}{
		{"a running certificate", "onega", "petrozavodsk", "maria", entitlement.Accepted, "", "ТП 12/2025"},
		{"a contact who is not authorised", "onega", "petrozavodsk", "paul", entitlement.Refused, policy.ContactNotAuthorised, ""},
		{"a system that is not commissioned, before its activation", "onega", "call-centre", "maria", entitlement.Refused, policy.NotYetActive, ""},
		{"after the loyalty period of a declared intent", "ladoga", "spb", "ilya", entitlement.Refused, policy.LoyaltyEnded, ""},
		{"a withdrawn intent", "ladoga", "moscow", "ilya", entitlement.Refused, policy.LoyaltyEnded, ""},
		{"a partner's employee", "pechora", "komi", "sever/daria", entitlement.Accepted, "", "komi-1"},
		{"the end customer of a partner", "pechora", "komi", "roman", entitlement.Refused, policy.ContactNotAuthorised, ""},
	}
	for _, c := range cases {
		facts, err := b.Facts(t.Context(), c.customer)
		require.NoError(t, err)
		d, err := entitlement.Decide(editions, facts, entitlement.Request{
			ReceivedAt: monday, Channel: policy.Portal, Type: policy.Incident, Priority: policy.P3, Installation: c.installation, Contact: c.contact,
		})
		require.NoError(t, err, c.name)
		assert.Equal(t, c.answer, d.Answer, c.name)
		assert.Equal(t, c.code, d.Code, c.name)
		if c.certificate != "" {
			assert.Equal(t, c.certificate, d.Certificate, c.name)
		}
	}
}
