package auth_test

import (
	"strings"
	"testing"
	"time"

	"github.com/golang-jwt/jwt/v5"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"flatsupport/shared/auth"
)

func set(name string, value any) func(jwt.MapClaims) {
	return func(c jwt.MapClaims) { c[name] = value }
}

func remove(name string) func(jwt.MapClaims) { return func(c jwt.MapClaims) { delete(c, name) } }

func both(changes ...func(jwt.MapClaims)) func(jwt.MapClaims) {
	return func(c jwt.MapClaims) {
		for _, change := range changes {
			change(c)
		}
	}
}

func unix(at time.Time) float64 { return float64(at.Unix()) }

// Each claim set is tried twice: signed into a token, and flattened by the gateway. Both ways must come to the same answer.
func TestClaims(t *testing.T) {
	t.Parallel()
	cases := []struct {
		name   string
		change func(jwt.MapClaims)
		ok     bool
	}{
		{"a valid access token of Cognito", nil, true},
		{"the audience is given instead of the client", both(remove("client_id"), set("aud", audience)), true},
		{"ours is one of several audiences", both(remove("client_id"), set("aud", []any{"other", audience})), true},
		{"the use of the token is not stated", remove("token_use"), true},
		{"it is not stated when the token was made", remove("iat"), true},
		{"expired 59 s ago, within the skew", set("exp", unix(now.Add(-59*time.Second))), true},
		{"the last second of the skew is outside, life is half-open", set("exp", unix(now.Add(-time.Minute))), false},
		{"expired an hour ago", set("exp", unix(now.Add(-time.Hour))), false},
		{"never expires", remove("exp"), false},
		{"expires at zero", set("exp", 0.0), false},
		{"expires before 1970", set("exp", -5.0), false},
		{"expires beyond any calendar", set("exp", 1e17), false},
		{"expires at a word", set("exp", "tomorrow"), false},
		{"expires at a hexadecimal number", set("exp", "0x7fffffff"), false},
		{"expires at infinity", set("exp", "Inf"), false},
		{"expires at true", set("exp", true), false},
		{"valid in 60 s, within the skew", set("nbf", unix(now.Add(time.Minute))), true},
		{"valid in 61 s", set("nbf", unix(now.Add(61*time.Second))), false},
		{"valid from a word", set("nbf", "now"), false},
		{"made in 60 s, within the skew", set("iat", unix(now.Add(time.Minute))), true},
		{"made in 61 s", set("iat", unix(now.Add(61*time.Second))), false},
		{"made at a word", set("iat", "now"), false},
		{"another issuer", set("iss", "https://issuer.example"), false},
		{"the issuer in capitals", func(c jwt.MapClaims) { c["iss"] = strings.ToUpper(c["iss"].(string)) }, false},
		{"the issuer with a slash behind", func(c jwt.MapClaims) { c["iss"] = c["iss"].(string) + "/" }, false},
		{"no issuer", remove("iss"), false},
		{"an empty issuer", set("iss", ""), false},
		{"several issuers", func(c jwt.MapClaims) { c["iss"] = []any{c["iss"], "x"} }, false},
		{"another client", set("client_id", "other"), false},
		{"no client and no audience", remove("client_id"), false},
		{"the client is ours but the audience is not", set("aud", "other"), false},
		{"an empty audience does not fall back to the client", set("aud", ""), false},
		{"an empty list of audiences does not fall back either", set("aud", []any{}), false},
		{"the audience begins like ours", both(remove("client_id"), set("aud", audience+"-2")), false},
		{"the audience is a number", both(remove("client_id"), set("aud", 7.0)), false},
		{"an ID token by its use", set("token_use", "id"), false},
		{"an ID token with its audience", both(remove("client_id"), set("aud", audience), set("token_use", "id")), false},
		{"an ID token by the hash of its access token", set("at_hash", "x"), false},
		{"an ID token by the hash of its code", set("c_hash", "x"), false},
		{"an empty use", set("token_use", ""), false},
		{"the use in capitals", set("token_use", "ACCESS"), false},
		{"a list of uses", set("token_use", []any{"access", "id"}), false},
		{"no subject", remove("sub"), false},
		{"an empty subject", set("sub", ""), false},
		{"a subject of 257 bytes", set("sub", strings.Repeat("s", 257)), false},
		{"a subject of 256 bytes", set("sub", strings.Repeat("s", 256)), true},
		{"a line break in the subject", set("sub", "a\nb"), false},
		{"a zero byte in the subject", set("sub", "a\x00b"), false},
		{"a list of subjects", set("sub", []any{"a", "b"}), false},
	}
	i := newIssuer(t)
	bearer := i.verifier(t)
	gateway, err := auth.New(auth.Config{Issuer: i.url, Audience: audience, RolesClaim: rolesClaim})
	require.NoError(t, err)
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			made := claims(i.url, c.change)
			fromToken, tokenErr := bearer.Caller(t.Context(), withBearer(rs256(t, made)), now)
			fromGateway, gatewayErr := gateway.Caller(t.Context(), withClaims(made), now)
			assert.Equal(t, fromToken, fromGateway, "token and gateway agree")
			if !c.ok {
				require.ErrorIs(t, tokenErr, auth.ErrUnauthenticated)
				require.ErrorIs(t, gatewayErr, auth.ErrUnauthenticated)
				assert.Zero(t, fromToken)
				return
			}
			require.NoError(t, tokenErr)
			require.NoError(t, gatewayErr)
			assert.Equal(t, made["sub"], fromToken.Subject)
			assert.Equal(t, []auth.Role{auth.Contact}, fromToken.Roles)
		})
	}
}

