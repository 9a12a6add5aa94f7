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
	"github.com/stretchr/testify/require"

	"flatsupport/shared/policy"
)

// mutation is an edition in which one exported field is another.
type mutation struct {
	path string // as places are written: "clocks.reaction.targets.P2.within"
	row  bool   // the field names its row, or the row is left out: the row is gone, and perhaps another is there
	e    *policy.Edition
}

// Whatever field of an edition is changed, exactly that change is told, at its place. The fields are found by
// reflection, so that none can be forgotten.
func TestEverySingleFieldShowsAsExactlyThatChange(t *testing.T) {
	t.Parallel()
	from := next(t)
	all := mutations(from)
	require.Greater(t, len(all), 500)
	readings := map[string]string{}
	for _, m := range all {
		changes := policy.Diff(from, m.e)
		require.NotEmpty(t, changes, m.path)
		for _, c := range changes {
			assert.NotEqual(t, c.Before, c.After, m.path)
			assert.True(t, within(m, c.Place), "%s is told at %s", m.path, c.Place)
			for _, lang := range []string{"ru", "en"} {
				assert.NotContains(t, c.In(lang), "%!", m.path)
			}
		}
		switch {
		case strings.HasPrefix(m.path, "ladders.") && m.row: // others are told now
			continue
		case m.row:
			assert.LessOrEqual(t, len(distinct(changes)), 4, "%s: one row is gone, another is new: %v", m.path, distinct(changes))
			continue
		}
		assert.Len(t, changes, 1, "%s: %v", m.path, distinct(changes))
		assert.Equal(t, policy.Changed, changes[0].Kind, m.path)
		if field, is := strings.CutPrefix(m.path, "readings."); is {
			assert.Empty(t, readings[changes[0].Place], "%s and %s are told alike", field, readings[changes[0].Place])
			readings[changes[0].Place] = field
			assert.Equal(t, "readings."+changes[0].Datum, changes[0].Place)
		}
	}
	assert.Len(t, readings, reflect.TypeFor[policy.Readings]().NumField())
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

// mutations are editions that differ from the one in a single exported field each.
func mutations(from *policy.Edition) []mutation {
	var all []mutation
	for n := 0; ; n++ {
		m, i := mutation{e: copyOf(from)}, 0
		walk(reflect.ValueOf(m.e).Elem(), "", false, func(path string, row bool, mutate func()) {
			if i == n {
				m.path, m.row = path, row
				mutate()
			}
			i++
		})
		if n >= i {
			return all
		}
		all = append(all, m)
	}
}

// walk visits every exported field and every element of a list or map, and for each the lack of it.
func walk(v reflect.Value, path string, row bool, see func(path string, row bool, mutate func())) {
	switch v.Kind() {
	case reflect.Pointer:
		see(path, row, func() { v.Set(reflect.ValueOf(time.UTC)) })
	case reflect.Struct:
		for i := range v.NumField() {
			f := v.Type().Field(i)
			if f.IsExported() {
				walk(v.Field(i), at(path, strings.ToLower(f.Name[:1])+f.Name[1:]), row || names[v.Type().Name()+"."+f.Name], see)
			}
		}
	case reflect.Slice:
		for i := range v.Len() {
			walk(v.Index(i), at(path, key(v.Index(i), i)), row, see)
		}
		if n := v.Len(); n > 0 {
			see(path, row || v.Type().Elem().Kind() == reflect.Struct, func() { v.Set(v.Slice(0, n-1)) })
		}
	case reflect.Array:
		for i := range v.Len() {
			walk(v.Index(i), at(path, fmt.Sprint(i)), row, see)
		}
	case reflect.Map:
		for _, k := range v.MapKeys() {
			element := reflect.New(v.Type().Elem()).Elem()
			element.Set(v.MapIndex(k))
			walk(element, at(path, k.String()), row, func(path string, row bool, mutate func()) {
				see(path, row, func() { mutate(); v.SetMapIndex(k, element) })
			})
			see(at(path, k.String()), true, func() { v.SetMapIndex(k, reflect.Value{}) })
		}
	case reflect.String:
		see(path, row, func() { v.SetString(v.String() + "~") })
	case reflect.Int, reflect.Int32, reflect.Int64:
		see(path, row, func() { v.SetInt(v.Int() + 1) })
	case reflect.Bool:
		see(path, row, func() { v.SetBool(!v.Bool()) })
	default:
		panic(path + " is of a kind that this test does not change: " + v.Kind().String())
	}
}

// names are the fields by which rows are told apart.
var names = map[string]bool{
	"Clause.Code": true, "Package.Code": true, "Priority.Code": true, "Product.Code": true, "ChannelRule.Code": true,
	"RefusalRule.Code": true, "RefusalRule.Package": true, "ClockRule.Name": true, "WindowRule.Name": true, "Step.Name": true,
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
