package entitlement_test

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"flatsupport/shared/entitlement"
	"flatsupport/shared/policy"
)

func TestACriticalRequestDoesNotWaitForTheFacts(t *testing.T) {
	t.Parallel()
	cases := []struct {
		name  string
		given []option
		runs  bool
	}{
		{"P1 by the portal", []option{priority(policy.P1)}, true},
		{"P1 by phone", []option{priority(policy.P1), channel(policy.Hotline)}, true},
		{"P1 by mail", []option{priority(policy.P1), channel(policy.Email)}, true},
		{"P1 on installation work", []option{priority(policy.P1), requestType(policy.Configure)}, true},
		{"P1 of a stranger about an unknown system", []option{priority(policy.P1), by("stranger"), asks(func(r *entitlement.Request) { r.Installation = "nowhere" })}, true},
		{"P2", []option{priority(policy.P2)}, false},
		{"P3 by phone, with the operator's reason", []option{priority(policy.P3), channel(policy.Hotline), override("portal is down")}, false},
		{"a question marked P1 is P4", []option{priority(policy.P1), requestType(policy.Question)}, false},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			ed := edition(t)
			req := given(t, c.given...).req
			d, runs := entitlement.DecideUnverified(ed, req)
			assert.Equal(t, c.runs, runs)
			if !runs {
				assert.Zero(t, d)
				return
			}
			assert.Equal(t, entitlement.Decision{
				At: req.ReceivedAt, Answer: entitlement.Unverified, Clause: ed.UnverifiedClause, Edition: ed.ID, Digest: ed.Digest,
				Package: ed.Unverified, Level: 2, Priority: policy.P1, Calendar: ed.Calendars(),
			}, d)
		})
	}
}
