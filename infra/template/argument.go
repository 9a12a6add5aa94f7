package template

import (
	"fmt"
	"strconv"
)

// arguments gives the arguments of an intrinsic function that takes a list of them.
func (s *scope) arguments(n *node, least, most int) ([]*node, error) {
	if n.argument.form != list || len(n.argument.items) < least || len(n.argument.items) > most {
		want := fmt.Sprintf("%d to %d", least, most)
		if least == most {
			want = strconv.Itoa(least)
		}
		return nil, n.wrong("%s wants a list of %s", n.function, want)
	}
	return n.argument.items, nil
}

func (s *scope) textsOf(n *node, least, most int) ([]string, error) {
	parts, err := s.arguments(n, least, most)
	if err != nil {
		return nil, err
	}
	texts := make([]string, 0, len(parts))
	for _, part := range parts {
		text, err := s.text(part)
		if err != nil {
			return nil, err
		}
		texts = append(texts, text)
	}
	return texts, nil
}

// list evaluates n to a list of plain values.
func (s *scope) list(n *node) ([]string, error) {
	value, err := s.evaluate(n)
	if err != nil {
		return nil, err
	}
	if value == absent || value.form != list {
		return nil, n.wrong("a list is wanted here")
	}
	texts := make([]string, 0, len(value.items))
	for _, item := range value.items {
		text, err := item.text()
		if err != nil {
			return nil, err
		}
		texts = append(texts, text)
	}
	return texts, nil
}

// text evaluates n to a plain value.
func (s *scope) text(n *node) (string, error) {
	value, err := s.evaluate(n)
	if err != nil {
		return "", err
	}
	if value == absent {
		return "", n.wrong("a value is wanted here, not AWS::NoValue")
	}
	return value.text()
}

// text gives a plain value as CloudFormation would write it.
func (n *node) text() (string, error) {
	if n.form != scalar {
		return "", n.wrong("%s stands where a plain value is wanted", n.form)
	}
	switch value := n.scalar.(type) {
	case string:
		return value, nil
	case int64:
		return strconv.FormatInt(value, 10), nil
	case float64:
		return strconv.FormatFloat(value, 'g', -1, 64), nil
	case bool:
		return strconv.FormatBool(value), nil
	}
	return "", n.wrong("nothing stands where a value is wanted")
}

// value gives an evaluated node as plain Go values.
func (n *node) value() any {
	switch n.form {
	case list:
		items := make([]any, 0, len(n.items))
		for _, item := range n.items {
			items = append(items, item.value())
		}
		return items
	case mapping:
		fields := make(map[string]any, len(n.keys))
		for _, key := range n.keys {
			fields[key] = n.fields[key].value()
		}
		return fields
	case scalar, intrinsic:
	}
	return n.scalar
}
