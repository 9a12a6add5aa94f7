package web

import (
	"cmp"
	"net/http"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// maxFieldErrors bounds the list in one answer: a body can hold more mistakes than anyone will read.
const maxFieldErrors = 100

// maxFieldName bounds a field name in an answer, in characters. It may be the sender's own invention.
const maxFieldName = 64

// Fields gathers everything that is wrong with a request, so that a person mends it in one go. The zero value is ready.
//
// Require, MaxLen and OneOf pass over a field that already has an error: what could not be read is not also missing.
type Fields struct{ found []FieldError }

// Add notes an error. An empty detail means the sentence of the code; the same code for the same field is noted once.
func (f *Fields) Add(field, code, detail string) {
	f.add(FieldError{Field: field, Code: code, Detail: detail})
}

func (f *Fields) add(e FieldError) {
	e.Field = shown(e.Field)
	same := func(x FieldError) bool { return x.Field == e.Field && x.Code == e.Code }
	if len(f.found) < maxFieldErrors && !slices.ContainsFunc(f.found, same) {
		f.found = append(f.found, e)
	}
}

// Has says whether the field has an error already.
func (f *Fields) Has(field string) bool {
	return slices.ContainsFunc(f.found, func(e FieldError) bool { return e.Field == field })
}

// Require notes REQUIRED when the value is empty or blank.
func (f *Fields) Require(field, value string) {
	if strings.TrimSpace(value) == "" && !f.Has(field) {
		f.Add(field, Required, "")
	}
}

// MaxLen notes TOO_LONG when the value has more than limit characters.
func (f *Fields) MaxLen(field, value string, limit int) {
	if utf8.RuneCountInString(value) > limit && !f.Has(field) {
		f.add(FieldError{Field: field, Code: TooLong, bound: limit})
	}
}

// OneOf notes REQUIRED when the value is empty, and NOT_ALLOWED when it is none of those allowed. A field that may be left
// out is checked only when it is there.
func (f *Fields) OneOf(field, value string, allowed ...string) {
	f.Require(field, value)
	if !slices.Contains(allowed, value) && !f.Has(field) {
		f.add(FieldError{Field: field, Code: NotAllowed, bound: strings.Join(allowed, ", ")})
	}
}

// Err returns nil, or all errors as one 400 INVALID_FIELDS, in the order of field names.
func (f *Fields) Err() error {
	if len(f.found) == 0 {
		return nil
	}
	found := slices.Clone(f.found)
	slices.SortStableFunc(found, func(a, b FieldError) int {
		return cmp.Or(cmp.Compare(a.Field, b.Field), cmp.Compare(a.Code, b.Code))
	})
	return &Error{Status: http.StatusBadRequest, Code: InvalidFields, Fields: found}
}

// FieldErr is the error for one field alone.
func FieldErr(field, code string) error {
	var f Fields
	f.Add(field, code, "")
	return f.Err()
}

// shown makes a field name fit for an answer.
func shown(name string) string {
	name = strings.Map(func(r rune) rune {
		if r == utf8.RuneError || !unicode.IsPrint(r) {
			return '?'
		}
		return r
	}, name)
	if utf8.RuneCountInString(name) > maxFieldName {
		name = string([]rune(name)[:maxFieldName]) + "…"
	}
	return name
}
