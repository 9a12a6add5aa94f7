package store_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"flatsupport/shared/store"
)

func TestTicketsReceivedInATime(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	var all []store.Row
	for i := range 5 {
		at := monday.Add(time.Duration(i) * time.Hour)
		all = append(all, store.Row{Request: request(fmt.Sprintf("TICKET%04d", i), at), Record: b.registered(t, fmt.Sprintf("TICKET%04d", i), at)})
	}
	hour := func(n int) time.Time { return monday.Add(time.Duration(n) * time.Hour) }
	cases := []struct {
		name     string
		customer string
		from, to time.Time
		want     []store.Row
	}{
		{"all", volga, hour(0), hour(5), all},
		{"the first instant counts, the last does not", volga, hour(1), hour(3), all[1:3]},
		{"a millisecond later", volga, hour(1).Add(time.Millisecond), hour(3).Add(time.Millisecond), all[2:4]},
		{"another customer", "kama", hour(0), hour(5), nil},
		{"none in that time", volga, hour(6), hour(9), nil},
		{"no time", volga, hour(1), hour(1), nil},
		{"a time that runs back", volga, hour(3), hour(1), nil},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			got, err := b.TicketsReceived(t.Context(), c.customer, c.from, c.to)
			require.NoError(t, err)
			assert.Equal(t, c.want, got)
		})
	}
}
