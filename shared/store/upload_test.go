package store_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"flatsupport/shared/store"
	"flatsupport/shared/store/storetest"
	"flatsupport/shared/ticket"
)

func TestAnUploadLink(t *testing.T) {
	t.Parallel()
	db, table := storetest.Table(t)
	s := store.New(db, table)
	_, err := s.Upload(t.Context(), "a-token")
	assert.ErrorIs(t, err, store.ErrNotFound)
	within, err := s.CountUpload(t.Context(), "a-token", "f1", 2)
	require.NoError(t, err)
	assert.False(t, within, "there is no such link")
	assert.ErrorIs(t, s.TellUpload(t.Context(), "a-token"), store.ErrConflict)

	first := store.Upload{Ticket: "T1", Customer: "volga", By: ticket.Actor{Role: ticket.Contact, ID: "ivan"}, Until: time.Date(2026, 11, 30, 7, 30, 0, 0, time.UTC)}
	made, err := s.OpenUpload(t.Context(), "a-token", first)
	require.NoError(t, err)
	assert.Equal(t, first, made)
	later := first
	later.Until = first.Until.Add(time.Hour)
	made, err = s.OpenUpload(t.Context(), "a-token", later)
	require.NoError(t, err)
	assert.Equal(t, first, made, "the first stands")
	require.NoError(t, s.TellUpload(t.Context(), "a-token"))
	first.Told = true
	read, err := s.Upload(t.Context(), "a-token")
	require.NoError(t, err)
	assert.Equal(t, first, read)

	for i, c := range []struct {
		file   string
		within bool
	}{{"f1", true}, {"f1", true}, {"f2", true}, {"f3", false}, {"f2", true}} {
		within, err := s.CountUpload(t.Context(), "a-token", c.file, 2)
		require.NoError(t, err)
		assert.Equal(t, c.within, within, i)
	}
	_, err = s.Upload(t.Context(), "another-token")
	assert.ErrorIs(t, err, store.ErrNotFound)
}

func TestTheIDOfAFileIsInItsKey(t *testing.T) {
	t.Parallel()
	assert.Equal(t, "u1", store.File{Key: "volga/T1/u1/a.log"}.ID())
	assert.Empty(t, store.File{Name: "a.log"}.ID())
}
