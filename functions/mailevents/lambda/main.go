// Command lambda wires the mailevents function.
package main

import (
	"context"

	"github.com/aws/aws-lambda-go/lambda"

	"flatsupport/functions/mailevents"
	"flatsupport/shared/boot"
	"flatsupport/shared/clock"
	"flatsupport/shared/docket"
	"flatsupport/shared/inbound"
	"flatsupport/shared/policy"
	"flatsupport/shared/queue"
	"flatsupport/shared/store"
)

func main() {
	boot.Logs("mailevents")
	handler, err := wire(context.Background())
	if err != nil {
		boot.Fail(err)
	}
	lambda.Start(handler.Handle)
}

func wire(ctx context.Context) (mailevents.Handler, error) {
	env, err := boot.Read("TABLE_NAME", "MAIL_INBOX", "MAIL_SECRET", "NOTIFY_QUEUE_URL")
	if err != nil {
		return mailevents.Handler{}, err
	}
	cfg, err := boot.AWS(ctx)
	if err != nil {
		return mailevents.Handler{}, err
	}
	editions, err := policy.Editions()
	if err != nil {
		return mailevents.Handler{}, err
	}
	key, err := boot.Secret(ctx, cfg, env["MAIL_SECRET"])
	if err != nil {
		return mailevents.Handler{}, err
	}
	db := store.New(boot.DynamoDB(cfg), env["TABLE_NAME"])
	return mailevents.Handler{
		Docket:      docket.Docket{Store: db, Editions: editions},
		Threads:     inbound.ThreadsOf(env["MAIL_INBOX"], key),
		Queue:       queue.NewSender(boot.SQS(cfg)),
		NotifyQueue: env["NOTIFY_QUEUE_URL"],
		Now:         clock.Now,
	}, nil
}
