// Command probe is a Lambda function for the tests of the local stack: it does what the event tells it to.
//
// A direct event is {"do": "echo|fail|panic|exit|sleep|env|pid", "for": "1s", "name": "..."}. An HTTP event is
// answered with itself, unless its path tells otherwise. Queue messages and ticks are written to PROBE_FILE.
package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"strings"
	"time"

	"github.com/aws/aws-lambda-go/events"
	"github.com/aws/aws-lambda-go/lambda"
)

func main() {
	if os.Getenv("PROBE_BROKEN") != "" {
		fmt.Fprintln(os.Stderr, "TABLE_NAME is not set")
		os.Exit(3)
	}
	lambda.Start(handle)
}

func handle(ctx context.Context, event json.RawMessage) (any, error) {
	var kind struct {
		Do         string
		For        string
		Name       string
		RawPath    string
		Records    []events.SQSMessage
		DetailType string `json:"detail-type"`
		Time       string
	}
	if err := json.Unmarshal(event, &kind); err != nil {
		return nil, err
	}
	switch {
	case kind.RawPath != "":
		return overHTTP(event, kind.RawPath), nil
	case kind.Records != nil:
		return fromQueue(kind.Records), nil
	case kind.DetailType != "":
		return nil, write("tick " + kind.Time)
	}
	switch kind.Do {
	case "echo":
		return event, nil
	case "fail":
		return nil, errors.New("told to fail")
	case "panic":
		panic("told to panic")
	case "exit":
		os.Exit(1)
	case "sleep":
		pause, err := time.ParseDuration(kind.For)
		if err != nil {
			return nil, err
		}
		time.Sleep(pause)
		return "slept", nil
	case "deadline":
		deadline, _ := ctx.Deadline()
		return time.Until(deadline).Round(time.Second).String(), nil
	case "env":
		return os.Getenv(kind.Name), nil
	case "pid":
		return os.Getpid(), nil
	}
	return nil, fmt.Errorf("told nothing that is known: %s", event)
}

func overHTTP(event json.RawMessage, path string) any {
	switch {
	case strings.HasSuffix(path, "/plain"):
		return "plain words"
	case strings.HasSuffix(path, "/die"):
		os.Exit(1)
	case strings.HasSuffix(path, "/sleep"):
		time.Sleep(2 * time.Second)
	case strings.HasSuffix(path, "/env"):
		env := map[string]string{}
		for _, pair := range os.Environ() {
			name, value, _ := strings.Cut(pair, "=")
			env[name] = value
		}
		return env
	}
	return events.APIGatewayV2HTTPResponse{
		StatusCode: 200,
		Headers:    map[string]string{"content-type": "application/json"},
		Body:       string(event),
	}
}

func fromQueue(records []events.SQSMessage) events.SQSEventResponse {
	answer := events.SQSEventResponse{BatchItemFailures: []events.SQSBatchItemFailure{}}
	for _, r := range records {
		_ = write(r.Body)
		switch r.Body {
		case "die":
			os.Exit(1)
		case "fail":
			answer.BatchItemFailures = append(answer.BatchItemFailures, events.SQSBatchItemFailure{ItemIdentifier: r.MessageId})
		}
	}
	return answer
}

func write(line string) error {
	file, err := os.OpenFile(os.Getenv("PROBE_FILE"), os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	_, err = fmt.Fprintln(file, line)
	return errors.Join(err, file.Close())
}
