// Command lambda wires the contracts function.
package main

import (
	"context"
	"log/slog"

	"github.com/aws/aws-lambda-go/lambda"

	"flatsupport/functions/contracts"
	"flatsupport/shared/auth"
	"flatsupport/shared/boot"
	"flatsupport/shared/clock"
	"flatsupport/shared/policy"
	"flatsupport/shared/queue"
	"flatsupport/shared/store"
)

func main() {
	boot.Logs("contracts")
	handler, err := wire(context.Background())
	if err != nil {
		boot.Fail(err)
	}
	lambda.Start(handler.Routes().Serve(slog.Default(), clock.Now))
}

func wire(ctx context.Context) (contracts.Handler, error) {
	env, err := boot.Read("TABLE_NAME", "JWT_ISSUER", "JWT_AUDIENCE", "ROLES_CLAIM", "JWKS_URL?", "ESCALATION_QUEUE_URL")
	if err != nil {
		return contracts.Handler{}, err
	}
	cfg, err := boot.AWS(ctx)
	if err != nil {
		return contracts.Handler{}, err
	}
	editions, err := policy.Editions()
	if err != nil {
		return contracts.Handler{}, err
	}
	verifier, err := auth.New(auth.Config{
		Issuer: env["JWT_ISSUER"], Audience: env["JWT_AUDIENCE"], RolesClaim: env["ROLES_CLAIM"], JWKSURL: env["JWKS_URL"],
	})
	if err != nil {
		return contracts.Handler{}, err
	}
	return contracts.Handler{
		Store: store.New(boot.DynamoDB(cfg), env["TABLE_NAME"]), Editions: editions, Auth: verifier,
		Queue: queue.NewSender(boot.SQS(cfg)), EscalationQueue: env["ESCALATION_QUEUE_URL"], Now: clock.Now,
	}, nil
}
