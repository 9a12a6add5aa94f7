package strict_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"flatsupport/shared/policy/internal/strict"
)

const page = `# a remark
name: Жёлтый
count: 7
open: true
wait: 1h30m
rows: [one, {key: value}]
text: |
  first
  second
nested:
  deep:
    - {a: 1, b: 2}
`

func TestValuesAreReadAsWritten(t *testing.T) {
	t.Parallel()
	root, report := strict.Parse([]byte(page))
	f := root.Fields("name", "count", "open", "wait", "rows", "text", "nested", "left", "out")
	assert.Equal(t, []string{"name", "count", "open", "wait", "rows", "text", "nested"}, f.Keys())
	assert.Equal(t, "Жёлтый", f.Need("name").Text())
	assert.Equal(t, "Жёлтый", f.Need("name").OneOf("Красный", "Жёлтый"))
	assert.Equal(t, 7, f.Need("count").Whole(0, 7))
	assert.True(t, f.Need("open").Truth())
	assert.Equal(t, 90*time.Minute, f.Need("wait").Duration(0, 2*time.Hour))
	assert.Equal(t, "first\nsecond\n", f.Need("text").Text())
	assert.Equal(t, "one", f.Need("rows").Items()[0].Text())
	assert.Equal(t, "value", f.Need("rows").Items()[1].Map().Need("key").Text())
	assert.False(t, f.Has("left"))
	assert.Empty(t, f.May("out").Text())
	assert.True(t, report.Clean(), "%v", report.Defects())
}

func TestDefectsStandWhereTheyAre(t *testing.T) {
	t.Parallel()
	root, report := strict.Parse([]byte(page))
	f := root.Fields("name", "count", "open", "wait", "rows", "text", "nested")
	f.Need("rows").Items()[1].Fields("other")
	f.Need("count").Whole(8, 9)
	deep := f.Need("nested").Map().Need("deep").Items()[0].Map()
	deep.Need("b").Refuse("two is %s", "odd")
	deep.Need("c")
	f.Need("missing").Text()
	report.Refuse("nested.deep[0].b.unread[3]", "under what was read")
	report.Refuse("elsewhere", "nowhere")

	var got []string
	for _, d := range report.Defects() {
		got = append(got, d.String())
	}
	assert.Equal(t, []string{
		`1:1: the key "missing" is missing`,
		"1:1: elsewhere: nowhere",
		"3:8: count: 7 is impossible here; it can be 8 to 9",
		`6:14: rows[1].key: the key "key" is not known here; known are other`,
		`12:7: nested.deep[0]: the key "c" is missing`,
		"12:17: nested.deep[0].b: two is odd",
		"12:17: nested.deep[0].b.unread[3]: under what was read",
	}, got)
}

func TestWhatIsMissingIsToldOnce(t *testing.T) {
	t.Parallel()
	root, report := strict.Parse([]byte("a: 1\n"))
	missing := root.Map().Need("b")
	missing.Text()
	missing.Whole(1, 2)
	missing.Items()
	missing.Fields("c").Need("c").Truth()
	require.Len(t, report.Defects(), 1)
	assert.True(t, missing.Absent())
}
