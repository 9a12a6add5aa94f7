package verb

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"net"
	"net/url"
	"os"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/aws/retry"
	"github.com/aws/aws-sdk-go-v2/config"
	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"flatsupport/infra/local/running"
	"flatsupport/shared/store"
)

// ErrNoTable: the table that was named is not there.
var ErrNoTable = errors.New("there is no such table")

// Table are the flags by which a verb finds the table.
type Table struct {
	name, endpoint string
	local          bool
	data           string // of the local stack; empty: that of this checkout
}

// Register adds the flags --table, --endpoint and --local.
func (t *Table) Register(flags *flag.FlagSet) {
	flags.StringVar(&t.name, "table", os.Getenv("TABLE_NAME"), "`NAME` of the table: the output TableName of the stack (default: TABLE_NAME of the environment)")
	flags.StringVar(&t.endpoint, "endpoint", os.Getenv("AWS_ENDPOINT_URL_DYNAMODB"), "`URL` of DynamoDB (default: AWS_ENDPOINT_URL_DYNAMODB of the environment, else AWS)")
	flags.BoolVar(&t.local, "local", false, "the table of the stack that make run has started in this checkout; nothing else is needed")
}

// Open finds the table and looks that it is there.
func (t *Table) Open(ctx context.Context) (*store.Store, error) {
	if t.local {
		up, err := running.Find(t.data)
		if err != nil {
			return nil, err
		}
		t.name, t.endpoint = up.Table, up.DynamoDB
	}
	if t.name == "" {
		return nil, Usage("which table? name it by --table or TABLE_NAME (the output TableName of the stack), or take that of make run by --local")
	}
	client, err := t.client(ctx)
	if err != nil {
		return nil, err
	}
	_, err = client.DescribeTable(ctx, &dynamodb.DescribeTableInput{TableName: &t.name})
	if missing := (*types.ResourceNotFoundException)(nil); errors.As(err, &missing) {
		return nil, fmt.Errorf("%w: %s%s", ErrNoTable, t.name, t.where())
	}
	if err != nil {
		return nil, fmt.Errorf("table %s%s does not answer: %w", t.name, t.where(), err)
	}
	return store.New(client, t.name), nil
}

// Now is the time by which the table's desk goes: with --local that of its own clock, which may have been moved ahead.
func (t *Table) Now() (time.Time, error) {
	if t.local {
		return running.Now(t.data)
	}
	return time.Now().UTC(), nil
}

// String says which table, for people.
func (t *Table) String() string { return t.name + t.where() }

func (t *Table) where() string {
	if t.endpoint == "" {
		return ""
	}
	return " at " + t.endpoint
}

// client takes region and credentials as the SDK finds them. What is on this machine asks for neither, so nobody looks
// for them there unless some are set.
func (t *Table) client(ctx context.Context) (*dynamodb.Client, error) {
	own := func(o *dynamodb.Options) {
		if t.endpoint != "" {
			o.BaseEndpoint = aws.String(t.endpoint)
		}
		o.Retryer = retry.NewStandard(func(r *retry.StandardOptions) { // a long run outlasts a busy table
			r.MaxAttempts, r.MaxBackoff = 8, 5*time.Second
		})
	}
	if t.local || t.loopback() && os.Getenv("AWS_ACCESS_KEY_ID") == "" && os.Getenv("AWS_PROFILE") == "" {
		return dynamodb.New(dynamodb.Options{
			Region: "local", Credentials: credentials.NewStaticCredentialsProvider("local", "local", ""),
		}, own), nil
	}
	cfg, err := config.LoadDefaultConfig(ctx)
	if err != nil {
		return nil, fmt.Errorf("SDK configuration: %w", err)
	}
	if cfg.Region == "" {
		return nil, Usage("which region? set AWS_REGION or AWS_PROFILE, or take the table of make run by --local")
	}
	return dynamodb.NewFromConfig(cfg, own), nil
}

func (t *Table) loopback() bool {
	u, err := url.Parse(t.endpoint)
	if err != nil {
		return false
	}
	ip := net.ParseIP(u.Hostname())
	return u.Hostname() == "localhost" || ip != nil && ip.IsLoopback()
}

// Local reports whether the table is that of make run, whose desk has a clock that can be moved.
func (t *Table) Local() bool { return t.local }
