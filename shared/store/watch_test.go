package store_test

import (
	"sync"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"flatsupport/shared/policy"
	"flatsupport/shared/store"
	"flatsupport/shared/ticket"
)

var watched = store.WatchID{Customer: volga, Certificate: "c1"}

// reminded is a reminder that tells one contact.
func reminded(key string, at time.Time) store.Reminded {
	n := ticket.Notice{Key: key + ">customer/ivan", Kind: policy.NoticeExpires, Audience: policy.ToCustomer, Person: "ivan"}
	return store.Reminded{Key: key, At: at, Told: []store.Told{{Notice: n}}}
}

func (b bench) watch(t *testing.T) store.Watch {
	t.Helper()
	w, err := b.Watch(t.Context(), watched)
	require.NoError(t, err)
	return w
}

func TestAWatchBeginsWhenItIsFirstArmedAndKeepsWhatItTook(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	_, err := b.Watch(t.Context(), watched)
	require.ErrorIs(t, err, store.ErrNotFound)
	require.NoError(t, b.ArmWatch(t.Context(), volga, "c1", monday))
	w := b.watch(t)
	assert.Equal(t, monday.Truncate(time.Second), w.Since)
	assert.Equal(t, monday.Truncate(time.Second).Add(time.Second), w.Wake)

	later := monday.Add(90 * 24 * time.Hour)
	w, err = b.CommitWatch(t.Context(), w, store.WatchChange{
		Taken: []store.Reminded{reminded("c1/expires_90/2026-03-15", monday)}, Wake: later,
		Claim: map[string]time.Time{"c1/expires_90/2026-03-15>customer/ivan": monday.Add(time.Minute)},
	})
	require.NoError(t, err)
	assert.Equal(t, w, b.watch(t), "what is returned is what stands")
	assert.Len(t, w.Pending(), 1)
	assert.Equal(t, map[string]bool{"c1/expires_90/2026-03-15": true}, w.Keys())

	require.NoError(t, b.ArmWatch(t.Context(), volga, "c1", monday.Add(time.Hour)))
	armed := b.watch(t)
	assert.Equal(t, w.Since, armed.Since)
	assert.Equal(t, w.Taken, armed.Taken)
	assert.Equal(t, w.Claims, armed.Claims)
	assert.Equal(t, monday.Truncate(time.Second).Add(time.Hour+time.Second), armed.Wake)
	_, err = b.CommitWatch(t.Context(), w, store.WatchChange{Wake: later})
	require.ErrorIs(t, err, store.ErrConflict, "who had read it before it was armed decides anew")

	settled, err := b.CommitWatch(t.Context(), armed, store.WatchChange{
		Settled: map[string]ticket.Outcome{"c1/expires_90/2026-03-15>customer/ivan": ticket.Undeliverable},
		Unclaim: []string{"c1/expires_90/2026-03-15>customer/ivan"},
	})
	require.NoError(t, err)
	assert.Empty(t, settled.Pending())
	assert.Empty(t, settled.Claims)
	assert.True(t, settled.Wake.IsZero())
	assert.Equal(t, settled, b.watch(t))
	again, err := b.CommitWatch(t.Context(), settled, store.WatchChange{
		Settled: map[string]ticket.Outcome{"c1/expires_90/2026-03-15>customer/ivan": ticket.Sent},
	})
	require.NoError(t, err)
	assert.Equal(t, ticket.Undeliverable, again.Taken[0].Told[0].Outcome, "an outcome stays")
	all, err := b.Watches(t.Context(), volga)
	require.NoError(t, err)
	assert.Equal(t, []store.Watch{again}, all)
}

// The item of a watch, attribute by attribute.
func TestTheItemOfAWatch(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	require.NoError(t, b.ArmWatch(t.Context(), volga, "c1", monday))
	_, err := b.CommitWatch(t.Context(), b.watch(t), store.WatchChange{
		Taken: []store.Reminded{reminded("c1/expired/2026-11-23", monday)}, Wake: monday.Add(time.Minute),
		Claim: map[string]time.Time{"k": monday.Add(time.Minute)},
	})
	require.NoError(t, err)
	it := plain(b.raw(t, "C#volga", "W#c1"))
	delete(it, "n")
	assert.Equal(t, plain(item{
		"pk": s("C#volga"), "sk": s("W#c1"), "v": n("2"), "x": n("1"), "s": s("2026-11-23T07:30:00Z"),
		"c":   &types.AttributeValueMemberM{Value: item{"k": n("1795419060123")}},
		"wpk": s(it["wpk"].(string)), "wsk": s("2026-11-23T07:31:01Z"),
		"d": s(`{"taken":[{"key":"c1/expired/2026-11-23","at":"2026-11-23T07:30:00.123Z",` +
			`"told":[{"key":"c1/expired/2026-11-23>customer/ivan","kind":"expires","audience":"customer","person":"ivan"}]}]}`),
	}), it)
}

