// Command lambda wires the desk function.
package main

import (
	"context"
	"log/slog"

	"github.com/aws/aws-lambda-go/lambda"

	"flatsupport/functions/desk"
	"flatsupport/shared/auth"
	"flatsupport/shared/boot"
	"flatsupport/shared/clock"
	"flatsupport/shared/docket"
	"flatsupport/shared/policy"
	"flatsupport/shared/presign"
	"flatsupport/shared/queue"
	"flatsupport/shared/store"
)

func main() {
	boot.Logs("desk")
	handler, err := wire(context.Background())
	if err != nil {
		boot.Fail(err)
	}
	lambda.Start(handler.Routes().Serve(slog.Default(), clock.Now))
}

func wire(ctx context.Context) (desk.Handler, error) {
	env, err := boot.Read("TABLE_NAME", "ENTITLEMENT_QUEUE_URL", "NOTIFY_QUEUE_URL", "MAIL_BUCKET", "JWT_ISSUER", "JWT_AUDIENCE", "ROLES_CLAIM", "JWKS_URL?")
	if err != nil {
		return desk.Handler{}, err
	}
	cfg, err := boot.AWS(ctx)
	if err != nil {
		return desk.Handler{}, err
	}
	editions, err := policy.Editions()
	if err != nil {
		return desk.Handler{}, err
	}
	verifier, err := auth.New(auth.Config{
		Issuer: env["JWT_ISSUER"], Audience: env["JWT_AUDIENCE"], RolesClaim: env["ROLES_CLAIM"], JWKSURL: env["JWKS_URL"],
	})
	if err != nil {
		return desk.Handler{}, err
	}
	db := store.New(boot.DynamoDB(cfg), env["TABLE_NAME"])
	return desk.Handler{
		Store:            db,
		Docket:           docket.Docket{Store: db, Editions: editions},
		Auth:             verifier,
		Queue:            queue.NewSender(boot.SQS(cfg)),
		EntitlementQueue: env["ENTITLEMENT_QUEUE_URL"],
		NotifyQueue:      env["NOTIFY_QUEUE_URL"],
		Originals:        presign.New(boot.S3(cfg), env["MAIL_BUCKET"]),
		Now:              clock.Now,
	}, nil
}
