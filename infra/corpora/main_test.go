package main

import (
	"bytes"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"flatsupport/shared/inbound"
)

// What reading costs is measured by what the whole process allocates, so nothing runs beside it.
func TestTheMailsOfOthersAreRead(t *testing.T) { //nolint:paralleltest // see above
	var out bytes.Buffer
	require.NoError(t, run(&out, libraries, true))
	for _, l := range libraries {
		assert.Contains(t, out.String(), l.module)
	}
	assert.Contains(t, out.String(), "erroneous.raw: not read, it is a line of prose")
	assert.Contains(t, out.String(), "malformed-base64-attach.raw: a file cannot be decoded to its end")
}

func TestALibraryThatCannotBeHadIsOneSentence(t *testing.T) { //nolint:paralleltest // it sets the environment
	t.Setenv("GOPROXY", "off")
	t.Setenv("GOFLAGS", "-modcacherw")
	t.Setenv("GOMODCACHE", t.TempDir())
	err := run(&bytes.Buffer{}, libraries, false)
	require.ErrorContains(t, err, "the mails of github.com/jhillyerd/enmime/v2 v2.3.0 are neither on this machine nor can they be downloaded: ")
	assert.NotContains(t, err.Error(), "\n")
}

func TestALibraryThatIsNotTheOneIsRefused(t *testing.T) { //nolint:paralleltest // as above
	other := libraries[1]
	other.sum = "h1:another"
	assert.ErrorContains(t, run(&bytes.Buffer{}, []library{other}, false), "its checksum is h1:")
	moved := libraries[1]
	moved.fewest = 100000
	assert.ErrorContains(t, run(&bytes.Buffer{}, []library{moved}, false), "they have moved")
}

// What the library's own tests say of its mails, of some that are hard.
func TestWhatTheMailsOfOthersSay(t *testing.T) {
	t.Parallel()
	all, err := libraries[0].samples()
	require.NoError(t, err)
	cases := []struct {
		file string
		says func(t *testing.T, m inbound.Mail)
	}{
		{"mail/html-mime-inline.raw", func(t *testing.T, m inbound.Mail) {
			t.Helper()
			require.Len(t, m.Files, 1)
			assert.Equal(t, "favicon.png", m.Files[0].Name)
			assert.NotEmpty(t, m.Files[0].CID)
			assert.Contains(t, m.HTML, "cid:"+m.Files[0].CID)
		}},
		{"mail/mime-duplicate-param.raw", func(t *testing.T, m inbound.Mail) {
			t.Helper()
			require.Len(t, m.Files, 1)
			assert.Equal(t, "Invoice_302232133150612.pdf", m.Files[0].Name)
			assert.True(t, bytes.HasPrefix(m.Files[0].Data, []byte("%PDF-1.2")))
		}},
		{"mail/mime-bad-content-transfer-encoding.raw", func(t *testing.T, m inbound.Mail) {
			t.Helper()
			assert.True(t, strings.HasPrefix(m.Body(), "ploozdect  nispplul"))
		}},
		{"mail/qp-utf8-header-no-break.raw", func(t *testing.T, m inbound.Mail) {
			t.Helper()
			assert.True(t, strings.HasPrefix(m.Body(), "Lorem ipsum"))
			assert.Greater(t, m.Froms, 1, "whose head is broken has no sender")
		}},
		{"parts/multi-malformed.raw", func(t *testing.T, m inbound.Mail) {
			t.Helper()
			assert.Contains(t, m.Body(), "I'm section without headers")
		}},
	}
	for _, c := range cases {
		t.Run(c.file, func(t *testing.T) {
			t.Parallel()
			for _, s := range all {
				if strings.HasSuffix(s.name, "/testdata/"+c.file) {
					m, err := inbound.Read(s.raw)
					require.NoError(t, err)
					c.says(t, m)
					return
				}
			}
			t.Fatal("it is gone")
		})
	}
}
