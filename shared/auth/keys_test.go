package auth_test

import (
	"crypto"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/golang-jwt/jwt/v5"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"flatsupport/shared/auth"
)

// long makes a token that outlives the story of a test.
func long(t *testing.T, i *issuer, kid string, key any) string {
	t.Helper()
	return sign(t, jwt.SigningMethodRS256, key, claims(i.url, set("exp", unix(now.Add(1000*time.Hour)))), map[string]any{"kid": kid})
}

func TestKeysAreReadOnceAndKept(t *testing.T) {
	t.Parallel()
	i := newIssuer(t)
	v := i.verifier(t)
	assert.EqualValues(t, 0, i.read.Load(), "not before a token comes")
	token := long(t, i, "rsa-1", ownKey())
	var group sync.WaitGroup
	for range 16 {
		group.Go(func() {
			_, err := v.Caller(t.Context(), withBearer(token), now)
			assert.NoError(t, err)
		})
	}
	group.Wait()
	assert.EqualValues(t, 1, i.read.Load(), "sixteen at once share one read")
	_, err := v.Caller(t.Context(), withBearer(token), now.Add(59*time.Minute))
	require.NoError(t, err)
	assert.EqualValues(t, 1, i.read.Load())
	_, err = v.Caller(t.Context(), withBearer(token), now.Add(time.Hour))
	require.NoError(t, err)
	assert.EqualValues(t, 2, i.read.Load(), "an hour old: read again")
}

func TestUnknownKeyIsLookedForButNotTooOften(t *testing.T) {
	t.Parallel()
	i := newIssuer(t)
	v := i.verifier(t)
	stranger := withBearer(long(t, i, "rsa-2", foreignKey()))
	for range 50 {
		_, err := v.Caller(t.Context(), stranger, now)
		require.ErrorIs(t, err, auth.ErrUnauthenticated)
	}
	assert.EqualValues(t, 1, i.read.Load())
	i.publish(t, map[string]crypto.PublicKey{"rsa-1": ownKey().Public(), "rsa-2": foreignKey().Public()})
	_, err := v.Caller(t.Context(), stranger, now.Add(29*time.Second))
	require.ErrorIs(t, err, auth.ErrUnauthenticated, "too early to look again")
	_, err = v.Caller(t.Context(), stranger, now.Add(30*time.Second))
	require.NoError(t, err, "the new key is found")
	assert.EqualValues(t, 2, i.read.Load())
}

func TestWithdrawnKeyIsForgotten(t *testing.T) {
	t.Parallel()
	i := newIssuer(t)
	v := i.verifier(t)
	token := withBearer(long(t, i, "rsa-1", ownKey()))
	_, err := v.Caller(t.Context(), token, now)
	require.NoError(t, err)
	i.publish(t, map[string]crypto.PublicKey{"rsa-2": foreignKey().Public()})
	_, err = v.Caller(t.Context(), token, now.Add(time.Hour))
	require.ErrorIs(t, err, auth.ErrUnauthenticated)
}

func TestIssuerCannotBeReached(t *testing.T) {
	t.Parallel()
	cases := []struct {
		name   string
		status int
		body   string
	}{
		{"it fails", http.StatusInternalServerError, ""},
		{"it sends us elsewhere", http.StatusFound, ""},
		{"it answers with a page", http.StatusOK, "<html>"},
		{"it publishes nothing", http.StatusOK, `{"keys":[]}`},
		{"it publishes a shared secret", http.StatusOK, `{"keys":[{"kty":"oct","kid":"rsa-1","k":"c2VjcmV0"}]}`},
		{"it publishes only what is not understood", http.StatusOK, `{"keys":[{"kty":"new","kid":"rsa-1"}]}`},
		{"it publishes too much", http.StatusOK, `{"keys":[],"x":"` + strings.Repeat("x", 256<<10) + `"}`},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			i := newIssuer(t)
			v := i.verifier(t)
			i.answer(c.status, c.body)
			token := withBearer(long(t, i, "rsa-1", ownKey()))
			_, err := v.Caller(t.Context(), token, now)
			require.ErrorIs(t, err, auth.ErrKeysUnavailable)
			require.NotErrorIs(t, err, auth.ErrUnauthenticated, "nobody was found guilty")
			_, err = v.Caller(t.Context(), token, now.Add(time.Second))
			require.ErrorIs(t, err, auth.ErrKeysUnavailable)
			assert.EqualValues(t, 1, i.read.Load(), "not asked again at once")
			i.publish(t, map[string]crypto.PublicKey{"rsa-1": ownKey().Public()})
			_, err = v.Caller(t.Context(), token, now.Add(2*time.Second))
			require.NoError(t, err, "it is well again")
		})
	}
}

