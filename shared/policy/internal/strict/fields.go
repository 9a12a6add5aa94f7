package strict

import (
	"slices"
	"strings"

	"github.com/goccy/go-yaml/ast"
)

// Fields are the named values of a mapping.
type Fields struct {
	place  Place
	values map[string]Place
	keys   []string // as they stand in the document
}

// Fields reads a mapping that may have the known keys and no others.
func (p Place) Fields(known ...string) Fields { return p.FieldsBut(nil, known...) }

// FieldsBut is Fields for a mapping in which some keys, though understood, are refused, each for a reason of its own.
func (p Place) FieldsBut(refused map[string]string, known ...string) Fields {
	f := p.Map()
	for _, key := range f.keys {
		if reason, understood := refused[key]; understood {
			p.report.refuseAt(p.report.keys[f.values[key].path], f.values[key].path, "%s", reason)
		} else if !slices.Contains(known, key) {
			p.report.refuseAt(p.report.keys[f.values[key].path], f.values[key].path,
				"the key %q is not known here; known are %s", key, strings.Join(known, ", "))
		}
	}
	return f
}

// Map reads a mapping with any keys, each once.
func (p Place) Map() Fields {
	f := Fields{place: p, values: map[string]Place{}}
	if p.Absent() {
		return f
	}
	pairs, ok := pairsOf(p.node)
	if !ok {
		p.Refuse("keys with values are expected here")
		return f
	}
	for _, pair := range pairs {
		f.add(pair)
	}
	return f
}

func (f *Fields) add(pair *ast.MappingValueNode) {
	at := positionOf(pair.Key)
	key, ok := pair.Key.(*ast.StringNode)
	if !ok {
		f.place.report.refuseAt(at, f.place.path, "a plain word is expected as the key")
		return
	}
	if first, twice := f.values[key.Value]; twice {
		f.place.report.refuseAt(at, first.path, "the key %q stands here a second time", key.Value)
		return
	}
	value := pair.Value
	if _, null := value.(*ast.NullNode); null {
		value = nil
	}
	spot := at
	if value != nil {
		spot = positionOf(value)
	}
	child := f.place.child("."+key.Value, value, spot)
	f.place.report.keys[child.path] = at
	f.values[key.Value] = child
	f.keys = append(f.keys, key.Value)
}

// Keys lists the keys in the order of the document.
func (f Fields) Keys() []string { return f.keys }

// Need returns the value of a key that must be there.
func (f Fields) Need(key string) Place {
	value, written := f.values[key]
	switch {
	case f.place.Absent():
		return Place{path: f.place.path, report: f.place.report}
	case !written:
		f.place.Refuse("the key %q is missing", key)
		return Place{path: f.place.path, report: f.place.report}
	case value.Absent():
		value.Refuse("a value is missing here")
	}
	return value
}

// May returns the value of a key that may be left out.
func (f Fields) May(key string) Place {
	value, written := f.values[key]
	if !written {
		return Place{path: f.place.path, report: f.place.report}
	}
	if value.Absent() {
		value.Refuse("a value is missing here; leave the key out instead")
	}
	return value
}

// Has reports whether the key was written.
func (f Fields) Has(key string) bool {
	_, written := f.values[key]
	return written
}

func pairsOf(node ast.Node) ([]*ast.MappingValueNode, bool) {
	switch node := node.(type) {
	case *ast.MappingNode:
		return node.Values, true
	case *ast.MappingValueNode:
		return []*ast.MappingValueNode{node}, true
	default:
		return nil, false
	}
}
