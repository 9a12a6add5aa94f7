package auth

import (
	"encoding/json"
	"slices"
	"strings"
)

// roles reads the roles claim: a list, or a text in one of the forms that unflatten knows. What is not the exact name of a
// role gives no role, and neither does a claim of another type.
func roles(claim any) []Role {
	var names []string
	switch claim := claim.(type) {
	case string:
		names = unflatten(claim)
	case []any:
		for _, one := range claim {
			if name, ok := one.(string); ok {
				names = append(names, name)
			}
		}
	}
	var held []Role
	for _, role := range known {
		if slices.Contains(names, string(role)) {
			held = append(held, role)
		}
	}
	return held
}

// unflatten splits a list that has become one text: a JSON list, the gateway's "[engineer manager]", or names parted by
// spaces or commas. Within brackets a comma parts names only when a space follows: a comma may be part of a group's name
// there, and "[x,manager]" must not make a manager.
func unflatten(text string) []string {
	text = strings.TrimSpace(text)
	inner, opened := strings.CutPrefix(text, "[")
	inner, closed := strings.CutSuffix(inner, "]")
	if !opened || !closed {
		return strings.FieldsFunc(text, func(r rune) bool { return r == ' ' || r == ',' })
	}
	var list []string
	if err := json.Unmarshal([]byte(text), &list); err == nil {
		return list
	}
	names := strings.Fields(inner)
	for i := range names {
		names[i] = strings.TrimSuffix(names[i], ",")
	}
	return names
}
