package template

import (
	"regexp"
	"slices"
	"strings"
)

// scope is what the names in a template stand for.
type scope struct {
	parameters map[string]string
	pseudo     map[string]string
	conditions map[string]*node
	deciding   []string // conditions being decided, to notice a circle
	// resources holds the declared ones; false for one whose condition does not hold.
	resources map[string]bool
}

var (
	sections = []string{
		"AWSTemplateFormatVersion", "Transform", "Description", "Metadata",
		"Parameters", "Rules", "Conditions", "Globals", "Resources", "Outputs",
	}
	pseudoParameters = []string{
		"AWS::AccountId", "AWS::NotificationARNs", "AWS::Partition", "AWS::Region", "AWS::StackId", "AWS::StackName", "AWS::URLSuffix",
	}
)

const noValue = "AWS::NoValue"

func newScope(root *node, given map[string]string) (*scope, error) {
	s := &scope{
		parameters: map[string]string{}, pseudo: map[string]string{},
		conditions: map[string]*node{}, resources: map[string]bool{},
	}
	if err := s.takeParameters(root, given); err != nil {
		return nil, err
	}
	if conditions := root.fields["Conditions"]; conditions != nil {
		s.conditions = conditions.fields
	}
	for _, name := range sortedKeys(s.conditions) {
		if _, err := s.condition(name, s.conditions[name]); err != nil {
			return nil, err
		}
	}
	if err := s.checkRules(root.fields["Rules"]); err != nil {
		return nil, err
	}
	return s, nil
}

func (s *scope) takeParameters(root *node, given map[string]string) error {
	declared := root.fields["Parameters"]
	if declared == nil {
		declared = &node{line: root.line, form: mapping}
	}
	for _, name := range sortedKeys(given) {
		switch {
		case slices.Contains(pseudoParameters, name):
			s.pseudo[name] = given[name]
		case declared.fields[name] == nil:
			return declared.wrong("there is no parameter %s", name)
		}
	}
	for _, name := range declared.keys {
		value, err := parameterValue(name, declared.fields[name], given)
		if err != nil {
			return err
		}
		s.parameters[name] = value
	}
	return nil
}

func parameterValue(name string, declared *node, given map[string]string) (string, error) {
	read := readFields("parameter "+name, declared)
	if kind := read.text("Type"); read.err == nil && kind != "String" && kind != "Number" {
		return "", declared.wrong("parameter %s: type %s is not understood here, only String and Number", name, kind)
	}
	value, ok := given[name]
	if !ok {
		if !read.has("Default") {
			return "", declared.wrong("parameter %s has no value and no default", name)
		}
		value = read.text("Default")
	}
	if allowed := read.texts("AllowedValues"); len(allowed) > 0 && !slices.Contains(allowed, value) {
		return "", declared.wrong("parameter %s is %q where one of %s is wanted", name, value, strings.Join(allowed, ", "))
	}
	if read.has("AllowedPattern") {
		pattern, err := regexp.Compile("^(?:" + read.text("AllowedPattern") + ")$")
		if err != nil {
			return "", declared.wrong("parameter %s: AllowedPattern cannot be read: %v", name, err)
		}
		if !pattern.MatchString(value) {
			return "", declared.wrong("parameter %s is %q: %s", name, value, read.optional("ConstraintDescription", "not allowed"))
		}
	}
	return value, read.err
}

func (s *scope) checkRules(rules *node) error {
	if rules == nil {
		return nil
	}
	for _, name := range rules.keys {
		rule := rules.fields[name]
		if when := rule.fields["RuleCondition"]; when != nil {
			applies, err := s.truth(when)
			if err != nil {
				return err
			}
			if !applies {
				continue
			}
		}
		assertions := rule.fields["Assertions"]
		if assertions == nil {
			return rule.wrong("rule %s has no Assertions", name)
		}
		for _, assertion := range assertions.items {
			if assertion.fields["Assert"] == nil {
				return assertion.wrong("rule %s: an assertion has no Assert", name)
			}
			holds, err := s.truth(assertion.fields["Assert"])
			if err != nil {
				return err
			}
			if !holds {
				read := readFields("rule "+name, assertion)
				return assertion.wrong("rule %s does not hold: %s", name, read.optional("AssertDescription", "no reason given"))
			}
		}
	}
	return nil
}

// condition decides a named condition; asked tells on which line an unknown name was used.
func (s *scope) condition(name string, asked *node) (bool, error) {
	definition := s.conditions[name]
	if definition == nil {
		return false, asked.wrong("there is no condition %s", name)
	}
	if slices.Contains(s.deciding, name) {
		return false, definition.wrong("condition %s depends on itself", name)
	}
	s.deciding = append(s.deciding, name)
	defer func() { s.deciding = s.deciding[:len(s.deciding)-1] }()
	return s.truth(definition)
}

func (s *scope) truth(n *node) (bool, error) {
	if n.form == mapping && len(n.keys) == 1 && n.keys[0] == "Condition" {
		n = &node{line: n.line, form: intrinsic, function: "Condition", argument: n.fields["Condition"]}
	}
	if n.form != intrinsic {
		return false, n.wrong("%s stands where a condition is wanted", n.form)
	}
	switch n.function {
	case "Condition":
		name, err := s.text(n.argument)
		if err != nil {
			return false, err
		}
		return s.condition(name, n)
	case "Fn::Equals":
		sides, err := s.arguments(n, 2, 2)
		if err != nil {
			return false, err
		}
		left, err := s.text(sides[0])
		if err != nil {
			return false, err
		}
		right, err := s.text(sides[1])
		return left == right, err
	case "Fn::Not":
		inner, err := s.arguments(n, 1, 1)
		if err != nil {
			return false, err
		}
		holds, err := s.truth(inner[0])
		return !holds, err
	case "Fn::And", "Fn::Or":
		return s.junction(n)
	}
	return false, n.wrong("%s is not understood as a condition", n.function)
}

func (s *scope) junction(n *node) (bool, error) {
	parts, err := s.arguments(n, 2, 10)
	if err != nil {
		return false, err
	}
	every, some := true, false
	for _, part := range parts {
		holds, err := s.truth(part)
		if err != nil {
			return false, err
		}
		every, some = every && holds, some || holds
	}
	if n.function == "Fn::And" {
		return every, nil
	}
	return some, nil
}
