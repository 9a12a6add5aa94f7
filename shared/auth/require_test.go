package auth_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"flatsupport/shared/auth"
)

func TestRequire(t *testing.T) {
	t.Parallel()
	cases := []struct {
		name   string
		held   []any
		needed []auth.Role
		ok     bool
	}{
		{"the role", []any{"engineer"}, []auth.Role{auth.Engineer}, true},
		{"one of two", []any{"manager"}, []auth.Role{auth.Engineer, auth.Manager}, true},
		{"another role", []any{"contact"}, []auth.Role{auth.Engineer, auth.Manager}, false},
		{"a higher role does not hold a lower one", []any{"manager"}, []auth.Role{auth.Engineer}, false},
		{"no role", []any{}, []auth.Role{auth.Contact}, false},
		{"a role that we do not know, even when it is asked for", []any{"root"}, []auth.Role{"root"}, false},
		{"nothing needed: nobody may", []any{"manager"}, nil, false},
	}
	i := newIssuer(t)
	v := i.verifier(t)
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			req := withBearer(rs256(t, claims(i.url, set(rolesClaim, c.held))))
			caller, err := v.Require(t.Context(), req, now, c.needed...)
			if c.ok {
				require.NoError(t, err)
				assert.Equal(t, subject, caller.Subject)
				return
			}
			require.ErrorIs(t, err, auth.ErrForbidden)
			require.NotErrorIs(t, err, auth.ErrUnauthenticated)
			assert.Zero(t, caller)
		})
	}
	_, err := v.Require(t.Context(), withBearer("x"), now, auth.Contact)
	require.ErrorIs(t, err, auth.ErrUnauthenticated)
}
