package store_test

import (
	"context"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	"github.com/aws/smithy-go/middleware"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"flatsupport/shared/entitlement"
	"flatsupport/shared/store"
	"flatsupport/shared/ticket"
)

// Records of every kind with every field set, as an entry can write them.
var (
	sold = entitlement.Certificate{
		ID: "b-1", Edition: "flat-1.4", Package: "TS_8X5_L3", Installation: "b", SoldOn: day(2026, 11, 1), ActivationOn: day(2026, 11, 20),
		TermMonths: 12, Licences: 200, Partner: "integrator", Level1: true, PreviousEnd: day(2026, 11, 2), Renews: "b-0", Joins: []string{"b-9"},
		Cancelled: true, Order: "o-1", Activated: 150, Upgrade: "u-1",
	}
	upgrade = entitlement.Upgrade{
		Order: "u-1", Installation: "hq", Version: "4.2", BoughtOn: day(2026, 11, 3), InstalledVersion: "4.3", InstalledOn: day(2026, 11, 4), ConfirmedBy: "petrov",
	}
	seller = ticket.Actor{Role: ticket.Role("sales"), ID: "seller"}
)

func anEntry(key string) store.Entry {
	return store.Entry{
		At: monday, By: seller, Key: key, Said: "everything", What: store.ActSold, Reason: "потому что", Evidence: "письмо 12",
	}
}

func every() store.Records {
	inst := installation
	inst.ID = "b"
	return store.Records{
		Certificates: []entitlement.Certificate{sold}, Installations: []entitlement.Installation{inst},
		Intents: []entitlement.Intent{{Certificate: "b-1", DeclaredAt: monday, By: "ivan", Evidence: "письмо"}}, Upgrades: []entitlement.Upgrade{upgrade},
	}
}

// putBook writes an entry of each kind of book.
func putBook(t *testing.T, b bench) {
	t.Helper()
	enter(t, b, volga, anEntry("key-1"), every())
	p := entitlement.Partner{ID: "integrator-2", Changes: []entitlement.StatusChange{{At: monday, Active: true}}}
	_, err := b.Enter(t.Context(), partnerBook(t, b, p.ID), anEntry("key-2"), store.Records{Partner: &p})
	require.NoError(t, err)
}

func readBook(t *testing.T, b bench, customer string) store.Book {
	t.Helper()
	book, err := b.Book(t.Context(), customer)
	require.NoError(t, err)
	return book
}

func partnerBook(t *testing.T, b bench, partner string) store.Book {
	t.Helper()
	book, err := b.PartnerBook(t.Context(), partner)
	require.NoError(t, err)
	return book
}

func enter(t *testing.T, b bench, customer string, e store.Entry, records store.Records) store.Entry {
	t.Helper()
	made, err := b.Enter(t.Context(), readBook(t, b, customer), e, records)
	require.NoError(t, err)
	return made
}

func TestTheEntryOfTheTestLeavesNoFieldOut(t *testing.T) {
	t.Parallel()
	for _, fact := range []any{sold, upgrade, func() store.Entry { e := anEntry("k"); e.Number = 1; e.Refs = []entitlement.Ref{"x"}; return e }()} {
		v := reflect.ValueOf(fact)
		for i := range v.NumField() {
			name := v.Type().Field(i).Name
			assert.False(t, v.Field(i).IsZero() && name != "Ref", "%T.%s", fact, name)
		}
	}
}

func TestAnEntryIsReadAsItWasWritten(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	made := enter(t, b, volga, anEntry("key-1"), every())
	want := anEntry("key-1")
	want.Number, want.Refs = 1, []entitlement.Ref{"cert/b-1@1", "inst/b@1", "intent/b-1@1", "upgrade/u-1@1"}
	assert.Equal(t, want, made)
	book := readBook(t, b, volga)
	assert.Equal(t, []store.Entry{want}, book.Entries)
	found, ok := book.Entry("key-1")
	assert.True(t, ok)
	assert.Equal(t, want, found)
	for _, key := range []string{"key-2", ""} {
		_, ok = book.Entry(key)
		assert.False(t, ok, "%q", key)
	}
	id, ok := made.Sold()
	assert.True(t, ok)
	assert.Equal(t, "b-1", id)

	facts, err := b.Facts(t.Context(), volga)
	require.NoError(t, err)
	assert.Equal(t, []entitlement.Certificate{withRef(sold, "cert/b-1@1")}, facts.Certificates)
	assert.Equal(t, []entitlement.Upgrade{withRef(upgrade, "upgrade/u-1@1")}, facts.Upgrades)
	assert.Equal(t, "inst/b@1", string(facts.Installations[0].Ref))
	assert.Equal(t, "intent/b-1@1", string(facts.Intents[0].Ref))
	customers, err := b.CustomersOfPartner(t.Context(), "integrator")
	require.NoError(t, err)
	assert.Equal(t, []string{volga}, customers, "the partner's list is never short")
}

