// Command lambda wires the mailsweep function.
package main

import (
	"context"
	"os"

	"github.com/aws/aws-lambda-go/lambda"
	"github.com/aws/aws-sdk-go-v2/service/sesv2"

	"flatsupport/functions/mailsweep"
	"flatsupport/shared/boot"
	"flatsupport/shared/clock"
	"flatsupport/shared/docket"
	"flatsupport/shared/mail"
	"flatsupport/shared/policy"
	"flatsupport/shared/queue"
	"flatsupport/shared/rawmail"
	"flatsupport/shared/store"
	"flatsupport/shared/triage"
)

func main() {
	boot.Logs("mailsweep")
	handler, err := wire(context.Background())
	if err != nil {
		boot.Fail(err)
	}
	lambda.Start(handler.Handle)
}

func wire(ctx context.Context) (mailsweep.Handler, error) {
	env, err := boot.Read("TABLE_NAME", "MAIL_QUEUE_URL", "MAIL_BUCKET", "MAIL_FROM", "PORTAL_URL")
	if err != nil {
		return mailsweep.Handler{}, err
	}
	cfg, err := boot.AWS(ctx)
	if err != nil {
		return mailsweep.Handler{}, err
	}
	editions, err := policy.Editions()
	if err != nil {
		return mailsweep.Handler{}, err
	}
	db := store.New(boot.DynamoDB(cfg), env["TABLE_NAME"])
	return mailsweep.Handler{
		Store:     db,
		Mails:     rawmail.New(boot.S3(cfg), env["MAIL_BUCKET"]),
		Queue:     queue.NewSender(boot.SQS(cfg)),
		MailQueue: env["MAIL_QUEUE_URL"],
		Triage: triage.Desk{
			Docket:    docket.Docket{Store: db, Editions: editions},
			Mailer:    mail.NewSES(sesv2.NewFromConfig(cfg), env["MAIL_FROM"], ""),
			PortalURL: env["PORTAL_URL"],
		},
		Metrics: os.Stdout,
		Now:     clock.Now,
	}, nil
}
