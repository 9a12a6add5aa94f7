package play

import (
	"context"
	"strings"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	"github.com/aws/smithy-go/middleware"
)

// breakFacts makes the reads of a customer's facts fail while an outage lasts, with the error that the service would
// give: those of the entitlement check, or those of every function. Nothing else of the table is touched.
func (w *world) breakFacts(o *dynamodb.Options) {
	o.APIOptions = append(o.APIOptions, func(stack *middleware.Stack) error {
		return stack.Initialize.Add(middleware.InitializeMiddlewareFunc("Outage",
			func(ctx context.Context, in middleware.InitializeInput, next middleware.InitializeHandler) (middleware.InitializeOutput, middleware.Metadata, error) {
				query, ok := in.Parameters.(*dynamodb.QueryInput)
				hit := w.running == entitlementQueue || w.outage.Everywhere
				if ok && hit && w.out() && readsFacts(query) {
					return middleware.InitializeOutput{}, middleware.Metadata{}, &types.InternalServerError{}
				}
				return next.HandleInitialize(ctx, in)
			}), middleware.Before)
	})
}

func readsFacts(query *dynamodb.QueryInput) bool {
	for _, value := range query.ExpressionAttributeValues {
		if s, ok := value.(*types.AttributeValueMemberS); ok && strings.HasPrefix(s.Value, "C#") {
			return true
		}
	}
	return false
}
