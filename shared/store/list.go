package store

import (
	"context"
	"fmt"
	"math/rand/v2"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
)

// Page is a part of a customer's list of tickets, newest first. Next is the cursor of the part after it; empty: none.
type Page struct {
	Rows []Row
	Next string
}

// Row is a ticket with what was asked.
type Row struct {
	Request Request
	Record  Record
}

const maxPage = 100 // what one BatchGetItem takes

// CustomerTickets reads the customer's tickets by the time of their receipt, newest first, at most limit of them
// (1 to 100). cursor is empty for the newest, or what the page before gave as Next; anything else is ErrBadCursor.
func (s *Store) CustomerTickets(ctx context.Context, customer, cursor string, limit int) (Page, error) {
	const operation = "list tickets of customer"
	limit = min(max(limit, 1), maxPage)
	after, err := openCursor(customer, cursor, requestSK)
	if err != nil {
		return Page{}, fmt.Errorf("%s %s: %w", operation, customer, err)
	}
	var page Page
	for {
		requests, more, err := s.requests(ctx, customer, after, limit-len(page.Rows))
		if err != nil {
			return Page{}, err
		}
		rows, err := s.rows(ctx, requests)
		if err != nil {
			return Page{}, err
		}
		page.Rows = append(page.Rows, rows...)
		if after = more; after == "" {
			return page, nil
		}
		if len(page.Rows) == limit {
			page.Next = sealCursor(customer, after)
			return page, nil
		}
	}
}

// requests reads the next of the customer's requests, and the sort key after which to go on; empty: no more.
func (s *Store) requests(ctx context.Context, customer, after string, limit int) ([]Request, string, error) {
	in := &dynamodb.QueryInput{
		TableName: &s.table, ConsistentRead: aws.Bool(true), ScanIndexForward: aws.Bool(false),
		Limit:                     aws.Int32(int32(limit)),
		KeyConditionExpression:    aws.String("pk = :pk AND begins_with(sk, :sk)"),
		ExpressionAttributeValues: item{":pk": text(customerPK(customer)), ":sk": text(requestSK)},
	}
	if after != "" {
		in.ExclusiveStartKey = key{customerPK(customer), after}.item()
	}
	out, err := s.db.Query(ctx, in)
	if err != nil {
		return nil, "", failure("list requests of customer", customer, err)
	}
	requests := make([]Request, 0, len(out.Items))
	for _, it := range out.Items {
		r, err := requestOf(it)
		if err != nil {
			return nil, "", err
		}
		requests = append(requests, r)
	}
	return requests, item(out.LastEvaluatedKey).text("sk"), nil
}

// rows joins requests with their tickets. A request that no ticket names is an orphan and is left out.
func (s *Store) rows(ctx context.Context, requests []Request) ([]Row, error) {
	if len(requests) == 0 {
		return nil, nil
	}
	hots, err := s.hots(ctx, requests)
	if err != nil {
		return nil, err
	}
	rows := make([]Row, 0, len(requests))
	for _, r := range requests {
		it, ok := hots[hotKey(r.Ticket)]
		if !ok {
			continue
		}
		rec, err := s.record(ctx, it)
		if err != nil {
			return nil, err
		}
		if named(rec) == requestKey(r.Customer, r.Ticket, r.ReceivedAt) {
			rows = append(rows, Row{r, rec})
		}
	}
	return rows, nil
}

// patience bounds how often DynamoDB may leave items of a batch for later.
const patience = 6

// hots reads the hot items of the requests' tickets in one batch.
func (s *Store) hots(ctx context.Context, requests []Request) (map[key]item, error) {
	wanted := map[key]bool{}
	var keys []map[string]types.AttributeValue
	for _, r := range requests {
		if k := hotKey(r.Ticket); !wanted[k] {
			wanted[k] = true
			keys = append(keys, k.item())
		}
	}
	hots := make(map[key]item, len(keys))
	for try := range patience {
		out, err := s.db.BatchGetItem(ctx, &dynamodb.BatchGetItemInput{RequestItems: map[string]types.KeysAndAttributes{
			s.table: {Keys: keys, ConsistentRead: aws.Bool(true)},
		}})
		if err != nil {
			return nil, failure("read tickets of customer", requests[0].Customer, err)
		}
		for _, it := range out.Responses[s.table] {
			hots[keyOf(it)] = it
		}
		if keys = out.UnprocessedKeys[s.table].Keys; len(keys) == 0 {
			return hots, nil
		}
		if err := pause(ctx, try); err != nil {
			return nil, failure("read tickets of customer", requests[0].Customer, err)
		}
	}
	return nil, failure("read tickets of customer", requests[0].Customer, fmt.Errorf("left unread %d times: %w", patience, ErrUnavailable))
}

// pause waits before another try: up to 25 ms, doubled each time, at random so that callers do not come back together.
func pause(ctx context.Context, try int) error {
	wait := time.NewTimer(rand.N(25 * time.Millisecond << try)) //nolint:gosec // spreads load, keeps no secret
	defer wait.Stop()
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-wait.C:
		return nil
	}
}
