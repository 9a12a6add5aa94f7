// Command lambda wires the forms function.
package main

import (
	"context"
	"log/slog"

	"github.com/aws/aws-lambda-go/lambda"

	"flatsupport/functions/forms"
	"flatsupport/shared/boot"
	"flatsupport/shared/clock"
	"flatsupport/shared/docket"
	"flatsupport/shared/policy"
	"flatsupport/shared/queue"
	"flatsupport/shared/store"
)

func main() {
	boot.Logs("forms")
	handler, err := wire(context.Background())
	if err != nil {
		boot.Fail(err)
	}
	lambda.Start(handler.Routes().Serve(slog.Default(), clock.Now, handler.Open()...))
}

func wire(ctx context.Context) (forms.Handler, error) {
	env, err := boot.Read("TABLE_NAME", "FORM_QUEUE_URL", "ENTITLEMENT_QUEUE_URL", "MAIL_SECRET")
	if err != nil {
		return forms.Handler{}, err
	}
	cfg, err := boot.AWS(ctx)
	if err != nil {
		return forms.Handler{}, err
	}
	editions, err := policy.Editions()
	if err != nil {
		return forms.Handler{}, err
	}
	key, err := boot.Secret(ctx, cfg, env["MAIL_SECRET"])
	if err != nil {
		return forms.Handler{}, err
	}
	db := store.New(boot.DynamoDB(cfg), env["TABLE_NAME"])
	return forms.Handler{
		Store:            db,
		Docket:           docket.Docket{Store: db, Editions: editions},
		Queue:            queue.NewSender(boot.SQS(cfg)),
		FormQueue:        env["FORM_QUEUE_URL"],
		EntitlementQueue: env["ENTITLEMENT_QUEUE_URL"],
		Secret:           key,
		Now:              clock.Now,
	}, nil
}
