package importing_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	"github.com/aws/smithy-go/middleware"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"flatsupport/infra/supportctl/importing"
	"flatsupport/infra/supportctl/importing/rows"
	"flatsupport/shared/policy"
	"flatsupport/shared/store"
)

var errCut = errors.New("the line is cut")

// cut lets so many writes of a client through and none after them. lost: the last one takes effect and its answer does
// not come.
type cut struct {
	left atomic.Int64
	lost bool
}

func (c *cut) options(o *dynamodb.Options) {
	o.APIOptions = append(o.APIOptions, func(stack *middleware.Stack) error {
		return stack.Initialize.Add(middleware.InitializeMiddlewareFunc("Cut", c.handle), middleware.Before)
	})
}

func (c *cut) handle(ctx context.Context, in middleware.InitializeInput, next middleware.InitializeHandler) (middleware.InitializeOutput, middleware.Metadata, error) {
	switch in.Parameters.(type) {
	case *dynamodb.PutItemInput, *dynamodb.DeleteItemInput, *dynamodb.UpdateItemInput, *dynamodb.TransactWriteItemsInput:
	default:
		return next.HandleInitialize(ctx, in)
	}
	left := c.left.Add(-1)
	if left >= 0 || left == -1 && c.lost {
		out, meta, err := next.HandleInitialize(ctx, in)
		if left >= 0 || err != nil {
			return out, meta, err
		}
	}
	return middleware.InitializeOutput{}, middleware.Metadata{}, errCut
}

// smallAndChanged are an import of every kind, and one that changes each, with an address that moves.
func smallAndChanged() (first, second []rows.File) {
	files := func(words ...string) []rows.File {
		w := func(i int) string { return words[i] }
		return []rows.File{
			file("staff.csv", "id,name,email,roles,levels", "belova,"+w(0)+",belova@flat.example,engineer,2"),
			file("shifts.csv", "role,person,from,to", "L2,belova,2026-12-01 09:00,2026-12-01 1"+w(1)+":00"),
			file("partners.csv", "id,name,status", "sever,"+w(0)+",service_partner"),
			file("customers.csv", "id,name", "onega,"+w(0)),
			file("installations.csv", "customer,id,product,version", "onega,hq,softswitch,"+w(1)),
			file("licences.csv", "customer,installation,activated", "onega,hq,"+w(1)),
			file("certificates.csv", "customer,id,package,installation,soldOn,termMonths,licences,partner", "onega,c1,TS_8X5_L3,hq,2026-01-10,12,"+w(1)+",sever"),
			file("intents.csv", "customer,certificate,declaredOn,by", "onega,c1,2026-11-01,"+w(0)),
			file("partner-contacts.csv", "partner,id,email", "sever,daria,"+w(0)+"@sever.example"),
			file("contacts.csv", "customer,id,email", "onega,maria,"+w(0)+"@onega.example"),
		}
	}
	return files("one", "7"), files("two", "8")
}

// An import is cut off at each of its writes in turn. What was written is whole; running it again completes it, and the
// table is then what it is without an interruption.
func TestAnImportThatWasInterruptedAtAnyWriteIsCompletedByRunningItAgain(t *testing.T) {
	t.Parallel()
	first, second := smallAndChanged()
	straight := newBench(t)
	straight.imported(t, first...)
	afterFirst := straight.all(t)
	straight.imported(t, second...)
	want := straight.all(t)

	cases := []struct {
		name          string
		before, files []rows.File
		want          []map[string]types.AttributeValue
	}{
		{"the first", nil, first, afterFirst},
		{"one that changes everything", first, second, want},
	}
	for _, c := range cases {
		for _, lost := range []bool{false, true} {
			t.Run(fmt.Sprintf("%s, lost %t", c.name, lost), func(t *testing.T) {
				t.Parallel()
				for writes := int64(0); ; writes++ {
					b := newBench(t)
					if c.before != nil {
						b.imported(t, c.before...)
					}
					line := &cut{lost: lost}
					line.left.Store(writes)
					_, err := b.through(t, line.options).run(t, false, c.files...)
					if err == nil {
						assert.GreaterOrEqual(t, writes, int64(len(c.files)-3), "it was cut off at each write; four kinds go into one transaction")
						return
					}
					require.ErrorIs(t, err, importing.ErrUnfinished)
					require.ErrorIs(t, err, errCut)
					b.imported(t, c.files...)
					require.ElementsMatch(t, c.want, b.all(t), "after %d writes", writes)
					require.Zero(t, b.imported(t, c.files...).ToWrite)
				}
			})
		}
	}
}

