package parts

import (
	"context"
	"fmt"
	"net/http"
	"os"
	"strconv"
	"strings"
)

// StartDynamoDB starts DynamoDB Local and returns when it answers. Whatever access key and region a client
// uses, it sees the same tables. The context bounds the start only; Stop ends the part.
//
// Errors: ErrJava, ErrNotFetched, ErrPortTaken, ErrNotReady.
func StartDynamoDB(ctx context.Context, opts Options) (*Process, error) {
	storage := []string{"-inMemory"}
	if opts.DataDir != "" {
		if err := os.MkdirAll(opts.DataDir, 0o750); err != nil {
			return nil, fmt.Errorf("start DynamoDB Local: make its data folder: %w", err)
		}
		storage = []string{"-dbPath", "."}
	}
	start := launch{
		part: dynamoDB,
		arguments: func(port int) ([]string, error) {
			main := []string{"software.amazon.dynamodb.services.local.main.ServerRunner", "-disableTelemetry", "-sharedDb", "-port", strconv.Itoa(port)}
			return append(main, storage...), nil
		},
		ready: listTables,
	}
	return start.start(ctx, opts)
}

// listTables asks for the tables without an SDK; DynamoDB Local wants a signature but does not check it.
func listTables(ctx context.Context, endpoint string) error {
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, endpoint, strings.NewReader("{}"))
	if err != nil {
		return err
	}
	request.Header.Set("Content-Type", "application/x-amz-json-1.0")
	request.Header.Set("X-Amz-Target", "DynamoDB_20120810.ListTables")
	request.Header.Set("X-Amz-Date", "20260101T000000Z")
	request.Header.Set("Authorization", "AWS4-HMAC-SHA256 Credential=local/20260101/local/dynamodb/aws4_request, SignedHeaders=host, Signature=0")
	return answers(request)
}
