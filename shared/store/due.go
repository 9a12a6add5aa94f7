package store

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
)

// Due is a ticket, or the watch over a certificate, whose wake-up has come.
type Due struct {
	Ticket string  // empty: a watch
	Watch  WatchID // the zero value: a ticket
	Wake   time.Time
}

func (d Due) key() key {
	if d.Ticket == "" {
		return watchKey(d.Watch)
	}
	return hotKey(d.Ticket)
}

// dueOf tells by the key what is due.
func dueOf(k key) (Due, bool) {
	if id, is := strings.CutPrefix(k.pk, ticketPK); is && k.sk == hotSK {
		return Due{Ticket: id}, true
	}
	watch, is := watchID(k)
	return Due{Watch: watch}, is
}

// Due reads the tickets and watches of one shard whose wake-up is now or past, the longest due first, at most limit of them. next
// is the cursor for those after them; empty: none. The index follows the table with a short delay, so one may be
// named that has been seen to: Claim finds out.
func (s *Store) Due(ctx context.Context, shard int, now time.Time, limit int, cursor string) (due []Due, next string, err error) {
	operation := fmt.Sprintf("read due tickets of shard %d", shard)
	in := &dynamodb.QueryInput{
		TableName: &s.table, IndexName: aws.String(WakeIndex),
		Limit:                  aws.Int32(int32(max(limit, 1))),
		KeyConditionExpression: aws.String("wpk = :shard AND wsk <= :now"),
		ExpressionAttributeValues: item{
			":shard": text(shardPK(shard)), ":now": text(now.UTC().Format(toSeconds)), // cut: a wake-up is a whole second
		},
	}
	if cursor != "" {
		wake, from, ok := cutCursor(cursor)
		if !ok {
			return nil, "", fmt.Errorf("%s: %w", operation, ErrBadCursor)
		}
		in.ExclusiveStartKey = from.item()
		in.ExclusiveStartKey["wpk"], in.ExclusiveStartKey["wsk"] = text(shardPK(shard)), text(wake)
	}
	out, err := s.db.Query(ctx, in)
	if err != nil {
		return nil, "", failure(operation, WakeIndex, err)
	}
	for _, it := range out.Items {
		it := item(it)
		wake, err := time.Parse(toSeconds, it.text("wsk"))
		if err != nil {
			return nil, "", fmt.Errorf("%s: %s: %w", operation, keyOf(it), ErrUnreadable)
		}
		d, known := dueOf(keyOf(it))
		if !known {
			return nil, "", fmt.Errorf("%s: %s: %w", operation, keyOf(it), ErrUnreadable)
		}
		d.Wake = wake
		due = append(due, d)
	}
	if last := item(out.LastEvaluatedKey); len(last) > 0 {
		next = last.text("wsk") + cursorCut + last.text("pk") + cursorCut + last.text("sk")
	}
	return due, next, nil
}

// cursorCut parts the wake-up, pk and sk of a sweep's cursor: no key holds it.
const cursorCut = "\n"

func cutCursor(cursor string) (wake string, from key, ok bool) {
	parts := strings.Split(cursor, cursorCut)
	if len(parts) != 3 {
		return "", key{}, false
	}
	from = key{parts[1], parts[2]}
	_, ok = dueOf(from)
	return parts[0], from, ok
}

// Claim leaves what is due to the caller until the lease ends: it moves the wake-up there, rounded up to whole
// seconds. The version stays, so that nobody who is about to commit has to start again. ErrConflict: somebody
// else claimed it or wrote it.
func (s *Store) Claim(ctx context.Context, due Due, lease time.Time) error {
	mark := nonce()
	_, err := s.db.UpdateItem(ctx, &dynamodb.UpdateItemInput{
		TableName: &s.table, Key: due.key().item(),
		UpdateExpression:         aws.String("SET #wsk = :lease, #l = :mark"),
		ConditionExpression:      aws.String("#wsk = :due"),
		ExpressionAttributeNames: map[string]string{"#wsk": "wsk", "#l": "l"},
		ExpressionAttributeValues: item{
			":lease": text(wakeText(lease)), ":mark": text(mark), ":due": text(wakeText(due.Wake)),
		},
		ReturnValuesOnConditionCheckFailure: types.ReturnValuesOnConditionCheckFailureAllOld,
	})
	if standing(err).text("l") == mark {
		return nil // ours, by a first try whose answer was lost
	}
	return failure("claim", due.key().String(), err)
}
