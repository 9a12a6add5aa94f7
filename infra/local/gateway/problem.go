package gateway

import (
	"encoding/json"
	"net/http"
)

// refusal is an answer of the gateway itself: a stable code, a sentence, and API Gateway's own words.
type refusal struct {
	status       int
	code, detail string
	message      string
}

var (
	unauthenticated = refusal{http.StatusUnauthorized, "UNAUTHENTICATED", "A valid access token is needed.", "Unauthorized"}
	notFound        = refusal{http.StatusNotFound, "NOT_FOUND", "There is nothing at this address.", "Not Found"}
	badRequest      = refusal{http.StatusBadRequest, "BAD_REQUEST", "The request could not be read to its end.", "Bad Request"}
	tooLarge        = refusal{http.StatusRequestEntityTooLarge, "TOO_LARGE", "The request is larger than the gateway takes.", "Request Entity Too Large"}
	tooMany         = refusal{http.StatusTooManyRequests, "TOO_MANY_REQUESTS", "Too many requests at once; try again in a moment.", "Too Many Requests"}
	badGateway      = refusal{http.StatusBadGateway, "FUNCTION_FAILED", "The function did not answer; try again with the same Idempotency-Key.", "Internal Server Error"}
	unavailable     = refusal{http.StatusServiceUnavailable, "FUNCTION_TIMEOUT", "The function took too long; try again with the same Idempotency-Key.", "Service Unavailable"}
)

func problem(w http.ResponseWriter, r refusal) {
	w.Header().Set("Content-Type", "application/problem+json")
	if r.status == http.StatusTooManyRequests {
		w.Header().Set("Retry-After", "1")
	}
	w.WriteHeader(r.status)
	_ = json.NewEncoder(w).Encode(map[string]any{ // the reader may have gone
		"type": "about:blank", "title": http.StatusText(r.status), "status": r.status,
		"code": r.code, "detail": r.detail, "message": r.message,
	})
}
