package parts

import (
	"context"
	"os"
	"time"
)

// startWithin covers fetching a part on a machine that has never run it.
const startWithin = 5 * time.Minute

// Given is the address of the part that the environment names by the variable, or of one that start starts for this process,
// fetched before if it has to be: it ends with the process.
func Given(ctx context.Context, variable string, start func(context.Context, Options) (*Process, error)) (string, error) {
	if given := os.Getenv(variable); given != "" {
		return given, nil
	}
	ctx, cancel := context.WithTimeout(ctx, startWithin)
	defer cancel()
	dir, err := CheckoutDir()
	if err != nil {
		return "", err
	}
	if err := Fetch(ctx, dir, os.Stderr); err != nil {
		return "", err
	}
	process, err := start(ctx, Options{Dir: dir})
	if err != nil {
		return "", err
	}
	return process.Endpoint(), nil
}
