// Package template reads template.yaml as far as the wiring goes: which functions there are, which routes, queues, schedules and
// tables they hang on. The local stack builds itself from this reading and the tests hold the real template to its promises, so
// that template.yaml stays the only description of the wiring.
//
// It understands the part of the CloudFormation and SAM language that the template uses, and refuses the rest by name and line:
// something skipped in silence would run in the cloud and be missing here.
//
// A reference to a resource has no value before the stack exists. It is kept as text such as ${SupportTable} or
// ${NotifyQueue.Arn}, which Fill replaces once the caller knows what stands behind the names.
package template

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"
)

// ErrBroken is what every complaint about a template is; the text is one sentence with file and line.
var ErrBroken = errors.New("broken template")

// Template is the wiring, in the order of the file.
type Template struct {
	Functions []Function
	Routes    []Route
	Mappings  []Mapping
	Schedules []Schedule
	Queues    []Queue
	Tables    []Table
	Buckets   []Bucket
	// Resources are all resources whose condition holds, also those of no interest to the fields above.
	Resources []Resource
	// Outputs by name, evaluated.
	Outputs map[string]string
}

// Resource is one resource with everything evaluated: values are string, int64, float64, bool, []any and map[string]any.
type Resource struct {
	ID, Type   string
	Line       int
	Properties map[string]any
	// DeletionPolicy and UpdateReplacePolicy are empty when not given.
	DeletionPolicy, UpdateReplacePolicy string
}

// Function is a Lambda function with the globals merged in.
type Function struct {
	ID string
	// Folder is CodeUri, relative to the template.
	Folder  string
	Timeout time.Duration
	// Memory is in megabytes.
	Memory int
	// Environment values may hold references; see Fill.
	Environment map[string]string
	// Role is the logical id of the role; empty when SAM is to make one.
	Role string
	Line int
}

// Route is one method and path of the HTTP API.
type Route struct {
	Method, Path string
	// Function is the logical id of the function behind it.
	Function string
	// Authorizer is empty for a route open to everyone.
	Authorizer string
	Throttle   Throttle
	Line       int
}

// Throttle is a token bucket: Rate tokens a second, Burst at most; the zero value throttles nothing.
type Throttle struct {
	Rate  float64
	Burst int
}

// Mapping feeds the messages of a queue to a function.
type Mapping struct {
	Queue, Function string
	BatchSize       int
	// Window is how long a batch may wait to fill; 0 sends what is there.
	Window time.Duration
	// ReportsFailures says that the function's answer names the failed messages; otherwise a batch fails as a whole.
	ReportsFailures bool
	// MaxConcurrency of batches in work; 0 leaves it to Lambda.
	MaxConcurrency int
	Line           int
}

// Queue is an SQS queue. Absent durations are the defaults of SQS.
type Queue struct {
	ID         string
	Visibility time.Duration
	Retention  time.Duration
	Delay      time.Duration
	Wait       time.Duration
	// DeadLetters is the logical id of the queue that takes what was received MaxReceives times in vain; empty without one.
	DeadLetters string
	MaxReceives int
	Encrypted   bool
	Line        int
}

// Schedule invokes a function every so often.
type Schedule struct {
	ID, Function string
	Expression   string
	Every        time.Duration
	Input        string // the event itself; empty: the scheduler's own
	// DeadLetters takes the ticks that could not be delivered; empty without one.
	DeadLetters string
	Line        int
}

// Table is a DynamoDB table.
type Table struct {
	ID      string
	Key     Key
	Indexes []Index
	// TTL is the attribute that holds the expiry instant; empty without expiry.
	TTL  string
	Line int
}

// Key is a primary key.
type Key struct{ Hash, Range Attribute }

// Attribute is a key attribute; the zero value is an absent range key.
type Attribute struct {
	Name string
	// Type is S, N or B.
	Type string
}

// Index is a global secondary index.
type Index struct {
	Name string
	Key  Key
	// Projection is KEYS_ONLY, INCLUDE or ALL.
	Projection string
}

// Bucket is an S3 bucket.
type Bucket struct {
	ID        string
	Versioned bool
	Line      int
}

// Read reads the template at path. params gives values to its parameters; those not given take their defaults, and a parameter
// with neither is an error, as is a value that the template does not allow. Pseudo parameters such as AWS::Region may be given
// as well; without a value they stay ${AWS::Region}. Every complaint is ErrBroken, but for a file that cannot be opened.
func Read(path string, params map[string]string) (*Template, error) {
	text, err := os.ReadFile(path)
	if err != nil {
		return nil, fmt.Errorf("read template: %w", err)
	}
	read, err := interpret(text, params)
	if err != nil {
		return nil, fmt.Errorf("%w: %s %w", ErrBroken, filepath.Base(path), err)
	}
	return read, nil
}

// Function finds a function by its logical id.
func (t *Template) Function(id string) (Function, bool) {
	return find(t.Functions, id, func(f Function) string { return f.ID })
}

// Queue finds a queue by its logical id.
func (t *Template) Queue(id string) (Queue, bool) {
	return find(t.Queues, id, func(q Queue) string { return q.ID })
}

// Resource finds a resource of any type by its logical id.
func (t *Template) Resource(id string) (Resource, bool) {
	return find(t.Resources, id, func(r Resource) string { return r.ID })
}

func find[T any](list []T, id string, idOf func(T) string) (T, bool) {
	for _, one := range list {
		if idOf(one) == id {
			return one, true
		}
	}
	var none T
	return none, false
}
