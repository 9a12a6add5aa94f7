package auth_test

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/MicahParks/jwkset"
	"github.com/aws/aws-lambda-go/events"
	"github.com/golang-jwt/jwt/v5"
	"github.com/stretchr/testify/require"

	"flatsupport/shared/auth"
)

const (
	audience   = "support-desk"
	rolesClaim = "cognito:groups"
	subject    = "7b1f3f2e-0c51-4a7b-8a5e-5d1f6f0f2a11"
)

var now = time.Date(2026, 11, 23, 7, 30, 0, 0, time.UTC)

// Making an RSA key takes a while; every test signs with the same two.
var (
	ownKey     = sync.OnceValue(newRSA)
	foreignKey = sync.OnceValue(newRSA)
	curveKey   = sync.OnceValue(func() *ecdsa.PrivateKey {
		key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
		if err != nil {
			panic(err)
		}
		return key
	})
)

func newRSA() *rsa.PrivateKey {
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		panic(err)
	}
	return key
}

// issuer publishes keys over HTTP and counts how often they are read.
type issuer struct {
	url  string
	read atomic.Int64

	mu     sync.Mutex
	body   []byte
	status int
}

func newIssuer(t *testing.T) *issuer {
	t.Helper()
	i := &issuer{status: http.StatusOK}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		i.read.Add(1)
		i.mu.Lock()
		defer i.mu.Unlock()
		w.WriteHeader(i.status)
		_, _ = w.Write(i.body)
	}))
	t.Cleanup(server.Close)
	i.url = server.URL
	i.publish(t, map[string]crypto.PublicKey{"rsa-1": ownKey().Public(), "ec-1": curveKey().Public()})
	return i
}

func (i *issuer) publish(t *testing.T, keys map[string]crypto.PublicKey) {
	t.Helper()
	set := jwkset.JWKSMarshal{}
	for id, key := range keys {
		jwk, err := jwkset.NewJWKFromKey(key, jwkset.JWKOptions{Metadata: jwkset.JWKMetadataOptions{KID: id, USE: jwkset.UseSig}})
		require.NoError(t, err)
		set.Keys = append(set.Keys, jwk.Marshal())
	}
	body, err := json.Marshal(set)
	require.NoError(t, err)
	i.answer(http.StatusOK, string(body))
}

func (i *issuer) answer(status int, body string) {
	i.mu.Lock()
	defer i.mu.Unlock()
	i.status, i.body = status, []byte(body)
}

func (i *issuer) verifier(t *testing.T) *auth.Verifier {
	t.Helper()
	v, err := auth.New(auth.Config{Issuer: i.url, Audience: audience, RolesClaim: rolesClaim, JWKSURL: i.url + "/jwks.json"})
	require.NoError(t, err)
	return v
}

// claims returns those of a valid access token of the issuer, with one difference.
func claims(iss string, change func(jwt.MapClaims)) jwt.MapClaims {
	c := jwt.MapClaims{
		"iss": iss, "sub": subject, "client_id": audience, "token_use": "access", rolesClaim: []any{"contact"},
		"iat": float64(now.Add(-time.Minute).Unix()), "exp": float64(now.Add(time.Hour).Unix()),
	}
	if change != nil {
		change(c)
	}
	return c
}

// sign makes a token; header overrides what the library writes, and nil removes it.
func sign(t *testing.T, method jwt.SigningMethod, key any, c jwt.MapClaims, header map[string]any) string {
	t.Helper()
	token := jwt.NewWithClaims(method, c)
	token.Header["kid"] = "rsa-1"
	maps.Copy(token.Header, header)
	maps.DeleteFunc(token.Header, func(_ string, value any) bool { return value == nil })
	text, err := token.SignedString(key)
	require.NoError(t, err)
	return text
}

func rs256(t *testing.T, c jwt.MapClaims) string {
	t.Helper()
	return sign(t, jwt.SigningMethodRS256, ownKey(), c, nil)
}

func withBearer(token string) events.APIGatewayV2HTTPRequest {
	return events.APIGatewayV2HTTPRequest{Headers: map[string]string{"authorization": "Bearer " + token}}
}

// withClaims is a request whose token the gateway has verified. It flattens the claims into texts as the gateway does.
func withClaims(c jwt.MapClaims) events.APIGatewayV2HTTPRequest {
	flat := map[string]string{}
	for name, value := range c {
		switch value := value.(type) {
		case []any:
			texts := make([]string, 0, len(value))
			for _, one := range value {
				texts = append(texts, fmt.Sprint(one))
			}
			flat[name] = "[" + strings.Join(texts, " ") + "]"
		case float64:
			flat[name] = fmt.Sprintf("%.0f", value)
		default:
			flat[name] = fmt.Sprint(value)
		}
	}
	return verified(flat)
}

func verified(flat map[string]string) events.APIGatewayV2HTTPRequest {
	var req events.APIGatewayV2HTTPRequest
	req.RequestContext.Authorizer = &events.APIGatewayV2HTTPRequestContextAuthorizerDescription{
		JWT: &events.APIGatewayV2HTTPRequestContextAuthorizerJWTDescription{Claims: flat},
	}
	return req
}
