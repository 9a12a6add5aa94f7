package desk

import (
	"maps"
	"slices"

	"github.com/aws/aws-lambda-go/events"

	"flatsupport/shared/web"
)

// Names are those of all commands.
func Names() []string { return slices.Sorted(maps.Keys(commands)) }

// Read reads a command out of a request as far as the handler does before it looks into the table. What it says begins
// with the name of the command.
func Read(req events.APIGatewayV2HTTPRequest, name string) (said []string, key string, err error) {
	command := commands[name]
	command.name = name
	var form form
	var fields web.Fields
	if err := fields.Decode(req, &form); err != nil {
		return nil, "", err
	}
	if key, err = web.IdempotencyKey(req, form.IdempotencyKey); err != nil {
		return nil, "", err
	}
	form.check(command, &fields)
	if err := fields.Err(); err != nil {
		return nil, "", err
	}
	return form.said(command), key, nil
}
