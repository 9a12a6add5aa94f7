package forms

import (
	"encoding/json"

	"github.com/aws/aws-lambda-go/events"

	"flatsupport/shared/web"
)

// Read reads a form out of a request as far as the handler does before it looks into the table. What it says is given as
// JSON.
func Read(req events.APIGatewayV2HTTPRequest) (said, key string, err error) {
	var f form
	var fields web.Fields
	if key, err = read(req, &f, &fields); err != nil {
		return "", "", err
	}
	if err := fields.Err(); err != nil {
		return "", "", err
	}
	raw, err := json.Marshal(f)
	return string(raw), key, err
}
