package issuer

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/golang-jwt/jwt/v5"
)

// ErrRefused: the token is missing, forged, expired, or not meant for us. Why, is for the log and not for the caller.
var ErrRefused = errors.New("the token is refused")

// Verify checks the value of an Authorization header at the instant now, as the JWT authorizer of an HTTP API does:
// signature by the issuer's key (RS256 only), iss, aud or client_id, exp, nbf, iat. The claims are given as text,
// lists as "[a b]", the way API Gateway hands them to a function. Errors: ErrRefused.
func (i *Issuer) Verify(header string, now time.Time) (map[string]string, error) {
	text := header
	if scheme, rest, found := strings.Cut(header, " "); found && strings.EqualFold(scheme, "Bearer") {
		text = rest
	}
	parser := jwt.NewParser(
		jwt.WithValidMethods([]string{"RS256"}),
		jwt.WithIssuer(i.url),
		jwt.WithExpirationRequired(),
		jwt.WithIssuedAt(),
		jwt.WithTimeFunc(func() time.Time { return now }),
		jwt.WithJSONNumber(),
	)
	claims := jwt.MapClaims{}
	if _, err := parser.ParseWithClaims(text, claims, i.publicKey); err != nil {
		return nil, fmt.Errorf("%w: %w", ErrRefused, err)
	}
	if err := i.meantForUs(claims); err != nil {
		return nil, err
	}
	told := make(map[string]string, len(claims))
	for name, value := range claims {
		told[name] = claimText(value)
	}
	return told, nil
}

func (i *Issuer) publicKey(token *jwt.Token) (any, error) {
	if token.Header["kid"] != i.id {
		return nil, errors.New("unknown key id")
	}
	return &i.key.PublicKey, nil
}

// meantForUs takes aud, or client_id where there is no aud: Cognito's access tokens have only the latter.
func (i *Issuer) meantForUs(claims jwt.MapClaims) error {
	audience, err := claims.GetAudience()
	if err != nil {
		return fmt.Errorf("%w: %w", ErrRefused, err)
	}
	if len(audience) == 0 {
		if id, ok := claims["client_id"].(string); ok {
			audience = jwt.ClaimStrings{id}
		}
	}
	for _, a := range audience {
		if a == i.audience {
			return nil
		}
	}
	return fmt.Errorf("%w: it is meant for %v", ErrRefused, audience)
}

func claimText(value any) string {
	switch v := value.(type) {
	case string:
		return v
	case json.Number:
		return v.String()
	case []any:
		words := make([]string, len(v))
		for n, each := range v {
			words[n] = claimText(each)
		}
		return "[" + strings.Join(words, " ") + "]"
	default:
		return fmt.Sprint(v)
	}
}
