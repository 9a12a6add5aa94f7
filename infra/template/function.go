package template

import (
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"
)

// What Lambda and SQS do when the template is silent.
const (
	standardTimeout   = 3 * time.Second
	standardMemory    = 128
	standardBatchSize = 10
)

func (r *reading) takeFunction(d declared) error {
	common := readFields(d.id, r.globals)
	read := readFields(d.id, d.props).only("Description", "CodeUri", "MemorySize", "Timeout", "Role",
		"ReservedConcurrentExecutions", "LoggingConfig", "Environment", "Events", "EventInvokeConfig",
		"Runtime", "Architectures", "Handler")
	f := Function{
		ID: d.id, Line: d.line,
		Folder:      read.text("CodeUri"),
		Timeout:     read.seconds("Timeout", common.seconds("Timeout", standardTimeout)),
		Memory:      read.integer("MemorySize", common.integer("MemorySize", standardMemory)),
		Environment: map[string]string{},
	}
	for _, source := range []*fields{common, read} {
		environment, err := variables(source)
		if err != nil {
			return err
		}
		maps.Copy(f.Environment, environment)
	}
	if read.has("Role") {
		f.Role = read.resource("Role")
	}
	for _, source := range []*fields{read, common} {
		if handler := source.optional("Handler", "bootstrap"); handler != "bootstrap" {
			source.complain(source.at.fields["Handler"], "handler %s is not understood here, only bootstrap", handler)
		}
	}
	read.adopt(common)
	if read.err != nil {
		return read.err
	}
	r.Functions = append(r.Functions, f)
	return r.takeEvents(d.id, read.inner("Events"))
}

func variables(of *fields) (map[string]string, error) {
	environment := of.inner("Environment").only("Variables")
	read := environment.inner("Variables")
	values := make(map[string]string, len(read.at.keys))
	for _, name := range read.at.keys {
		values[name] = read.text(name)
	}
	environment.adopt(read)
	return values, environment.err
}

func (r *reading) takeEvents(function string, events *fields) error {
	if events.err != nil {
		return events.err
	}
	for _, name := range events.at.keys {
		event := events.inner(name).only("Type", "Properties")
		kind := event.text("Type")
		if event.err == nil && !event.has("Properties") {
			event.complain(event.at, "Properties is missing")
		}
		if event.err != nil {
			return event.err
		}
		props, line := event.at.fields["Properties"], event.at.line
		var err error
		switch kind {
		case "HttpApi":
			err = r.takeRoute(function, name, props, line)
		case "SQS":
			err = r.takeMapping(function, name, props, line)
		case "ScheduleV2":
			err = r.takeSchedule(function, name, props, line)
		default:
			err = event.at.wrong("%s %s: event type %s is not understood here", function, name, kind)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

func (r *reading) takeMapping(function, event string, props *node, line int) error {
	read := readFields(function+" "+event, props).
		only("Queue", "BatchSize", "MaximumBatchingWindowInSeconds", "FunctionResponseTypes", "ScalingConfig")
	scaling := read.inner("ScalingConfig").only("MaximumConcurrency")
	m := Mapping{
		Queue: read.resource("Queue"), Function: function, Line: line,
		BatchSize:       read.integer("BatchSize", standardBatchSize),
		Window:          read.seconds("MaximumBatchingWindowInSeconds", 0),
		ReportsFailures: slices.Contains(read.texts("FunctionResponseTypes"), "ReportBatchItemFailures"),
		MaxConcurrency:  scaling.integer("MaximumConcurrency", 0),
	}
	read.adopt(scaling)
	if m.BatchSize < 1 {
		read.complain(read.at, "BatchSize is 0")
	}
	r.Mappings = append(r.Mappings, m)
	return read.err
}

func (r *reading) takeSchedule(function, event string, props *node, line int) error {
	id := function + " " + event
	read := readFields(id, props).
		only("Name", "Description", "ScheduleExpression", "Input", "RoleArn", "RetryPolicy", "DeadLetterConfig")
	s := Schedule{ID: event, Function: function, Expression: read.text("ScheduleExpression"), Input: read.optional("Input", ""), Line: line}
	every, ok := rate(s.Expression)
	if !ok && read.err == nil {
		read.complain(read.at.fields["ScheduleExpression"],
			"%q is not understood here, only such as rate(1 minute) or rate(5 minutes)", s.Expression)
	}
	s.Every = every
	if read.has("DeadLetterConfig") {
		dead := read.inner("DeadLetterConfig").only("Arn")
		s.DeadLetters = dead.resource("Arn")
		read.adopt(dead)
	}
	r.Schedules = append(r.Schedules, s)
	return read.err
}

// rate reads rate(1 minute), rate(5 minutes) and so on; like the scheduler it wants the singular for 1 and the plural otherwise.
func rate(expression string) (time.Duration, bool) {
	inside, ok := strings.CutPrefix(expression, "rate(")
	inside, closed := strings.CutSuffix(inside, ")")
	count, unit, parted := strings.Cut(inside, " ")
	number, err := strconv.Atoi(count)
	if !ok || !closed || !parted || err != nil || number < 1 {
		return 0, false
	}
	singular, plural := strings.CutSuffix(unit, "s")
	if plural != (number > 1) {
		return 0, false
	}
	units := map[string]time.Duration{"minute": time.Minute, "hour": time.Hour, "day": 24 * time.Hour}
	length, known := units[singular]
	return time.Duration(number) * length, known
}
