package reminder_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"flatsupport/shared/coverage"
	"flatsupport/shared/entitlement"
	"flatsupport/shared/policy"
	"flatsupport/shared/reminder"
)

func edition(t testing.TB) *policy.Edition {
	t.Helper()
	editions, err := policy.Editions()
	require.NoError(t, err)
	ed, err := editions.Edition("flat-1.4")
	require.NoError(t, err)
	return ed
}

func day(t testing.TB, text string) coverage.Date {
	t.Helper()
	d, err := coverage.ParseDate(text)
	require.NoError(t, err)
	return d
}

// moscow reads an instant such as "2026-03-15 10:00".
func moscow(t testing.TB, text string) time.Time {
	t.Helper()
	at, err := time.ParseInLocation("2006-01-02 15:04", text, policy.Moscow())
	require.NoError(t, err)
	return at.UTC()
}

// matter is a certificate that runs from 15 March 2025 to 15 March 2026: loyalty ends on 15 June, and a renewal needs an
// upgrade from 15 March 2027.
func matter(t testing.TB, with ...func(*reminder.Matter)) reminder.Matter {
	t.Helper()
	m := reminder.Matter{
		Edition: edition(t),
		Certificate: entitlement.Certificate{
			ID: "c1", Edition: "flat-1.4", Package: policy.TS8x5, Installation: "hq", SoldOn: day(t, "2025-03-01"),
			ActivationOn: day(t, "2025-03-15"), TermMonths: 12,
		},
		Installation: entitlement.Installation{ID: "hq", CommissionedOn: day(t, "2025-03-15")},
	}
	for _, change := range with {
		change(&m)
	}
	return m
}

func renewed(m *reminder.Matter)   { m.Renewed = true }
func cancelled(m *reminder.Matter) { m.Certificate.Cancelled = true }

// sold is an initial certificate, of a system that is not commissioned, sold on 1 June 2026: the cap is 30 August.
func sold(t testing.TB) func(m *reminder.Matter) {
	t.Helper()
	return func(m *reminder.Matter) {
		m.Certificate.SoldOn, m.Certificate.ActivationOn = day(t, "2026-06-01"), coverage.Date{}
		m.Installation.CommissionedOn = coverage.Date{}
	}
}

func declared(t testing.TB, at string) func(m *reminder.Matter) {
	t.Helper()
	return func(m *reminder.Matter) {
		m.Intents = append(m.Intents, entitlement.Intent{Certificate: "c1", DeclaredAt: moscow(t, at)})
	}
}

func keys(due []reminder.Rung) []string {
	out := []string{}
	for _, r := range due {
		out = append(out, r.Key)
	}
	return out
}