func TestRoles(t *testing.T) {
	t.Parallel()
	cases := []struct {
		name  string
		claim any
		want  []auth.Role
	}{
		{"a list", []any{"engineer", "manager"}, []auth.Role{auth.Engineer, auth.Manager}},
		{"every role, each once, in the order of the constants", []any{
			"sales", "manager", "engineer", "operator", "partner_contact", "contact", "contact",
		}, []auth.Role{auth.Contact, auth.PartnerContact, auth.Operator, auth.Engineer, auth.Manager, auth.Sales}},
		{"one word", "operator", []auth.Role{auth.Operator}},
		{"parted by spaces", "engineer  manager", []auth.Role{auth.Engineer, auth.Manager}},
		{"parted by commas", "engineer,manager", []auth.Role{auth.Engineer, auth.Manager}},
		{"parted by commas and spaces", "engineer, manager", []auth.Role{auth.Engineer, auth.Manager}},
		{"a JSON list in a text", `["engineer","manager"]`, []auth.Role{auth.Engineer, auth.Manager}},
		{"the gateway's list", "[engineer manager]", []auth.Role{auth.Engineer, auth.Manager}},
		{"the gateway's list with commas", "[engineer, manager]", []auth.Role{auth.Engineer, auth.Manager}},
		{"a group whose name has a comma makes no manager", "[x,manager]", nil},
		{"a group in a JSON list is taken whole", `["x manager","x,manager"]`, nil},
		{"a group in a list is taken whole", []any{"x manager", "[manager]", "manager,"}, nil},
		{"unknown roles are none", []any{"admin", "root", "manager "}, nil},
		{"capitals are another name", "Manager", nil},
		{"a letter that only looks like ours", "mаnager", nil},
		{"an open bracket", "[manager", nil},
		{"an empty text", "", nil},
		{"empty brackets", "[]", nil},
		{"a number", 1.0, nil},
		{"an object", map[string]any{"manager": true}, nil},
		{"a list of lists", []any{[]any{"manager"}}, nil},
		{"no claim", nil, nil},
	}
	i := newIssuer(t)
	v := i.verifier(t)
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			caller, err := v.Caller(t.Context(), withBearer(rs256(t, claims(i.url, set(rolesClaim, c.claim)))), now)
			require.NoError(t, err)
			assert.Equal(t, c.want, caller.Roles)
			if text, ok := c.claim.(string); ok {
				caller, err = v.Caller(t.Context(), withClaims(claims(i.url, set(rolesClaim, text))), now)
				require.NoError(t, err)
				assert.Equal(t, c.want, caller.Roles, "flattened by the gateway")
			}
		})
	}
}

// Roles come from the configured claim and from nowhere else.
func TestRolesOfOtherClaims(t *testing.T) {
	t.Parallel()
	i := newIssuer(t)
	made := claims(i.url, both(set("roles", []any{"manager"}), set("groups", "manager"), set("scope", "manager"), set("Cognito:Groups", "manager")))
	caller, err := i.verifier(t).Caller(t.Context(), withBearer(rs256(t, made)), now)
	require.NoError(t, err)
	assert.True(t, caller.Has(auth.Contact))
	assert.False(t, caller.Has(auth.Manager))
}
