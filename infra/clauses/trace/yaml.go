package trace

import (
	"github.com/goccy/go-yaml/ast"
)

// entry is a key of a mapping with its value.
type entry struct {
	name  string
	line  int
	value ast.Node
}

// entries are the keys of a mapping in their order; of anything else none.
func entries(node ast.Node) []entry {
	mapping, ok := node.(*ast.MappingNode)
	if !ok {
		return nil
	}
	all := make([]entry, len(mapping.Values))
	for i, v := range mapping.Values {
		all[i] = entry{scalar(v.Key), v.Key.GetToken().Position.Line, v.Value}
	}
	return all
}

// items are those of a list; of anything else none.
func items(node ast.Node) []ast.Node {
	list, ok := node.(*ast.SequenceNode)
	if !ok {
		return nil
	}
	return list.Values
}

// text is the word at a key, empty where there is none.
func text(node ast.Node, key string) string {
	for _, e := range entries(node) {
		if e.name == key {
			return scalar(e.value)
		}
	}
	return ""
}

// texts is the list of words at a key.
func texts(node ast.Node, key string) []string {
	var all []string
	for _, e := range entries(node) {
		if e.name != key {
			continue
		}
		for _, item := range items(e.value) {
			all = append(all, scalar(item))
		}
	}
	return all
}

// scalar is a word as it is written, whatever YAML takes it for.
func scalar(node ast.Node) string {
	switch n := node.(type) {
	case *ast.StringNode:
		return n.Value
	case *ast.LiteralNode:
		return n.Value.Value
	case *ast.MappingNode, *ast.SequenceNode, nil:
		return ""
	default:
		return n.GetToken().Value
	}
}

// line is where a node begins; of a mapping the line of its first key.
func line(node ast.Node) int {
	if all := entries(node); len(all) > 0 {
		return all[0].line
	}
	return node.GetToken().Position.Line
}
