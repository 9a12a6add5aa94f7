package journal_test

import (
	"flag"
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"flatsupport/shared/policy"
	"flatsupport/shared/store/journal"
	"flatsupport/shared/ticket"
)

var update = flag.Bool("update", false, "rewrite golden files")

func sorted(list []string) []string { slices.Sort(list); return list }

func TestWhatIsWrittenIsReadBackExactly(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		events := someEvents.Draw(t, "events")
		line, err := journal.Encode(events)
		if err != nil {
			t.Fatalf("encode: %v", err)
		}
		back, err := journal.Decode(line)
		if err != nil {
			t.Fatalf("decode %s: %v", line, err)
		}
		assert.Equal(t, events, back, line)
		assert.Equal(t, ticket.Fold(ticket.Ticket{}, events...), ticket.Fold(ticket.Ticket{}, back...), line)
	})
}

func TestAnyTextIsReadOrRefusedButNeverPanics(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		line, err := journal.Encode(someEvents.Draw(t, "events"))
		if err != nil {
			t.Fatalf("encode: %v", err)
		}
		at := rapid.IntRange(0, len(line)).Draw(t, "at")
		to := rapid.IntRange(at, min(at+3, len(line))).Draw(t, "to")
		damaged := line[:at] + rapid.SampledFrom([]string{"", "0", "-1", "[", "]", ",", "9999", "null", `"x"`, "1.5"}).Draw(t, "damage") + line[to:]
		if events, err := journal.Decode(damaged); err != nil {
			assert.ErrorIs(t, err, journal.ErrUnreadable)
			assert.Nil(t, events)
		}
	})
}

// The facts of the ticket room, read from its source: one that is added there must be added here too.
func factsDeclared(t *testing.T) []string {
	t.Helper()
	files, err := filepath.Glob("../../ticket/*.go")
	require.NoError(t, err)
	var declared []string
	for _, file := range files {
		source, err := parser.ParseFile(token.NewFileSet(), file, nil, 0)
		require.NoError(t, err)
		for _, d := range source.Decls {
			if f, ok := d.(*ast.FuncDecl); ok && f.Name.Name == "fact" && f.Recv != nil {
				declared = append(declared, f.Recv.List[0].Type.(*ast.Ident).Name)
			}
		}
	}
	return declared
}

func TestEveryFactIsCovered(t *testing.T) {
	t.Parallel()
	declared := factsDeclared(t)
	require.NotEmpty(t, declared)
	var covered []string
	for name := range someFacts {
		covered = append(covered, name)
	}
	assert.ElementsMatch(t, declared, covered)
}

func TestNoFieldOfAFactIsLost(t *testing.T) {
	t.Parallel()
	for name, make := range someFacts {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var fact ticket.Fact
			rapid.Check(t, func(t *rapid.T) { fact = make(t) }) // only for its type
			full := reflect.New(reflect.TypeOf(fact)).Elem()
			for i := range full.NumField() {
				fill(t, full.Field(i), full.Type().Field(i).Name)
			}
			events := []ticket.Event{{At: time.UnixMilli(1795418400000).UTC(), Fact: full.Interface().(ticket.Fact)}}
			line, err := journal.Encode(events)
			require.NoError(t, err)
			back, err := journal.Decode(line)
			require.NoError(t, err)
			assert.Equal(t, events, back)
		})
	}
}

// fill gives the field a value that is not zero.
func fill(t *testing.T, field reflect.Value, name string) {
	t.Helper()
	switch value := field.Interface().(type) {
	case time.Time:
		field.Set(reflect.ValueOf(time.UnixMilli(1795418400123).UTC()))
	case []string:
		field.Set(reflect.ValueOf([]string{"one " + name, "two " + name}))
	default:
		switch field.Kind() {
		case reflect.String:
			field.SetString("the " + name)
		case reflect.Int:
			field.SetInt(3)
		case reflect.Bool:
			field.SetBool(true)
		default:
			t.Fatalf("field %s of type %T is not known to the test", name, value)
		}
	}
}

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
			Priority: policy.P1, Language: "ru", Fingerprint: "q1W-e3r_",
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

