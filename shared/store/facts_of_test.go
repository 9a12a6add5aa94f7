package store_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"flatsupport/shared/store"
)

// The very versions that a decision names are read, with their refs, however many have followed.
func TestFactsOfReadsTheVersionsNamed(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	putAll(t, b, 1)
	was, err := b.Facts(t.Context(), volga)
	require.NoError(t, err)
	var refs []string
	refs = append(refs, string(was.Customer.Ref))
	for _, c := range was.Contacts {
		refs = append(refs, string(c.Ref))
	}
	refs = append(refs, string(was.Partners[0].Ref), string(was.Installations[0].Ref), string(was.Certificates[0].Ref), string(was.Intents[0].Ref))
	require.Contains(t, refs, "contact/integrator/olga@1")
	renamed, sold, moved := customer, certificate, installation
	renamed.Name, sold.TermMonths, moved.Area = "Другое имя", 60, "RU-SPE"
	require.NoError(t, b.PutCustomer(t.Context(), renamed, 2))
	require.NoError(t, b.PutCertificate(t.Context(), volga, sold, 2))
	require.NoError(t, b.PutInstallation(t.Context(), volga, moved, 2))

	got, err := b.FactsOf(t.Context(), volga, refs)
	require.NoError(t, err)
	assert.Equal(t, was, got)

	refs[len(refs)-2] = "cert/c1@2"
	got, err = b.FactsOf(t.Context(), volga, refs)
	require.NoError(t, err)
	assert.Equal(t, 60, got.Certificates[0].TermMonths)
	assert.Equal(t, was.Customer, got.Customer)
	none, err := b.FactsOf(t.Context(), volga, nil)
	require.NoError(t, err)
	assert.Empty(t, none)
}

func TestFactsOfRefusesWhatIsNoVersionOfTheCustomer(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	putAll(t, b, 1)
	for ref, want := range map[string]error{
		"cert/c1@2": store.ErrNotFound, "cert/c9@1": store.ErrNotFound, "customer/don@1": store.ErrBadRef, "contact/don/ivan@1": store.ErrNotFound,
		"": store.ErrBadRef, "cert": store.ErrBadRef, "cert/c1": store.ErrBadRef, "cert/c1@0": store.ErrBadRef, "cert/c1@x": store.ErrBadRef,
		"deed/c1@1": store.ErrBadRef, "cert/@1": store.ErrBadRef, "cert/c1@10000": store.ErrBadRef,
	} {
		_, err := b.FactsOf(t.Context(), volga, []string{ref})
		assert.ErrorIs(t, err, want, ref)
	}
}