func TestAnEntryMakesTheNextVersionOfWhatIsThere(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	putAll(t, b, 1)
	facts, err := b.Facts(t.Context(), volga)
	require.NoError(t, err)
	changed := facts.Certificates[0]
	changed.Licences = 201
	made := enter(t, b, volga, anEntry("key-1"), store.Records{Certificates: []entitlement.Certificate{changed}})
	assert.Equal(t, []entitlement.Ref{"cert/c1@2"}, made.Refs)
	facts, err = b.Facts(t.Context(), volga)
	require.NoError(t, err)
	assert.Equal(t, 201, facts.Certificates[0].Licences)

	p := facts.Partners[0]
	p.Changes = append(p.Changes, entitlement.StatusChange{At: monday, Active: false})
	of, err := b.Enter(t.Context(), partnerBook(t, b, p.ID), anEntry("key-1"), store.Records{Partner: &p})
	require.NoError(t, err)
	assert.Equal(t, 1, of.Number, "a book of its own")
	assert.Equal(t, []entitlement.Ref{"partner/integrator@2"}, of.Refs)
}

// Whoever enters something has read what it rests on to the end.
func TestAnEntryThatComesTooLate(t *testing.T) {
	t.Parallel()
	cases := []struct {
		name   string
		before func(bench) error // happens between reading and entering
		rests  []entitlement.Ref
	}{
		{"somebody has entered something else", func(b bench) error {
			book, err := b.Book(context.Background(), volga)
			if err == nil {
				_, err = b.Enter(context.Background(), book, anEntry("other"), store.Records{Upgrades: []entitlement.Upgrade{upgrade}})
			}
			return err
		}, nil},
		{"the certificate was imported anew", func(b bench) error { return b.PutCertificate(context.Background(), volga, certificate, 2) }, nil},
		{"the partner has changed", func(b bench) error { return b.PutPartner(context.Background(), partner, 2) }, []entitlement.Ref{"partner/integrator@1"}},
		{"the system has changed", func(b bench) error { return b.PutInstallation(context.Background(), volga, installation, 2) }, []entitlement.Ref{"partner/integrator@1", "inst/hq@1"}},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			b := newBench(t)
			putAll(t, b, 1)
			book := readBook(t, b, volga)
			facts, err := b.Facts(t.Context(), volga)
			require.NoError(t, err)
			require.NoError(t, c.before(b))
			before := len(b.all(t))
			_, err = b.Enter(t.Context(), book, anEntry("late"), store.Records{Certificates: facts.Certificates}, c.rests...)
			require.ErrorIs(t, err, store.ErrConflict)
			assert.Len(t, b.all(t), before, "all of it or nothing")
		})
	}
	t.Run("nothing has changed", func(t *testing.T) {
		t.Parallel()
		b := newBench(t)
		putAll(t, b, 1)
		_, err := b.Enter(t.Context(), readBook(t, b, volga), anEntry("in time"), store.Records{}, "partner/integrator@1", "inst/hq@1", "customer/volga@1")
		require.NoError(t, err)
	})
}

func TestWhatCannotBeEntered(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	last := certificate
	last.Ref = "cert/c1@9999"
	for name, records := range map[string]store.Records{
		"a certificate without a name":       {Certificates: []entitlement.Certificate{{}}},
		"a certificate whose name is a key":  {Certificates: []entitlement.Certificate{{ID: "a#b"}}},
		"a system whose name rings":          {Installations: []entitlement.Installation{{ID: "a\x07"}}},
		"an intent for nothing":              {Intents: []entitlement.Intent{{}}},
		"an upgrade whose order is a key":    {Upgrades: []entitlement.Upgrade{{Order: "F#1"}}},
		"one version more than there can be": {Certificates: []entitlement.Certificate{last}},
		"a partner whose name is a key":      {Certificates: []entitlement.Certificate{{ID: "c", Partner: "a#b"}}},
	} {
		_, err := b.Enter(t.Context(), readBook(t, b, volga), anEntry("key"), records)
		assert.ErrorIs(t, err, store.ErrBadID, name)
	}
	_, err := b.Enter(t.Context(), readBook(t, b, "a#b"), anEntry("key"), every())
	assert.ErrorIs(t, err, store.ErrBadID, "the book of nobody")
	assert.Empty(t, b.all(t))
}

