package web_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"flatsupport/shared/auth"
	"flatsupport/shared/web"
)

// Every code of the catalogue, with the status under which it goes out.
func TestProblems(t *testing.T) {
	t.Parallel()
	cases := []struct {
		status int
		code   string
	}{
		{http.StatusBadRequest, web.MalformedBody},
		{http.StatusBadRequest, web.BodyTooDeep},
		{http.StatusBadRequest, web.InvalidFields},
		{http.StatusBadRequest, web.IdempotencyKeyRequired},
		{http.StatusBadRequest, web.IdempotencyKeyInvalid},
		{http.StatusBadRequest, web.IdempotencyKeyMismatch},
		{http.StatusUnauthorized, web.Unauthenticated},
		{http.StatusForbidden, web.Forbidden},
		{http.StatusForbidden, web.CrossSiteForm},
		{http.StatusForbidden, web.NoCustomer},
		{http.StatusNotFound, web.NotFound},
		{http.StatusConflict, web.Conflict},
		{http.StatusConflict, "TICKET_NOT_DECIDED"},
		{http.StatusConflict, "TICKET_DECIDED"},
		{http.StatusConflict, "TICKET_NOT_OPEN"},
		{http.StatusConflict, "TICKET_NOT_WAITING"},
		{http.StatusConflict, "TICKET_WAITING"},
		{http.StatusConflict, "TICKET_NOT_RESOLVED"},
		{http.StatusConflict, "TICKET_CLOSED"},
		{http.StatusConflict, "REOPEN_PERIOD_OVER"},
		{http.StatusConflict, "PRIORITY_UNCHANGED"},
		{http.StatusConflict, "PRIORITY_UNKNOWN"},
		{http.StatusConflict, "REASON_REQUIRED"},
		{http.StatusConflict, "CONSENT_REQUIRED"},
		{http.StatusConflict, "CALLBACK_OWED"},
		{http.StatusConflict, "ENGINEER_REQUIRED"},
		{http.StatusConflict, "MESSAGE_REQUIRED"},
		{http.StatusConflict, "CALL_OUTCOME_UNKNOWN"},
		{http.StatusRequestEntityTooLarge, web.BodyTooLarge},
		{http.StatusUnsupportedMediaType, web.UnsupportedMediaType},
		{http.StatusUnprocessableEntity, web.IdempotencyKeyReused},
		{http.StatusTooManyRequests, "OF_A_HANDLER"},
		{http.StatusTeapot, "OF_A_HANDLER"},
		{http.StatusInternalServerError, web.Internal},
		{http.StatusBadGateway, "OF_A_HANDLER"},
		{http.StatusServiceUnavailable, web.Unavailable},
	}
	for _, lang := range []string{web.Russian, web.English} {
		all := map[string]web.Problem{}
		for _, c := range cases {
			resp := web.Answer(&web.Error{Status: c.status, Code: c.code}, lang)
			assert.Equal(t, c.status, resp.StatusCode)
			assert.Equal(t, "application/problem+json", resp.Headers["Content-Type"])
			assert.Equal(t, lang, resp.Headers["Content-Language"])
			var problem web.Problem
			require.NoError(t, json.Unmarshal([]byte(resp.Body), &problem))
			all[fmt.Sprintf("%d %s", c.status, c.code)] = problem
		}
		golden(t, "problems."+lang+".json", all)
	}
}

func TestAnswer(t *testing.T) {
	t.Parallel()
	secret := errors.New("read T#K7M29QXF4 of table support: no route to 10.0.0.7")
	cases := []struct {
		name   string
		err    error
		status int
		code   string
	}{
		{"an error that nobody named", secret, 500, web.Internal},
		{"no error at all", nil, 500, web.Internal},
		{"a refusal", &web.Error{Status: 409, Code: "ALREADY_CLOSED", Cause: secret}, 409, "ALREADY_CLOSED"},
		{"a wrapped refusal", fmt.Errorf("reply: %w", &web.Error{Status: 404, Code: web.NotFound, Cause: secret}), 404, web.NotFound},
		{"a refusal with a status that is none", &web.Error{Status: 200, Code: web.NotFound, Cause: secret}, 500, web.Internal},
		{"a refusal without a code", &web.Error{Status: 400, Cause: secret}, 500, web.Internal},
		{"nobody has signed in", fmt.Errorf("%w: %w", secret, auth.ErrUnauthenticated), 401, web.Unauthenticated},
		{"another role is needed", fmt.Errorf("%w: %w", secret, auth.ErrForbidden), 403, web.Forbidden},
		{"the issuer's keys cannot be read", fmt.Errorf("%w: %w", secret, auth.ErrKeysUnavailable), 503, web.Unavailable},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			resp := web.Answer(c.err, web.English)
			var problem web.Problem
			require.NoError(t, json.Unmarshal([]byte(resp.Body), &problem))
			assert.Equal(t, c.status, resp.StatusCode)
			assert.Equal(t, c.status, problem.Status)
			assert.Equal(t, c.code, problem.Code)
			assert.Equal(t, "about:blank", problem.Type)
			assert.NotEmpty(t, problem.Detail)
			assert.NotContains(t, resp.Body, "10.0.0.7", "the cause stays inside")
			assert.Equal(t, c.status == 401, resp.Headers["WWW-Authenticate"] == "Bearer")
		})
	}
}

func TestAnswerSaysWhenToTryAgain(t *testing.T) {
	t.Parallel()
	busy := &web.Error{Status: http.StatusConflict, Code: web.Conflict, RetryAfter: 1100 * time.Millisecond}
	assert.Equal(t, "2", web.Answer(busy, web.Russian).Headers["Retry-After"], "whole seconds, never too early")
	assert.Equal(t, "5", web.Answer(auth.ErrKeysUnavailable, web.Russian).Headers["Retry-After"])
	assert.NotContains(t, web.Answer(errors.New("x"), web.Russian).Headers, "Retry-After")
}

func TestAnswerKeepsTheHandlersSentence(t *testing.T) {
	t.Parallel()
	e := &web.Error{Status: 409, Code: web.Conflict, Detail: "Заявка уже закрыта."}
	assert.Contains(t, web.Answer(e, web.Russian).Body, "Заявка уже закрыта.")
	assert.Equal(t, "409 CONFLICT", e.Error())
}

func TestAnswerInALanguageThatWeDoNotSpeakIsRussian(t *testing.T) {
	t.Parallel()
	assert.Equal(t, web.Russian, web.Answer(errors.New("x"), "de").Headers["Content-Language"])
}
