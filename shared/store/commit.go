package store

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"flatsupport/shared/store/journal"
	"flatsupport/shared/ticket"
)

// Change is what one commit makes of a ticket.
type Change struct {
	Events  []ticket.Event       // appended
	Wake    time.Time            // the wake-up from now on, rounded up to whole seconds; zero: none
	Claim   map[string]time.Time // claims set, by notice key, with their deadlines
	Unclaim []string             // claims given up
}

// Commit writes the change if nobody else has written the ticket since the record was read, and returns the ticket as
// it then stands. Instants are kept in whole milliseconds. The wake-up is written whatever a sweep has made of it
// meanwhile: at worst the ticket is looked at once more.
//
// Errors: ErrConflict when somebody else wrote; ErrUnavailable when it is not known whether this was written, or it
// was not. A write whose answer was lost is known again as this call's own by its nonce.
func (s *Store) Commit(ctx context.Context, rec Record, c Change) (Record, error) {
	const operation = "commit ticket"
	after, page, mark, err := next(rec, c)
	if err != nil {
		return Record{}, fmt.Errorf("%s %s: %w", operation, rec.ID, err)
	}
	if page != nil {
		if err := s.put(ctx, "write history page", page); err != nil {
			return Record{}, err
		}
	}
	it, err := hot(after, mark)
	if err != nil {
		return Record{}, fmt.Errorf("%s %s: %w", operation, rec.ID, err)
	}
	_, err = s.db.UpdateItem(ctx, s.replace(it, rec.rev))
	if err == nil {
		return after, nil
	}
	stands := standing(err)
	err = failure(operation, rec.ID, err)
	if errors.Is(err, ErrUnavailable) {
		var again error
		if stands, again = s.written(ctx, operation, hotKey(rec.ID)); again != nil {
			return Record{}, err
		}
		if stands.number("v") != rec.rev {
			err = fmt.Errorf("%s %s: %w", operation, rec.ID, ErrConflict)
		}
	}
	if stands.text("n") == mark {
		return after, nil
	}
	return Record{}, err
}

// next is the record after the change, with the page to be written first.
func next(rec Record, c Change) (after Record, page item, mark string, err error) {
	events, mark := journal.Settle(c.Events), nonce()
	after = rec
	after.rev++
	after.Events = slices.Concat(rec.Events, events)
	after.Wake = time.Time{}
	if !c.Wake.IsZero() {
		after.Wake = ceil(c.Wake).UTC()
	}
	after.Claims = claims(rec.Claims, c)
	after.Ticket = ticket.Fold(rec.Ticket, events...)
	after, page, err = turn(after, len(rec.Events), mark)
	return after, page, mark, err
}

func claims(have map[string]time.Time, c Change) map[string]time.Time {
	out := make(map[string]time.Time, len(have)+len(c.Claim))
	maps.Copy(out, have)
	for notice, until := range c.Claim {
		out[notice] = until.Truncate(time.Millisecond).UTC()
	}
	for _, notice := range c.Unclaim {
		delete(out, notice)
	}
	if len(out) == 0 {
		return nil
	}
	return out
}

// optional are the attributes that a commit takes away when the record has no use for them. An attribute that this
// version does not know stays as it is.
var optional = []string{"c", "h", "l", "wpk", "wsk"}

// replace is the conditional write of a hot item over the version that was read.
func (s *Store) replace(it item, rev int) *dynamodb.UpdateItemInput {
	names := map[string]string{"#v": "v"}
	values := map[string]types.AttributeValue{":read": number(rev)}
	var set, drop []string
	for _, name := range slices.Sorted(maps.Keys(it)) {
		if name == "pk" || name == "sk" {
			continue
		}
		set = append(set, "#"+name+" = :"+name)
		names["#"+name], values[":"+name] = name, it[name]
	}
	for _, name := range optional {
		if _, used := it[name]; !used {
			drop = append(drop, "#"+name)
			names["#"+name] = name
		}
	}
	expression, condition := "SET "+strings.Join(set, ", "), "#v = :read"
	if len(drop) > 0 {
		expression += " REMOVE " + strings.Join(drop, ", ")
	}
	return &dynamodb.UpdateItemInput{
		TableName: &s.table, Key: keyOf(it).item(),
		UpdateExpression: &expression, ConditionExpression: &condition,
		ExpressionAttributeNames: names, ExpressionAttributeValues: values,
		ReturnValuesOnConditionCheckFailure: types.ReturnValuesOnConditionCheckFailureAllOld,
	}
}