func TestWhatIsDue(t *testing.T) {
	t.Parallel()
	const began = "2025-03-01 00:00"
	cases := []struct {
		name  string
		m     reminder.Matter
		since string
		now   string
		due   []string
		next  string // empty: never
	}{
		{"long before the end", matter(t), began, "2025-12-01 10:00", []string{}, "2025-12-15 10:00"},
		{"a moment before the first reminder", matter(t), began, "2025-12-15 09:59", []string{}, "2025-12-15 10:00"},
		{"at it", matter(t), began, "2025-12-15 10:00", []string{"c1/expires_90/2026-03-15"}, "2026-01-14 10:00"},
		{"several overdue: the newest", matter(t), began, "2026-03-09 10:00", []string{"c1/expires_7/2026-03-15"}, "2026-03-15 10:00"},
		{"on the last covered day", matter(t), began, "2026-03-14 23:59", []string{"c1/expires_7/2026-03-15"}, "2026-03-15 10:00"},
		{"over, and nobody has said so yet", matter(t), began, "2026-03-15 09:59", []string{}, "2026-03-15 10:00"},
		{"over", matter(t), began, "2026-03-15 10:00", []string{"c1/expired/2026-03-15"}, "2026-06-01 10:00"},
		{"in loyalty", matter(t, declared(t, "2026-03-01 12:00")), began, "2026-06-01 10:00", []string{"c1/expired/2026-03-15", "c1/loyalty_14/2026-06-15"}, "2027-02-13 10:00"},
		{"loyalty that was never opened ends for nobody", matter(t), began, "2026-06-01 10:00", []string{"c1/expired/2026-03-15"}, "2027-02-13 10:00"},
		{"the time to renew without an upgrade ends", matter(t), began, "2027-02-13 10:00", []string{"c1/expired/2026-03-15", "c1/renewal_30/2027-03-15"}, ""},
		{"and has ended", matter(t), began, "2027-03-15 00:00", []string{}, ""},
		{"renewed", matter(t, renewed), began, "2026-03-09 10:00", []string{}, "2026-03-15 10:00"},
		{"renewed and over", matter(t, renewed), began, "2026-06-01 10:00", []string{}, "2027-02-13 10:00"},
		{"cancelled", matter(t, cancelled), began, "2025-12-15 10:00", []string{}, ""},
		{"watched since after the reminder", matter(t), "2026-03-08 10:01", "2026-03-09 10:00", []string{}, "2026-03-15 10:00"},
		{"watched since that very moment", matter(t), "2026-03-08 10:00", "2026-03-09 10:00", []string{"c1/expires_7/2026-03-15"}, "2026-03-15 10:00"},
		{"sold and not commissioned", matter(t, sold(t)), began, "2026-07-31 10:00", []string{"c1/uncommissioned_60/2026-06-01"}, "2026-08-20 10:00"},
		{"still not", matter(t, sold(t)), began, "2026-08-29 23:59", []string{"c1/uncommissioned_80/2026-06-01"}, "2026-08-30 10:00"},
		{"started by the cap", matter(t, sold(t)), began, "2026-08-30 10:00", []string{"c1/activated/2026-08-30"}, "2027-06-01 10:00"},
		{"started by commissioning on the very day", matter(t, sold(t), func(m *reminder.Matter) {
			m.Installation.CommissionedOn = day(t, "2026-08-30")
		}), began, "2026-08-30 10:00", []string{}, "2027-06-01 10:00"},
		{"started by the order", matter(t, sold(t), func(m *reminder.Matter) {
			m.Certificate.ActivationOn = day(t, "2026-07-01")
		}), began, "2026-07-31 10:00", []string{}, "2026-08-20 10:00"},
		{"a renewal of a system that is not commissioned", matter(t, sold(t), func(m *reminder.Matter) {
			m.Certificate.PreviousEnd = day(t, "2026-10-01")
		}), began, "2026-07-31 10:00", []string{}, "2026-08-20 10:00"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			got := reminder.Look(c.m, moscow(t, c.since), moscow(t, c.now), nil)
			assert.Equal(t, c.due, keys(got.Due))
			next := ""
			if !got.Next.IsZero() {
				next = got.Next.In(policy.Moscow()).Format("2006-01-02 15:04")
			}
			assert.Equal(t, c.next, next)
		})
	}
}

// What was told is not told again, nor what is older; another end makes other reminders.
func TestToldOnce(t *testing.T) {
	t.Parallel()
	since, now := moscow(t, "2025-03-01 00:00"), moscow(t, "2026-03-09 10:00")
	assert.Empty(t, reminder.Look(matter(t), since, now, map[string]bool{"c1/expires_7/2026-03-15": true}).Due)
	assert.Len(t, reminder.Look(matter(t), since, now, map[string]bool{"c1/expires_30/2026-03-15": true}).Due, 1)
	corrected := matter(t, func(m *reminder.Matter) { m.Certificate.ActivationOn = day(t, "2025-03-14") })
	corrected.Installation.CommissionedOn = day(t, "2025-03-14")
	assert.Equal(t, []string{"c1/expires_7/2026-03-14"}, keys(reminder.Look(corrected, since, now, map[string]bool{"c1/expires_7/2026-03-15": true}).Due))
}

