package handlertest

import (
	"context"
	"net"
	"os"
	"strings"
	"sync/atomic"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	"github.com/aws/smithy-go/middleware"
)

// Outage is a table that does not answer some requests while it lasts. It lasts from the beginning until End.
type Outage struct {
	ended atomic.Bool
	// Hits counts the requests that were refused.
	Hits atomic.Int64
	// Of tells which requests meet it, by the input of the operation.
	Of func(input any) bool
	// Err is the answer to a request that meets it; nil: the request is too much for the table.
	Err error
	// Lost: the request takes effect and its answer never arrives.
	Lost bool
}

// errLost is what a client learns of an answer that never arrived.
var errLost = &net.OpError{Op: "read", Net: "tcp", Err: os.ErrDeadlineExceeded}

// End lets everything through again.
func (o *Outage) End() { o.ended.Store(true) }

// errThrottled is what DynamoDB answers to a request that is too much for it.
var errThrottled = &types.ProvisionedThroughputExceededException{Message: aws.String("injected")}

// Options puts the outage between a client and the table, for [Desk.Through].
func (o *Outage) Options(options *dynamodb.Options) {
	options.APIOptions = append(options.APIOptions, func(stack *middleware.Stack) error {
		return stack.Initialize.Add(middleware.InitializeMiddlewareFunc("Outage",
			func(ctx context.Context, in middleware.InitializeInput, next middleware.InitializeHandler) (middleware.InitializeOutput, middleware.Metadata, error) {
				if !o.ended.Load() && o.Of(in.Parameters) {
					o.Hits.Add(1)
					return o.answer(ctx, in, next)
				}
				return next.HandleInitialize(ctx, in)
			}), middleware.Before)
	})
}

func (o *Outage) answer(ctx context.Context, in middleware.InitializeInput, next middleware.InitializeHandler) (middleware.InitializeOutput, middleware.Metadata, error) {
	none := middleware.InitializeOutput{}
	switch {
	case o.Lost:
		if _, _, err := next.HandleInitialize(ctx, in); err != nil {
			return none, middleware.Metadata{}, err
		}
		return none, middleware.Metadata{}, errLost
	case o.Err != nil:
		return none, middleware.Metadata{}, o.Err
	default:
		return none, middleware.Metadata{}, errThrottled
	}
}

// Transactions tells the requests that write several records at once.
func Transactions(input any) bool {
	_, ok := input.(*dynamodb.TransactWriteItemsInput)
	return ok
}

// FactsOf tells the requests that read what is known of the customer.
func FactsOf(customer string) func(input any) bool {
	return func(input any) bool {
		query, ok := input.(*dynamodb.QueryInput)
		return ok && Text(query.ExpressionAttributeValues[":pk"]) == "C#"+customer &&
			strings.HasPrefix(Text(query.ExpressionAttributeValues[":sk"]), "F#")
	}
}
