package ledger

import (
	"math"
	"strings"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
)

type item = map[string]types.AttributeValue

const (
	writeUnit = 1024
	readUnit  = 4096
)

// SizeOf is the size by which DynamoDB charges an item, in bytes: names and values of its attributes.
func SizeOf(it item) int {
	size := 0
	for name, v := range it {
		size += len(name) + valueSize(v)
	}
	return size
}

func valueSize(v types.AttributeValue) int {
	const list = 3 // of every list and map, and one byte more for each element
	switch v := v.(type) {
	case *types.AttributeValueMemberS:
		return len(v.Value)
	case *types.AttributeValueMemberB:
		return len(v.Value)
	case *types.AttributeValueMemberN:
		return numberSize(v.Value)
	case *types.AttributeValueMemberSS:
		size := 0
		for _, s := range v.Value {
			size += len(s)
		}
		return size
	case *types.AttributeValueMemberNS:
		size := 0
		for _, n := range v.Value {
			size += numberSize(n)
		}
		return size
	case *types.AttributeValueMemberL:
		size := list
		for _, inner := range v.Value {
			size += 1 + valueSize(inner)
		}
		return size
	case *types.AttributeValueMemberM:
		size := list
		for name, inner := range v.Value {
			size += 1 + len(name) + valueSize(inner)
		}
		return size
	default: // true, false and null
		return 1
	}
}

// numberSize is a byte for every two significant digits, one more, and one for a sign.
func numberSize(n string) int {
	size := 1
	if strings.HasPrefix(n, "-") {
		size++
	}
	digits := strings.TrimLeft(strings.Trim(n, "-+"), "0")
	if !strings.Contains(digits, ".") {
		digits = strings.TrimRight(digits, "0")
	}
	digits = strings.ReplaceAll(digits, ".", "")
	return size + (len(digits)+1)/2
}

// writeUnits of an item of that size; also what is not there costs one.
func writeUnits(size int) float64 { return started(size, writeUnit) }

// readUnits of so many bytes read at once.
func readUnits(size int, consistent bool) float64 {
	units := started(size, readUnit)
	if !consistent {
		units /= 2
	}
	return units
}

func started(size, unit int) float64 { return math.Max(1, math.Ceil(float64(size)/float64(unit))) }
