package store

import (
	"context"
	"slices"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
)

// ScanTickets reads every ticket of the table by reading all of the table, newest first. It is for tools over a small
// local table and for nothing else: its cost grows with everything that was ever stored.
func (s *Store) ScanTickets(ctx context.Context) ([]Record, error) {
	in := &dynamodb.ScanInput{
		TableName: &s.table, FilterExpression: aws.String("sk = :hot"),
		ExpressionAttributeValues: item{":hot": text(hotSK)},
	}
	var records []Record
	for pages := dynamodb.NewScanPaginator(s.db, in); pages.HasMorePages(); {
		out, err := pages.NextPage(ctx)
		if err != nil {
			return nil, failure("scan tickets of table", s.table, err)
		}
		for _, it := range out.Items {
			rec, err := s.record(ctx, it)
			if err != nil {
				return nil, err
			}
			records = append(records, rec)
		}
	}
	slices.SortFunc(records, func(a, b Record) int {
		if byTime := b.Ticket.ReceivedAt.Compare(a.Ticket.ReceivedAt); byTime != 0 {
			return byTime
		}
		return strings.Compare(a.ID, b.ID)
	})
	return records, nil
}
