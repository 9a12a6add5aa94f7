package issuer_test

import (
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/aws/aws-lambda-go/events"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"flatsupport/infra/local/issuer"
	"flatsupport/shared/auth"
)

const (
	url      = "http://localhost:8080"
	audience = "portal"
)

var ivan = issuer.Subject{ID: "ivan@volga.example", Email: "ivan@volga.example", Roles: []string{"contact"}}

func TestTokensSurviveARestart(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	first, err := issuer.Open(dir, url, audience)
	require.NoError(t, err)
	token, err := first.Token(ivan, time.Now())
	require.NoError(t, err)

	again, err := issuer.Open(dir, url, audience)
	require.NoError(t, err)
	claims, err := again.Verify("Bearer "+token, time.Now().AddDate(9, 0, 0))
	require.NoError(t, err, "years ahead, as the clock may be moved")
	assert.Equal(t, "ivan@volga.example", claims["sub"])
	assert.Equal(t, "[contact]", claims["cognito:groups"])
	assert.Equal(t, "access", claims["token_use"])

	_, err = again.Verify("Bearer "+token, time.Now().Add(issuer.Lifetime+time.Hour))
	assert.ErrorIs(t, err, issuer.ErrRefused)
}

func TestTheKeyIsForItsOwnerOnly(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	_, err := issuer.Open(dir, url, audience)
	require.NoError(t, err)
	info, err := os.Stat(filepath.Join(dir, "issuer-key.pem"))
	require.NoError(t, err)
	assert.Equal(t, os.FileMode(0o600), info.Mode().Perm())
}

func TestABrokenKeyFileIsNamed(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	require.NoError(t, os.WriteFile(filepath.Join(dir, "issuer-key.pem"), []byte("words"), 0o600))
	_, err := issuer.Open(dir, url, audience)
	assert.ErrorContains(t, err, "make reset")
}

func TestTheFunctionsAcceptItsTokensByTheKeySet(t *testing.T) {
	t.Parallel()
	own, err := issuer.Open(t.TempDir(), url, audience)
	require.NoError(t, err)
	mux := http.NewServeMux()
	own.Register(mux, url)
	server := httptest.NewServer(mux)
	t.Cleanup(server.Close)
	verifier, err := auth.New(auth.Config{
		Issuer: url, Audience: audience, RolesClaim: "cognito:groups", JWKSURL: server.URL + "/.well-known/jwks.json",
	})
	require.NoError(t, err)
	token, err := own.Token(ivan, time.Now())
	require.NoError(t, err)

	request := events.APIGatewayV2HTTPRequest{Headers: map[string]string{"authorization": "Bearer " + token}}
	caller, err := verifier.Caller(t.Context(), request, time.Now())
	require.NoError(t, err)
	assert.Equal(t, auth.Caller{Subject: "ivan@volga.example", Roles: []auth.Role{auth.Contact}}, caller)
}
