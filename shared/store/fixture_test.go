package store_test

import (
	"context"
	"flag"
	"fmt"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	"github.com/stretchr/testify/require"

	"flatsupport/shared/policy"
	"flatsupport/shared/store"
	"flatsupport/shared/store/storetest"
	"flatsupport/shared/ticket"
)

var update = flag.Bool("update", false, "rewrite golden files")

// monday is the instant at which most tests begin.
var monday = time.Date(2026, 11, 23, 7, 30, 0, 123_000_000, time.UTC)

const (
	volga   = "volga"
	ticket1 = "K7M29QXF4T"
)

var (
	ivan     = ticket.Actor{Role: ticket.Contact, ID: "ivan.petrov@volga.example"}
	sidorova = ticket.Actor{Role: ticket.Engineer, ID: "sidorova"}
	system   = ticket.Actor{Role: ticket.System}
)

// bench is a store in a table of its own, with a client that sees the items as they are.
type bench struct {
	*store.Store
	db    *dynamodb.Client
	table string
}

func newBench(t testing.TB) bench {
	t.Helper()
	db, table := storetest.Table(t)
	return bench{store.New(db, table), db, table}
}

// through is another store in the same table, whose client is built with the options.
func (b bench) through(t testing.TB, options ...func(*dynamodb.Options)) *store.Store {
	t.Helper()
	return store.New(storetest.Client(t, options...), b.table)
}

func request(id string, at time.Time) store.Request {
	return store.Request{
		Ticket: id, Customer: volga, Contact: ivan.ID, Installation: "volga-hq", Subject: "Нет исходящих вызовов",
		Description: "С девяти утра не проходит ни один исходящий вызов.", CallbackPhone: "+74990000001",
		ReceivedAt: at,
	}
}

func registration(at time.Time) ticket.Event {
	return ticket.Event{At: at, By: ivan, Key: "k3xQvT0a9Zc", Fact: ticket.Registered{
		Customer: volga, Contact: ivan.ID, Installation: "volga-hq", Channel: policy.Portal, Type: policy.Incident,
		Priority: policy.P1, Language: "ru",
	}}
}

func notice(cause string, kind policy.NoticeKind, to policy.Audience, person string) ticket.Notice {
	return ticket.Notice{Key: cause + ">" + person, Kind: kind, Audience: to, Person: person}
}

func sent(at time.Time, notice string) ticket.Event {
	return ticket.Event{At: at, By: system, Fact: ticket.Notified{Notice: notice, Outcome: ticket.Sent}}
}

func decision(at time.Time) ticket.Event {
	return ticket.Event{
		At: at, By: system, Key: "decided/accepted",
		Fact: ticket.Decided{
			Answer: ticket.Accepted, Clause: "E3", Edition: "flat-1.4", Digest: "0a1b2c3d", Calendar: "ru-five-day-2027.1",
			Package: policy.TS24x7Plus, Certificate: "volga-2025-1", Support: "active", Level: 2, Priority: policy.P1,
			Engineer: sidorova.ID, MustName: true,
			Facts: []string{"customer/volga@1", "contact/" + ivan.ID + "@1", "inst/volga-hq@2", "cert/volga-2025-1@1"},
			Until: time.Date(2028, 3, 14, 21, 0, 0, 0, time.UTC),
		},
		Notices: []ticket.Notice{notice("decided/accepted", policy.NoticeAccepted, policy.ToCustomer, ivan.ID)},
	}
}

func response(at time.Time, key, message string) ticket.Event {
	return ticket.Event{
		At: at, By: sidorova, Key: key, Fact: ticket.Responded{Message: message},
		Notices: []ticket.Notice{notice(key, policy.NoticeAnswered, policy.ToCustomer, ivan.ID)},
	}
}

func resolution(at time.Time, key, message string) ticket.Event {
	return ticket.Event{
		At: at, By: sidorova, Key: key, Fact: ticket.Resolved{Message: message},
		Notices: []ticket.Notice{notice(key, policy.NoticeResolved, policy.ToCustomer, ivan.ID)},
	}
}

// note is an event of which a ticket may have any number.
func note(n int) ticket.Event {
	return ticket.Event{
		At: monday.Add(time.Duration(n) * time.Minute), By: sidorova, Key: fmt.Sprintf("note-%05d", n),
		Fact: ticket.Noted{Message: fmt.Sprintf("message-%04d", n)},
	}
}

// registered registers a ticket that is due a minute later.
func (b bench) registered(t testing.TB, id string, at time.Time) store.Record {
	t.Helper()
	rec, err := b.Register(t.Context(), request(id, at), registration(at), at.Add(time.Minute))
	require.NoError(t, err)
	return rec
}

// raw is the item as it is stored; nil: none.
func (b bench) raw(t testing.TB, pk, sk string) map[string]types.AttributeValue {
	t.Helper()
	out, err := b.db.GetItem(context.WithoutCancel(t.Context()), &dynamodb.GetItemInput{
		TableName: &b.table, ConsistentRead: aws.Bool(true),
		Key: map[string]types.AttributeValue{"pk": s(pk), "sk": s(sk)},
	})
	require.NoError(t, err)
	return out.Item
}

// all are all items of the table.
func (b bench) all(t testing.TB) []map[string]types.AttributeValue {
	t.Helper()
	var items []map[string]types.AttributeValue
	pages := dynamodb.NewScanPaginator(b.db, &dynamodb.ScanInput{TableName: &b.table, ConsistentRead: aws.Bool(true)})
	for pages.HasMorePages() {
		out, err := pages.NextPage(t.Context())
		require.NoError(t, err)
		items = append(items, out.Items...)
	}
	return items
}

// write stores an item behind the store's back.
func (b bench) write(t testing.TB, it map[string]types.AttributeValue) {
	t.Helper()
	_, err := b.db.PutItem(t.Context(), &dynamodb.PutItemInput{TableName: &b.table, Item: it})
	require.NoError(t, err)
}

type item = map[string]types.AttributeValue

func s(text string) types.AttributeValue { return &types.AttributeValueMemberS{Value: text} }

func n(number string) types.AttributeValue { return &types.AttributeValueMemberN{Value: number} }

func textOf(v types.AttributeValue) string {
	switch v := v.(type) {
	case *types.AttributeValueMemberS:
		return v.Value
	case *types.AttributeValueMemberN:
		return v.Value
	default:
		return ""
	}
}

// forget takes an item away, as if it had never been written.
func (b bench) forget(t testing.TB, pk, sk string) {
	t.Helper()
	_, err := b.db.DeleteItem(t.Context(), &dynamodb.DeleteItemInput{
		TableName: &b.table, Key: map[string]types.AttributeValue{"pk": s(pk), "sk": s(sk)},
	})
	require.NoError(t, err)
}
