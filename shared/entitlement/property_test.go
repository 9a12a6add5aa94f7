package entitlement_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"flatsupport/shared/entitlement"
	"flatsupport/shared/policy"
)

// drawWorld draws a small customer with up to four certificates in every state, and a request.
func drawWorld(t *rapid.T, ed *policy.Edition) (entitlement.Facts, entitlement.Request) {
	f := entitlement.Facts{
		Customer: entitlement.Customer{Ref: "customer/volga@1", ID: "volga"},
		Contacts: []entitlement.Contact{
			{Ref: "contact/ivan@1", ID: "ivan", Authorised: true},
			{Ref: "contact/anna@1", ID: "anna"},
			{Ref: "contact/olga@1", ID: "olga", Partner: "integrator"},
			{Ref: "contact/boris@1", ID: "boris", Partner: "rival"},
		},
		Partners: []entitlement.Partner{
			{Ref: "partner/integrator@1", ID: "integrator", Active: rapid.Bool().Draw(t, "integrator has the status")},
			{Ref: "partner/rival@1", ID: "rival", Active: true},
		},
	}
	base := drawDate(t, "base")
	inst := entitlement.Installation{Ref: "installation/hq@1", ID: "hq", Product: ed.Products[0].Code}
	if rapid.IntRange(0, 5).Draw(t, "never commissioned") > 0 {
		inst.CommissionedOn = base.AddDays(rapid.IntRange(-30, 30).Draw(t, "commissioned"))
	}
	f.Installations = []entitlement.Installation{inst}
	codes := []policy.PackageCode{policy.TS8x5, policy.TS24x7, policy.TS24x7Plus, policy.TS24x7Onsite, policy.TS8x5L3}
	for _, id := range []string{"c1", "c2", "c3", "c4"}[:rapid.IntRange(0, 4).Draw(t, "certificates")] {
		c := entitlement.Certificate{
			Ref: entitlement.Ref("cert/" + id), ID: id, Edition: ed.ID, Installation: "hq",
			Package: rapid.SampledFrom(codes).Draw(t, "package"), TermMonths: 12,
			SoldOn: base.AddDays(rapid.IntRange(-800, 400).Draw(t, "sold")), Level1: rapid.Bool().Draw(t, "level 1"),
		}
		if c.Package == policy.TS8x5L3 {
			c.Partner = "integrator"
		}
		f.Certificates = append(f.Certificates, c)
		for _, i := range drawIntents(t, entitlement.LifeOf(ed, c, inst).End.In(ed.Zone)) {
			i.Certificate, i.Ref = id, i.Ref+entitlement.Ref("/"+id)
			f.Intents = append(f.Intents, i)
		}
	}
	return f, entitlement.Request{
		ReceivedAt:   base.In(ed.Zone).Add(time.Duration(rapid.IntRange(-400*24*60, 900*24*60).Draw(t, "minute")) * time.Minute),
		Channel:      rapid.SampledFrom([]policy.ChannelCode{policy.Portal, policy.Hotline}).Draw(t, "channel"),
		Type:         rapid.SampledFrom([]policy.RequestType{policy.Incident, policy.Incident, policy.Question, policy.Configure}).Draw(t, "type"),
		Priority:     rapid.SampledFrom([]policy.PriorityCode{policy.P1, policy.P2, policy.P3, policy.P4}).Draw(t, "priority"),
		Contact:      rapid.SampledFrom([]string{"ivan", "ivan", "olga", "boris", "anna", "stranger"}).Draw(t, "contact"),
		Installation: "hq",
	}
}

// answer is what Until speaks of: of a refusal its reason, of an acceptance also its terms.
func answer(d entitlement.Decision) entitlement.Decision {
	if d.Answer == entitlement.Refused {
		return entitlement.Decision{Answer: d.Answer, Code: d.Code, Clause: d.Clause, Edition: d.Edition}
	}
	d.At, d.Until, d.Facts, d.Readings, d.Candidates = time.Time{}, time.Time{}, nil, nil, nil
	return d
}

// Until is exactly the first instant with another answer: none differs before it, the one at it does, and where there
// is none no instant differs.
func TestUntilIsTheFirstInstantWithAnotherAnswer(t *testing.T) {
	t.Parallel()
	ed := edition(t)
	lib := shelf{ed}
	rapid.Check(t, func(t *rapid.T) {
		facts, req := drawWorld(t, ed)
		d, err := entitlement.Decide(lib, facts, req)
		require.NoError(t, err)
		judge := func(at time.Time) entitlement.Decision {
			req := req
			req.ReceivedAt = at
			d, err := entitlement.Decide(lib, facts, req)
			require.NoError(t, err)
			return answer(d)
		}
		end := req.ReceivedAt.AddDate(6, 0, 0)
		if !d.Until.IsZero() {
			require.True(t, d.Until.After(req.ReceivedAt))
			assert.NotEqual(t, answer(d), judge(d.Until))
			assert.Equal(t, answer(d), judge(d.Until.Add(-time.Nanosecond)))
			assert.Equal(t, time.UTC, d.Until.Location())
			end = d.Until
		}
		for at := req.ReceivedAt; at.Before(end); at = at.Add(37 * time.Hour) {
			require.Equal(t, answer(d), judge(at), "at %s, until %s", at, d.Until)
		}
	})
}

func TestTheOrderOfFactsDoesNotMatter(t *testing.T) {
	t.Parallel()
	ed := edition(t)
	rapid.Check(t, func(t *rapid.T) {
		facts, req := drawWorld(t, ed)
		want, err := entitlement.Decide(shelf{ed}, facts, req)
		require.NoError(t, err)
		got, err := entitlement.Decide(shelf{ed}, entitlement.Facts{
			Customer:      facts.Customer,
			Contacts:      rapid.Permutation(facts.Contacts).Draw(t, "contacts"),
			Installations: rapid.Permutation(facts.Installations).Draw(t, "installations"),
			Certificates:  rapid.Permutation(facts.Certificates).Draw(t, "certificates"),
			Intents:       rapid.Permutation(facts.Intents).Draw(t, "intents"),
			Partners:      rapid.Permutation(facts.Partners).Draw(t, "partners"),
		}, req)
		require.NoError(t, err)
		assert.Equal(t, want, got)
	})
}

// Whatever the facts, an answer is whole: accepted with terms, or refused with a code, its clause and an account of
// every certificate.
func TestEveryAnswerIsWhole(t *testing.T) {
	t.Parallel()
	ed := edition(t)
	rapid.Check(t, func(t *rapid.T) {
		facts, req := drawWorld(t, ed)
		d, err := entitlement.Decide(shelf{ed}, facts, req)
		require.NoError(t, err)
		used := 0
		for _, c := range d.Candidates {
			if c.Used {
				used++
				assert.Empty(t, c.Why)
				assert.Equal(t, d.Certificate, c.Certificate)
			}
		}
		assert.Len(t, d.Candidates, len(facts.Certificates))
		assert.NotEmpty(t, d.Clause)
		if d.Answer == entitlement.Refused {
			assert.NotEmpty(t, d.Code)
			assert.Zero(t, used)
			return
		}
		assert.Equal(t, entitlement.Accepted, d.Answer)
		assert.Contains(t, []entitlement.Support{entitlement.Active, entitlement.Loyalty}, d.Support)
		assert.Equal(t, 1, used)
		assert.NotZero(t, d.Level)
	})
}
