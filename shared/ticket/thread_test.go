package ticket_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"flatsupport/shared/policy"
	"flatsupport/shared/ticket"
)

func TestWhatMayBeMerged(t *testing.T) {
	t.Parallel()
	open := fold(opened(policy.TS24x7, policy.P3)...)
	with := func(change func(t *ticket.Ticket)) ticket.Ticket {
		other := open
		change(&other)
		return other
	}
	cases := []struct {
		name, into, message string
		other               ticket.Ticket
		callback            bool
		want                ticket.Code
	}{
		{"into an open one", "B", "m", open, false, ""},
		{"into a more urgent one", "B", "m", with(func(o *ticket.Ticket) { o.Priority = policy.P1 }), false, ""},
		{"into itself", "A", "m", open, false, ticket.MergeItself},
		{"into another customer's", "B", "m", with(func(o *ticket.Ticket) { o.Registered.Customer = "neva" }), false, ticket.MergeForeign},
		{"into one that is over", "B", "m", with(func(o *ticket.Ticket) { o.Status = ticket.StatusResolved }), false, ticket.MergeNotOpen},
		{"into one that was merged", "B", "m", with(func(o *ticket.Ticket) { o.Status = ticket.StatusMerged }), false, ticket.MergeNotOpen},
		{"into a less urgent one", "B", "m", with(func(o *ticket.Ticket) { o.Priority = policy.P4 }), false, ticket.MergeLower},
		{"without a word", "B", "", open, false, ticket.MessageRequired},
		{"while a call is owed", "B", "m", open, true, ticket.MergeCallbackOwed},
	}
	for _, c := range cases {
		_, err := open.Merge("A", c.into, c.other, c.message, c.callback)
		assert.Equal(t, c.want, code(t, err), c.name)
	}
}

// A merging is a response of a person, and ends the wait; who gets the notices and what was split off stays known.
func TestWhatAThreadLeavesBehind(t *testing.T) {
	t.Parallel()
	got := fold(opened(policy.TS24x7, policy.P3,
		event(1, petrov, ticket.ContactChanged{From: "ivan", To: "kate", Reason: "leave"}),
		event(2, petrov, ticket.Inquired{To: "lab@vendor.example", Message: "m1"}),
		event(3, petrov, ticket.Inquired{To: "lab@vendor.example", Message: "m2"}),
		event(4, ticket.Actor{Role: ticket.Supplier, ID: "lab@vendor.example"}, ticket.Noted{Message: "m3"}),
		event(5, ivan, ticket.Replied{Message: "r"}),
		event(6, petrov, ticket.Split{Of: "r", Into: "C"}),
		event(7, petrov, ticket.Waiting{Reason: "log"}),
	)...)
	require.True(t, got.Cycles[0].RespondedAt.IsZero(), "none of these is a response")
	assert.Empty(t, got.Updates)
	assert.Equal(t, "ivan", got.Registered.Contact)
	assert.Equal(t, "kate", got.Recipient())
	assert.Equal(t, []string{"lab@vendor.example"}, got.Inquiries)
	assert.True(t, got.Asked("lab@vendor.example"))
	assert.False(t, got.Asked("boss@vendor.example"))
	assert.False(t, got.Asked(""))
	assert.Equal(t, "C", got.SplitInto("r"))
	_, err := got.SplitOff("r", "D")
	assert.Equal(t, ticket.AlreadySplit, code(t, err), "once")
	_, err = got.ChangeContact("kate", "why")
	assert.Equal(t, ticket.SameContact, code(t, err))
	assert.NoError(t, got.Still("kate"))
	assert.NoError(t, got.Still(""))
	assert.Equal(t, ticket.RecipientChanged, code(t, got.Still("ivan")))

	merged := ticket.Fold(got, event(8, petrov, ticket.Merged{Into: "B", Message: "m4"}))
	assert.Equal(t, ticket.StatusMerged, merged.Status)
	assert.Equal(t, at(8), merged.Cycles[0].RespondedAt)
	assert.Equal(t, at(8), merged.Pauses[0].To)
	assert.Equal(t, "B", merged.MergedInto)
	assert.False(t, merged.Open())
}
