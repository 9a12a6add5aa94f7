// Command lambda wires the notify function.
package main

import (
	"context"
	"os"

	"github.com/aws/aws-lambda-go/lambda"
	"github.com/aws/aws-sdk-go-v2/service/sesv2"
	"github.com/aws/aws-sdk-go-v2/service/sns"

	"flatsupport/functions/notify"
	"flatsupport/shared/alert"
	"flatsupport/shared/boot"
	"flatsupport/shared/clock"
	"flatsupport/shared/docket"
	"flatsupport/shared/inbound"
	"flatsupport/shared/mail"
	"flatsupport/shared/policy"
	"flatsupport/shared/store"
)

func main() {
	boot.Logs("notify")
	handler, err := wire(context.Background())
	if err != nil {
		boot.Fail(err)
	}
	lambda.Start(handler.Handle)
}

func wire(ctx context.Context) (notify.Handler, error) {
	env, err := boot.Read("TABLE_NAME", "MAIL_FROM", "MAIL_INBOX", "MAIL_REPORTS?", "MAIL_SECRET", "PORTAL_URL", "ALERT_WEBHOOK?", "ALERT_SECRET")
	if err != nil {
		return notify.Handler{}, err
	}
	cfg, err := boot.AWS(ctx)
	if err != nil {
		return notify.Handler{}, err
	}
	editions, err := policy.Editions()
	if err != nil {
		return notify.Handler{}, err
	}
	key, err := boot.Secret(ctx, cfg, env["MAIL_SECRET"])
	if err != nil {
		return notify.Handler{}, err
	}
	sign, err := boot.Secret(ctx, cfg, env["ALERT_SECRET"])
	if err != nil {
		return notify.Handler{}, err
	}
	webhook, err := alert.NewWebhook(env["ALERT_WEBHOOK"], sign, clock.Now)
	if err != nil {
		return notify.Handler{}, err
	}
	db := store.New(boot.DynamoDB(cfg), env["TABLE_NAME"])
	return notify.Handler{
		Docket:    docket.Docket{Store: db, Editions: editions},
		Mailer:    mail.NewSES(sesv2.NewFromConfig(cfg), env["MAIL_FROM"], env["MAIL_REPORTS"]),
		Phone:     alert.NewSMS(sns.NewFromConfig(cfg)),
		Webhook:   webhook,
		Threads:   inbound.ThreadsOf(env["MAIL_INBOX"], key),
		Inbox:     env["MAIL_INBOX"],
		PortalURL: env["PORTAL_URL"],
		Metrics:   os.Stdout,
		Now:       clock.Now,
	}, nil
}
