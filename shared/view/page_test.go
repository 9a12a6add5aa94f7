package view_test

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"flatsupport/shared/view"
)

// news is a ticket whose clock of news has had so many turns: of every three the first was in time, the second late and
// the third called off; the newest runs.
func news(turns int) view.Ticket {
	t := view.Ticket{Number: "K7M29-QXF4T", Status: "open", Subject: "No calls", Clocks: []view.Clock{
		{Name: "reaction", Title: "First answer", Cycle: 1, Turn: 1, State: "met", StateTitle: "met", Explanation: []string{"how the answer was counted"}},
	}}
	for i := range turns {
		state := [3]string{"met", "breached", "cancelled"}[i%3]
		if i == turns-1 {
			state = "running"
		}
		t.Clocks = append(t.Clocks, view.Clock{
			Name: "update", Title: "News", Cycle: 1, Turn: i + 1, State: state, StateTitle: state,
			Start: time.Date(2026, 11, 23, 8+i, 0, 0, 0, time.UTC), Explanation: []string{"how turn " + string(rune('A'+i)) + " was counted"},
		})
	}
	return t
}

// Of a clock that begins anew with each news the page shows the newest turn, and says in a line how the others ended.
func TestAPageShowsTheNewestTurn(t *testing.T) {
	t.Parallel()
	page, err := view.TicketPage(news(9), "en", "KEY")
	require.NoError(t, err)
	assert.Equal(t, 1, strings.Count(page, "<h2>News: "))
	assert.Contains(t, page, `<h2>News: <span class="running">`)
	assert.Contains(t, page, "how turn I was counted")
	assert.NotContains(t, page, "how turn H was counted")
	assert.Contains(t, page, "<dt>Before that</dt><dd>in time: 3, late: 3, cancelled: 2</dd>")
	assert.Equal(t, 1, strings.Count(page, "Before that"), "nothing was before the answer")

	page, err = view.TicketPage(news(2), "ru", "KEY")
	require.NoError(t, err)
	assert.Contains(t, page, "<dt>До этого</dt><dd>вовремя: 1, с опозданием: 0, снято: 0</dd>")

	page, err = view.TicketPage(news(1), "en", "KEY")
	require.NoError(t, err)
	assert.NotContains(t, page, "Before that")
}

// Another cycle has promises of its own, and both are shown.
func TestAPageShowsEveryCycle(t *testing.T) {
	t.Parallel()
	ticket := news(2)
	again := ticket.Clocks[1]
	again.Cycle, again.StateTitle = 2, "running again"
	ticket.Clocks = append(ticket.Clocks, again)
	page, err := view.TicketPage(ticket, "en", "KEY")
	require.NoError(t, err)
	assert.Equal(t, 2, strings.Count(page, "<h2>News: "))
}
