package rows_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"

	"flatsupport/infra/supportctl/importing/rows"
	"flatsupport/shared/entitlement"
)

// What a file says of an intent is held against the newest one, also where an earlier one was withdrawn (G20).
func TestTheIntentOfACertificateIsTheNewest(t *testing.T) {
	t.Parallel()
	declared := time.Date(2026, 3, 1, 9, 0, 0, 0, time.UTC)
	withdrawn := entitlement.Intent{Ref: "intent/c1@2", Certificate: "c1", DeclaredAt: declared, WithdrawnAt: declared.AddDate(0, 1, 0)}
	again := entitlement.Intent{Ref: "intent/c1@3", Certificate: "c1", DeclaredAt: declared.AddDate(0, 2, 0)}
	known := rows.Known{Customers: map[string]entitlement.Facts{"volga": {Intents: []entitlement.Intent{
		withdrawn, again, {Ref: "intent/c2@1", Certificate: "c2"},
	}}}}
	got, found := known.Intent("volga", "c1")
	assert.True(t, found)
	assert.Equal(t, rows.Intent{Customer: "volga", Intent: again}, got)
	_, found = known.Intent("volga", "c3")
	assert.False(t, found)
}
