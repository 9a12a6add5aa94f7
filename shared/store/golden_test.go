package store_test

import (
	"encoding/json"
	"os"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"flatsupport/shared/entitlement"
	"flatsupport/shared/policy"
	"flatsupport/shared/store"
	"flatsupport/shared/ticket"
)

// The items of schema 1, as they were stored. This file is rewritten only together with a new schema; until then
// whatever the store reads from it must stay the same.
const goldenItems = "testdata/items-1.json"

var (
	goldenMessage = answer("Idempotency-Key", "Перезагрузили <шлюз>", monday.Add(time.Hour))
	goldenStaff   = store.Staff{ID: "sidorova", Name: "Анна Сидорова", Email: "sidorova@flat.example", Language: "ru", Levels: []policy.Level{2, 3}, Roles: []string{"engineer"}}
	goldenMember  = store.Membership{Kind: store.PartnerMember, Partner: "integrator", Contact: "olga"}
	goldenClaims  = map[string]time.Time{"decided/accepted>" + ivan.ID: monday.Add(time.Minute)}
)

// The certificate and the partner as they were when the items were stored: what was added since is empty in them.
func goldenRecords() (entitlement.Certificate, entitlement.Partner) {
	c, p := certificate, partner
	c.Renews, c.Joins, c.Cancelled, c.Order, c.Activated, c.Upgrade = "", nil, false, "", 0, ""
	p.Changes = nil
	return c, p
}

func goldenEvents() []ticket.Event {
	events := []ticket.Event{registration(monday), decision(monday.Add(time.Second)), response(goldenMessage.At, "Zt5_b-8Kq2w", goldenMessage.ID)}
	for i := range 14 {
		events = append(events, note(i))
	}
	return events
}

// writeGolden makes the items with the store as it is.
func writeGolden(t *testing.T) {
	t.Helper()
	b := newBench(t)
	ctx := t.Context()
	events := goldenEvents()
	rec := b.registered(t, ticket1, monday)
	for _, e := range events[1:] {
		var err error
		rec, err = b.Commit(ctx, rec, store.Change{Events: []ticket.Event{e}, Wake: monday.Add(time.Hour), Claim: goldenClaims})
		require.NoError(t, err)
	}
	require.NoError(t, b.PutMessage(ctx, ticket1, goldenMessage))
	wasCertificate, wasPartner := goldenRecords()
	putWith(t, b, 1, wasCertificate, wasPartner)
	require.NoError(t, b.PutStaff(ctx, goldenStaff))
	require.NoError(t, b.PutMembership(ctx, "auth0|olga", goldenMember))
	require.NoError(t, b.PutShift(ctx, store.Shift{Role: "L2", Person: "sidorova", From: monday, To: monday.Add(time.Hour)}))
	items := make([]map[string]any, 0)
	for _, it := range b.all(t) {
		items = append(items, plain(it))
	}
	out, err := json.MarshalIndent(items, "", " ")
	require.NoError(t, err)
	require.NoError(t, os.WriteFile(goldenItems, append(out, '\n'), 0o600))
}

// plain is the item with its texts as texts, its numbers as numbers and its maps as maps.
func plain(it item) map[string]any {
	out := map[string]any{}
	for name, v := range it {
		switch v := v.(type) {
		case *types.AttributeValueMemberS:
			out[name] = v.Value
		case *types.AttributeValueMemberN:
			out[name] = json.Number(v.Value)
		case *types.AttributeValueMemberM:
			out[name] = plain(v.Value)
		}
	}
	return out
}

func stored(it map[string]any) item {
	out := item{}
	for name, v := range it {
		switch v := v.(type) {
		case string:
			out[name] = s(v)
		case json.Number:
			out[name] = n(v.String())
		case map[string]any:
			out[name] = &types.AttributeValueMemberM{Value: stored(v)}
		}
	}
	return out
}

func TestItemsOfEverySchemaAreRead(t *testing.T) {
	t.Parallel()
	if *update {
		writeGolden(t)
	}
	b := newBench(t)
	ctx := t.Context()
	text, err := os.Open(goldenItems)
	require.NoError(t, err)
	defer text.Close()
	from := json.NewDecoder(text)
	from.UseNumber()
	var items []map[string]any
	require.NoError(t, from.Decode(&items))
	for _, it := range items {
		b.write(t, stored(it))
	}

	rec := b.latest(t)
	assert.Equal(t, ticket.Fold(ticket.Ticket{}, goldenEvents()...), rec.Ticket)
	assert.Less(t, len(rec.Events), len(goldenEvents()), "some are on a page")
	assert.Equal(t, goldenClaims, rec.Claims)
	assert.Equal(t, time.Date(2026, 11, 23, 8, 30, 1, 0, time.UTC), rec.Wake)
	messages, err := b.Messages(ctx, ticket1)
	require.NoError(t, err)
	assert.Equal(t, []store.Message{goldenMessage}, messages)
	asked, err := b.RequestOf(ctx, rec)
	require.NoError(t, err)
	assert.Equal(t, request(ticket1, monday), asked)
	wasCertificate, wasPartner := goldenRecords()
	facts, err := b.Facts(ctx, volga)
	require.NoError(t, err)
	assert.Equal(t, withRef(wasCertificate, "cert/c1@1"), facts.Certificates[0])
	assert.Equal(t, withRef(installation, "inst/hq@1"), facts.Installations[0])
	assert.Equal(t, withRef(intent, "intent/c1@1"), facts.Intents[0])
	assert.Equal(t, withRef(wasPartner, "partner/integrator@1"), facts.Partners[0])
	assert.Equal(t, withRef(contact, "contact/ivan@1"), facts.Contacts[0])
	assert.Equal(t, withRef(customer, "customer/volga@1"), facts.Customer)
	staff, err := b.Staff(ctx, goldenStaff.ID)
	require.NoError(t, err)
	assert.Equal(t, goldenStaff, staff)
	members, err := b.Subject(ctx, "auth0|olga")
	require.NoError(t, err)
	assert.Equal(t, []store.Membership{goldenMember}, members)
	duty, err := b.OnDuty(ctx, "L2", monday)
	require.NoError(t, err)
	assert.Equal(t, []string{"sidorova"}, duty)

	after := b.notes(t, rec, 900, 901)
	assert.Equal(t, after, b.latest(t), "and written on")
	putWith(t, b, 1, wasCertificate, wasPartner) // facts put today are what they were
}
