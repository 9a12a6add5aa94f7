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
	var records []Record
	err := s.EachTicket(ctx, func(rec Record) error {
		records = append(records, rec)
		return nil
	})
	if err != nil {
		return nil, err
	}
	slices.SortFunc(records, func(a, b Record) int {
		if byTime := b.Ticket.ReceivedAt.Compare(a.Ticket.ReceivedAt); byTime != 0 {
			return byTime
		}
		return strings.Compare(a.ID, b.ID)
	})
	return records, nil
}

// EachTicket shows every ticket of the table to see, in no order, by reading all of the table, a page at a time. It is
// for the tools of an operator who means to pay for that: a read unit for each 4 KB that the table holds. What was written
// before the call is seen. An error of see ends it.
func (s *Store) EachTicket(ctx context.Context, see func(Record) error) error {
	in := &dynamodb.ScanInput{
		TableName: &s.table, FilterExpression: aws.String("sk = :hot"), ConsistentRead: aws.Bool(true),
		ExpressionAttributeValues: item{":hot": text(hotSK)},
	}
	for pages := dynamodb.NewScanPaginator(s.db, in); pages.HasMorePages(); {
		out, err := pages.NextPage(ctx)
		if err != nil {
			return failure("scan tickets of table", s.table, err)
		}
		for _, it := range out.Items {
			rec, err := s.record(ctx, it)
			if err != nil {
				return err
			}
			if err := see(rec); err != nil {
				return err
			}
		}
	}
	return nil
}

// EachCustomer shows the id of every customer of the table to see, in no order, by reading all of the table, as EachTicket
// does.
func (s *Store) EachCustomer(ctx context.Context, see func(customer string) error) error {
	in := &dynamodb.ScanInput{
		TableName: &s.table, FilterExpression: aws.String("sk = :first AND begins_with(pk, :customer)"), ConsistentRead: aws.Bool(true),
		ExpressionAttributeValues: item{":first": text(factKey("", kindCustomer, "", 1).sk), ":customer": text(customerPK(""))},
	}
	for pages := dynamodb.NewScanPaginator(s.db, in); pages.HasMorePages(); {
		out, err := pages.NextPage(ctx)
		if err != nil {
			return failure("scan customers of table", s.table, err)
		}
		for _, it := range out.Items {
			if err := see(strings.TrimPrefix(item(it).text("pk"), customerPK(""))); err != nil {
				return err
			}
		}
	}
	return nil
}
