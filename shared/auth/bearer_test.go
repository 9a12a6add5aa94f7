package auth_test

import (
	"crypto/x509"
	"encoding/base64"
	"encoding/pem"
	"strings"
	"testing"

	"github.com/aws/aws-lambda-go/events"
	"github.com/golang-jwt/jwt/v5"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"flatsupport/shared/auth"
)

func raw(text string) string { return base64.RawURLEncoding.EncodeToString([]byte(text)) }

func TestTokens(t *testing.T) {
	t.Parallel()
	i := newIssuer(t)
	v := i.verifier(t)
	made := claims(i.url, nil)
	valid := rs256(t, made)
	parts := strings.Split(valid, ".")
	der, err := x509.MarshalPKIXPublicKey(ownKey().Public())
	require.NoError(t, err)
	publicPEM := pem.EncodeToMemory(&pem.Block{Type: "PUBLIC KEY", Bytes: der})
	with := func(header map[string]any) string {
		return sign(t, jwt.SigningMethodRS256, ownKey(), made, header)
	}
	cases := []struct {
		name, token string
		ok          bool
	}{
		{"signed by RS256", valid, true},
		{"signed by ES256", sign(t, jwt.SigningMethodES256, curveKey(), made, map[string]any{"kid": "ec-1"}), true},
		{"of the type for access tokens", with(map[string]any{"typ": "at+jwt"}), true},
		{"of no stated type, as Cognito makes them", with(map[string]any{"typ": nil}), true},
		{"signed by nobody", sign(t, jwt.SigningMethodNone, jwt.UnsafeAllowNoneSignatureType, made, nil), false},
		{"signed by nobody, with a signature that is not empty", raw(`{"alg":"none","kid":"rsa-1"}`) + "." + parts[1] + "." + parts[2], false},
		{"nobody in capitals", raw(`{"alg":"NONE","kid":"rsa-1"}`) + "." + parts[1] + "." + parts[2], false},
		{"HS256 with the public key as the secret, PEM", sign(t, jwt.SigningMethodHS256, publicPEM, made, nil), false},
		{"HS256 with the public key as the secret, DER", sign(t, jwt.SigningMethodHS256, der, made, nil), false},
		{"HS256 with an empty secret", sign(t, jwt.SigningMethodHS256, []byte{}, made, nil), false},
		{"RS512, which is not on the list", sign(t, jwt.SigningMethodRS512, ownKey(), made, nil), false},
		{"PS256, which is not on the list", sign(t, jwt.SigningMethodPS256, ownKey(), made, nil), false},
		{"RS256 naming the key for ES256", with(map[string]any{"kid": "ec-1"}), false},
		{"ES256 naming the key for RS256", sign(t, jwt.SigningMethodES256, curveKey(), made, nil), false},
		{"signed with a foreign key under our name", sign(t, jwt.SigningMethodRS256, foreignKey(), made, nil), false},
		{"an unknown key", with(map[string]any{"kid": "rsa-2"}), false},
		{"no key named", with(map[string]any{"kid": nil}), false},
		{"an empty key name", with(map[string]any{"kid": ""}), false},
		{"a key name that is a path", with(map[string]any{"kid": "../../dev/null"}), false},
		{"a key name that is a number", with(map[string]any{"kid": 1}), false},
		{"a very long key name", with(map[string]any{"kid": strings.Repeat("k", 257)}), false},
		{"a key sent along", sign(t, jwt.SigningMethodRS256, foreignKey(), made, map[string]any{
			"jwk": map[string]any{"kty": "RSA"}, "jku": i.url, "x5u": i.url,
		}), false},
		{"an extension that is not understood", with(map[string]any{"crit": []string{"b64"}, "b64": false}), false},
		{"of the type for ID proofs", with(map[string]any{"typ": "logout+jwt"}), false},
		{"of a type that is no text", with(map[string]any{"typ": 1}), false},
		{"changed claims", parts[0] + "." + raw(`{"sub":"other"}`) + "." + parts[2], false},
		{"a signature cut short", valid[:len(valid)-4], false},
		{"no signature", parts[0] + "." + parts[1] + ".", false},
		{"two parts", parts[0] + "." + parts[1], false},
		{"four parts", valid + "." + parts[2], false},
		{"five parts, encrypted", valid + ".e.e", false},
		{"padding", valid + "==", false},
		{"a blank behind", valid + " ", false},
		{"a second token behind", valid + "," + valid, false},
		{"a second header behind, as the gateway joins them", valid + ",Bearer " + valid, false},
		{"claims that are no JSON", parts[0] + "." + raw(`{`) + "." + parts[2], false},
		{"claims that are a list", parts[0] + "." + raw(`[]`) + "." + parts[2], false},
		{"a header that is no JSON", raw(`{`) + "." + parts[1] + "." + parts[2], false},
		{"nothing", "", false},
		{"a huge token", strings.Repeat("a", 8<<10) + valid, false},
		{"a huge and valid token", rs256(t, claims(i.url, set("padding", strings.Repeat("p", 8<<10)))), false},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			caller, err := v.Caller(t.Context(), withBearer(c.token), now)
			if c.ok {
				require.NoError(t, err)
				assert.Equal(t, auth.Caller{Subject: subject, Roles: []auth.Role{auth.Contact}}, caller)
				return
			}
			require.ErrorIs(t, err, auth.ErrUnauthenticated)
			assert.Zero(t, caller)
			if len(c.token) > 20 {
				assert.NotContains(t, err.Error(), c.token[:20], "an error repeats nothing of the token")
			}
		})
	}
}

