// Package issuer is the identity provider of the local stack: it signs access tokens shaped like those of Amazon
// Cognito, publishes its key, and checks tokens as the JWT authorizer of API Gateway does.
//
// Whoever holds the key file can sign in as anybody, so the key is made on this machine, once, and nothing that is
// deployed knows it.
package issuer

import (
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"crypto/x509"
	"encoding/base64"
	"encoding/json"
	"encoding/pem"
	"errors"
	"fmt"
	"math/big"
	"net/http"
	"os"
	"path/filepath"
	"time"

	"github.com/golang-jwt/jwt/v5"
)

// Lifetime is long because the virtual clock may be moved by years.
const Lifetime = 10 * 365 * 24 * time.Hour

const keyBits = 2048

// Issuer signs and checks.
type Issuer struct {
	url      string
	audience string
	key      *rsa.PrivateKey
	id       string // of the key
}

// Subject is who a token speaks for.
type Subject struct {
	ID    string // the claim sub
	Email string // the claim email; empty: none
	Roles []string
}

// Open reads the key under dir, or makes it. The url is the claim iss, the audience the claims aud and client_id.
func Open(dir, url, audience string) (*Issuer, error) {
	key, err := loadKey(filepath.Join(dir, "issuer-key.pem"))
	if err != nil {
		return nil, fmt.Errorf("open the local issuer: %w", err)
	}
	sum := sha256.Sum256(key.N.Bytes())
	return &Issuer{url: url, audience: audience, key: key, id: base64.RawURLEncoding.EncodeToString(sum[:12])}, nil
}

func loadKey(path string) (*rsa.PrivateKey, error) {
	kept, err := os.ReadFile(path)
	if errors.Is(err, os.ErrNotExist) {
		return makeKey(path)
	}
	if err != nil {
		return nil, err
	}
	block, _ := pem.Decode(kept)
	if block == nil {
		return nil, fmt.Errorf("%s holds no key; `make reset` makes a new one", path)
	}
	key, err := x509.ParsePKCS1PrivateKey(block.Bytes)
	if err != nil {
		return nil, fmt.Errorf("%s: %w; `make reset` makes a new one", path, err)
	}
	return key, nil
}

func makeKey(path string) (*rsa.PrivateKey, error) {
	key, err := rsa.GenerateKey(rand.Reader, keyBits)
	if err != nil {
		return nil, err
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o750); err != nil {
		return nil, err
	}
	block := pem.EncodeToMemory(&pem.Block{Type: "RSA PRIVATE KEY", Bytes: x509.MarshalPKCS1PrivateKey(key)})
	return key, os.WriteFile(path, block, 0o600)
}

// URL is the claim iss of its tokens.
func (i *Issuer) URL() string { return i.url }

// Audience is the claim aud of its tokens.
func (i *Issuer) Audience() string { return i.audience }

// Token signs an access token for the subject, valid from now for Lifetime.
func (i *Issuer) Token(who Subject, now time.Time) (string, error) {
	claims := jwt.MapClaims{
		"iss": i.url, "aud": i.audience, "client_id": i.audience,
		"sub": who.ID, "username": who.ID, "cognito:groups": who.Roles,
		"token_use": "access", "scope": "openid",
		"iat": now.Unix(), "auth_time": now.Unix(), "exp": now.Add(Lifetime).Unix(),
	}
	if who.Email != "" {
		claims["email"] = who.Email
	}
	return i.Sign(claims)
}

// Sign signs any claims, also such as no honest issuer would: the tests of the authorizer need them.
func (i *Issuer) Sign(claims jwt.MapClaims) (string, error) {
	token := jwt.NewWithClaims(jwt.SigningMethodRS256, claims)
	token.Header["kid"] = i.id
	signed, err := token.SignedString(i.key)
	if err != nil {
		return "", fmt.Errorf("sign a token: %w", err)
	}
	return signed, nil
}

// Register serves the key set and the discovery document.
func (i *Issuer) Register(mux *http.ServeMux, base string) {
	mux.HandleFunc("GET /.well-known/jwks.json", func(w http.ResponseWriter, _ *http.Request) {
		encode := base64.RawURLEncoding.EncodeToString
		writeJSON(w, map[string]any{"keys": []any{map[string]string{
			"kty": "RSA", "use": "sig", "alg": "RS256", "kid": i.id,
			"n": encode(i.key.N.Bytes()), "e": encode(big.NewInt(int64(i.key.E)).Bytes()),
		}}})
	})
	mux.HandleFunc("GET /.well-known/openid-configuration", func(w http.ResponseWriter, _ *http.Request) {
		writeJSON(w, map[string]any{
			"issuer": i.url, "jwks_uri": base + "/.well-known/jwks.json",
			"response_types_supported":              []string{"token"},
			"subject_types_supported":               []string{"public"},
			"id_token_signing_alg_values_supported": []string{"RS256"},
		})
	})
}

func writeJSON(w http.ResponseWriter, value any) {
	w.Header().Set("Content-Type", "application/json")
	_ = json.NewEncoder(w).Encode(value) // the reader has gone
}
