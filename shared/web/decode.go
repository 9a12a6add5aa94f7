package web

import (
	"encoding/base64"
	"mime"
	"net/http"
	"strings"
	"unicode/utf8"

	"github.com/aws/aws-lambda-go/events"
)

// MaxBody is the largest body that is read, in bytes, after base64 is undone.
const MaxBody = 256 << 10

const (
	mediaJSON = "application/json"
	mediaForm = "application/x-www-form-urlencoded"
)

// Decode reads the body of a request, JSON or an HTML form, into dst, a pointer to a struct with json tags. Both media types
// come to the same values and the same errors. A field is one line of text unless its tag says web:"multiline"; line ends
// of several lines become \n. Fields may be texts, whole numbers, booleans, what reads itself from text (a time), pointers
// to those (null or left out: nil), and lists of them.
//
// Errors of the whole body come first: UNSUPPORTED_MEDIA_TYPE (415), BODY_TOO_LARGE (413), MALFORMED_BODY and BODY_TOO_DEEP
// (400). Otherwise everything that is wrong with fields is told at once as 400 INVALID_FIELDS. To tell what is wrong with the
// values in the same go, use [Fields.Decode].
func Decode(req events.APIGatewayV2HTTPRequest, dst any) error {
	var f Fields
	if err := f.Decode(req, dst); err != nil {
		return err
	}
	return f.Err()
}

// Decode reads the body like the function [Decode], but keeps the errors of fields for [Fields.Err] and returns only what
// makes the whole body unreadable. Fields with errors keep the values that they had.
func (f *Fields) Decode(req events.APIGatewayV2HTTPRequest, dst any) error {
	media, err := mediaType(req)
	if err != nil {
		return err
	}
	body, err := bodyOf(req)
	if err != nil {
		return err
	}
	read := readJSON
	if media == mediaForm {
		read = readForm
	}
	given, err := read(body)
	if err != nil {
		return err
	}
	return assign(given, dst, f)
}

// mediaType is JSON or form, in UTF-8 and not compressed; nothing is guessed from the body.
func mediaType(req events.APIGatewayV2HTTPRequest) (string, error) {
	media, params, err := mime.ParseMediaType(header(req, "Content-Type"))
	if err != nil {
		return "", refuse(http.StatusUnsupportedMediaType, UnsupportedMediaType, "content type: %w", err)
	}
	if media != mediaJSON && media != mediaForm {
		return "", refuse(http.StatusUnsupportedMediaType, UnsupportedMediaType, "content type %q", media)
	}
	for name, value := range params {
		if name != "charset" || !strings.EqualFold(value, "utf-8") {
			return "", refuse(http.StatusUnsupportedMediaType, UnsupportedMediaType, "content type with %s=%q", name, value)
		}
	}
	if coding := header(req, "Content-Encoding"); coding != "" && !strings.EqualFold(coding, "identity") {
		return "", refuse(http.StatusUnsupportedMediaType, UnsupportedMediaType, "content coding %q", coding)
	}
	return media, nil
}

// bodyOf undoes base64 and holds the body to its size before anything reads it.
func bodyOf(req events.APIGatewayV2HTTPRequest) (string, error) {
	body, limit := req.Body, MaxBody
	if req.IsBase64Encoded {
		limit = base64.StdEncoding.EncodedLen(MaxBody)
	}
	if len(body) > limit {
		return "", refuse(http.StatusRequestEntityTooLarge, BodyTooLarge, "body of %d bytes", len(body))
	}
	if req.IsBase64Encoded {
		plain, err := base64.StdEncoding.Strict().DecodeString(body)
		if err != nil {
			return "", refuse(http.StatusBadRequest, MalformedBody, "body is not base64: %w", err)
		}
		body = string(plain)
	}
	if len(body) > MaxBody {
		return "", refuse(http.StatusRequestEntityTooLarge, BodyTooLarge, "body of %d bytes", len(body))
	}
	if !utf8.ValidString(body) {
		return "", refuse(http.StatusBadRequest, MalformedBody, "body is not UTF-8")
	}
	return body, nil
}

// header returns a header by its name in any capitals. Two headers of one name come joined by a comma, as the gateway joins
// them; where only one value makes sense, the joined one is refused as such.
func header(req events.APIGatewayV2HTTPRequest, name string) string {
	var values []string
	for key, value := range req.Headers {
		if strings.EqualFold(key, name) {
			values = append(values, value)
		}
	}
	return strings.Join(values, ",")
}
