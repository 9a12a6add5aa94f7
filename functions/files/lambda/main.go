// Command lambda wires the function of files.
package main

import (
	"context"
	"crypto/rand"
	"log/slog"

	"github.com/aws/aws-lambda-go/lambda"

	"flatsupport/functions/files"
	"flatsupport/shared/attachment"
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
	boot.Logs("files")
	handler, err := wire(context.Background())
	if err != nil {
		boot.Fail(err)
	}
	lambda.Start(handler.Routes().Serve(slog.Default(), clock.Now))
}

func wire(ctx context.Context) (files.Handler, error) {
	env, err := boot.Read("TABLE_NAME", "ATTACHMENTS_BUCKET", "NOTIFY_QUEUE_URL", "PORTAL_URL", "JWT_ISSUER", "JWT_AUDIENCE", "ROLES_CLAIM", "JWKS_URL?")
	if err != nil {
		return files.Handler{}, err
	}
	cfg, err := boot.AWS(ctx)
	if err != nil {
		return files.Handler{}, err
	}
	editions, err := policy.Editions()
	if err != nil {
		return files.Handler{}, err
	}
	verifier, err := auth.New(auth.Config{
		Issuer: env["JWT_ISSUER"], Audience: env["JWT_AUDIENCE"], RolesClaim: env["ROLES_CLAIM"], JWKSURL: env["JWKS_URL"],
	})
	if err != nil {
		return files.Handler{}, err
	}
	db, bucket := store.New(boot.DynamoDB(cfg), env["TABLE_NAME"]), boot.S3(cfg)
	return files.Handler{
		Store:       db,
		Docket:      docket.Docket{Store: db, Editions: editions},
		Auth:        verifier,
		Links:       presign.New(bucket, env["ATTACHMENTS_BUCKET"]),
		Files:       attachment.New(bucket, env["ATTACHMENTS_BUCKET"]),
		Queue:       queue.NewSender(boot.SQS(cfg)),
		NotifyQueue: env["NOTIFY_QUEUE_URL"],
		PortalURL:   env["PORTAL_URL"],
		Random:      rand.Text,
		Now:         clock.Now,
	}, nil
}