func TestAuthorizationHeader(t *testing.T) {
	t.Parallel()
	i := newIssuer(t)
	v := i.verifier(t)
	token := rs256(t, claims(i.url, nil))
	cases := []struct {
		name    string
		headers map[string]string
		ok      bool
	}{
		{"the scheme in small letters", map[string]string{"Authorization": "bearer " + token}, true},
		{"no headers", nil, false},
		{"an empty header", map[string]string{"authorization": ""}, false},
		{"the bare token", map[string]string{"authorization": token}, false},
		{"another scheme", map[string]string{"authorization": "Basic " + token}, false},
		{"two blanks", map[string]string{"authorization": "Bearer  " + token}, false},
		{"two headers", map[string]string{"authorization": "Bearer " + token, "Authorization": "Bearer " + token}, false},
		{"the token in another header", map[string]string{"x-amzn-oidc-data": token, "x-access-token": token, "cookie": "token=" + token}, false},
		{"forged claims in headers", map[string]string{
			"x-user": subject, "x-remote-user": subject, "x-forwarded-user": subject, "x-amzn-oidc-identity": subject,
			"x-roles": "manager", "x-jwt-claims": `{"sub":"x"}`, "requestcontext.authorizer.jwt.claims.sub": subject,
		}, false},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			caller, err := v.Caller(t.Context(), events.APIGatewayV2HTTPRequest{Headers: c.headers}, now)
			if c.ok {
				require.NoError(t, err)
				return
			}
			require.ErrorIs(t, err, auth.ErrUnauthenticated)
			assert.Zero(t, caller)
		})
	}
}

func TestForgedHeadersChangeNothing(t *testing.T) {
	t.Parallel()
	i := newIssuer(t)
	req := withBearer(rs256(t, claims(i.url, nil)))
	for _, name := range []string{"x-user", "x-roles", "x-amzn-oidc-data", "x-forwarded-user", "x-cognito-groups", "role"} {
		req.Headers[name] = "manager"
	}
	req.QueryStringParameters = map[string]string{"sub": "other", rolesClaim: "manager"}
	caller, err := i.verifier(t).Caller(t.Context(), req, now)
	require.NoError(t, err)
	assert.Equal(t, auth.Caller{Subject: subject, Roles: []auth.Role{auth.Contact}}, caller)
}

func TestGatewayClaims(t *testing.T) {
	t.Parallel()
	i := newIssuer(t)
	valid := withBearer(rs256(t, claims(i.url, nil)))

	t.Run("without a key set a bearer token alone counts for nothing", func(t *testing.T) {
		t.Parallel()
		v, err := auth.New(auth.Config{Issuer: i.url, Audience: audience, RolesClaim: rolesClaim})
		require.NoError(t, err)
		_, err = v.Caller(t.Context(), valid, now)
		require.ErrorIs(t, err, auth.ErrUnauthenticated)
	})
	t.Run("claims that do not hold are not mended by a valid token", func(t *testing.T) {
		t.Parallel()
		for _, flat := range []map[string]string{nil, {}, {"sub": subject}} {
			req := verified(flat)
			req.Headers = valid.Headers
			_, err := i.verifier(t).Caller(t.Context(), req, now)
			require.ErrorIs(t, err, auth.ErrUnauthenticated)
		}
	})
	t.Run("the answer of another kind of authorizer is no claim", func(t *testing.T) {
		t.Parallel()
		var req events.APIGatewayV2HTTPRequest
		req.RequestContext.Authorizer = &events.APIGatewayV2HTTPRequestContextAuthorizerDescription{
			Lambda: map[string]any{"sub": subject, "iss": i.url, rolesClaim: "manager"},
			IAM:    &events.APIGatewayV2HTTPRequestContextAuthorizerIAMDescription{UserID: subject},
		}
		_, err := i.verifier(t).Caller(t.Context(), req, now)
		require.ErrorIs(t, err, auth.ErrUnauthenticated)
	})
	t.Run("a time that the gateway has written with an exponent is a time", func(t *testing.T) {
		t.Parallel()
		flat := withClaims(claims(i.url, nil)).RequestContext.Authorizer.JWT.Claims
		flat["exp"] = "1.7955E+09"
		_, err := i.verifier(t).Caller(t.Context(), verified(flat), now)
		require.NoError(t, err)
	})
}
