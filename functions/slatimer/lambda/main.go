// Command lambda wires the slatimer function.
package main

import (
	"context"
	"os"

	"github.com/aws/aws-lambda-go/lambda"

	"flatsupport/functions/slatimer"
	"flatsupport/shared/boot"
	"flatsupport/shared/clock"
	"flatsupport/shared/queue"
	"flatsupport/shared/store"
)

func main() {
	boot.Logs("slatimer")
	handler, err := wire(context.Background())
	if err != nil {
		boot.Fail(err)
	}
	lambda.Start(handler.Handle)
}

func wire(ctx context.Context) (slatimer.Handler, error) {
	env, err := boot.Read("TABLE_NAME", "ESCALATION_QUEUE_URL", "REMINDER_QUEUE_URL")
	if err != nil {
		return slatimer.Handler{}, err
	}
	cfg, err := boot.AWS(ctx)
	if err != nil {
		return slatimer.Handler{}, err
	}
	db := store.New(boot.DynamoDB(cfg), env["TABLE_NAME"])
	return slatimer.Handler{
		Store:           db,
		Queue:           queue.NewSender(boot.SQS(cfg)),
		EscalationQueue: env["ESCALATION_QUEUE_URL"],
		ReminderQueue:   env["REMINDER_QUEUE_URL"],
		Metrics:         os.Stdout,
		Now:             clock.Now,
	}, nil
}
