package intake

import (
	"encoding/json"
	"time"

	"github.com/aws/aws-lambda-go/events"

	"flatsupport/shared/web"
)

// ReadPortal reads a portal form out of a request as far as the handler does before it looks into the table. What it
// says is given as JSON.
func ReadPortal(req events.APIGatewayV2HTTPRequest) (said, key string, err error) {
	var form portalForm
	var fields web.Fields
	if key, err = read(req, &form, &form, &fields); err != nil {
		return "", "", err
	}
	form.check(&fields)
	if err := fields.Err(); err != nil {
		return "", "", err
	}
	raw, err := json.Marshal(form)
	return string(raw), key, err
}

// ReadHotline does the same with an operator's form.
func ReadHotline(req events.APIGatewayV2HTTPRequest, now time.Time) (said, key string, stated time.Time, err error) {
	var form hotlineForm
	var fields web.Fields
	if key, err = read(req, &form, &form.portalForm, &fields); err != nil {
		return "", "", time.Time{}, err
	}
	stated = form.check(&fields, now)
	if err := fields.Err(); err != nil {
		return "", "", time.Time{}, err
	}
	raw, err := json.Marshal(form)
	return string(raw), key, stated, err
}
