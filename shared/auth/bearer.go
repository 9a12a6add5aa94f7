package auth

import (
	"context"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/golang-jwt/jwt/v5"
)

// maxToken bounds a token, in bytes, before anything looks inside. The gateway passes about 10 KB of headers in all.
const maxToken = 8 << 10

// maxKeyID bounds the name of a key, in bytes.
const maxKeyID = 256

var (
	algorithms = []string{jwt.SigningMethodRS256.Alg(), jwt.SigningMethodES256.Alg()}
	tokenTypes = []string{"jwt", "at+jwt", "application/at+jwt"}
	compact    = regexp.MustCompile(`^[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+$`)
)

var (
	errTokenType  = errors.New("the token is of another type")
	errExtension  = errors.New("the token needs an extension that is not understood")
	errKeyID      = errors.New("the token names no key")
	errUnknownKey = errors.New("the token is signed with an unknown key")
)

// bearer returns the token of the one Authorization header. Two headers are refused, also when the gateway has joined them
// with a comma: which of two tokens was meant is not ours to guess.
func bearer(headers map[string]string) (string, error) {
	value, found := "", 0
	for name, text := range headers {
		if strings.EqualFold(name, "Authorization") {
			value, found = text, found+1
		}
	}
	switch {
	case found == 0:
		return "", refuse("there is no Authorization header")
	case found > 1:
		return "", refuse("there are several Authorization headers")
	}
	scheme, token, _ := strings.Cut(value, " ")
	switch {
	case !strings.EqualFold(scheme, "Bearer"):
		return "", refuse("the Authorization header holds no bearer token")
	case len(token) > maxToken:
		return "", refuse("the token is too large")
	case !compact.MatchString(token):
		return "", refuse("the token is malformed")
	}
	return token, nil
}

// verify checks the signature of a token against the issuer's keys and returns its claims, not yet judged. The algorithm is
// one of a fixed list, whatever the token says.
func (k *keySet) verify(ctx context.Context, token string, now time.Time) (jwt.MapClaims, error) {
	parser := jwt.NewParser(
		jwt.WithValidMethods(algorithms), jwt.WithStrictDecoding(),
		jwt.WithoutClaimsValidation(), // identify judges the claims, whoever has verified the signature
	)
	claims := jwt.MapClaims{}
	_, err := parser.ParseWithClaims(token, claims, func(t *jwt.Token) (any, error) {
		if err := checkHeader(t.Header); err != nil {
			return nil, err
		}
		return k.key(ctx, t, now)
	})
	if err == nil {
		return claims, nil
	}
	if errors.Is(err, ErrKeysUnavailable) {
		return nil, fmt.Errorf("verify token: %w", err)
	}
	for _, known := range []error{errTokenType, errExtension, errKeyID, errUnknownKey, jwt.ErrTokenMalformed, jwt.ErrTokenSignatureInvalid} {
		if errors.Is(err, known) {
			return nil, refuse(known.Error())
		}
	}
	return nil, refuse("the token cannot be verified")
}

// checkHeader refuses a token that is of another type, demands an extension (RFC 7515, 4.1.11) or names no key. An embedded
// or linked key (jwk, jku, x5c, x5u) is never looked at.
func checkHeader(header map[string]any) error {
	if value, given := header["typ"]; given {
		kind, ok := value.(string)
		if !ok || !slices.Contains(tokenTypes, strings.ToLower(kind)) {
			return errTokenType
		}
	}
	if _, given := header["crit"]; given {
		return errExtension
	}
	if id, ok := header["kid"].(string); !ok || id == "" || len(id) > maxKeyID {
		return errKeyID
	}
	return nil
}
