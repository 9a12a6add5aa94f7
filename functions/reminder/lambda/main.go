// Command lambda wires the reminder function.
package main

import (
	"context"

	"github.com/aws/aws-lambda-go/lambda"

	"flatsupport/functions/reminder"
	"flatsupport/shared/boot"
	"flatsupport/shared/clock"
	"flatsupport/shared/policy"
	"flatsupport/shared/queue"
	"flatsupport/shared/store"
)

func main() {
	boot.Logs("reminder")
	handler, err := wire(context.Background())
	if err != nil {
		boot.Fail(err)
	}
	lambda.Start(handler.Handle)
}

func wire(ctx context.Context) (reminder.Handler, error) {
	env, err := boot.Read("TABLE_NAME", "NOTIFY_QUEUE_URL")
	if err != nil {
		return reminder.Handler{}, err
	}
	cfg, err := boot.AWS(ctx)
	if err != nil {
		return reminder.Handler{}, err
	}
	editions, err := policy.Editions()
	if err != nil {
		return reminder.Handler{}, err
	}
	db := store.New(boot.DynamoDB(cfg), env["TABLE_NAME"])
	return reminder.Handler{
		Store:       db,
		Editions:    editions,
		Queue:       queue.NewSender(boot.SQS(cfg)),
		NotifyQueue: env["NOTIFY_QUEUE_URL"],
		Now:         clock.Now,
	}, nil
}