func TestKnownKeysOutliveAFailureOfTheIssuerForADay(t *testing.T) {
	t.Parallel()
	i := newIssuer(t)
	v := i.verifier(t)
	token := withBearer(long(t, i, "rsa-1", ownKey()))
	_, err := v.Caller(t.Context(), token, now)
	require.NoError(t, err)
	i.answer(http.StatusServiceUnavailable, "")
	_, err = v.Caller(t.Context(), token, now.Add(24*time.Hour-time.Second))
	require.NoError(t, err)
	_, err = v.Caller(t.Context(), withBearer(long(t, i, "rsa-2", foreignKey())), now.Add(24*time.Hour-time.Second))
	require.ErrorIs(t, err, auth.ErrKeysUnavailable, "a new key cannot be told from a made-up one")
	_, err = v.Caller(t.Context(), token, now.Add(24*time.Hour+2*time.Second))
	require.ErrorIs(t, err, auth.ErrKeysUnavailable)
}

func TestKeyForEncryptionVerifiesNothing(t *testing.T) {
	t.Parallel()
	i := newIssuer(t)
	v := i.verifier(t)
	i.mu.Lock()
	body := strings.ReplaceAll(string(i.body), `"use":"sig"`, `"use":"enc"`)
	i.mu.Unlock()
	require.Contains(t, body, `"use":"enc"`)
	i.answer(http.StatusOK, body)
	_, err := v.Caller(t.Context(), withBearer(rs256(t, claims(i.url, nil))), now)
	require.ErrorIs(t, err, auth.ErrUnauthenticated)
}

func TestConfig(t *testing.T) {
	t.Parallel()
	valid := auth.Config{Issuer: "https://issuer.example", Audience: audience, RolesClaim: rolesClaim}
	cases := []struct {
		name   string
		change func(*auth.Config)
		says   string // empty: accepted
	}{
		{"no key set", func(*auth.Config) {}, ""},
		{"a key set over TLS", func(c *auth.Config) { c.JWKSURL = "https://issuer.example/keys" }, ""},
		{"a key set on this machine", func(c *auth.Config) { c.JWKSURL = "http://127.0.0.1:9000/keys" }, ""},
		{"a key set on the host of a container", func(c *auth.Config) { c.JWKSURL = "http://host.docker.internal:9000/keys" }, ""},
		{"a key set in a private network", func(c *auth.Config) { c.JWKSURL = "http://172.17.0.1:9000/keys" }, ""},
		{"no issuer", func(c *auth.Config) { c.Issuer = "" }, "issuer"},
		{"no audience", func(c *auth.Config) { c.Audience = "" }, "audience"},
		{"no roles claim", func(c *auth.Config) { c.RolesClaim = "" }, "roles claim"},
		{"a key set in clear", func(c *auth.Config) { c.JWKSURL = "http://issuer.example/keys" }, "https"},
		{"a key set in a file", func(c *auth.Config) { c.JWKSURL = "file:///etc/keys" }, "absolute URL"},
		{"a key set at a path", func(c *auth.Config) { c.JWKSURL = "/keys" }, "absolute URL"},
		{"a key set with a password", func(c *auth.Config) { c.JWKSURL = "https://u:p@issuer.example" }, "absolute URL"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			config := valid
			c.change(&config)
			v, err := auth.New(config)
			if c.says == "" {
				require.NoError(t, err)
				assert.NotNil(t, v)
				return
			}
			require.ErrorIs(t, err, auth.ErrConfig)
			assert.Contains(t, err.Error(), c.says)
		})
	}
}
