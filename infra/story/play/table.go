package play

import (
	"context"
	"crypto/rand"
	"fmt"
	"log/slog"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"flatsupport/shared/store"
)

// freshTable makes a table that no other story sees, and returns what drops it.
func freshTable(ctx context.Context, client *dynamodb.Client) (name string, drop func(), err error) {
	name = "story-" + rand.Text()
	if _, err := client.CreateTable(ctx, store.Schema(name)); err != nil {
		return "", nil, fmt.Errorf("create table %s: %w", name, err)
	}
	return name, func() {
		// The story's own context may be over by now.
		if _, err := client.DeleteTable(context.WithoutCancel(ctx), &dynamodb.DeleteTableInput{TableName: &name}); err != nil {
			slog.WarnContext(ctx, "table left behind", "table", name, "error", err.Error())
		}
	}, nil
}

// wakeIndex looks from outside at when the tickets of a story's table must be looked at.
type wakeIndex struct {
	client *dynamodb.Client
	table  string
}

// next is the earliest wake-up in the table; false: there is none.
func (x wakeIndex) next(ctx context.Context) (earliest time.Time, waits bool, err error) {
	in := &dynamodb.ScanInput{TableName: &x.table, IndexName: aws.String(store.WakeIndex)}
	for pages := dynamodb.NewScanPaginator(x.client, in); pages.HasMorePages(); {
		out, err := pages.NextPage(ctx)
		if err != nil {
			return time.Time{}, false, fmt.Errorf("look at the wake-ups: %w", err)
		}
		for _, it := range out.Items {
			if shard, _ := it["wpk"].(*types.AttributeValueMemberS); shard != nil && shard.Value == "W#unverified" {
				continue // waits for people; the sweep over the mails, which stories do without, tells of it
			}
			text, _ := it["wsk"].(*types.AttributeValueMemberS)
			if text == nil {
				continue
			}
			at, err := time.Parse(time.RFC3339, text.Value)
			if err != nil {
				return time.Time{}, false, fmt.Errorf("look at the wake-ups: %w", err)
			}
			if !waits || at.Before(earliest) {
				earliest, waits = at, true
			}
		}
	}
	return earliest, waits, nil
}
