// Command lambda wires the escalation function.
package main

import (
	"context"

	"github.com/aws/aws-lambda-go/lambda"

	"flatsupport/functions/escalation"
	"flatsupport/shared/boot"
	"flatsupport/shared/clock"
	"flatsupport/shared/docket"
	"flatsupport/shared/policy"
	"flatsupport/shared/queue"
	"flatsupport/shared/store"
)

func main() {
	boot.Logs("escalation")
	handler, err := wire(context.Background())
	if err != nil {
		boot.Fail(err)
	}
	lambda.Start(handler.Handle)
}

func wire(ctx context.Context) (escalation.Handler, error) {
	env, err := boot.Read("TABLE_NAME", "ENTITLEMENT_QUEUE_URL", "NOTIFY_QUEUE_URL")
	if err != nil {
		return escalation.Handler{}, err
	}
	cfg, err := boot.AWS(ctx)
	if err != nil {
		return escalation.Handler{}, err
	}
	editions, err := policy.Editions()
	if err != nil {
		return escalation.Handler{}, err
	}
	db := store.New(boot.DynamoDB(cfg), env["TABLE_NAME"])
	return escalation.Handler{
		Docket:           docket.Docket{Store: db, Editions: editions},
		Queue:            queue.NewSender(boot.SQS(cfg)),
		EntitlementQueue: env["ENTITLEMENT_QUEUE_URL"],
		NotifyQueue:      env["NOTIFY_QUEUE_URL"],
		Now:              clock.Now,
	}, nil
}
