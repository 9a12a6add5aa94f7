package store

import (
	"context"
	"errors"
	"fmt"
	"net"
	"slices"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	"github.com/aws/smithy-go"
)

var (
	// ErrNotFound: there is no such record.
	ErrNotFound = errors.New("not found")
	// ErrConflict: somebody else wrote first. Read again and decide again.
	ErrConflict = errors.New("written by somebody else")
	// ErrUnavailable: the table did not answer, refused for its load, or left open whether a write was made. The same
	// call may be made again.
	ErrUnavailable = errors.New("store unavailable")
	// ErrUnreadable: a record was written by a newer version, or a part of it is missing.
	ErrUnreadable = errors.New("record cannot be read by this version")
	// ErrBadCursor: a cursor that was not given out for this list.
	ErrBadCursor = errors.New("cursor not of this list")
)

// failure names what went wrong in an operation on a record. Everything else of the SDK stays inside this file.
func failure(operation, id string, err error) error {
	if err == nil {
		return nil
	}
	switch {
	case conflicting(err):
		return fmt.Errorf("%s %s: %w", operation, id, ErrConflict)
	case passing(err):
		return fmt.Errorf("%s %s: %w: %w", operation, id, ErrUnavailable, err)
	default:
		return fmt.Errorf("%s %s: %w", operation, id, err)
	}
}

func conflicting(err error) bool {
	var failed *types.ConditionalCheckFailedException
	if errors.As(err, &failed) {
		return true
	}
	return cancelledFor(err, "ConditionalCheckFailed", "TransactionConflict")
}

// cancelledFor reports whether a transaction was cancelled, and one of its parts for such a reason.
func cancelledFor(err error, reasons ...string) bool {
	var cancelled *types.TransactionCanceledException
	return errors.As(err, &cancelled) && slices.ContainsFunc(cancelled.CancellationReasons, func(r types.CancellationReason) bool {
		return slices.Contains(reasons, aws.ToString(r.Code))
	})
}

// standing is the item that made a condition fail, where the request asked for it.
func standing(err error) item {
	var failed *types.ConditionalCheckFailedException
	if errors.As(err, &failed) {
		return failed.Item
	}
	return nil
}

// busy are the codes by which DynamoDB refuses work that it would do at another time.
var busy = map[string]bool{
	"ProvisionedThroughputExceededException": true,
	"RequestLimitExceeded":                   true,
	"ThrottlingException":                    true,
	"InternalServerError":                    true,
	"ServiceUnavailable":                     true,
	"TransactionConflictException":           true,
	"TransactionInProgressException":         true,
	"ReplicatedWriteConflictException":       true,
	"RequestTimeout":                         true,
}

// passing tells errors that say nothing about the request itself.
func passing(err error) bool {
	if errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded) {
		return true
	}
	if cancelledFor(err, "ThrottlingError", "ProvisionedThroughputExceeded") {
		return true
	}
	var api smithy.APIError
	if errors.As(err, &api) {
		return busy[api.ErrorCode()] || api.ErrorFault() == smithy.FaultServer
	}
	var network net.Error
	var transport *smithy.DeserializationError
	var canceled *smithy.CanceledError
	return errors.As(err, &network) || errors.As(err, &transport) || errors.As(err, &canceled) || sending(err)
}

// sending tells that a request may have been cut off on its way, there or back.
func sending(err error) bool {
	var sent interface{ ConnectionError() bool }
	return errors.As(err, &sent) && sent.ConnectionError()
}
