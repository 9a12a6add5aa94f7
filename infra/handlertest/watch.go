package handlertest

import (
	"fmt"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	"github.com/stretchr/testify/require"

	"flatsupport/shared/ticket"
)

// Keys are the keys of all items of the table whose partition or sort key begins with one of the prefixes: what has
// been stored, orphans included.
func (d *Desk) Keys(t testing.TB, prefixes ...string) []string {
	t.Helper()
	var found []string
	pages := dynamodb.NewScanPaginator(d.DB, &dynamodb.ScanInput{TableName: &d.Table, ConsistentRead: aws.Bool(true)})
	for pages.HasMorePages() {
		out, err := pages.NextPage(t.Context())
		require.NoError(t, err)
		for _, it := range out.Items {
			pk, sk := Text(it["pk"]), Text(it["sk"])
			for _, prefix := range prefixes {
				if strings.HasPrefix(pk, prefix) || strings.HasPrefix(sk, prefix) {
					found = append(found, pk+" "+sk)
					break
				}
			}
		}
	}
	return found
}

// Stored are the keys of everything that a submission stores: requests, tickets and messages.
func (d *Desk) Stored(t testing.TB) []string {
	t.Helper()
	return d.Keys(t, "T#", "R#")
}

// Text is a text of an item or of a request.
func Text(v types.AttributeValue) string {
	if s, ok := v.(*types.AttributeValueMemberS); ok {
		return s.Value
	}
	return ""
}

func nameOf(fact ticket.Fact) string {
	_, name, _ := strings.Cut(fmt.Sprintf("%T", fact), ".")
	return name
}
