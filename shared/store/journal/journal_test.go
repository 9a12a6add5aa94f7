package journal_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"reflect"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"flatsupport/shared/store/journal"
	"flatsupport/shared/ticket"
)

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
	case []ticket.Move:
		field.Set(reflect.ValueOf([]ticket.Move{{
			Clock: "the clock", Old: time.UnixMilli(1795418400123).UTC(), New: time.UnixMilli(1795418400124).UTC(),
		}, {Clock: "another"}}))
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
		{"a field more than a notice has", `[[7,1795418400000,1,0,0,0,[45,3,"ivan",0,0,89,"new"]]]`},
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
				assert.Equal(t, want, ticket.MessageOf(fact))
			})
		})
	}
}
