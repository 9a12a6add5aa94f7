package play

import (
	"context"
	"crypto/rand"
	"fmt"
	"log/slog"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"

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
