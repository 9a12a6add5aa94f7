// Package web keeps the manners of the functions that answer the HTTP API (payload format 2.0): how a body is read, how an
// answer and a refusal look, what a write must carry, and which handler answers which route.
//
// It owns no business rule and no route. What a request means is for the handler to say; here it is only made sure that a
// handler sees nothing malformed, and that a person and a program see the same refusal by the same code.
package web

import (
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"net/http"
	"slices"
	"strconv"
	"time"

	"github.com/aws/aws-lambda-go/events"

	"flatsupport/shared/auth"
)

// Error is a refusal that the caller may read. Code is stable and for programs; Detail is a sentence for people, in the
// language of the request, and may be left empty where the catalogue has one for the code. Cause goes to the log only.
type Error struct {
	Status     int
	Code       string
	Clause     string // of the support policy, where one forbids it
	Detail     string
	Fields     []FieldError
	Refusals   []Refusal     // all reasons of the policy, where there can be several
	Grounds    *Grounds      // of a decision that refuses; nil: nothing more is said
	RetryAfter time.Duration // zero: nothing is said about trying again
	Cause      error
}

// FieldError is what is wrong with one field. An empty Detail is filled from the catalogue by the code.
type FieldError struct {
	Field  string `json:"field"`
	Code   string `json:"code"`
	Detail string `json:"detail"`

	bound any // what the sentence of the code needs: a length, the allowed values
}

// Refusal is one reason for which the support policy refuses something: the clause, what it rests on, and the way out.
type Refusal struct {
	Code   string `json:"code"`
	Clause string `json:"clause"`
	Reason string `json:"reason"`
	Remedy string `json:"remedy"`
	Facts  []Fact `json:"facts"`
}

// Fact is one thing that a refusal rests on.
type Fact struct {
	Name  string `json:"name"`
	Label string `json:"label"`
	Value string `json:"value"`
}

// Grounds are what is to be told of a decision that refuses, beside its reasons, in the language of the request.
type Grounds struct {
	Decision string   `json:"decision"` // under which it is on record
	Edition  string   `json:"edition"`
	Change   []string `json:"whatWouldChange"`
}

// Error words the refusal for logs.
func (e *Error) Error() string {
	text := strconv.Itoa(e.Status) + " " + e.Code
	if e.Cause != nil {
		text += ": " + e.Cause.Error()
	}
	return text
}

// Unwrap returns the cause.
func (e *Error) Unwrap() error { return e.Cause }

// Problem is the body of a refusal, application/problem+json (RFC 9457). Title says the status in words.
type Problem struct {
	Type   string       `json:"type"`
	Title  string       `json:"title"`
	Status int          `json:"status"`
	Code   string       `json:"code"`
	Clause string       `json:"clause,omitempty"`
	Detail string       `json:"detail"`
	Errors []FieldError `json:"errors,omitempty"`

	Refusals []Refusal `json:"refusals,omitempty"`
	*Grounds
}

// Answer makes the answer to an error in the language, "ru" or "en". What is not an [Error] and not one of auth's becomes 500
// INTERNAL, and none of its text gets out.
func Answer(err error, lang string) events.APIGatewayV2HTTPResponse {
	e := refusal(err)
	problem := e.problem(lang)
	body, err := json.Marshal(problem)
	if err != nil { // a Problem holds nothing but texts and a number
		body = []byte(`{"type":"about:blank","status":500,"code":"` + Internal + `"}`)
	}
	return e.head(respond(e.Status, "application/problem+json", string(body), pagelessPolicy), lang, "Accept-Language")
}

// Details are what is wrong with each field by an error, in the language; none when it is about no fields.
func Details(err error, lang string) map[string]string {
	found := map[string]string{}
	if err == nil {
		return found
	}
	for _, field := range refusal(err).problem(lang).Errors {
		if found[field.Field] == "" {
			found[field.Field] = field.Detail
		}
	}
	return found
}

// problem words the refusal in the language.
func (e *Error) problem(lang string) Problem {
	problem := Problem{
		Type: "about:blank", Title: title(e.Status, lang), Status: e.Status, Code: e.Code, Clause: e.Clause, Detail: e.Detail,
		Errors: slices.Clone(e.Fields), Refusals: e.Refusals, Grounds: e.Grounds,
	}
	if problem.Detail == "" {
		problem.Detail = detail(e.Code, e.Status, lang)
	}
	for i, field := range problem.Errors {
		if field.Detail == "" {
			problem.Errors[i].Detail = fieldDetail(field, lang)
		}
	}
	return problem
}

// head adds the headers of a refusal; vary names those of the request on which its body depends.
func (e *Error) head(resp events.APIGatewayV2HTTPResponse, lang, vary string) events.APIGatewayV2HTTPResponse {
	resp.Headers["Content-Language"] = spoken(lang)
	resp.Headers["Vary"] = vary
	if e.Status == http.StatusUnauthorized {
		resp.Headers["WWW-Authenticate"] = "Bearer"
	}
	if e.RetryAfter > 0 {
		resp.Headers["Retry-After"] = strconv.Itoa(int(math.Ceil(e.RetryAfter.Seconds())))
	}
	return resp
}

// keysRetry is when a caller whose token could not be checked may try again.
const keysRetry = 5 * time.Second

// refusal turns any error into one that may be shown.
func refusal(err error) *Error {
	var e *Error
	switch {
	case errors.As(err, &e) && e.Status >= 400 && e.Status <= 599 && e.Code != "":
		return e
	case errors.Is(err, auth.ErrUnauthenticated):
		return &Error{Status: http.StatusUnauthorized, Code: Unauthenticated, Cause: err}
	case errors.Is(err, auth.ErrForbidden):
		return &Error{Status: http.StatusForbidden, Code: Forbidden, Cause: err}
	case errors.Is(err, auth.ErrKeysUnavailable):
		return &Error{Status: http.StatusServiceUnavailable, Code: Unavailable, RetryAfter: keysRetry, Cause: err}
	default:
		return &Error{Status: http.StatusInternalServerError, Code: Internal, Cause: err}
	}
}

// refuse is a refusal of the whole request.
func refuse(status int, code, format string, args ...any) *Error {
	return &Error{Status: status, Code: code, Cause: fmt.Errorf(format, args...)}
}
