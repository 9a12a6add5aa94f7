// Package boot is what every function's main does before its own wiring: logs as JSON lines, settings by name, and
// the SDK's configuration. Only mains call it.
package boot

import (
	"context"
	"fmt"
	"log/slog"
	"os"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/aws/retry"
	"github.com/aws/aws-sdk-go-v2/config"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/aws-sdk-go-v2/service/secretsmanager"
	"github.com/aws/aws-sdk-go-v2/service/sqs"
)

// Settings are the environment variables that a function needs.
type Settings map[string]string

// Read returns the named variables; all that are missing are named in one error. A name with a trailing "?" may be
// empty.
func Read(names ...string) (Settings, error) {
	out := Settings{}
	var missing []string
	for _, name := range names {
		name, optional := strings.CutSuffix(name, "?")
		out[name] = os.Getenv(name)
		if out[name] == "" && !optional {
			missing = append(missing, name)
		}
	}
	if len(missing) > 0 {
		return nil, fmt.Errorf("environment variables not set: %s", strings.Join(missing, ", "))
	}
	return out, nil
}

// Secret gives what the setting says, or what the secret of AWS Secrets Manager has that it names by its ARN.
func Secret(ctx context.Context, cfg aws.Config, setting string) ([]byte, error) {
	if !strings.HasPrefix(setting, "arn:") {
		return []byte(setting), nil
	}
	out, err := secretsmanager.NewFromConfig(cfg).GetSecretValue(ctx, &secretsmanager.GetSecretValueInput{SecretId: aws.String(setting)})
	if err != nil {
		return nil, fmt.Errorf("secret: %w", err)
	}
	if aws.ToString(out.SecretString) == "" {
		return nil, fmt.Errorf("secret %s is empty", setting)
	}
	return []byte(*out.SecretString), nil
}

// Logs makes structured JSON lines the default log.
func Logs(function string) {
	slog.SetDefault(slog.New(slog.NewJSONHandler(os.Stderr, nil)).With("function", function))
}

// AWS loads the SDK's configuration with retries that fit an invocation of some seconds: three attempts, with jitter.
func AWS(ctx context.Context) (aws.Config, error) {
	cfg, err := config.LoadDefaultConfig(ctx, config.WithRetryer(func() aws.Retryer {
		return retry.NewStandard(func(o *retry.StandardOptions) {
			o.MaxAttempts = 3
			o.MaxBackoff = 2 * time.Second
		})
	}))
	if err != nil {
		return aws.Config{}, fmt.Errorf("SDK configuration: %w", err)
	}
	return cfg, nil
}

// DynamoDB and SQS make the clients; endpoints come from AWS_ENDPOINT_URL_DYNAMODB and AWS_ENDPOINT_URL_SQS when set.
func DynamoDB(cfg aws.Config) *dynamodb.Client { return dynamodb.NewFromConfig(cfg) }

// SQS makes the queue client.
func SQS(cfg aws.Config) *sqs.Client { return sqs.NewFromConfig(cfg) }

// S3 makes the client of the object store; its endpoint comes from AWS_ENDPOINT_URL_S3 when set.
func S3(cfg aws.Config) *s3.Client {
	return s3.NewFromConfig(cfg, func(o *s3.Options) { o.DisableLogOutputChecksumValidationSkipped = true }) // not a line of ours
}

// Fail ends a main that could not be wired: one line that says why, and a non-zero exit.
func Fail(err error) {
	slog.Error("cannot start", "error", err.Error())
	os.Exit(1)
}
