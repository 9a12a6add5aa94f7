package web

import (
	"encoding"
	"errors"
	"fmt"
	"reflect"
	"regexp"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// errTarget says that a struct to decode into has fields that cannot be decoded. It is a mistake of ours, not the caller's.
var errTarget = errors.New("cannot decode into this type")

var (
	integer         = regexp.MustCompile(`^-?(0|[1-9]\d*)$`)
	textUnmarshaler = reflect.TypeFor[encoding.TextUnmarshaler]()
)

// slot is a field of the target.
type slot struct {
	value     reflect.Value
	multiline bool
}

// assign puts what was given into the fields of dst and notes what does not fit.
func assign(fields []given, dst any, f *Fields) error {
	target := reflect.ValueOf(dst)
	if target.Kind() != reflect.Pointer || target.IsNil() || target.Elem().Kind() != reflect.Struct {
		return fmt.Errorf("%T is no pointer to a struct: %w", dst, errTarget)
	}
	slots, err := slotsOf(target.Elem())
	if err != nil {
		return err
	}
	for _, field := range fields {
		s, ok := slots[field.name]
		if !ok {
			f.Add(field.name, UnknownField, "")
			continue
		}
		v := field.values[0]
		if isList(s.value.Type()) && !field.json {
			v = value{kind: list, items: field.values}
		} else if len(field.values) > 1 {
			f.Add(field.name, DuplicateField, "")
			continue
		}
		fresh := reflect.New(s.value.Type()).Elem()
		if code := set(fresh, v, s.multiline); code != "" {
			f.Add(field.name, code, "")
			continue
		}
		s.value.Set(fresh)
	}
	return nil
}

// slotsOf lists the fields of a struct by the names in their json tags; those of embedded structs count as its own.
func slotsOf(target reflect.Value) (map[string]slot, error) {
	slots := map[string]slot{}
	for _, field := range reflect.VisibleFields(target.Type()) {
		if field.Anonymous && field.Type.Kind() == reflect.Struct {
			continue
		}
		name, _, _ := strings.Cut(field.Tag.Get("json"), ",")
		if name == "-" {
			continue
		}
		_, twice := slots[name]
		if name == "" || twice || !field.IsExported() || !isSupported(field.Type) {
			return nil, fmt.Errorf("field %s of %s: %w", field.Name, target.Type(), errTarget)
		}
		slots[name] = slot{target.FieldByIndex(field.Index), field.Tag.Get("web") == "multiline"}
	}
	return slots, nil
}

func readsText(t reflect.Type) bool { return reflect.PointerTo(t).Implements(textUnmarshaler) }

func isList(t reflect.Type) bool { return t.Kind() == reflect.Slice && !readsText(t) }

func isSupported(t reflect.Type) bool {
	if isList(t) || t.Kind() == reflect.Pointer {
		return !isList(t.Elem()) && t.Elem().Kind() != reflect.Pointer && isSupported(t.Elem())
	}
	return readsText(t) || t.Kind() == reflect.String || t.Kind() == reflect.Bool || t.Kind() >= reflect.Int && t.Kind() <= reflect.Int64
}

// set puts a value into a zero field, or returns the code of what is wrong. An empty input of a form leaves everything but a
// text unset, since a browser sends also the inputs that nobody filled in.
func set(field reflect.Value, v value, multiline bool) string {
	t := field.Type()
	if t.Kind() == reflect.Pointer {
		if v.kind == null || v.kind == loose && v.text == "" && isUnsetByEmpty(t.Elem()) {
			return ""
		}
		field.Set(reflect.New(t.Elem()))
		return set(field.Elem(), v, multiline)
	}
	if isList(t) {
		return setList(field, v, multiline)
	}
	if v.kind == loose && v.text == "" && isUnsetByEmpty(t) {
		return ""
	}
	switch {
	case readsText(t):
		content, code := textOf(v, multiline)
		if code != "" {
			return code
		}
		reader, ok := field.Addr().Interface().(encoding.TextUnmarshaler)
		if !ok || reader.UnmarshalText([]byte(content)) != nil {
			return Invalid
		}
	case t.Kind() == reflect.String:
		content, code := textOf(v, multiline)
		field.SetString(content)
		return code
	case t.Kind() == reflect.Bool:
		if v.kind != boolean && v.kind != loose || v.text != "true" && v.text != "false" {
			return WrongType
		}
		field.SetBool(v.text == "true")
	default:
		if v.kind != number && v.kind != loose || !integer.MatchString(v.text) {
			return WrongType
		}
		n, err := strconv.ParseInt(v.text, 10, t.Bits())
		if err != nil {
			return Invalid
		}
		field.SetInt(n)
	}
	return ""
}

func isUnsetByEmpty(t reflect.Type) bool { return t.Kind() != reflect.String || readsText(t) }

func setList(field reflect.Value, v value, multiline bool) string {
	if v.kind != list {
		return WrongType
	}
	items := reflect.MakeSlice(field.Type(), len(v.items), len(v.items))
	for i, item := range v.items {
		if code := set(items.Index(i), item, multiline); code != "" {
			return code
		}
	}
	field.Set(items)
	return ""
}

// textOf returns the characters of a text. Control characters have no place in it, but for line ends and tabs where several
// lines are allowed; there, line ends are made alike, since browsers send \r\n and programs \n.
func textOf(v value, multiline bool) (content, code string) {
	switch v.kind {
	case text, loose:
	case unreadable:
		return "", Invalid
	default:
		return "", WrongType
	}
	content = v.text
	if multiline {
		content = strings.ReplaceAll(strings.ReplaceAll(content, "\r\n", "\n"), "\r", "\n")
	}
	forbidden := func(r rune) bool {
		if multiline && (r == '\n' || r == '\t') {
			return false
		}
		return unicode.IsControl(r) || !multiline && (r == '\u2028' || r == '\u2029')
	}
	if !utf8.ValidString(content) || strings.ContainsFunc(content, forbidden) {
		return "", Invalid
	}
	return content, ""
}
