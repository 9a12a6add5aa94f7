package auth

import (
	"context"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"slices"
	"time"

	"github.com/aws/aws-lambda-go/events"
)

// Config says whose tokens are believed.
type Config struct {
	Issuer     string // the iss claim, exactly
	Audience   string // must be among aud or, where a token has no aud, be its client_id, as Cognito's access tokens have it
	RolesClaim string // the claim that lists the roles, for example "cognito:groups"
	// JWKSURL is where the issuer publishes its keys. Empty, as behind the gateway's authorizer: only claims that the gateway
	// has verified count, and a bearer token alone is refused.
	JWKSURL string
	// HTTPClient reads the keys. Nil means one with a time limit that follows no redirects.
	HTTPClient *http.Client
}

// Verifier checks who is calling. It is safe for concurrent use.
type Verifier struct {
	issuer, audience, rolesClaim string
	keys                         *keySet // nil: tokens are not verified here
}

// New makes a Verifier. It reads no keys yet: that happens with the first token. A missing value, or a key set that would
// travel in clear over a public network, is refused with [ErrConfig] by name.
func New(c Config) (*Verifier, error) {
	required := []struct{ name, value string }{
		{"issuer", c.Issuer}, {"audience", c.Audience}, {"roles claim", c.RolesClaim},
	}
	for _, r := range required {
		if r.value == "" {
			return nil, fmt.Errorf("the %s is empty: %w", r.name, ErrConfig)
		}
	}
	v := &Verifier{issuer: c.Issuer, audience: c.Audience, rolesClaim: c.RolesClaim}
	if c.JWKSURL == "" {
		return v, nil
	}
	if err := checkKeysURL(c.JWKSURL); err != nil {
		return nil, err
	}
	client := c.HTTPClient
	if client == nil {
		client = &http.Client{
			Timeout:       3 * time.Second,
			CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
		}
	}
	v.keys = &keySet{url: c.JWKSURL, client: client}
	return v, nil
}

// Caller returns who makes the request, judged at now. Verified claims of the gateway are used when there are any; a bearer
// token is looked at only when there are none and a key set is configured. It fails with [ErrUnauthenticated] or, when the
// keys cannot be read, with [ErrKeysUnavailable]. The errors say what was wrong and repeat nothing of the token.
func (v *Verifier) Caller(ctx context.Context, req events.APIGatewayV2HTTPRequest, now time.Time) (Caller, error) {
	authorizer := req.RequestContext.Authorizer
	if authorizer != nil && authorizer.JWT != nil {
		return v.identify(lift(authorizer.JWT.Claims), now)
	}
	if v.keys == nil {
		return Caller{}, refuse("the gateway has verified no token")
	}
	token, err := bearer(req.Headers)
	if err != nil {
		return Caller{}, err
	}
	claims, err := v.keys.verify(ctx, token, now)
	if err != nil {
		return Caller{}, err
	}
	return v.identify(claims, now)
}

// Require returns who makes the request, like Caller, if they hold at least one of the roles; otherwise it fails with
// [ErrForbidden]. No roles named: nobody may.
func (v *Verifier) Require(ctx context.Context, req events.APIGatewayV2HTTPRequest, now time.Time, roles ...Role) (Caller, error) {
	caller, err := v.Caller(ctx, req, now)
	if err != nil {
		return Caller{}, err
	}
	if !slices.ContainsFunc(roles, caller.Has) {
		return Caller{}, fmt.Errorf("one of %v is needed: %w", roles, ErrForbidden)
	}
	return caller, nil
}

func refuse(reason string) error { return fmt.Errorf("%s: %w", reason, ErrUnauthenticated) }

// checkKeysURL lets keys travel over TLS, or in clear within the machine and its private networks, as in a local stack.
func checkKeysURL(text string) error {
	u, err := url.Parse(text)
	if err != nil || u.Host == "" || u.User != nil {
		return fmt.Errorf("the address of the key set is not an absolute URL: %w", ErrConfig)
	}
	host := u.Hostname()
	ip := net.ParseIP(host)
	near := host == "localhost" || host == "host.docker.internal" || ip != nil && (ip.IsLoopback() || ip.IsPrivate())
	if u.Scheme == "https" || u.Scheme == "http" && near {
		return nil
	}
	return fmt.Errorf("the key set at %s must be read over https: %w", host, ErrConfig)
}
