package importing_test

import (
	"bytes"
	"fmt"
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"flatsupport/infra/supportctl/importing"
)

// Each folder of broken files has one defect a row; all are told at once and nothing is written.
func TestEveryDefectIsToldAtOnceAndNothingIsWritten(t *testing.T) {
	t.Parallel()
	cases := []struct{ name, dir string }{
		{"cells, references, the policy, the rota and broken marks", "broken"},
		{"columns and files", "headers"},
		{"encodings", "encoding"},
		{"ids that are none: whether a reference to such a row fails is not said", "keys"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			b := newBench(t)
			b.imported(t, examples(t)...)
			before := b.all(t)
			report, err := b.run(t, false, folder(t, "testdata/"+c.dir)...)
			assert.ErrorIs(t, err, importing.ErrDefects)
			assert.Zero(t, report.Written)
			assert.ElementsMatch(t, before, b.all(t))
			golden(t, c.dir+".golden", text(report))
			for _, d := range report.Defects {
				assert.Positive(t, d.Line, d)
				assert.Positive(t, d.Column, d)
				assert.NotEmpty(t, d.Text, d)
			}
		})
	}
}

func TestTheBrokenSetHasOneDefectARow(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	b.imported(t, examples(t)...)
	report, err := b.run(t, true, folder(t, "testdata/broken")...)
	require.ErrorIs(t, err, importing.ErrDefects)
	seen := map[string]bool{}
	for _, d := range report.Defects {
		place := fmt.Sprintf("%s:%d", d.File, d.Line)
		assert.False(t, seen[place], d)
		seen[place] = true
	}
	codes := []string{}
	for _, d := range report.Defects {
		if d.Code != "" {
			codes = append(codes, d.Code)
		}
	}
	slices.Sort(codes)
	assert.Equal(t, []string{
		"ACTIVATION_TOO_LATE", "PACKAGE_PARTNER_ONLY", "PACKAGE_PARTNER_ONLY", "TERM_NOT_OFFERED", "UPGRADE_REQUIRED",
	}, codes)
}

func TestWhatSpreadsheetsWriteIsTheSame(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	files := examples(t)
	b.imported(t, files...)
	for i := range files {
		text := files[i].Text
		text = bytes.ReplaceAll(text, []byte("\n"), []byte("\r\n"))
		if i%2 == 0 {
			text = append([]byte("\uFEFF"), text...)
		}
		text = append(text, ";;;\r\n\r\n"...) // comma files: a row of one cell, which semicolons are
		if !bytes.Contains(text, []byte("customer;id")) {
			text = bytes.Replace(text, []byte(";;;\r\n"), []byte(",,,\r\n"), 1)
		}
		files[i].Text = text
	}
	report := b.imported(t, files...)
	assert.Zero(t, report.ToWrite, text(report))
}
