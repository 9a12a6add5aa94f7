package gateway

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"net/http"
	"strings"

	"github.com/aws/aws-lambda-go/events"
)

// respond turns the function's answer into a response. An answer with statusCode is taken at its word; any other JSON
// is the body of a 200, as API Gateway infers it. An error is returned before anything is written.
func respond(w http.ResponseWriter, answer []byte) error {
	var shape struct {
		StatusCode *int `json:"statusCode"`
	}
	if err := json.Unmarshal(answer, &shape); err != nil && !json.Valid(answer) {
		return fmt.Errorf("the function's answer is no JSON: %w", err)
	}
	if shape.StatusCode == nil {
		return respondPlain(w, answer)
	}
	var structured events.APIGatewayV2HTTPResponse
	if err := json.Unmarshal(answer, &structured); err != nil {
		return fmt.Errorf("read the function's answer: %w", err)
	}
	body := []byte(structured.Body)
	if structured.IsBase64Encoded {
		decoded, err := base64.StdEncoding.DecodeString(structured.Body)
		if err != nil {
			return fmt.Errorf("decode the function's body: %w", err)
		}
		body = decoded
	}
	if structured.StatusCode < 200 || structured.StatusCode > 599 {
		return fmt.Errorf("the function answers with status %d", structured.StatusCode)
	}
	for name, value := range structured.Headers {
		if !ownHeader(name) {
			w.Header().Set(name, value)
		}
	}
	for _, cookie := range structured.Cookies {
		w.Header().Add("Set-Cookie", cookie)
	}
	if w.Header().Get("Content-Type") == "" {
		w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	}
	w.WriteHeader(structured.StatusCode)
	_, _ = w.Write(body) // the reader may have gone
	return nil
}

func respondPlain(w http.ResponseWriter, answer []byte) error {
	body := bytes.TrimSpace(answer)
	var text string
	if json.Unmarshal(body, &text) == nil {
		body = []byte(text)
	}
	w.Header().Set("Content-Type", "application/json")
	_, _ = w.Write(body)
	return nil
}

// ownHeader tells the headers that the connection sets itself.
func ownHeader(name string) bool {
	switch strings.ToLower(name) {
	case "content-length", "transfer-encoding", "connection", "keep-alive", "upgrade", "trailer":
		return true
	}
	return false
}
