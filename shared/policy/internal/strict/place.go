package strict

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/goccy/go-yaml/ast"
)

// Place is a value in the document. A place that is absent reads as the zero value without further complaint: what
// is missing was reported once, where it was looked for.
type Place struct {
	node   ast.Node
	path   string
	report *Report
}

// Path names the place: "packages[2].coverage.P1".
func (p Place) Path() string { return p.path }

// Absent reports whether nothing was written here.
func (p Place) Absent() bool { return p.node == nil }

// Refuse adds a defect at this place.
func (p Place) Refuse(format string, args ...any) { p.report.Refuse(p.path, format, args...) }

func (p Place) child(name string, node ast.Node, at position) Place {
	path := p.path + name
	if p.path == "" {
		path = strings.TrimPrefix(path, ".")
	}
	p.report.at[path] = at
	return Place{node: node, path: path, report: p.report}
}

// Items reads a list.
func (p Place) Items() []Place {
	if p.Absent() {
		return nil
	}
	list, ok := p.node.(*ast.SequenceNode)
	if !ok {
		p.Refuse("a list is expected here")
		return nil
	}
	items := make([]Place, 0, len(list.Values))
	for i, node := range list.Values {
		items = append(items, p.child(fmt.Sprintf("[%d]", i), node, positionOf(node)))
	}
	return items
}

// Rows reads a list of at least one item.
func (p Place) Rows() []Place {
	items := p.Items()
	if list, ok := p.node.(*ast.SequenceNode); ok && len(list.Values) == 0 {
		p.Refuse("at least one row is needed here")
	}
	return items
}

// Text reads a string that is not empty.
func (p Place) Text() string {
	text, ok := p.scalar()
	if ok && text == "" {
		p.Refuse("a text is expected here, not nothing")
	}
	return text
}

// OneOf reads one of the words.
func (p Place) OneOf(words ...string) string {
	text, ok := p.scalar()
	if !ok {
		return ""
	}
	if !slices.Contains(words, text) {
		p.Refuse("%q is not known here; it can be %s", text, strings.Join(words, ", "))
		return ""
	}
	return text
}

// Whole reads a whole number from low to high.
func (p Place) Whole(low, high int) int {
	text, ok := p.scalar()
	if !ok {
		return 0
	}
	n, err := strconv.Atoi(text)
	switch {
	case err != nil:
		p.Refuse("%q is not a whole number", text)
	case n < low || n > high:
		p.Refuse("%d is impossible here; it can be %d to %d", n, low, high)
	default:
		return n
	}
	return 0
}

// Truth reads true or false.
func (p Place) Truth() bool { return p.OneOf("true", "false") == "true" }

// Duration reads whole seconds written as "15m" or "2h30m", from low to high.
func (p Place) Duration(low, high time.Duration) time.Duration {
	text, ok := p.scalar()
	if !ok {
		return 0
	}
	d, err := time.ParseDuration(text)
	switch {
	case err != nil || d%time.Second != 0:
		p.Refuse("%q is not a duration in whole seconds such as 15m or 2h30m", text)
	case d < low || d > high:
		p.Refuse("%s is impossible here; it can be %s to %s", text, low, high)
	default:
		return d
	}
	return 0
}

// scalar reads a plain value as it was written.
func (p Place) scalar() (string, bool) {
	switch node := p.node.(type) {
	case nil:
		return "", false
	case *ast.StringNode:
		return node.Value, true
	case *ast.LiteralNode:
		return node.Value.Value, true
	case *ast.IntegerNode, *ast.FloatNode, *ast.BoolNode:
		return node.GetToken().Value, true
	default:
		p.Refuse("a single value is expected here")
		return "", false
	}
}

func positionOf(node ast.Node) position {
	if pairs, ok := pairsOf(node); ok && len(pairs) > 0 {
		if m, isMapping := node.(*ast.MappingNode); !isMapping || !m.IsFlowStyle {
			node = pairs[0].Key
		}
	}
	token := node.GetToken()
	if token == nil || token.Position == nil {
		return position{1, 1}
	}
	return position{token.Position.Line, token.Position.Column}
}
