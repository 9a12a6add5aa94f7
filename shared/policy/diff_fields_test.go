package policy_test

import (
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"

	"flatsupport/shared/policy"
)

// mutation is an exported field that is another than it was.
type mutation struct {
	path string // as places are written: "clocks.reaction.targets.P2.within"
	row  bool   // the field names its row, or the row is left out: the row is gone, and perhaps another is there
}

// Whatever field of an edition is changed, exactly that change is told, at its place. The fields are found by
// reflection, so that none can be forgotten.
func TestEverySingleFieldShowsAsExactlyThatChange(t *testing.T) {
	t.Parallel()
	from := next(t)
	to := copyOf(from)
	readings := map[string]string{}
	seen := 0
	walk(reflect.ValueOf(to).Elem(), mutation{}, func(m mutation) {
		seen++
		changes := policy.Diff(from, to)
		if !assert.NotEmpty(t, changes, m.path) {
			return
		}
		for _, c := range changes {
			assert.NotEqual(t, c.Before, c.After, m.path)
			assert.True(t, within(m, c.Place), "%s is told at %s", m.path, c.Place)
			for _, lang := range []string{"ru", "en"} {
				assert.NotContains(t, c.In(lang), "%!", m.path)
			}
		}
		switch {
		case strings.HasPrefix(m.path, "ladders.") && m.row: // others are told now
			return
		case m.row:
			assert.LessOrEqual(t, len(distinct(changes)), 4, "%s: one row is gone, another is new: %v", m.path, distinct(changes))
			return
		}
		assert.Len(t, changes, 1, "%s: %v", m.path, distinct(changes))
		assert.Equal(t, policy.Changed, changes[0].Kind, m.path)
		if field, is := strings.CutPrefix(m.path, "readings."); is {
			assert.Empty(t, readings[changes[0].Place], "%s and %s are told alike", field, readings[changes[0].Place])
			readings[changes[0].Place] = field
			assert.Equal(t, "readings."+changes[0].Datum, changes[0].Place)
		}
	})
	assert.Greater(t, seen, 500)
	assert.Len(t, readings, reflect.TypeFor[policy.Readings]().NumField())
	assert.Empty(t, policy.Diff(from, to), "every change was taken back")
}

// within reports whether the field is told at the place: that of the field, or of the row or the sentence it belongs to.
// A reading is told by the name that the edition has for it, a ladder by whom it serves; a ladder for all packages serves
// one less without the row of a package.
func within(m mutation, place string) bool {
	chapter, _, _ := strings.Cut(m.path, ".")
	switch {
	case chapter == "readings" || chapter == "ladders":
		return strings.HasPrefix(place, chapter+".")
	case chapter == "packages" && m.row && strings.HasPrefix(place, "ladders."):
		return true
	default:
		return strings.EqualFold(m.path, place) || strings.HasPrefix(m.path, place+".") || m.row && strings.HasPrefix(place, chapter+".")
	}
}

func distinct(changes []policy.Change) []string {
	places := map[string]bool{}
	for _, c := range changes {
		places[string(c.Kind)+" "+c.Place] = true
	}
	return slices.Sorted(maps.Keys(places))
}