func TestWhatCannotBeKeptIsRefused(t *testing.T) {
	t.Parallel()
	good := time.UnixMilli(1795418400000).UTC()
	cases := []struct {
		name  string
		event ticket.Event
	}{
		{"a fraction of a millisecond", ticket.Event{At: good.Add(time.Microsecond), Fact: ticket.Resumed{}}},
		{"no instant", ticket.Event{Fact: ticket.Resumed{}}},
		{"an instant before the desk existed", ticket.Event{At: time.UnixMilli(1).UTC(), Fact: ticket.Resumed{}}},
		{"an inner instant with a fraction", ticket.Event{At: good, Fact: ticket.Decided{Until: good.Add(1)}}},
		{"no fact", ticket.Event{At: good}},
		{"text that is not UTF-8", ticket.Event{At: good, Fact: ticket.Waiting{Reason: "\xff"}}},
		{"an empty text at the end of a list", ticket.Event{At: good, Fact: ticket.Decided{Facts: []string{""}}}},
		{"a notice of no kind", ticket.Event{At: good, Fact: ticket.Resumed{}, Notices: []ticket.Notice{{Key: ">"}}}},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			_, err := journal.Encode([]ticket.Event{c.event})
			assert.ErrorIs(t, err, journal.ErrUnwritable)
		})
	}
}

func TestWhatThisVersionDoesNotKnowIsRefused(t *testing.T) {
	t.Parallel()
	cases := []struct{ name, line string }{
		{"nothing", ``},
		{"not JSON", `]`},
		{"no list", `{}`},
		{"an event that is no list", `[1]`},
		{"something after the events", `[] []`},
		{"an unknown kind of fact", `[[99,1795418400000,1,0,0]]`},
		{"a field more than the fact has", `[[6,1795418400000,1,0,0,["why","new"]]]`},
		{"a field more than a notice has", `[[7,1795418400000,1,0,0,0,[45,3,"ivan",0,0,"new"]]]`},
		{"a word that is not in the list", `[[6,1795418400000,1,0,0,[9999]]]`},
		{"a word that was not said", `[[6,1795418400000,1,0,0,[-1]]]`},
		{"a number where a list belongs", `[[6,1795418400000,1,0,0,7]]`},
		{"a text where a number belongs", `[["6",1795418400000,1]]`},
		{"a flag that is neither 0 nor 1", `[[7,1795418400000,1,0,0,0,[45,3,"ivan",2]]]`},
		{"half an instant", `[[7,1.5,1]]`},
		{"a truth", `[[7,1795418400000,true]]`},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			_, err := journal.Decode(c.line)
			assert.ErrorIs(t, err, journal.ErrUnreadable)
		})
	}
}

func TestSettledInstantsAreCutToWholeMilliseconds(t *testing.T) {
	t.Parallel()
	moscow := time.FixedZone("MSK", 3*60*60)
	odd := time.Date(2026, 11, 23, 10, 30, 0, 999_999_999, moscow)
	cut := time.Date(2026, 11, 23, 7, 30, 0, 999_000_000, time.UTC)
	events := []ticket.Event{
		{At: odd, Fact: ticket.Registered{StatedAt: odd}},
		{At: odd, Fact: ticket.Decided{Until: odd}},
		{At: odd, Fact: ticket.Registered{}},
	}
	assert.Equal(t, []ticket.Event{
		{At: cut, Fact: ticket.Registered{StatedAt: cut}},
		{At: cut, Fact: ticket.Decided{Until: cut}},
		{At: cut, Fact: ticket.Registered{}},
	}, journal.Settle(events))
	assert.Equal(t, odd, events[0].At, "the events given stay as they are")
}

func TestMessageNamesWhatAFactSays(t *testing.T) {
	t.Parallel()
	for name, make := range someFacts {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			rapid.Check(t, func(t *rapid.T) {
				fact := make(t)
				want := ""
				if field := reflect.ValueOf(fact).FieldByName("Message"); field.IsValid() {
					want = field.String()
				}
				assert.Equal(t, want, journal.Message(fact))
			})
		})
	}
}
