// Command lambda wires the entitlement function.
package main

import (
	"context"
	"os"

	"github.com/aws/aws-lambda-go/lambda"

	"flatsupport/functions/entitlement"
	"flatsupport/shared/boot"
	"flatsupport/shared/clock"
	"flatsupport/shared/docket"
	"flatsupport/shared/policy"
	"flatsupport/shared/queue"
	"flatsupport/shared/store"
)

func main() {
	boot.Logs("entitlement")
	handler, err := wire(context.Background())
	if err != nil {
		boot.Fail(err)
	}
	lambda.Start(handler.Handle)
}

func wire(ctx context.Context) (entitlement.Handler, error) {
	env, err := boot.Read("TABLE_NAME", "NOTIFY_QUEUE_URL")
	if err != nil {
		return entitlement.Handler{}, err
	}
	cfg, err := boot.AWS(ctx)
	if err != nil {
		return entitlement.Handler{}, err
	}
	editions, err := policy.Editions()
	if err != nil {
		return entitlement.Handler{}, err
	}
	db := store.New(boot.DynamoDB(cfg), env["TABLE_NAME"])
	return entitlement.Handler{
		Docket:      docket.Docket{Store: db, Editions: editions},
		Queue:       queue.NewSender(boot.SQS(cfg)),
		NotifyQueue: env["NOTIFY_QUEUE_URL"],
		Metrics:     os.Stdout,
		Now:         clock.Now,
	}, nil
}
