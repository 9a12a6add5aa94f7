package ledger

import (
	"fmt"
	"maps"
	"regexp"
	"strings"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
)

var (
	clauses    = regexp.MustCompile(`(?i)\b(SET|REMOVE)\b`)
	attribute  = regexp.MustCompile(`^#?[A-Za-z_][A-Za-z0-9_]*$`)
	assignment = regexp.MustCompile(`^(#?[A-Za-z_][A-Za-z0-9_]*)\s*=\s*(:[A-Za-z0-9_]+)$`)
)

// apply is the item after an update expression that sets whole attributes to given values and removes others.
// Anything more is an error: a wrong size is worse than none.
func apply(old item, expression string, aliases map[string]string, values map[string]types.AttributeValue) (item, error) {
	updated := maps.Clone(old)
	found := clauses.FindAllStringIndex(expression, -1)
	if len(found) == 0 || strings.TrimSpace(expression[:found[0][0]]) != "" {
		return nil, fmt.Errorf("update expression %q", expression)
	}
	for i, at := range found {
		end := len(expression)
		if i+1 < len(found) {
			end = found[i+1][0]
		}
		setting := strings.EqualFold(expression[at[0]:at[1]], "SET")
		for _, part := range strings.Split(expression[at[1]:end], ",") {
			if err := action(updated, strings.TrimSpace(part), setting, aliases, values); err != nil {
				return nil, err
			}
		}
	}
	return updated, nil
}

func action(it item, part string, setting bool, aliases map[string]string, values map[string]types.AttributeValue) error {
	name := func(alias string) string {
		if meant, ok := aliases[alias]; ok {
			return meant
		}
		return alias
	}
	if !setting {
		if !attribute.MatchString(part) {
			return fmt.Errorf("update expression removes %q", part)
		}
		delete(it, name(part))
		return nil
	}
	m := assignment.FindStringSubmatch(part)
	if m == nil {
		return fmt.Errorf("update expression sets %q", part)
	}
	value, ok := values[m[2]]
	if !ok {
		return fmt.Errorf("update expression names %s, which has no value", m[2])
	}
	it[name(m[1])] = value
	return nil
}
