package importing_test

import (
	"context"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	"github.com/stretchr/testify/require"

	"flatsupport/infra/supportctl/importing"
	"flatsupport/infra/supportctl/importing/rows"
	"flatsupport/shared/policy"
	"flatsupport/shared/store"
	"flatsupport/shared/store/storetest"
)

var update = flag.Bool("update", false, "rewrite golden files")

// monday is when everything is imported.
var monday = time.Date(2026, 11, 23, 7, 30, 0, 0, time.UTC)

// bench is a table of its own.
type bench struct {
	*store.Store
	db    *dynamodb.Client
	table string
}

func newBench(t *testing.T) bench {
	t.Helper()
	db, table := storetest.Table(t)
	return bench{store.New(db, table), db, table}
}

// through is another store in the same table.
func (b bench) through(t *testing.T, options ...func(*dynamodb.Options)) bench {
	t.Helper()
	db := storetest.Client(t, options...)
	return bench{store.New(db, b.table), db, b.table}
}

// importOf is an import of files by the operator.
func (b bench) importOf(t *testing.T, files ...rows.File) importing.Import {
	t.Helper()
	editions, err := policy.Editions()
	require.NoError(t, err)
	return importing.Import{Store: b.Store, Editions: editions, Now: monday, By: "gromova", Files: files, Jobs: 4}
}

func (b bench) run(t *testing.T, dryRun bool, files ...rows.File) (importing.Report, error) {
	t.Helper()
	im := b.importOf(t, files...)
	im.DryRun = dryRun
	return im.Run(t.Context())
}

// imported imports what nothing is wrong with.
func (b bench) imported(t *testing.T, files ...rows.File) importing.Report {
	t.Helper()
	report, err := b.run(t, false, files...)
	require.NoError(t, err, text(report))
	require.Equal(t, report.ToWrite, report.Written)
	return report
}

// all are all items of the table.
func (b bench) all(t *testing.T) []map[string]types.AttributeValue {
	t.Helper()
	var items []map[string]types.AttributeValue
	pages := dynamodb.NewScanPaginator(b.db, &dynamodb.ScanInput{TableName: &b.table, ConsistentRead: aws.Bool(true)})
	for pages.HasMorePages() {
		out, err := pages.NextPage(context.WithoutCancel(t.Context()))
		require.NoError(t, err)
		for _, item := range out.Items {
			delete(item, "n") // the mark of the try that wrote an entry is never the same
			items = append(items, item)
		}
	}
	for _, it := range items {
		if strings.HasPrefix(textOf(it["sk"]), "W#") {
			delete(it, "v") // of a watch: how often it was armed, which an interruption may make more
		}
	}
	return items
}

func text(r importing.Report) string {
	var b strings.Builder
	r.Print(&b)
	return b.String()
}

// folder opens files with the names that they have from here on.
func folder(t *testing.T, dirs ...string) []rows.File {
	t.Helper()
	files, err := importing.Open(dirs...)
	require.NoError(t, err)
	return files
}

const examplesDir = "../../../events/import"

// examples are the files of events/import.
func examples(t *testing.T) []rows.File { t.Helper(); return folder(t, examplesDir) }

// with are the files with a text in one replaced by another.
func with(t *testing.T, files []rows.File, name, old, replacement string) []rows.File {
	t.Helper()
	changed := make([]rows.File, 0, len(files))
	found := false
	for _, f := range files {
		if filepath.Base(f.Name) == name {
			require.Contains(t, string(f.Text), old)
			f.Text, found = []byte(strings.ReplaceAll(string(f.Text), old, replacement)), true
		}
		changed = append(changed, f)
	}
	require.True(t, found, name)
	return changed
}

// file is a file of lines.
func file(name string, lines ...string) rows.File {
	return rows.File{Name: name, Text: []byte(strings.Join(lines, "\n") + "\n")}
}

// golden compares with a file of testdata.
func golden(t *testing.T, name, got string) {
	t.Helper()
	path := filepath.Join("testdata", name)
	if *update {
		require.NoError(t, os.WriteFile(path, []byte(got), 0o600))
	}
	want, err := os.ReadFile(path)
	require.NoError(t, err)
	require.Equal(t, string(want), got)
}

func textOf(v types.AttributeValue) string {
	s, _ := v.(*types.AttributeValueMemberS)
	if s == nil {
		return ""
	}
	return s.Value
}
