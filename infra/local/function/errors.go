package function

import (
	"errors"
	"fmt"
)

var (
	// ErrUnknown: no function of that name runs here.
	ErrUnknown = errors.New("no such function")
	// ErrKilled: the process ended while it worked on the invocation.
	ErrKilled = errors.New("the process of the function ended during the invocation")
	// ErrTimeout: the invocation took longer than the template allows, and the process was killed for it.
	ErrTimeout = errors.New("the function ran into its timeout")
	// ErrInit: the process ended before it asked for its first invocation.
	ErrInit = errors.New("the function does not start")
	// ErrTooLarge: the event is larger than Lambda takes in one synchronous invocation.
	ErrTooLarge = errors.New("the event is larger than 6 MB")
	// ErrStopped: the stack is shutting down.
	ErrStopped = errors.New("the local stack is stopping")
)

// Error is what the function itself answered instead of a result.
type Error struct {
	Function string
	Type     string `json:"errorType"`
	Message  string `json:"errorMessage"`
}

func (e *Error) Error() string {
	return fmt.Sprintf("%s failed: %s: %s", e.Function, e.Type, e.Message)
}