func TestAnEntryWhoseAnswerIsLost(t *testing.T) {
	t.Parallel()
	cases := []struct {
		name    string
		tries   int
		faults  []fault
		err     error
		entered bool
	}{
		{"and the SDK tries again", 3, []fault{lost}, nil, true},
		{"twice", 3, []fault{lost, lost}, nil, true},
		{"and nobody tries again", 1, []fault{lost}, nil, true},
		{"and the table is too busy afterwards", 2, []fault{lost, throttled}, nil, true},
		{"or rather, it never arrived", 1, []fault{dropped}, store.ErrUnavailable, false},
		{"or rather, the table was too busy", 1, []fault{throttled}, store.ErrUnavailable, false},
		{"or rather, the table was broken", 1, []fault{broken}, store.ErrUnavailable, false},
		{"or rather, the table was too busy at first", 3, []fault{throttled, dropped}, nil, true},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			b := newBench(t)
			over := b.onLine(t, c.tries, &line{operation: "TransactWriteItems", faults: c.faults})
			_, err := over.Enter(t.Context(), readBook(t, b, volga), anEntry("key-1"), every())
			require.ErrorIs(t, err, c.err)
			if !c.entered {
				assert.Empty(t, b.all(t), "all of it or nothing")
				return
			}
			assert.Len(t, readBook(t, b, volga).Entries, 1)
			assert.Len(t, b.all(t), 6, "the entry, four records, the partner's list")
		})
	}
}

// An entry that another has made under the same number is not taken for this call's own.
func TestAnEntryIsNotTakenForAnothers(t *testing.T) {
	t.Parallel()
	for _, f := range []fault{lost, dropped} {
		b := newBench(t)
		book := readBook(t, b, volga)
		then := func() {
			if f == dropped {
				enter(t, b, volga, anEntry("key-1"), store.Records{})
			}
		}
		over := b.onLine(t, 1, &line{operation: "TransactWriteItems", faults: []fault{f}, then: then})
		_, err := over.Enter(t.Context(), book, anEntry("key-1"), store.Records{})
		if f == dropped {
			assert.ErrorIs(t, err, store.ErrConflict)
		} else {
			assert.NoError(t, err)
		}
		assert.Len(t, readBook(t, b, volga).Entries, 1)
	}
}

// DynamoDB cancels a transaction that meets another, or is too much: the first is decided again, the second sent again.
func TestCancelledTransactions(t *testing.T) {
	t.Parallel()
	for code, want := range map[string]error{
		"ConditionalCheckFailed": store.ErrConflict, "TransactionConflict": store.ErrConflict,
		"ThrottlingError": store.ErrUnavailable, "ProvisionedThroughputExceeded": store.ErrUnavailable,
	} {
		b := newBench(t)
		err := &types.TransactionCanceledException{CancellationReasons: []types.CancellationReason{{Code: aws.String("None")}, {Code: aws.String(code)}}}
		over := b.through(t, func(o *dynamodb.Options) {
			o.APIOptions = append(o.APIOptions, func(stack *middleware.Stack) error {
				return stack.Initialize.Add(middleware.InitializeMiddlewareFunc("Cancel",
					func(ctx context.Context, in middleware.InitializeInput, next middleware.InitializeHandler) (middleware.InitializeOutput, middleware.Metadata, error) {
						if _, ok := in.Parameters.(*dynamodb.TransactWriteItemsInput); ok {
							return middleware.InitializeOutput{}, middleware.Metadata{}, err
						}
						return next.HandleInitialize(ctx, in)
					}), middleware.Before)
			})
		})
		_, got := over.Enter(t.Context(), readBook(t, b, volga), anEntry("key-1"), every())
		assert.ErrorIs(t, got, want, code)
		assert.Empty(t, b.all(t))
	}
}

