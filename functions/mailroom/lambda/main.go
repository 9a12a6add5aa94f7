// Command lambda wires the mailroom function.
package main

import (
	"context"
	"strings"

	"github.com/aws/aws-lambda-go/lambda"
	"github.com/aws/aws-sdk-go-v2/service/sesv2"

	"flatsupport/functions/mailroom"
	"flatsupport/shared/attachment"
	"flatsupport/shared/boot"
	"flatsupport/shared/clock"
	"flatsupport/shared/docket"
	"flatsupport/shared/inbound"
	"flatsupport/shared/mail"
	"flatsupport/shared/policy"
	"flatsupport/shared/queue"
	"flatsupport/shared/rawmail"
	"flatsupport/shared/store"
)

func main() {
	boot.Logs("mailroom")
	handler, err := wire(context.Background())
	if err != nil {
		boot.Fail(err)
	}
	lambda.Start(handler.Handle)
}

func wire(ctx context.Context) (mailroom.Handler, error) {
	env, err := boot.Read("TABLE_NAME", "ENTITLEMENT_QUEUE_URL", "NOTIFY_QUEUE_URL", "MAIL_BUCKET", "ATTACHMENTS_BUCKET", "MAIL_FROM", "MAIL_INBOX", "MAIL_SECRET", "PORTAL_URL")
	if err != nil {
		return mailroom.Handler{}, err
	}
	cfg, err := boot.AWS(ctx)
	if err != nil {
		return mailroom.Handler{}, err
	}
	editions, err := policy.Editions()
	if err != nil {
		return mailroom.Handler{}, err
	}
	key, err := boot.Secret(ctx, cfg, env["MAIL_SECRET"])
	if err != nil {
		return mailroom.Handler{}, err
	}
	bucket := boot.S3(cfg)
	db := store.New(boot.DynamoDB(cfg), env["TABLE_NAME"])
	return mailroom.Handler{
		Store:            db,
		Docket:           docket.Docket{Store: db, Editions: editions},
		Mails:            rawmail.New(bucket, env["MAIL_BUCKET"]),
		Bucket:           env["MAIL_BUCKET"],
		Files:            attachment.New(bucket, env["ATTACHMENTS_BUCKET"]),
		Mailer:           mail.NewSES(sesv2.NewFromConfig(cfg), env["MAIL_FROM"], ""),
		Threads:          inbound.ThreadsOf(env["MAIL_INBOX"], key),
		Inbox:            strings.ToLower(env["MAIL_INBOX"]),
		Queue:            queue.NewSender(boot.SQS(cfg)),
		EntitlementQueue: env["ENTITLEMENT_QUEUE_URL"],
		NotifyQueue:      env["NOTIFY_QUEUE_URL"],
		PortalURL:        env["PORTAL_URL"],
		Now:              clock.Now,
	}, nil
}
