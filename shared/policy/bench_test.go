package policy_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"flatsupport/shared/policy"
)

// Every function loads the edition when it starts cold, so loading must stay a small part of a start.
func BenchmarkLoad(b *testing.B) {
	text := []byte(source(b))
	for b.Loop() {
		_, err := policy.Load("flat-1.4.yaml", text)
		require.NoError(b, err)
	}
}
