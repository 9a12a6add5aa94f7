package store

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"strconv"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
)

// item is an item of the table with the few kinds of attributes that are used in it.
type item map[string]types.AttributeValue

// schemaNow is written into every item as x. A reader takes what it and the version before it have written; there is
// no version before the first.
const (
	schemaNow    = 1
	schemaOldest = 1
)

func text(s string) types.AttributeValue { return &types.AttributeValueMemberS{Value: s} }

func number[T ~int | ~int64](n T) types.AttributeValue {
	return &types.AttributeValueMemberN{Value: strconv.FormatInt(int64(n), 10)}
}

// text is the attribute's text, or nothing.
func (it item) text(name string) string {
	s, _ := it[name].(*types.AttributeValueMemberS)
	if s == nil {
		return ""
	}
	return s.Value
}

// number is the attribute's whole number, or 0.
func (it item) number(name string) int {
	n, _ := it[name].(*types.AttributeValueMemberN)
	if n == nil {
		return 0
	}
	i, _ := strconv.Atoi(n.Value)
	return i
}

// instant is a time kept as milliseconds; zero: there is none.
func (it item) instant(name string) time.Time {
	if ms := it.number(name); ms != 0 {
		return time.UnixMilli(int64(ms)).UTC()
	}
	return time.Time{}
}

// with is the key and these attributes as one item of the current schema.
func (k key) with(attributes item) item {
	it := k.item()
	maps.Copy(it, attributes)
	it["x"] = number(schemaNow)
	return it
}

// readable refuses an item of a schema that this version does not know.
func (it item) readable() error {
	if x := it.number("x"); x < schemaOldest || x > schemaNow {
		return fmt.Errorf("%s: schema %d: %w", keyOf(it), x, ErrUnreadable)
	}
	return nil
}

// document is a record that is kept whole as JSON in the attribute d.
func document(record any) (types.AttributeValue, error) {
	var d bytes.Buffer
	to := json.NewEncoder(&d)
	to.SetEscapeHTML(false) // a third of the room for texts with quotations in them
	if err := to.Encode(record); err != nil {
		return nil, fmt.Errorf("write record as JSON: %w", err)
	}
	return text(string(bytes.TrimSpace(d.Bytes()))), nil
}

// decode reads the document of the item. A field that this version does not know is refused: a fact half understood
// is another fact.
func (it item) decode(record any) error {
	if err := it.readable(); err != nil {
		return err
	}
	from := json.NewDecoder(bytes.NewReader([]byte(it.text("d"))))
	from.DisallowUnknownFields()
	if err := from.Decode(record); err != nil {
		return fmt.Errorf("%s: %w: %w", keyOf(it), ErrUnreadable, err)
	}
	if _, err := from.Token(); !errors.Is(err, io.EOF) {
		return fmt.Errorf("%s: %w: something follows the record", keyOf(it), ErrUnreadable)
	}
	return nil
}

// sizeOf is the size by which DynamoDB charges: names and values, numbers by two digits a byte.
func sizeOf(it item) int {
	size := 0
	for name, v := range it {
		size += len(name) + sizeOfValue(v)
	}
	return size
}

func sizeOfValue(v types.AttributeValue) int {
	switch v := v.(type) {
	case *types.AttributeValueMemberS:
		return len(v.Value)
	case *types.AttributeValueMemberN:
		return (len(v.Value)+1)/2 + 1
	case *types.AttributeValueMemberM:
		size := 3
		for name, inner := range v.Value {
			size += 1 + len(name) + sizeOfValue(inner)
		}
		return size
	default:
		return 0
	}
}
