package verify_test

import (
	"maps"
	"reflect"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"flatsupport/infra/verify"
	"flatsupport/shared/policy"
	"flatsupport/shared/ticket"
)

// change is one changed field of one event.
type change struct {
	field string // of the event, of its fact or of a notice: "Event.At", "Decided.Clause", "Notice.Kind"
	how   string
	event ticket.Event
}

// others are the other values that a field can have, as far as it is a word out of a few.
var others = map[reflect.Type][]string{
	reflect.TypeFor[ticket.Role]():         {"system", "contact", "operator", "engineer"},
	reflect.TypeFor[ticket.Answer]():       {"accepted", "refused", "unverified"},
	reflect.TypeFor[ticket.CallOutcome]():  {"reached", "no_answer"},
	reflect.TypeFor[ticket.Mark]():         {"classified", "diagnostics", "problem"},
	reflect.TypeFor[ticket.Outcome]():      {"sent", "undeliverable"},
	reflect.TypeFor[ticket.Report]():       {"bounced", "returned", "delayed", "complained"},
	reflect.TypeFor[policy.PriorityCode](): {"P1", "P2", "P3", "P4"},
	reflect.TypeFor[policy.ChannelCode]():  {"portal", "hotline"},
	reflect.TypeFor[policy.RequestType]():  {"incident", "configure"},
	reflect.TypeFor[policy.PackageCode]():  {"TS_8X5", "TS_24X7"},
	reflect.TypeFor[policy.ClockName]():    {"reaction", "callback"},
	reflect.TypeFor[policy.Audience]():     {"assigned", "manager", "customer"},
	reflect.TypeFor[policy.NoticeKind]():   {"accepted", "answered", "warning"},
}

// values are what a field is changed to, one at a time.
func values(v reflect.Value) map[string]reflect.Value {
	out := map[string]reflect.Value{}
	switch was := v.Interface().(type) {
	case time.Time:
		if was.IsZero() {
			out["set"] = reflect.ValueOf(time.Date(2026, 11, 23, 4, 0, 0, 0, time.UTC))
			return out
		}
		out["a day earlier"], out["a millisecond later"] = reflect.ValueOf(was.Add(-24*time.Hour)), reflect.ValueOf(was.Add(time.Millisecond))
		return out
	case []string:
		if len(was) > 0 {
			out["one less"] = reflect.ValueOf(was[1:])
		}
		return out
	}
	changed := reflect.New(v.Type()).Elem()
	switch v.Kind() {
	case reflect.String:
		for _, other := range append([]string{"", v.String() + "x"}, others[v.Type()]...) {
			if known := others[v.Type()]; other != v.String() && (known == nil || other == "" || slices.Contains(known, other)) {
				changed := reflect.New(v.Type()).Elem()
				changed.SetString(other)
				out["to "+other] = changed
			}
		}
	case reflect.Int:
		changed.SetInt(v.Int() + 1)
		out["one more"] = changed
	case reflect.Bool:
		changed.SetBool(!v.Bool())
		out["the other way"] = changed
	default:
	}
	return out
}

// changes are all events that differ from e in one field.
func changes(e ticket.Event) []change {
	var all []change
	add := func(owner string, fields reflect.Value, put func(i int, v reflect.Value) ticket.Event) {
		for i := range fields.NumField() {
			for how, v := range values(fields.Field(i)) {
				all = append(all, change{owner + "." + fields.Type().Field(i).Name, how, put(i, v)})
			}
		}
	}
	fact := reflect.ValueOf(e.Fact)
	add(fact.Type().Name(), fact, func(i int, v reflect.Value) ticket.Event {
		changed := reflect.New(fact.Type()).Elem()
		changed.Set(fact)
		changed.Field(i).Set(v)
		c := e
		c.Fact, _ = changed.Interface().(ticket.Fact)
		return c
	})
	head := struct {
		At  time.Time
		Key string
	}{e.At, e.Key}
	add("Event", reflect.ValueOf(head), func(i int, v reflect.Value) ticket.Event {
		c := e
		if i == 0 {
			c.At, _ = v.Interface().(time.Time)
		} else {
			c.Key = v.String()
		}
		return c
	})
	add("By", reflect.ValueOf(e.By), func(i int, v reflect.Value) ticket.Event {
		c := e
		reflect.ValueOf(&c.By).Elem().Field(i).Set(v)
		return c
	})
	for n := range e.Notices {
		add("Notice", reflect.ValueOf(e.Notices[n]), func(i int, v reflect.Value) ticket.Event {
			c := e
			c.Notices = slices.Clone(e.Notices)
			reflect.ValueOf(&c.Notices[n]).Elem().Field(i).Set(v)
			return c
		})
	}
	if f, ok := e.Fact.(ticket.Recounted); ok {
		add("Move", reflect.ValueOf(f.Moves[0]), func(i int, v reflect.Value) ticket.Event {
			c, moved := e, f
			moved.Moves = slices.Clone(f.Moves)
			reflect.ValueOf(&moved.Moves[0]).Elem().Field(i).Set(v)
			c.Fact = moved
			return c
		})
	}
	return all
}

// Whatever field of whatever event is changed, the replay objects, unless the field is told and nothing else tells it;
// Told lists those and no others.
func TestEveryChangedFieldIsFoundOrIsTheRecordItself(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	all := d.lives(t)
	tried, unnoticed := map[string]int{}, map[string][]string{}
	var mu sync.Mutex
	var together sync.WaitGroup
	for name, id := range all {
		rec := d.Ticket(t, id)
		history, err := d.Store.History(t.Context(), id)
		require.NoError(t, err)
		together.Go(func() {
			for i, e := range history {
				for _, c := range changes(e) {
					changed := slices.Clone(history)
					changed[i] = c.event
					r, err := d.verifier().Replay(t.Context(), rec, changed)
					assert.NoError(t, err, "%s, event %d, %s %s", name, i+1, c.field, c.how)
					mu.Lock()
					if tried[c.field]++; len(r.Differences) == 0 {
						unnoticed[c.field] = append(unnoticed[c.field], name+" "+c.how)
					}
					mu.Unlock()
				}
			}
		})
	}
	together.Wait()
	for _, field := range slices.Sorted(maps.Keys(unnoticed)) {
		assert.Contains(t, verify.Told, field, "%d of %d changes unnoticed: %v", len(unnoticed[field]), tried[field], unnoticed[field])
	}
	for field, why := range verify.Told {
		assert.NotEmpty(t, unnoticed[field], "%s is always noticed, and need not be listed", field)
		assert.Positive(t, tried[field], field)
		assert.NotEmpty(t, why)
	}
	sum, missed := 0, 0
	for field, n := range tried {
		sum, missed = sum+n, missed+len(unnoticed[field])
	}
	t.Logf("%d changes of %d fields, %d unnoticed in %d of them", sum, len(tried), missed, len(unnoticed))
}
