package gateway_test

import (
	"crypto/rand"
	"crypto/rsa"
	"encoding/base64"
	"encoding/json"
	"maps"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/golang-jwt/jwt/v5"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"flatsupport/infra/local/gateway"
	"flatsupport/infra/local/issuer"
)

const (
	ourIssuer   = "http://localhost:8080"
	ourAudience = "portal"
)

// claims are those of a good token; change makes the one difference.
func claims(change jwt.MapClaims) jwt.MapClaims {
	now := time.Now()
	c := jwt.MapClaims{
		"iss": ourIssuer, "aud": ourAudience, "sub": "ivan@volga.example", "cognito:groups": []string{"contact", "sales"},
		"token_use": "access", "iat": now.Unix(), "exp": now.Add(time.Hour).Unix(),
	}
	maps.Copy(c, change)
	maps.DeleteFunc(c, func(_ string, v any) bool { return v == nil })
	return c
}

func TestTheAuthorizerLetsOnlyGoodTokensPass(t *testing.T) {
	t.Parallel()
	own, err := issuer.Open(t.TempDir(), ourIssuer, ourAudience)
	require.NoError(t, err)
	foreign, err := issuer.Open(t.TempDir(), ourIssuer, ourAudience)
	require.NoError(t, err)
	url := serve(t, func(c *gateway.Config) {
		c.Routes[0].JWT = true
		c.Verify = own.Verify
	})
	sign := func(i *issuer.Issuer, change jwt.MapClaims) string {
		token, err := i.Sign(claims(change))
		require.NoError(t, err)
		return token
	}
	good := sign(own, nil)
	head, payload, signature := cut(t, good)
	hour := time.Hour
	ago := func(d time.Duration) int64 { return time.Now().Add(-d).Unix() }
	cases := []struct {
		name    string
		headers []string
		passes  bool
	}{
		{"a good token", []string{"Authorization", "Bearer " + good}, true},
		{"the scheme in small letters", []string{"Authorization", "bearer " + good}, true},
		{"the bare token", []string{"Authorization", good}, true},
		{"the session cookie", []string{"Cookie", "session=" + good}, true},
		{"client_id in place of aud", []string{"Authorization", "Bearer " + sign(own, jwt.MapClaims{"aud": nil, "client_id": ourAudience})}, true},
		{"one of several audiences", []string{"Authorization", "Bearer " + sign(own, jwt.MapClaims{"aud": []string{"x", ourAudience}})}, true},

		{"no token", nil, false},
		{"an empty header", []string{"Authorization", ""}, false},
		{"another scheme", []string{"Authorization", "Basic " + good}, false},
		{"two headers", []string{"Authorization", "Bearer " + good, "Authorization", "Bearer " + good}, false},
		{"a bad session cookie", []string{"Cookie", "session=x"}, false},
		{"no token at all", []string{"Authorization", "Bearer words"}, false},
		{"another key with the same claims", []string{"Authorization", "Bearer " + sign(foreign, nil)}, false},
		{"no signature, alg none", []string{"Authorization", "Bearer " + part(t, map[string]string{"alg": "none", "typ": "JWT"}) + "." + payload + "."}, false},
		{"signed by the public key as a secret", []string{"Authorization", "Bearer " + hmacSigned(t)}, false},
		{"changed claims", []string{"Authorization", "Bearer " + head + "." + part(t, claims(jwt.MapClaims{"sub": "olga"})) + "." + signature}, false},
		{"a cut signature", []string{"Authorization", "Bearer " + good[:len(good)-4]}, false},
		{"another issuer", []string{"Authorization", "Bearer " + sign(own, jwt.MapClaims{"iss": "https://evil.example"})}, false},
		{"another audience", []string{"Authorization", "Bearer " + sign(own, jwt.MapClaims{"aud": "other"})}, false},
		{"aud outweighs client_id", []string{"Authorization", "Bearer " + sign(own, jwt.MapClaims{"aud": "other", "client_id": ourAudience})}, false},
		{"no audience", []string{"Authorization", "Bearer " + sign(own, jwt.MapClaims{"aud": nil})}, false},
		{"expired", []string{"Authorization", "Bearer " + sign(own, jwt.MapClaims{"exp": ago(hour)})}, false},
		{"without an end", []string{"Authorization", "Bearer " + sign(own, jwt.MapClaims{"exp": nil})}, false},
		{"not valid yet", []string{"Authorization", "Bearer " + sign(own, jwt.MapClaims{"nbf": ago(-hour)})}, false},
		{"issued in the future", []string{"Authorization", "Bearer " + sign(own, jwt.MapClaims{"iat": ago(-hour)})}, false},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			response, body := send(t, http.MethodPost, url+"/v1/requests", "", c.headers...)
			if c.passes {
				require.Equal(t, http.StatusOK, response.StatusCode, body)
				authorizer := eventOf(t, body).RequestContext.Authorizer
				assert.Equal(t, "ivan@volga.example", authorizer.JWT.Claims["sub"])
				assert.Equal(t, "[contact sales]", authorizer.JWT.Claims["cognito:groups"], "lists as API Gateway writes them")
				return
			}
			assert.Equal(t, http.StatusUnauthorized, response.StatusCode)
			assert.Equal(t, "application/problem+json", response.Header.Get("Content-Type"))
			assert.Contains(t, body, `"code":"UNAUTHENTICATED"`)
			assert.Contains(t, body, `"message":"Unauthorized"`)
			assert.NotEmpty(t, response.Header.Get("WWW-Authenticate"))
		})
	}
}

func TestAnOpenRouteAsksForNoToken(t *testing.T) {
	t.Parallel()
	response, _ := send(t, http.MethodPost, serve(t, nil)+"/v1/requests", "")
	assert.Equal(t, http.StatusOK, response.StatusCode)
}

func cut(t *testing.T, token string) (head, payload, signature string) {
	t.Helper()
	parts := strings.Split(token, ".")
	require.Len(t, parts, 3)
	return parts[0], parts[1], parts[2]
}

func part(t *testing.T, value any) string {
	t.Helper()
	text, err := json.Marshal(value)
	require.NoError(t, err)
	return base64.RawURLEncoding.EncodeToString(text)
}

func hmacSigned(t *testing.T) string {
	t.Helper()
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	require.NoError(t, err)
	token, err := jwt.NewWithClaims(jwt.SigningMethodHS256, claims(nil)).SignedString(key.N.Bytes())
	require.NoError(t, err)
	return token
}
