package auth

import (
	"errors"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/golang-jwt/jwt/v5"
)

// skew is how far the issuer's clock and ours may disagree. It lengthens a token's life at both ends.
const skew = time.Minute

// maxSubject bounds the subject, in bytes: it becomes part of a key.
const maxSubject = 256

// lastInstant is the end of the year 9999, in Unix seconds. A time claim beyond it is not a time.
const lastInstant = 253402300800

// identify checks verified claims and reduces them to the caller. It is the one place where claims are judged, whoever has
// verified the signature: issuer, audience, purpose, and the half-open life [nbf, exp) widened by the skew.
func (v *Verifier) identify(claims jwt.MapClaims, now time.Time) (Caller, error) {
	for _, name := range []string{"exp", "nbf", "iat"} {
		if value, given := claims[name]; given && !isInstant(value) {
			return Caller{}, refuse("the claim " + name + " is not a time")
		}
	}
	validator := jwt.NewValidator(
		jwt.WithTimeFunc(func() time.Time { return now }), jwt.WithLeeway(skew),
		jwt.WithExpirationRequired(), jwt.WithIssuedAt(), jwt.WithIssuer(v.issuer),
	)
	if err := validator.Validate(claims); err != nil {
		return Caller{}, refuse(reason(err))
	}
	if !v.isForUs(claims) {
		return Caller{}, refuse("the token is for another audience")
	}
	if !isAccessToken(claims) {
		return Caller{}, refuse("the token is not an access token")
	}
	subject, ok := claims["sub"].(string)
	if !ok || !isSubject(subject) {
		return Caller{}, refuse("the token names no subject")
	}
	return Caller{Subject: subject, Roles: roles(claims[v.rolesClaim])}, nil
}

// reason words what is wrong with the claims without repeating them.
func reason(err error) string {
	for _, known := range []error{
		jwt.ErrTokenExpired, jwt.ErrTokenNotValidYet, jwt.ErrTokenUsedBeforeIssued,
		jwt.ErrTokenInvalidIssuer, jwt.ErrTokenRequiredClaimMissing,
	} {
		if errors.Is(err, known) {
			return known.Error()
		}
	}
	return "the claims do not hold"
}

// isForUs looks at client_id only where there is no aud, as the gateway does.
func (v *Verifier) isForUs(claims jwt.MapClaims) bool {
	audience, given := claims["aud"]
	if !given {
		return claims["client_id"] == v.audience
	}
	switch audience := audience.(type) {
	case string:
		return audience == v.audience
	case []any:
		return slices.Contains(audience, any(v.audience))
	default:
		return false
	}
}

// isAccessToken refuses a token that its issuer made to tell a client who signed in. Cognito says the use in token_use; the
// hashes of other tokens stand only in OpenID Connect's ID tokens.
func isAccessToken(claims jwt.MapClaims) bool {
	if use, given := claims["token_use"]; given && use != "access" {
		return false
	}
	_, accessHash := claims["at_hash"]
	_, codeHash := claims["c_hash"]
	return !accessHash && !codeHash
}

func isInstant(value any) bool {
	seconds, ok := value.(float64)
	return ok && seconds > 0 && seconds < lastInstant
}

func isSubject(subject string) bool {
	return subject != "" && len(subject) <= maxSubject && utf8.ValidString(subject) &&
		!strings.ContainsFunc(subject, func(r rune) bool { return unicode.IsControl(r) || unicode.IsSpace(r) })
}

// lift undoes the flattening of the gateway, which hands every claim over as text: times become numbers again and the
// audience a list. What cannot be lifted stays text and is refused by identify.
func lift(flat map[string]string) jwt.MapClaims {
	claims := make(jwt.MapClaims, len(flat))
	for name, text := range flat {
		claims[name] = text
	}
	for _, name := range []string{"exp", "nbf", "iat"} {
		text, given := flat[name]
		if !given || strings.Trim(text, "0123456789.eE+") != "" {
			continue
		}
		if seconds, err := strconv.ParseFloat(text, 64); err == nil {
			claims[name] = seconds
		}
	}
	if text, given := flat["aud"]; given {
		audience := []any{}
		for _, one := range unflatten(text) {
			audience = append(audience, one)
		}
		claims["aud"] = audience
	}
	return claims
}
