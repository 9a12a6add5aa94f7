package store

import (
	"context"
	"fmt"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
)

// TicketsReceived reads the customer's tickets that were received from an instant on and before another, to the
// millisecond, the oldest first. Without such a time there are none.
func (s *Store) TicketsReceived(ctx context.Context, customer string, from, to time.Time) ([]Row, error) {
	if !from.Before(to) {
		return nil, nil
	}
	first, end := requestKey(customer, "", from), requestSK+to.UTC().Format(toMilliseconds) // before all keys of that instant
	pages := dynamodb.NewQueryPaginator(s.db, &dynamodb.QueryInput{
		TableName: &s.table, ConsistentRead: aws.Bool(true), Limit: aws.Int32(maxPage),
		KeyConditionExpression:    aws.String("pk = :pk AND sk BETWEEN :from AND :to"),
		ExpressionAttributeValues: item{":pk": text(first.pk), ":from": text(first.sk), ":to": text(end)},
	})
	var rows []Row
	for pages.HasMorePages() {
		out, err := pages.NextPage(ctx)
		if err != nil {
			return nil, failure("read requests received by customer", customer, err)
		}
		requests := make([]Request, 0, len(out.Items))
		for _, it := range out.Items {
			r, err := requestOf(it)
			if err != nil {
				return nil, err
			}
			requests = append(requests, r)
		}
		page, err := s.rows(ctx, requests)
		if err != nil {
			return nil, fmt.Errorf("requests received by customer %s: %w", customer, err)
		}
		rows = append(rows, page...)
	}
	return rows, nil
}