// walk changes every exported field and every element of a list or map, leaves each out, shows every one of these
// changes and takes it back.
func walk(v reflect.Value, m mutation, see func(mutation)) {
	was := reflect.New(v.Type()).Elem()
	was.Set(v)
	change := func(row bool, to func()) {
		to()
		see(mutation{m.path, m.row || row})
		v.Set(was)
	}
	switch v.Kind() {
	case reflect.Pointer:
		change(false, func() { v.Set(reflect.ValueOf(time.UTC)) })
	case reflect.Struct:
		for i := range v.NumField() {
			if f := v.Type().Field(i); f.IsExported() {
				name := strings.ToLower(f.Name[:1]) + f.Name[1:]
				walk(v.Field(i), mutation{at(m.path, name), m.row || names[v.Type().Name()+"."+f.Name]}, see)
			}
		}
	case reflect.Slice:
		for i := range v.Len() {
			walk(v.Index(i), mutation{at(m.path, key(v.Index(i), i)), m.row}, see)
		}
		if n := v.Len(); n > 0 {
			change(v.Type().Elem().Kind() == reflect.Struct, func() { v.Set(v.Slice(0, n-1)) })
		}
	case reflect.Array:
		for i := range v.Len() {
			walk(v.Index(i), mutation{at(m.path, fmt.Sprint(i)), m.row}, see)
		}
	case reflect.Map:
		for _, k := range v.MapKeys() {
			path, had := at(m.path, k.String()), v.MapIndex(k)
			element := reflect.New(v.Type().Elem()).Elem()
			element.Set(had)
			walk(element, mutation{path, m.row}, func(changed mutation) {
				v.SetMapIndex(k, element)
				see(changed)
			})
			v.SetMapIndex(k, reflect.Value{})
			see(mutation{path, true})
			v.SetMapIndex(k, had)
		}
	case reflect.String:
		change(false, func() { v.SetString(v.String() + "~") })
	case reflect.Int, reflect.Int32, reflect.Int64:
		change(false, func() { v.SetInt(v.Int() + 1) })
	case reflect.Bool:
		change(false, func() { v.SetBool(!v.Bool()) })
	default:
		panic(m.path + " is of a kind that this test does not change: " + v.Kind().String())
	}
}

// names are the fields by which rows are told apart.
var names = map[string]bool{
	"Clause.Code": true, "Package.Code": true, "Priority.Code": true, "Product.Code": true, "ChannelRule.Code": true,
	"RefusalRule.Code": true, "RefusalRule.Package": true, "ClockRule.Name": true, "WindowRule.Name": true, "Step.Name": true, "Reminder.Name": true,
	"Alert.Name":   true,
	"Ladder.Clock": true, "Ladder.Packages": true, "Ladder.Priorities": true,
}

// key is how a place names an element of a list.
func key(v reflect.Value, i int) string {
	if v.Kind() != reflect.Struct {
		return fmt.Sprint(i)
	}
	for _, field := range []string{"Code", "Name", "Clock"} {
		name := v.FieldByName(field)
		if !names[v.Type().Name()+"."+field] {
			continue
		}
		if own := v.FieldByName("Package"); own.IsValid() && own.String() != "" {
			return name.String() + "." + own.String()
		}
		return name.String()
	}
	return fmt.Sprint(i)
}

func at(path, name string) string {
	if path == "" {
		return name
	}
	return path + "." + name
}

// copyOf is an edition of its own: nothing that the walk changes is shared with the other.
func copyOf(e *policy.Edition) *policy.Edition {
	c := *e
	deep(reflect.ValueOf(&c).Elem())
	return &c
}

func deep(v reflect.Value) {
	switch v.Kind() { //nolint:exhaustive // the other kinds share nothing
	case reflect.Struct:
		for i := range v.NumField() {
			if v.Type().Field(i).IsExported() {
				deep(v.Field(i))
			}
		}
	case reflect.Slice:
		if v.IsNil() {
			return
		}
		fresh := reflect.MakeSlice(v.Type(), v.Len(), v.Len())
		reflect.Copy(fresh, v)
		v.Set(fresh)
		for i := range v.Len() {
			deep(v.Index(i))
		}
	case reflect.Array:
		for i := range v.Len() {
			deep(v.Index(i))
		}
	case reflect.Map:
		if v.IsNil() {
			return
		}
		fresh := reflect.MakeMap(v.Type())
		for _, k := range v.MapKeys() {
			element := reflect.New(v.Type().Elem()).Elem()
			element.Set(v.MapIndex(k))
			deep(element)
			fresh.SetMapIndex(k, element)
		}
		v.Set(fresh)
	}
}
