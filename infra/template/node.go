package template

import (
	"errors"
	"fmt"
	"strings"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/parser"
	"github.com/goccy/go-yaml/token"
)

// node is a piece of the file that remembers its line. Exactly one of the forms is filled: an intrinsic function with its
// argument, a mapping, a list, or a scalar.
type node struct {
	line     int
	function string // such as Ref or Fn::Sub
	argument *node
	keys     []string // in the order of the file
	fields   map[string]*node
	items    []*node
	scalar   any // string, int64, float64, bool or nil
	form     form
}

type form int

const (
	scalar form = iota
	list
	mapping
	intrinsic
)

func (f form) String() string {
	return [...]string{"a plain value", "a list", "a mapping", "an intrinsic function"}[f]
}

// defect is a complaint with its line.
type defect struct {
	line     int
	sentence string
}

func (d defect) Error() string { return fmt.Sprintf("line %d: %s", d.line, d.sentence) }

func (n *node) wrong(format string, args ...any) error {
	return defect{line: n.line, sentence: fmt.Sprintf(format, args...)}
}

func parse(text []byte) (*node, error) {
	file, err := parser.ParseBytes(text, 0)
	if err != nil {
		var broken yaml.Error
		if errors.As(err, &broken) && broken.GetToken() != nil {
			return nil, defect{line: broken.GetToken().Position.Line, sentence: broken.GetMessage()}
		}
		return nil, defect{line: 1, sentence: err.Error()}
	}
	if len(file.Docs) == 0 || file.Docs[0].Body == nil {
		return nil, defect{line: 1, sentence: "the file is empty"}
	}
	if len(file.Docs) > 1 {
		return nil, defect{line: lineOf(file.Docs[1].Start), sentence: "a second document begins where one is wanted"}
	}
	root, err := convert(file.Docs[0].Body)
	if err != nil {
		return nil, err
	}
	if root.form != mapping {
		return nil, root.wrong("holds %s where sections are wanted", root.form)
	}
	return root, nil
}

func convert(from ast.Node) (*node, error) {
	n := &node{line: lineOf(from.GetToken())}
	switch v := from.(type) {
	case *ast.MappingNode:
		return convertMapping(n, v.Values)
	case *ast.MappingValueNode:
		return convertMapping(n, []*ast.MappingValueNode{v})
	case *ast.SequenceNode:
		n.form = list
		for _, item := range v.Values {
			converted, err := convert(item)
			if err != nil {
				return nil, err
			}
			n.items = append(n.items, converted)
		}
		return n, nil
	case *ast.TagNode:
		return convertTag(n, v)
	case *ast.StringNode:
		n.scalar = v.Value
	case *ast.LiteralNode:
		n.scalar = v.Value.Value
	case *ast.IntegerNode:
		whole, err := wholeNumber(v)
		if err != nil {
			return nil, n.wrong("%v", err)
		}
		n.scalar = whole
	case *ast.FloatNode:
		n.scalar = v.Value
	case *ast.BoolNode:
		n.scalar = v.Value
	case *ast.NullNode:
		n.scalar = nil
	default:
		return nil, n.wrong("YAML %s is not understood in a template", from.Type())
	}
	return n, nil
}

func wholeNumber(v *ast.IntegerNode) (int64, error) {
	switch number := v.Value.(type) {
	case int64:
		return number, nil
	case uint64:
		if number <= 1<<63-1 {
			return int64(number), nil
		}
	}
	return 0, fmt.Errorf("%s is too large a number", v.Token.Value)
}

func convertMapping(n *node, values []*ast.MappingValueNode) (*node, error) {
	n.form, n.fields = mapping, make(map[string]*node, len(values))
	for i, pair := range values {
		key := pair.Key.GetToken()
		if _, ok := pair.Key.(*ast.MergeKeyNode); ok {
			return nil, defect{line: lineOf(key), sentence: "merge keys are not understood in a template"}
		}
		if i == 0 {
			n.line = lineOf(key)
		}
		value, err := convert(pair.Value)
		if err != nil {
			return nil, err
		}
		if value.form == mapping || value.form == scalar && value.scalar == nil {
			value.line = lineOf(key) // where a reader looks for it
		}
		n.keys = append(n.keys, key.Value)
		n.fields[key.Value] = value
	}
	if len(n.keys) == 1 && isIntrinsic(n.keys[0]) {
		return &node{line: n.line, form: intrinsic, function: n.keys[0], argument: n.fields[n.keys[0]]}, nil
	}
	return n, nil
}

// convertTag turns the short form (!Sub x) into the same node as the long one ({"Fn::Sub": x}).
func convertTag(n *node, v *ast.TagNode) (*node, error) {
	if v.Value == nil {
		return nil, n.wrong("%s has no argument", v.Start.Value)
	}
	argument, err := convert(v.Value)
	if err != nil {
		return nil, err
	}
	name := strings.TrimPrefix(v.Start.Value, "!")
	if name != "Ref" && name != "Condition" {
		name = "Fn::" + name
	}
	return &node{line: n.line, form: intrinsic, function: name, argument: argument}, nil
}

// isIntrinsic knows the long forms. The long form of Condition looks like any field of that name, so it is not one of them.
func isIntrinsic(key string) bool { return key == "Ref" || strings.HasPrefix(key, "Fn::") }

func lineOf(t *token.Token) int {
	if t == nil || t.Position == nil {
		return 0
	}
	return t.Position.Line
}
