// Package stack is the whole product on one machine: it builds the functions, starts DynamoDB Local and ElasticMQ,
// and wires everything together as template.yaml says, which stays the only description of the wiring.
//
// `make run` is a thin command around it; tests start it too. What runs here in place of AWS is in the packages beside
// it: function (Lambda), gateway (API Gateway), queues (event source mappings), schedules (EventBridge), outbox and
// inbox (SES), objects (S3), issuer (Cognito), and door, which AWS has nothing like: the movable clock.
package stack

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"flatsupport/infra/local/parts"
)

var (
	// ErrPortTaken: another program listens on the port of the gateway or of mail.
	ErrPortTaken = errors.New("the port is taken")
	// ErrBuild: a function does not compile.
	ErrBuild = errors.New("a function does not build")
	// ErrInUse: another stack works on the same data.
	ErrInUse = errors.New("the data are in use")
	// ErrNoEndpoints: Prepare was not told where DynamoDB and SQS are.
	ErrNoEndpoints = errors.New("both endpoints are needed")
	// ErrPartEnded: DynamoDB Local or ElasticMQ has ended by itself.
	ErrPartEnded = errors.New("a part of the stack has ended")
)

// Options say how to start. The zero value starts the stack of this checkout on any free port.
type Options struct {
	Root     string // the checkout; "": found from the working directory
	Template string // "": template.yaml in Root
	Demo     string // the demo data; "": events/demo.yaml in Root
	Data     string // what survives a restart; "": .local/data in Root
	Parts    string // where DynamoDB Local and ElasticMQ are kept; "": those of this checkout
	Port     int    // of the gateway; 0: any free one
	SMTPPort int    // at which mail is taken; 0: any free one

	DynamoDB string // endpoint of a DynamoDB to use in place of our own
	SQS      string // endpoint of an SQS to use in place of our own

	Processes int       // how many processes a function may have; 0: 2
	Progress  io.Writer // takes lines about what is being done; nil: nowhere
	Log       io.Writer // takes lines about what fails later on; nil: only the log file
}

// filled gives the options with every default.
func (o Options) filled() (Options, error) {
	if o.Root == "" {
		shared, err := parts.CheckoutDir() // <checkout>/.local/parts
		if err != nil {
			return o, err
		}
		o.Root = filepath.Dir(filepath.Dir(shared))
	}
	root, err := filepath.Abs(o.Root)
	if err != nil {
		return o, fmt.Errorf("find the checkout: %w", err)
	}
	o.Root = root
	for value, usual := range map[*string]string{
		&o.Template: filepath.Join(root, "template.yaml"),
		&o.Demo:     filepath.Join(root, "events", "demo.yaml"),
		&o.Data:     filepath.Join(root, ".local", "data"),
		&o.Parts:    filepath.Join(root, ".local", "parts"),
	} {
		if *value == "" {
			*value = usual
		}
		if *value, err = filepath.Abs(*value); err != nil {
			return o, fmt.Errorf("find the checkout: %w", err)
		}
	}
	if o.Progress == nil {
		o.Progress = io.Discard
	}
	return o, nil
}

// bin is where the built functions go: beside the data, so that two stacks never share it.
func (o Options) bin() string { return filepath.Join(filepath.Dir(o.Data), "bin") }

func (o Options) in(names ...string) string {
	return filepath.Join(append([]string{o.Data}, names...)...)
}

// Reset removes the data of an earlier run: tickets, queues, mails, objects, the clock's offset and the issuer's key.
// Errors: ErrInUse while a stack works on them.
func Reset(o Options) (dir string, err error) {
	o, err = o.filled()
	if err != nil {
		return "", err
	}
	if _, err := os.Stat(o.Data); errors.Is(err, os.ErrNotExist) {
		return o.Data, nil
	}
	lock, err := holdData(o.Data)
	if err != nil {
		return o.Data, err
	}
	defer lock.release()
	if err := os.RemoveAll(o.Data); err != nil {
		return o.Data, fmt.Errorf("reset: %w", err)
	}
	return o.Data, nil
}