// Walking through a certificate's life from one instant to look at to the next, each reminder comes at its own instant, and
// a walk that looks every hour finds the same.
func TestTheNextInstantMissesNothing(t *testing.T) {
	t.Parallel()
	for name, m := range map[string]reminder.Matter{
		"not renewed": matter(t), "declared": matter(t, declared(t, "2026-04-01 12:00")), "not commissioned": matter(t, sold(t)), "renewed": matter(t, renewed),
	} {
		since, end := moscow(t, "2025-03-01 00:00"), moscow(t, "2029-01-01 00:00")
		walk := func(step func(at time.Time, out reminder.Outlook) time.Time) []string {
			told, found := map[string]bool{}, []string{}
			for at := since; !at.IsZero() && at.Before(end); {
				out := reminder.Look(m, since, at, told)
				for _, r := range out.Due {
					told[r.Key] = true
					found = append(found, r.Key+" "+at.Format(time.RFC3339))
					assert.Equal(t, at, r.At, name)
				}
				at = step(at, out)
			}
			return found
		}
		jumping := walk(func(_ time.Time, out reminder.Outlook) time.Time { return out.Next })
		assert.Equal(t, walk(func(at time.Time, _ reminder.Outlook) time.Time { return at.Add(time.Hour) }), jumping, name)
	}
}

func TestAnEditionThatRemindsOfNothing(t *testing.T) {
	t.Parallel()
	silent := *edition(t)
	silent.Reminders = nil
	got := reminder.Look(matter(t, func(m *reminder.Matter) { m.Edition = &silent }), time.Time{}, moscow(t, "2026-03-09 10:00"), nil)
	assert.Zero(t, got)
}

// Under another reading the last covered day is another, and what is counted from the end moves with it.
func TestRemindersFollowTheReadings(t *testing.T) {
	t.Parallel()
	wholeDay, err := edition(t).With(map[string]string{"entitlement.instant": policy.JudgedByWholeDay})
	require.NoError(t, err)
	m := matter(t, func(m *reminder.Matter) { m.Edition = wholeDay })
	since := moscow(t, "2025-03-01 00:00")
	assert.Equal(t, []string{"c1/expires_7/2026-03-16"}, keys(reminder.Look(m, since, moscow(t, "2026-03-15 23:00"), nil).Due), "still covered")
	assert.Equal(t, []string{"c1/expired/2026-03-16"}, keys(reminder.Look(m, since, moscow(t, "2026-03-16 10:00"), nil).Due))
}

func TestWhichCertificateRenewsAnother(t *testing.T) {
	t.Parallel()
	m := matter(t)
	end := day(t, "2026-03-15")
	cases := []struct {
		name string
		next entitlement.Certificate
		want bool
	}{
		{"one that says so", entitlement.Certificate{ID: "c2", Renews: "c1"}, true},
		{"one that joins it", entitlement.Certificate{ID: "c2", Renews: "b1", Joins: []string{"b2", "c1"}}, true},
		{"an imported one from the very end", entitlement.Certificate{ID: "c2", Installation: "hq", PreviousEnd: end}, true},
		{"one of another system from that day", entitlement.Certificate{ID: "c2", Installation: "lab", PreviousEnd: end}, false},
		{"one of the same system from another day", entitlement.Certificate{ID: "c2", Installation: "hq", PreviousEnd: end.AddDays(1)}, false},
		{"one that renews another that ended then", entitlement.Certificate{ID: "c2", Installation: "hq", Renews: "b1", PreviousEnd: end}, false},
		{"one that was cancelled", entitlement.Certificate{ID: "c2", Renews: "c1", Cancelled: true}, false},
		{"itself", m.Certificate, false},
	}
	for _, c := range cases {
		facts := entitlement.Facts{Certificates: []entitlement.Certificate{m.Certificate, c.next}, Installations: []entitlement.Installation{m.Installation}}
		assert.Equal(t, c.want, reminder.Of(m.Edition, facts, m.Certificate).Renewed, c.name)
	}
}
