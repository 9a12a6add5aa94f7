package template

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"
)

// fields reads an evaluated mapping field by field and keeps the first complaint, so that a reader can be written without a
// check after each line.
type fields struct {
	of  string // what is being read, for the complaint
	at  *node
	err error
}

// readFields reads n; nil is an empty mapping.
func readFields(of string, n *node) *fields {
	if n == nil {
		n = &node{form: mapping}
	}
	f := &fields{of: of, at: n}
	if n.form != mapping {
		f.err = n.wrong("%s is %s where fields are wanted", of, n.form)
	}
	return f
}

func (f *fields) complain(at *node, format string, args ...any) {
	if f.err == nil {
		f.err = at.wrong("%s: %s", f.of, fmt.Sprintf(format, args...))
	}
}

func (f *fields) has(key string) bool { return f.at.fields[key] != nil }

// only refuses every field that is not among the known ones.
func (f *fields) only(known ...string) *fields {
	for _, key := range f.at.keys {
		if !slices.Contains(known, key) {
			f.complain(f.at.fields[key], "%s is not understood here", key)
		}
	}
	return f
}

// text reads a field that must be there.
func (f *fields) text(key string) string {
	if !f.has(key) {
		f.complain(f.at, "%s is missing", key)
		return ""
	}
	text, err := f.at.fields[key].text()
	if err != nil {
		f.complain(f.at.fields[key], "%s cannot be read: it is %s", key, f.at.fields[key].form)
	}
	return text
}

func (f *fields) optional(key, otherwise string) string {
	if !f.has(key) {
		return otherwise
	}
	return f.text(key)
}

func (f *fields) integer(key string, otherwise int) int {
	if !f.has(key) {
		return otherwise
	}
	text := f.text(key)
	number, err := strconv.Atoi(text)
	if err != nil || number < 0 {
		f.complain(f.at.fields[key], "%s is %q where a whole number is wanted", key, text)
	}
	return number
}

func (f *fields) decimal(key string, otherwise float64) float64 {
	if !f.has(key) {
		return otherwise
	}
	text := f.text(key)
	number, err := strconv.ParseFloat(text, 64)
	if err != nil || number < 0 {
		f.complain(f.at.fields[key], "%s is %q where a number is wanted", key, text)
	}
	return number
}

func (f *fields) seconds(key string, otherwise time.Duration) time.Duration {
	return time.Duration(f.integer(key, int(otherwise/time.Second))) * time.Second
}

func (f *fields) flag(key string) bool {
	if !f.has(key) {
		return false
	}
	text := f.text(key)
	yes, err := strconv.ParseBool(text)
	if err != nil {
		f.complain(f.at.fields[key], "%s is %q where true or false is wanted", key, text)
	}
	return yes
}

// texts reads a list of plain values; an absent list is empty.
func (f *fields) texts(key string) []string {
	texts := []string{}
	for _, item := range f.list(key) {
		text, err := item.text()
		if err != nil {
			f.complain(item, "%s holds %s where plain values are wanted", key, item.form)
		}
		texts = append(texts, text)
	}
	return texts
}

func (f *fields) list(key string) []*node {
	if !f.has(key) {
		return nil
	}
	if f.at.fields[key].form != list {
		f.complain(f.at.fields[key], "%s is %s where a list is wanted", key, f.at.fields[key].form)
		return nil
	}
	return f.at.fields[key].items
}

// inner reads the mapping under key; the caller hands its complaint on by adopt.
func (f *fields) inner(key string) *fields {
	inner := readFields(f.of+" "+key, f.at.fields[key])
	if !f.has(key) {
		inner.at.line = f.at.line
	}
	return inner
}

func (f *fields) adopt(inner *fields) {
	if f.err == nil {
		f.err = inner.err
	}
}

// resource reads a field that refers to a resource, by Ref or by an attribute, and gives the logical id.
func (f *fields) resource(key string) string {
	text := f.text(key)
	reference, ok := referenceOnly(text)
	if !ok || strings.Contains(reference.Resource, "::") {
		if f.has(key) {
			f.complain(f.at.fields[key], "%s is %q where a resource of this template is wanted", key, text)
		}
		return ""
	}
	return reference.Resource
}

func sortedKeys[V any](m map[string]V) []string { return slices.Sorted(maps.Keys(m)) }