// Two times stand apart: what held on a day, and what was known on a day (G17).
func TestWhatWasKnownAtAnInstant(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	putAll(t, b, 1) // imported: known always
	at := func(hours int) time.Time { return monday.Add(time.Duration(hours) * time.Hour) }
	change := func(hours, licences int) {
		facts, err := b.Facts(t.Context(), volga)
		require.NoError(t, err)
		c := facts.Certificates[0]
		c.Licences = licences
		e := anEntry(strings.Repeat("k", hours))
		e.At = at(hours)
		enter(t, b, volga, e, store.Records{Certificates: []entitlement.Certificate{c}})
	}
	change(1, 201)
	change(3, 203)
	p := partner
	p.Ref, p.Active = "partner/integrator@1", false
	e := anEntry("status")
	e.At = at(2)
	_, err := b.Enter(t.Context(), partnerBook(t, b, p.ID), e, store.Records{Partner: &p})
	require.NoError(t, err)

	for _, c := range []struct {
		name     string
		at       time.Time
		licences int
		ref      entitlement.Ref
		active   bool
	}{
		{"long before", at(-1000), 200, "cert/c1@1", true},
		{"just before the first entry", at(1).Add(-time.Millisecond), 200, "cert/c1@1", true},
		{"at the first entry", at(1), 201, "cert/c1@2", true},
		{"when the partner had lost the status", at(2), 201, "cert/c1@2", false},
		{"just before the last entry", at(3).Add(-time.Millisecond), 201, "cert/c1@2", false},
		{"now", at(3), 203, "cert/c1@3", false},
	} {
		facts, err := b.FactsAsOf(t.Context(), volga, c.at)
		require.NoError(t, err)
		require.Len(t, facts.Certificates, 1, c.name)
		assert.Equal(t, c.licences, facts.Certificates[0].Licences, c.name)
		assert.Equal(t, c.ref, facts.Certificates[0].Ref, c.name)
		assert.Equal(t, c.active, facts.Partners[0].Active, c.name)
	}
}

func TestTheHistoryOfFactsHasEveryVersionOfEveryKind(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	putAll(t, b, 1)
	enter(t, b, volga, anEntry("key-1"), every())
	facts, err := b.Facts(t.Context(), volga)
	require.NoError(t, err)
	e := anEntry("key-2")
	e.At = monday.Add(time.Hour)
	enter(t, b, volga, e, store.Records{Certificates: facts.Certificates, Upgrades: facts.Upgrades})
	history, err := b.FactHistory(t.Context(), volga)
	require.NoError(t, err)
	got := map[entitlement.Ref]store.FactVersion{}
	refs := []string{}
	for _, v := range history {
		got[v.Ref] = v
		refs = append(refs, string(v.Ref))
	}
	slices.Sort(refs)
	assert.Equal(t, []string{
		"cert/b-1@1", "cert/b-1@2", "cert/c1@1", "cert/c1@2", "contact/ivan@1", "customer/volga@1", "inst/b@1", "inst/hq@1",
		"intent/b-1@1", "intent/c1@1", "upgrade/u-1@1", "upgrade/u-1@2",
	}, refs)
	assert.Zero(t, got["cert/c1@1"].RecordedAt, "an import without a book")
	assert.Zero(t, got["cert/c1@1"].Entry)
	assert.Equal(t, 1, got["upgrade/u-1@1"].Entry)
	assert.Equal(t, 2, got["cert/c1@2"].Entry)
	assert.Equal(t, monday.Truncate(time.Millisecond), got["cert/b-1@1"].RecordedAt)
	assert.Equal(t, []entitlement.Certificate{withRef(sold, "cert/b-1@1")}, got["cert/b-1@1"].Facts.Certificates)
	assert.Equal(t, []entitlement.Upgrade{withRef(upgrade, "upgrade/u-1@2")}, got["upgrade/u-1@2"].Facts.Upgrades)
}

func TestABookThatCannotBeRead(t *testing.T) {
	t.Parallel()
	for name, change := range map[string]func(item){
		"a newer schema":            func(it item) { it["x"] = n("2") },
		"a field that is not known": func(it item) { it["d"] = s(`{"what":"sold","new":1}`) },
		"no entry":                  func(it item) { delete(it, "d") },
		"a number that is none":     func(it item) { it["sk"] = s("K#last") },
	} {
		b := newBench(t)
		enter(t, b, volga, anEntry("key-1"), store.Records{})
		it := b.raw(t, "C#volga", "K#000001")
		change(it)
		b.write(t, it)
		_, err := b.Book(t.Context(), volga)
		assert.ErrorIs(t, err, store.ErrUnreadable, name)
	}
	for _, f := range []fault{dropped, throttled, broken} {
		b := newBench(t)
		over := b.onLine(t, 1, &line{operation: "Query", faults: []fault{f, f}})
		_, err := over.Book(t.Context(), volga)
		assert.ErrorIs(t, err, store.ErrUnavailable, f)
		_, err = over.FactHistory(t.Context(), volga)
		assert.ErrorIs(t, err, store.ErrUnavailable, f)
	}
}
