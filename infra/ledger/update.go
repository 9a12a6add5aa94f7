package ledger

import (
	"errors"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
)

var (
	clauses    = regexp.MustCompile(`(?i)\b(SET|REMOVE|ADD)\b`)
	attribute  = regexp.MustCompile(`^#?[A-Za-z_][A-Za-z0-9_]*$`)
	assignment = regexp.MustCompile(`^(#?[A-Za-z_][A-Za-z0-9_]*)\s*=\s*(:[A-Za-z0-9_]+)$`)
	addition   = regexp.MustCompile(`^(#?[A-Za-z_][A-Za-z0-9_]*)\s+(:[A-Za-z0-9_]+)$`)
	// An attribute that keeps its value where it has one, or counts on from it.
	keeping = regexp.MustCompile(`^(#?[A-Za-z_][A-Za-z0-9_]*)\s*=\s*if_not_exists\((#?[A-Za-z_][A-Za-z0-9_]*),\s*(:[A-Za-z0-9_]+)\)(\s*\+\s*(:[A-Za-z0-9_]+))?$`)
)

// parts are the actions of a clause: a comma within brackets parts none.
func parts(text string) []string {
	var all []string
	depth, from := 0, 0
	for i, c := range text {
		switch {
		case c == '(':
			depth++
		case c == ')':
			depth--
		case c == ',' && depth == 0:
			all, from = append(all, text[from:i]), i+1
		}
	}
	return append(all, text[from:])
}

// apply is the item after an update expression that sets whole attributes to given values, keeps those that are there or
// counts on from them, adds to sets of strings, and removes others.
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
		verb := strings.ToUpper(expression[at[0]:at[1]])
		for _, part := range parts(expression[at[1]:end]) {
			if err := action(updated, strings.TrimSpace(part), verb, aliases, values); err != nil {
				return nil, err
			}
		}
	}
	return updated, nil
}

func action(it item, part, verb string, aliases map[string]string, values map[string]types.AttributeValue) error {
	name := func(alias string) string {
		if meant, ok := aliases[alias]; ok {
			return meant
		}
		return alias
	}
	switch verb {
	case "ADD":
		m := addition.FindStringSubmatch(part)
		if m == nil {
			return fmt.Errorf("update expression adds %q", part)
		}
		return join(it, name(m[1]), values[m[2]])
	case "REMOVE":
		if !attribute.MatchString(part) {
			return fmt.Errorf("update expression removes %q", part)
		}
		delete(it, name(part))
		return nil
	}
	if m := keeping.FindStringSubmatch(part); len(m) > 5 && name(m[1]) == name(m[2]) {
		return keep(it, name(m[1]), values[m[3]], values[m[5]])
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

// join adds to a set of strings, or begins one.
func join(it item, name string, more types.AttributeValue) error {
	added, isSet := more.(*types.AttributeValueMemberSS)
	if !isSet {
		return fmt.Errorf("update expression adds to %q what is no set of strings", name)
	}
	var all []string
	switch stands := it[name].(type) {
	case nil:
	case *types.AttributeValueMemberSS:
		all = slices.Clone(stands.Value)
	default:
		return fmt.Errorf("update expression adds to %q, which is no set of strings", name)
	}
	for _, one := range added.Value {
		if !slices.Contains(all, one) {
			all = append(all, one)
		}
	}
	it[name] = &types.AttributeValueMemberSS{Value: all}
	return nil
}

// keep leaves the attribute as it is, or gives it its first value; then it adds what is to be added.
func keep(it item, name string, first, more types.AttributeValue) error {
	value, there := it[name]
	if !there {
		value = first
	}
	if value == nil {
		return fmt.Errorf("update expression keeps %q, which has no first value", name)
	}
	if more == nil {
		it[name] = value
		return nil
	}
	a, isNumber := value.(*types.AttributeValueMemberN)
	b, addsNumber := more.(*types.AttributeValueMemberN)
	if !isNumber || !addsNumber {
		return fmt.Errorf("update expression adds to %q, which is no number", name)
	}
	sum, err := strconv.Atoi(a.Value)
	add, wrong := strconv.Atoi(b.Value)
	it[name] = &types.AttributeValueMemberN{Value: strconv.Itoa(sum + add)}
	return errors.Join(err, wrong)
}
