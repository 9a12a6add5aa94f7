package ledger

import (
	"maps"
	"reflect"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
)

// table is the ledger's own copy of what is stored.
type table struct {
	name    string
	keys    []string
	indexes []index
	items   map[string]item
}

type index struct {
	name      string
	keys      []string
	projected map[string]bool // nil: all attributes
}

func newTable(schema *dynamodb.CreateTableInput) *table {
	t := &table{name: aws.ToString(schema.TableName), keys: names(schema.KeySchema), items: map[string]item{}}
	for _, gsi := range schema.GlobalSecondaryIndexes {
		ix := index{name: aws.ToString(gsi.IndexName), keys: names(gsi.KeySchema)}
		if gsi.Projection.ProjectionType != types.ProjectionTypeAll {
			ix.projected = map[string]bool{}
			for _, list := range [][]string{t.keys, ix.keys, gsi.Projection.NonKeyAttributes} {
				for _, name := range list {
					ix.projected[name] = true
				}
			}
		}
		t.indexes = append(t.indexes, ix)
	}
	return t
}

func names(schema []types.KeySchemaElement) []string {
	var out []string
	for _, element := range schema {
		out = append(out, aws.ToString(element.AttributeName))
	}
	return out
}

// id is the primary key of an item in one text.
func (t *table) id(it item) string { return idOf(it, t.keys) }

func idOf(it item, keys []string) string {
	var id strings.Builder
	for _, name := range keys {
		if s, ok := it[name].(*types.AttributeValueMemberS); ok {
			id.WriteString(s.Value)
		}
		id.WriteByte(0)
	}
	return id.String()
}

// old is the item that stands under the key of the given one; nil: none.
func (t *table) old(it item) item { return t.items[t.id(it)] }

// keep notes that the item stands as given.
func (t *table) keep(it item) { t.items[t.id(it)] = maps.Clone(it) }

func (t *table) drop(key item) { delete(t.items, t.id(key)) }

// entry is what the index holds of an item; nil: nothing, because the item lacks a key of it.
func (ix index) entry(it item) item {
	for _, name := range ix.keys {
		if _, ok := it[name]; !ok {
			return nil
		}
	}
	if ix.projected == nil {
		return it
	}
	entry := item{}
	for name, v := range it {
		if ix.projected[name] {
			entry[name] = v
		}
	}
	return entry
}

// units that an index costs when an item changes.
func (ix index) units(old, updated item) float64 {
	before, after := ix.entry(old), ix.entry(updated)
	switch {
	case before == nil && after == nil:
		return 0
	case before == nil:
		return writeUnits(SizeOf(after))
	case after == nil:
		return writeUnits(SizeOf(before))
	case idOf(before, ix.keys) != idOf(after, ix.keys):
		return writeUnits(SizeOf(before)) + writeUnits(SizeOf(after))
	case reflect.DeepEqual(before, after):
		return 0
	default:
		return writeUnits(max(SizeOf(before), SizeOf(after)))
	}
}
