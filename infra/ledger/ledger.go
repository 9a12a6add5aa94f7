// Package ledger says what requests to DynamoDB would be charged for, in write and read units, by step and by index.
//
// It listens at the edge of the SDK's client, for tests and tools, and computes the units from the sizes of items by
// DynamoDB's published rules: a write costs one unit for every started kilobyte of the larger of the old and the new
// item, also when its condition fails; each entry put into an index, taken out of it or changed costs its own started
// kilobytes, one that moves costs both; a strongly consistent read costs one unit for every started 4 KB, any other
// half of that; a query is charged for the sum of what it read. To know the old item of a write the ledger keeps its
// own copy of everything written and read through it: attach it before the first write.
//
// Each try of a request that the SDK repeats is charged. A try that ended in another error than a failed condition is
// not: DynamoDB does not charge what it refused, and what it did without being able to answer nobody can know.
package ledger

import (
	"context"
	"errors"
	"fmt"
	"sync"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/smithy-go/middleware"
)

// ErrNotUnderstood: the ledger has met a request that it cannot charge, and its figures are too low.
var ErrNotUnderstood = errors.New("request not understood by the ledger")

// Ledger keeps the account of one table. It may be attached to several clients and used by several goroutines.
type Ledger struct {
	mu    sync.Mutex
	table *table
	step  string
	rows  []Row
	err   error
}

// Row is what one kind of request has cost within a step. Index is empty for the table itself.
type Row struct {
	Step      string
	Operation string // "UpdateItem"; a write whose condition failed is "UpdateItem, refused"
	Index     string
	Requests  int // requests that were charged here
	Write     float64
	Read      float64
}

// New returns an empty ledger of the table that the schema describes, which has no items yet.
func New(schema *dynamodb.CreateTableInput) *Ledger { return &Ledger{table: newTable(schema)} }

// Step names what happens from now on.
func (l *Ledger) Step(name string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.step = name
}

// Units are the rows in the order in which each first occurred.
func (l *Ledger) Units() []Row {
	l.mu.Lock()
	defer l.mu.Unlock()
	return append([]Row(nil), l.rows...)
}

// Sum adds up the units of the steps, or of all when none is named.
func (l *Ledger) Sum(steps ...string) (write, read float64) {
	wanted := map[string]bool{}
	for _, step := range steps {
		wanted[step] = true
	}
	for _, row := range l.Units() {
		if len(steps) == 0 || wanted[row.Step] {
			write, read = write+row.Write, read+row.Read
		}
	}
	return write, read
}

// Err is ErrNotUnderstood with the first request that could not be charged; nil when the figures are complete.
func (l *Ledger) Err() error {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.err
}

type inputKey struct{}

// Attach makes the client that is built with the options tell the ledger about every try of every request.
func (l *Ledger) Attach(o *dynamodb.Options) {
	o.APIOptions = append(o.APIOptions, func(stack *middleware.Stack) error {
		// The request in the form of the API is only seen at the outside, each try only at the inside.
		remember := middleware.InitializeMiddlewareFunc("LedgerRemember",
			func(ctx context.Context, in middleware.InitializeInput, next middleware.InitializeHandler) (middleware.InitializeOutput, middleware.Metadata, error) {
				return next.HandleInitialize(middleware.WithStackValue(ctx, inputKey{}, in.Parameters), in)
			})
		charge := middleware.DeserializeMiddlewareFunc("LedgerCharge",
			func(ctx context.Context, in middleware.DeserializeInput, next middleware.DeserializeHandler) (middleware.DeserializeOutput, middleware.Metadata, error) {
				out, metadata, err := next.HandleDeserialize(ctx, in)
				l.record(middleware.GetStackValue(ctx, inputKey{}), out.Result, err)
				return out, metadata, err
			})
		return errors.Join(
			stack.Initialize.Add(remember, middleware.Before),
			stack.Deserialize.Add(charge, middleware.Before),
		)
	})
}

func (l *Ledger) record(in, out any, err error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	a := account{table: l.table}
	if err := a.request(in, out, err); err != nil && l.err == nil {
		l.err = fmt.Errorf("%w: in step %q: %w", ErrNotUnderstood, l.step, err)
	}
	for _, c := range a.charges {
		l.add(c)
	}
}

func (l *Ledger) add(c charge) {
	for i := range l.rows {
		row := &l.rows[i]
		if row.Step == l.step && row.Operation == c.operation && row.Index == c.index {
			row.Requests, row.Write, row.Read = row.Requests+1, row.Write+c.write, row.Read+c.read
			return
		}
	}
	l.rows = append(l.rows, Row{l.step, c.operation, c.index, 1, c.write, c.read})
}

func same(name *string, table string) error {
	if aws.ToString(name) != table {
		return fmt.Errorf("table %s", aws.ToString(name))
	}
	return nil
}
