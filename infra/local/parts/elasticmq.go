package parts

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"
)

// accountID is what ElasticMQ puts into queue URLs and ARNs.
const accountID = "000000000000"

// StartElasticMQ starts ElasticMQ with opts.Queues and returns when it answers. A dead-letter queue that is not
// among them is added with SQS's defaults. SQS's own limits are enforced. The context bounds the start only;
// Stop ends the part.
//
// It has no page of statistics: GetQueueAttributes tells how many messages a queue holds, as in SQS.
//
// With DataDir, messages survive a restart, but for the last half second before a kill.
//
// Errors: ErrJava, ErrNotFetched, ErrPortTaken, ErrNotReady, ErrQueue.
func StartElasticMQ(ctx context.Context, opts Options) (*Process, error) {
	queues, err := checkedQueues(opts.Queues)
	if err != nil {
		return nil, fmt.Errorf("start ElasticMQ: %w", err)
	}
	if opts.DataDir != "" {
		if err := os.MkdirAll(opts.DataDir, 0o750); err != nil {
			return nil, fmt.Errorf("start ElasticMQ: make its data folder: %w", err)
		}
	}
	temp, err := os.MkdirTemp("", "elasticmq-")
	if err != nil {
		return nil, fmt.Errorf("start ElasticMQ: %w", err)
	}
	defer os.RemoveAll(temp)
	start := launch{
		part: elasticMQ,
		arguments: func(port int) ([]string, error) {
			file := filepath.Join(temp, "elasticmq.conf")
			if err := os.WriteFile(file, configuration(port, opts.DataDir != "", queues), 0o600); err != nil {
				return nil, err
			}
			return []string{"-Dconfig.file=" + file, "org.elasticmq.server.Main"}, nil
		},
		ready: listQueues,
	}
	return start.start(ctx, opts)
}

// QueueURL is the URL of a queue of the ElasticMQ at endpoint.
func QueueURL(endpoint, name string) string { return endpoint + "/" + accountID + "/" + name }

func listQueues(ctx context.Context, endpoint string) error {
	form := url.Values{"Action": {"ListQueues"}}.Encode()
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, endpoint+"/", strings.NewReader(form))
	if err != nil {
		return err
	}
	request.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	return answers(request)
}
