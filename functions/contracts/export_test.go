package contracts

import (
	"maps"
	"slices"

	"github.com/aws/aws-lambda-go/events"

	"flatsupport/shared/web"
)

// Forms are the last parts of the routes of all acts.
func Forms() []string { return slices.Sorted(maps.Keys(acts)) }

// Read reads an act out of a request as far as the handler does before it looks into the table.
func Read(req events.APIGatewayV2HTTPRequest, form string) (said, reason, evidence, key string, err error) {
	var fields web.Fields
	act := acts[form]
	asked, err := act.read(req, &fields)
	if err != nil {
		return "", "", "", "", err
	}
	if key, err = web.IdempotencyKey(req, asked.key); err != nil {
		return "", "", "", "", err
	}
	if act.mustExplain(asked) {
		fields.Require("reason", asked.reason)
	}
	return asked.said, asked.reason, asked.evidence, key, fields.Err()
}
