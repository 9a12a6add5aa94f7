package attachment_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"flatsupport/infra/local/objects"
	"flatsupport/shared/attachment"
)

func TestKeysAreSafeAndApart(t *testing.T) {
	t.Parallel()
	assert.Equal(t, "volga/K7M29QXF4T/u1/file.log", attachment.Key("volga", "K7M29QXF4T", "u1", "a.log"))
	assert.Equal(t, "b/T/u/file", attachment.Key("a/b", "T", "u", "../../etc/passwd"))
	assert.Equal(t, "volga/T/u/file.gz", attachment.Key("volga", "T", "u", "Ivan Petrov, +7 499 000.tar.gz"))
	assert.Equal(t, "volga/T/u/file", attachment.Key("volga", "T", "u", "a.ivan-at-volga-dot-example"))
	assert.Equal(t, "file/T/u/file", attachment.Key("волга", "T", "u", "файл"))
	same := attachment.ID([]byte("a"), []byte("b"))
	assert.Equal(t, same, attachment.ID([]byte("a"), []byte("b")))
	assert.NotEqual(t, attachment.ID([]byte("ab"), []byte("")), attachment.ID([]byte("a"), []byte("b")))
	assert.Regexp(t, "^[A-Za-z0-9_-]{22}$", attachment.ID([]byte("a")))
}

func TestAFileIsThereOnceItIsWritten(t *testing.T) {
	t.Parallel()
	handler, err := objects.InMemory([]string{"attachments"}, time.Now)
	require.NoError(t, err)
	bucket := attachment.New(objects.Within{Handler: handler}.Client("http://objects.example"), "attachments")
	_, err = bucket.Stat(t.Context(), "volga/T1/u1/a.log")
	require.ErrorIs(t, err, attachment.ErrMissing)
	for range 2 {
		require.NoError(t, bucket.Write(t.Context(), "volga/T1/u1/a.log", []byte("a trace")))
	}
	there, err := bucket.Stat(t.Context(), "volga/T1/u1/a.log")
	require.NoError(t, err)
	assert.Equal(t, attachment.Stat{Size: 7}, there)
}
