package store

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
)

// Shift is a time on duty, half-open. Roles are L1, L2, L3, MANAGER, LAST_RESORT and SALES.
type Shift struct {
	Role   string
	Person string
	From   time.Time
	To     time.Time // zero: until further notice
}

// keepShifts is how long a shift that has ended is kept. Who was told at the time stands in the tickets.
const keepShifts = 90 * 24 * time.Hour

// PutShift writes a shift; another end for the same start takes the place of the first. From is kept in whole seconds.
func (s *Store) PutShift(ctx context.Context, sh Shift) error {
	const operation = "write shift"
	it, err := shiftItem(operation, sh)
	if err != nil {
		return err
	}
	return s.put(ctx, operation, it)
}

func shiftItem(operation string, sh Shift) (item, error) {
	if err := usable(sh.Role, sh.Person); err != nil {
		return nil, fmt.Errorf("%s: %w", operation, err)
	}
	it := shiftKey(sh.Role, sh.From, sh.Person).with(nil)
	if !sh.To.IsZero() {
		it["to"] = text(sh.To.UTC().Format(toSeconds))
		it[ExpiryAttribute] = number(sh.To.Add(keepShifts).Unix())
	}
	return it, nil
}

// OnDuty reads who is on duty for the role at the instant, each once, those whose shift began first first. An empty
// rota is no error.
func (s *Store) OnDuty(ctx context.Context, role string, at time.Time) ([]string, error) {
	now := at.UTC().Format(toSeconds)
	in := &dynamodb.QueryInput{
		TableName: &s.table, KeyConditionExpression: aws.String("pk = :role AND sk < :next"),
		// $ follows #, so the bound is just past every shift that begins in this very second.
		ExpressionAttributeValues: item{":role": text(rotaPK(role)), ":next": text(now + "$")},
	}
	people := []string{}
	for pages := dynamodb.NewQueryPaginator(s.db, in); pages.HasMorePages(); {
		out, err := pages.NextPage(ctx)
		if err != nil {
			return nil, failure("read rota", role, err)
		}
		for _, it := range out.Items {
			it := item(it)
			if to := it.text("to"); to != "" && to <= now {
				continue
			}
			_, person, _ := strings.Cut(it.text("sk"), "#")
			if !slices.Contains(people, person) {
				people = append(people, person)
			}
		}
	}
	return people, nil
}
