// Command fetch brings DynamoDB Local and ElasticMQ into the checkout, once.
package main

import (
	"context"
	"fmt"
	"os"
	"os/signal"
	"syscall"

	"flatsupport/infra/local/parts"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	err := fetch(ctx)
	stop()
	if err != nil {
		fmt.Fprintln(os.Stderr, "fetch:", err)
		os.Exit(1)
	}
}

func fetch(ctx context.Context) error {
	dir, err := parts.CheckoutDir()
	if err != nil {
		return err
	}
	return parts.Fetch(ctx, dir, os.Stderr)
}