func TestAnImportThatIsToldToStopStops(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	ctx, cancel := context.WithCancel(t.Context())
	editions, err := policy.Editions()
	require.NoError(t, err)
	report, err := importing.Import{
		Store: b.Store, Editions: editions, Now: monday, Files: examples(t),
		Progress: func(stage string, done, _ int) {
			if stage == "written" && done == 10 {
				cancel()
			}
		},
	}.Run(ctx)
	assert.ErrorIs(t, err, importing.ErrUnfinished)
	assert.ErrorIs(t, err, context.Canceled)
	assert.Equal(t, 10, report.Written)
	assert.Equal(t, 26, b.imported(t, examples(t)...).Written)
}

// Two imports have both read the table before either writes. Who comes second to a record is told; no record is half of
// one and half of the other, and nobody of the second signs in.
func TestOfTwoImportsAtOnceTheSecondIsTold(t *testing.T) {
	t.Parallel()
	first, second := smallAndChanged()
	for _, c := range []struct {
		name   string
		before []rows.File
	}{{"new records", nil}, {"known records", first}} {
		for i, kind := range rows.Kinds() {
			t.Run(c.name+": "+kind.Name, func(t *testing.T) {
				t.Parallel()
				b := newBench(t)
				b.imported(t, c.before...)
				b.imported(t, second[:i]...) // what it refers to
				mine, theirs := second[i], third(second[i])
				report, err := b.meanwhile(t, theirs, mine)
				assert.ErrorIs(t, err, importing.ErrUnfinished)
				assert.ErrorIs(t, err, store.ErrConflict)
				assert.ErrorContains(t, err, "was changed by somebody else")
				assert.Zero(t, report.Written)
				assert.Zero(t, b.imported(t, theirs).ToWrite, "theirs stands, whole")
				for _, subject := range []string{"two@onega.example", "two@sever.example"} {
					if bytes.Contains(mine.Text, []byte(subject)) {
						assert.Empty(t, b.subject(t, subject))
					}
				}
			})
		}
	}
}

// third is the file with other values.
func third(f rows.File) rows.File {
	text := string(f.Text)
	for old, replacement := range map[string]string{"two": "three", "18:00": "19:00", "softswitch,8": "softswitch,9", "hq,8": "hq,9", "12,8,": "12,9,"} {
		text = strings.ReplaceAll(text, old, replacement)
	}
	return rows.File{Name: f.Name, Text: []byte(text)}
}

// meanwhile imports mine, and theirs between its reading and its writing.
func (b bench) meanwhile(t *testing.T, theirs, mine rows.File) (importing.Report, error) {
	t.Helper()
	var once sync.Once
	through := b.through(t, func(o *dynamodb.Options) {
		o.APIOptions = append(o.APIOptions, func(stack *middleware.Stack) error {
			return stack.Initialize.Add(middleware.InitializeMiddlewareFunc("Meanwhile",
				func(ctx context.Context, in middleware.InitializeInput, next middleware.InitializeHandler) (middleware.InitializeOutput, middleware.Metadata, error) {
					switch in.Parameters.(type) {
					case *dynamodb.PutItemInput, *dynamodb.TransactWriteItemsInput:
						once.Do(func() { b.imported(t, theirs) })
					}
					return next.HandleInitialize(ctx, in)
				}), middleware.Before)
		})
	})
	return through.run(t, false, mine)
}

func TestTwoImportsOfTheSameFilesAtOnceAreOne(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	var both sync.WaitGroup
	for range 2 {
		both.Go(func() {
			_, err := b.run(t, false, examples(t)...)
			assert.NoError(t, err)
		})
	}
	both.Wait()
	assert.Zero(t, b.imported(t, examples(t)...).ToWrite)
	for _, item := range b.all(t) {
		assert.NotRegexp(t, `^F#.*#0002$`, textOf(item["sk"]))
	}
}