// A watch is found by the index that finds tickets, and claimed in the same way.
func TestADueWatchIsFoundAndClaimedLikeATicket(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	rec := b.registered(t, ticket1, monday)
	want := []store.Due{{Ticket: ticket1, Wake: rec.Wake}}
	for _, id := range []string{"c1", "ТП 12/2025", "a b|c"} {
		require.NoError(t, b.ArmWatch(t.Context(), volga, id, rec.Wake))
		want = append(want, store.Due{Watch: store.WatchID{Customer: volga, Certificate: id}, Wake: rec.Wake})
	}
	for _, limit := range []int{1, 2, 100} {
		assert.ElementsMatch(t, want, b.sweep(t, rec.Wake, limit), "limit %d", limit)
	}
	due := store.Due{Watch: watched, Wake: rec.Wake}
	won := make([]error, 8)
	var all sync.WaitGroup
	for i := range won {
		all.Go(func() { won[i] = b.Claim(t.Context(), due, rec.Wake.Add(time.Minute)) })
	}
	all.Wait()
	winners := 0
	for _, err := range won {
		if err == nil {
			winners++
		} else {
			assert.ErrorIs(t, err, store.ErrConflict)
		}
	}
	assert.Equal(t, 1, winners)
	assert.Len(t, b.sweep(t, rec.Wake, 10), 3)
	require.NoError(t, b.ArmWatch(t.Context(), volga, "c1", rec.Wake))
	assert.NotContains(t, b.raw(t, "C#volga", "W#c1"), "l", "arming ends the lease")
	_, _, err := b.Due(t.Context(), 0, monday, 10, "2026-11-23T07:30:00Z\nS#x\nM#y")
	assert.ErrorIs(t, err, store.ErrBadCursor)
}

// The arming of a watch in a transaction is that of ArmWatch, or nothing when the transaction fails.
func TestAWatchIsArmedInATransaction(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	arm, err := b.ArmWatchItem(volga, "c1", monday)
	require.NoError(t, err)
	table := b.table
	never := "attribute_exists(pk)"
	_, err = b.db.TransactWriteItems(t.Context(), &dynamodb.TransactWriteItemsInput{TransactItems: []types.TransactWriteItem{arm, {
		Put: &types.Put{TableName: &table, Item: item{"pk": s("A"), "sk": s("B")}, ConditionExpression: &never},
	}}})
	require.Error(t, err)
	_, err = b.Watch(t.Context(), watched)
	require.ErrorIs(t, err, store.ErrNotFound)
	_, err = b.db.TransactWriteItems(t.Context(), &dynamodb.TransactWriteItemsInput{TransactItems: []types.TransactWriteItem{arm}})
	require.NoError(t, err)
	in := b.watch(t)
	require.NoError(t, b.ArmWatch(t.Context(), volga, "c2", monday))
	alone, err := b.Watch(t.Context(), store.WatchID{Customer: volga, Certificate: "c2"})
	require.NoError(t, err)
	alone.Certificate = "c1"
	assert.Equal(t, alone, in)
}

func TestAWatchOfNoCertificateIsRefused(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	for _, id := range []string{"", "a#b", "a\nb"} {
		require.ErrorIs(t, b.ArmWatch(t.Context(), volga, id, monday), store.ErrBadID)
		_, err := b.ArmWatchItem(id, "c1", monday)
		require.ErrorIs(t, err, store.ErrBadID)
		_, err = b.Watch(t.Context(), store.WatchID{Customer: volga, Certificate: id})
		require.ErrorIs(t, err, store.ErrBadID)
	}
	b.write(t, item{"pk": s("C#volga"), "sk": s("W#c1"), "x": n("2"), "s": s("2026-11-23T07:30:00Z")})
	_, err := b.Watch(t.Context(), watched)
	assert.ErrorIs(t, err, store.ErrUnreadable, "of a newer version")
}
