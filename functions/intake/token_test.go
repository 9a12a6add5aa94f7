package intake_test

import (
	"crypto/rand"
	"crypto/rsa"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"github.com/MicahParks/jwkset"
	"github.com/golang-jwt/jwt/v5"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"flatsupport/infra/handlertest"
	"flatsupport/shared/auth"
)

// Where the function verifies tokens itself, a forged or stale one opens nothing.
func TestForgedAndStaleTokens(t *testing.T) {
	t.Parallel()
	own, forger := newKey(t), newKey(t)
	d := handlertest.New(t, "volga")
	verifier, err := auth.New(auth.Config{
		Issuer: handlertest.Issuer, Audience: handlertest.Audience, RolesClaim: "cognito:groups", JWKSURL: publish(t, &own.PublicKey),
	})
	require.NoError(t, err)
	d.Auth = verifier
	good := func() jwt.MapClaims {
		return jwt.MapClaims{
			"sub": handlertest.Ivan.Subject, "iss": handlertest.Issuer, "client_id": handlertest.Audience, "token_use": "access",
			"cognito:groups": []string{"contact"}, "iat": handlertest.Monday.Unix() - 60, "exp": handlertest.Monday.Unix() + 3600,
		}
	}
	with := func(name string, value any) jwt.MapClaims {
		claims := good()
		claims[name] = value
		return claims
	}
	cases := []struct {
		name   string
		token  string
		status int
	}{
		{"a good one", sign(t, jwt.SigningMethodRS256, own, good()), http.StatusCreated},
		{"signed by somebody else", sign(t, jwt.SigningMethodRS256, forger, good()), http.StatusUnauthorized},
		{"signed by nobody", sign(t, jwt.SigningMethodNone, jwt.UnsafeAllowNoneSignatureType, good()), http.StatusUnauthorized},
		{"signed with the public key as a secret", sign(t, jwt.SigningMethodHS256, own.N.Bytes(), good()), http.StatusUnauthorized},
		{"expired", sign(t, jwt.SigningMethodRS256, own, with("exp", handlertest.Monday.Add(-2*time.Minute).Unix())), http.StatusUnauthorized},
		{"of the future", sign(t, jwt.SigningMethodRS256, own, with("iat", handlertest.Monday.Add(time.Hour).Unix())), http.StatusUnauthorized},
		{"of another issuer", sign(t, jwt.SigningMethodRS256, own, with("iss", "https://issuer.evil.example")), http.StatusUnauthorized},
		{"for another audience", sign(t, jwt.SigningMethodRS256, own, with("client_id", "another")), http.StatusUnauthorized},
		{"an ID token", sign(t, jwt.SigningMethodRS256, own, with("token_use", "id")), http.StatusUnauthorized},
		{"of an engineer", sign(t, jwt.SigningMethodRS256, own, with("cognito:groups", []string{"engineer"})), http.StatusForbidden},
		{"of an invented role", sign(t, jwt.SigningMethodRS256, own, with("cognito:groups", []string{"root"})), http.StatusForbidden},
		{"no token", "", http.StatusUnauthorized},
	}
	taken := 0
	for _, c := range cases {
		resp := d.Do(t, handlertest.Call{
			Route: portal, Key: slug("token-" + c.name), JSON: handlertest.Request("hq"),
			Header: map[string]string{"authorization": "Bearer " + c.token},
		})
		assert.Equal(t, c.status, resp.StatusCode, c.name)
		if c.status == http.StatusCreated {
			taken++
		}
	}
	assert.Len(t, d.Keys(t, "T#"), taken)
	assert.Len(t, d.Keys(t, "R#"), taken)
}

func newKey(t *testing.T) *rsa.PrivateKey {
	t.Helper()
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	require.NoError(t, err)
	return key
}

// publish is the address at which the issuer's key is published.
func publish(t *testing.T, key *rsa.PublicKey) string {
	t.Helper()
	jwk, err := jwkset.NewJWKFromKey(key, jwkset.JWKOptions{Metadata: jwkset.JWKMetadataOptions{KID: "key-1", USE: jwkset.UseSig}})
	require.NoError(t, err)
	body, err := json.Marshal(jwkset.JWKSMarshal{Keys: []jwkset.JWKMarshal{jwk.Marshal()}})
	require.NoError(t, err)
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write(body) }))
	t.Cleanup(server.Close)
	return server.URL
}

func sign(t *testing.T, method jwt.SigningMethod, key any, claims jwt.MapClaims) string {
	t.Helper()
	token := jwt.NewWithClaims(method, claims)
	token.Header["kid"] = "key-1"
	text, err := token.SignedString(key)
	require.NoError(t, err)
	return text
}
