package store_test

import (
	"encoding/base64"
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"flatsupport/shared/store"
)

func TestACustomersTicketsComeNewestFirst(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	const count = 23
	want := make([]store.Row, count)
	for i := range count {
		at := monday.Add(time.Duration(i) * time.Hour)
		rec := b.registered(t, fmt.Sprintf("TICKET%04d", i), at)
		if i == 7 {
			rec = b.notes(t, rec, 1, 30) // one with history pages
		}
		want[count-1-i] = store.Row{Request: request(rec.ID, at), Record: rec}
		if i%3 == 0 { // an orphan between the others
			orphan := b.raw(t, "C#volga", "R#"+at.Format("2006-01-02T15:04:05.000Z")+"#"+rec.ID)
			orphan["sk"] = s("R#" + at.Add(time.Minute).Format("2006-01-02T15:04:05.000Z") + "#" + rec.ID)
			b.write(t, orphan)
		}
	}
	for _, limit := range []int{1, 5, count - 1, count, count + 1, 1000} {
		var got []store.Row
		cursor := ""
		for range count + 1 {
			page, err := b.CustomerTickets(t.Context(), volga, cursor, limit)
			require.NoError(t, err)
			require.LessOrEqual(t, len(page.Rows), limit)
			got = append(got, page.Rows...)
			if cursor = page.Next; cursor == "" {
				break
			}
		}
		assert.Equal(t, want, got, "limit %d", limit)
	}
	other, err := b.CustomerTickets(t.Context(), "kama", "", 10)
	require.NoError(t, err)
	assert.Zero(t, other)
}

func TestAnOrphanRequestIsNotListed(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	b.registered(t, ticket1, monday)
	stored := b.raw(t, "C#volga", "R#2026-11-23T07:30:00.123Z#"+ticket1)
	require.NotNil(t, stored)
	orphans := []struct{ name, pk, sk string }{
		{"of a ticket that was never written", "C#volga", "R#2026-11-23T08:00:00.000Z#NEVERWRITT"},
		{"of a ticket that names another request", "C#volga", "R#2026-11-23T08:00:00.000Z#" + ticket1},
		{"of another customer's ticket", "C#kama", "R#2026-11-23T07:30:00.123Z#" + ticket1},
	}
	for _, o := range orphans {
		stored["pk"], stored["sk"] = s(o.pk), s(o.sk)
		b.write(t, stored)
	}
	for _, limit := range []int{1, 2, 10} {
		page, err := b.CustomerTickets(t.Context(), volga, "", limit)
		require.NoError(t, err)
		require.Len(t, page.Rows, 1, "orphans do not count towards the limit %d", limit)
		assert.Equal(t, monday, page.Rows[0].Request.ReceivedAt)
	}
	page, err := b.CustomerTickets(t.Context(), "kama", "", 10)
	require.NoError(t, err)
	assert.Empty(t, page.Rows)
}

func TestACursorWorksForItsListOnly(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	for i := range 3 {
		b.registered(t, fmt.Sprintf("TICKET%04d", i), monday.Add(time.Duration(i)*time.Hour))
	}
	page, err := b.CustomerTickets(t.Context(), volga, "", 1)
	require.NoError(t, err)
	require.NotEmpty(t, page.Next)
	_, err = b.CustomerTickets(t.Context(), volga, page.Next, 1)
	require.NoError(t, err)

	_, err = b.CustomerTickets(t.Context(), "kama", page.Next, 1)
	assert.ErrorIs(t, err, store.ErrBadCursor, "another customer")
	raw, err := base64.RawURLEncoding.DecodeString(page.Next)
	require.NoError(t, err)
	for i := range raw {
		for _, bit := range []byte{1, 0x80} {
			changed := append([]byte(nil), raw...)
			changed[i] ^= bit
			_, err := b.CustomerTickets(t.Context(), volga, base64.RawURLEncoding.EncodeToString(changed), 1)
			assert.ErrorIs(t, err, store.ErrBadCursor, "byte %d", i)
		}
	}
	for _, cursor := range []string{"x", page.Next[:len(page.Next)-4], page.Next + "AAAA", page.Next + "=", "R#2026", " "} {
		_, err := b.CustomerTickets(t.Context(), volga, cursor, 1)
		assert.ErrorIs(t, err, store.ErrBadCursor, cursor)
	}
}

func TestAScanFindsEveryTicket(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	first := b.registered(t, "TICKET0001", monday)
	second := b.notes(t, b.registered(t, "TICKET0002", monday.Add(time.Hour)), 1, 30)
	got, err := b.ScanTickets(t.Context())
	require.NoError(t, err)
	assert.Equal(t, []store.Record{second, first}, got)
}
