// Command lambda wires the function of the catalogue of releases.
package main

import (
	"context"
	"crypto/rand"
	"log/slog"

	"github.com/aws/aws-lambda-go/lambda"

	"flatsupport/functions/releases"
	"flatsupport/shared/auth"
	"flatsupport/shared/boot"
	"flatsupport/shared/clock"
	"flatsupport/shared/policy"
	"flatsupport/shared/presign"
	"flatsupport/shared/store"
)

func main() {
	boot.Logs("releases")
	handler, err := wire(context.Background())
	if err != nil {
		boot.Fail(err)
	}
	lambda.Start(handler.Routes().Serve(slog.Default(), clock.Now))
}

func wire(ctx context.Context) (releases.Handler, error) {
	env, err := boot.Read("TABLE_NAME", "RELEASES_BUCKET", "JWT_ISSUER", "JWT_AUDIENCE", "ROLES_CLAIM", "JWKS_URL?")
	if err != nil {
		return releases.Handler{}, err
	}
	cfg, err := boot.AWS(ctx)
	if err != nil {
		return releases.Handler{}, err
	}
	editions, err := policy.Editions()
	if err != nil {
		return releases.Handler{}, err
	}
	verifier, err := auth.New(auth.Config{
		Issuer: env["JWT_ISSUER"], Audience: env["JWT_AUDIENCE"], RolesClaim: env["ROLES_CLAIM"], JWKSURL: env["JWKS_URL"],
	})
	if err != nil {
		return releases.Handler{}, err
	}
	return releases.Handler{
		Store:    store.New(boot.DynamoDB(cfg), env["TABLE_NAME"]),
		Editions: editions,
		Auth:     verifier,
		Links:    presign.New(boot.S3(cfg), env["RELEASES_BUCKET"]),
		Random:   rand.Text,
		Now:      clock.Now,
	}, nil
}
