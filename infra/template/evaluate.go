package template

import (
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// absent is what AWS::NoValue evaluates to: the field or item that holds it is left out.
var absent = &node{}

// evaluate works out every intrinsic function in n. What comes back holds only plain values, lists and mappings, with
// references to resources as text.
func (s *scope) evaluate(n *node) (*node, error) {
	switch n.form {
	case scalar:
		return n, nil
	case list:
		result := &node{line: n.line, form: list}
		for _, item := range n.items {
			value, err := s.evaluate(item)
			if err != nil {
				return nil, err
			}
			if value != absent {
				result.items = append(result.items, value)
			}
		}
		return result, nil
	case mapping:
		result := &node{line: n.line, form: mapping, fields: map[string]*node{}}
		for _, key := range n.keys {
			value, err := s.evaluate(n.fields[key])
			if err != nil {
				return nil, err
			}
			if value != absent {
				result.keys = append(result.keys, key)
				result.fields[key] = value
			}
		}
		return result, nil
	case intrinsic:
		return s.call(n)
	}
	return nil, n.wrong("cannot be evaluated")
}

func (s *scope) call(n *node) (*node, error) {
	switch n.function {
	case "Ref":
		return s.ref(n)
	case "Fn::GetAtt":
		return s.getAtt(n)
	case "Fn::Sub":
		return s.sub(n)
	case "Fn::If":
		return s.choose(n)
	case "Fn::Join":
		return s.join(n)
	case "Fn::Split":
		return s.split(n)
	case "Fn::Select":
		return s.pick(n)
	}
	return nil, n.wrong("%s is not understood here", n.function)
}

// plain makes a value that stands on the line of n.
func (n *node) plain(value string) *node { return &node{line: n.line, scalar: value} }

func (s *scope) ref(n *node) (*node, error) {
	name, err := s.text(n.argument)
	if err != nil {
		return nil, err
	}
	if name == noValue {
		return absent, nil
	}
	value, err := s.name(n, name)
	if err != nil {
		return nil, err
	}
	return n.plain(value), nil
}

// name gives what Ref of a name gives: the value of a parameter, or the reference as text.
func (s *scope) name(n *node, name string) (string, error) {
	if value, ok := s.parameters[name]; ok {
		return value, nil
	}
	if slices.Contains(pseudoParameters, name) {
		if value, ok := s.pseudo[name]; ok {
			return value, nil
		}
		return Reference{Resource: name}.String(), nil
	}
	if err := s.mustExist(n, name); err != nil {
		return "", err
	}
	return Reference{Resource: name}.String(), nil
}

func (s *scope) mustExist(n *node, resource string) error {
	there, declared := s.resources[resource]
	switch {
	case !declared:
		return n.wrong("%s is neither a parameter nor a resource of this template", resource)
	case !there:
		return n.wrong("%s is used although its condition does not hold", resource)
	}
	return nil
}

func (s *scope) getAtt(n *node) (*node, error) {
	var resource, attribute string
	if n.argument.form == list {
		parts, err := s.textsOf(n, 2, 2)
		if err != nil {
			return nil, err
		}
		resource, attribute = parts[0], parts[1]
	} else {
		text, err := s.text(n.argument)
		if err != nil {
			return nil, err
		}
		resource, attribute, _ = strings.Cut(text, ".")
	}
	if attribute == "" {
		return nil, n.wrong("Fn::GetAtt of %s names no attribute", resource)
	}
	if err := s.mustExist(n, resource); err != nil {
		return nil, err
	}
	return n.plain(Reference{Resource: resource, Attribute: attribute}.String()), nil
}

var placeholder = regexp.MustCompile(`\$\{([^}]*)\}`)

func (s *scope) sub(n *node) (*node, error) {
	format, own := n.argument, map[string]*node{}
	if n.argument.form == list {
		parts, err := s.arguments(n, 2, 2)
		if err != nil {
			return nil, err
		}
		format = parts[0]
		if parts[1].form != mapping {
			return nil, parts[1].wrong("Fn::Sub wants a mapping of names after its text")
		}
		own = parts[1].fields
	}
	if format.form != scalar {
		return nil, n.wrong("Fn::Sub wants a text")
	}
	text, err := s.text(format)
	if err != nil {
		return nil, err
	}
	var failure error
	result := placeholder.ReplaceAllStringFunc(text, func(found string) string {
		value, err := s.inSub(n, strings.TrimSpace(found[2:len(found)-1]), own)
		if err != nil && failure == nil {
			failure = err
		}
		return value
	})
	return n.plain(result), failure
}

func (s *scope) inSub(n *node, name string, own map[string]*node) (string, error) {
	if value, ok := own[name]; ok {
		return s.text(value)
	}
	if strings.HasPrefix(name, "!") {
		return "", n.wrong("${%s} is not understood here", name)
	}
	resource, attribute, hasAttribute := strings.Cut(name, ".")
	if !hasAttribute {
		return s.name(n, name)
	}
	if err := s.mustExist(n, resource); err != nil {
		return "", err
	}
	return Reference{Resource: resource, Attribute: attribute}.String(), nil
}

func (s *scope) choose(n *node) (*node, error) {
	parts, err := s.arguments(n, 3, 3)
	if err != nil {
		return nil, err
	}
	name, err := s.text(parts[0])
	if err != nil {
		return nil, err
	}
	holds, err := s.condition(name, n)
	if err != nil {
		return nil, err
	}
	if holds {
		return s.evaluate(parts[1])
	}
	return s.evaluate(parts[2])
}

func (s *scope) join(n *node) (*node, error) {
	parts, err := s.arguments(n, 2, 2)
	if err != nil {
		return nil, err
	}
	between, err := s.text(parts[0])
	if err != nil {
		return nil, err
	}
	texts, err := s.list(parts[1])
	return n.plain(strings.Join(texts, between)), err
}

func (s *scope) split(n *node) (*node, error) {
	parts, err := s.textsOf(n, 2, 2)
	if err != nil {
		return nil, err
	}
	result := &node{line: n.line, form: list}
	for _, piece := range strings.Split(parts[1], parts[0]) {
		result.items = append(result.items, n.plain(piece))
	}
	return result, nil
}

func (s *scope) pick(n *node) (*node, error) {
	parts, err := s.arguments(n, 2, 2)
	if err != nil {
		return nil, err
	}
	number, err := s.text(parts[0])
	if err != nil {
		return nil, err
	}
	texts, err := s.list(parts[1])
	if err != nil {
		return nil, err
	}
	index, err := strconv.Atoi(number)
	if err != nil || index < 0 || index >= len(texts) {
		return nil, n.wrong("Fn::Select wants item %s of a list of %d", number, len(texts))
	}
	return n.plain(texts[index]), nil
}
