package contracts

import (
	"errors"
	"net/http"
	"slices"

	"flatsupport/shared/contract"
	"flatsupport/shared/view"
	"flatsupport/shared/view/shelf"
	"flatsupport/shared/web"
)

// problem turns what the rules refuse into what the API answers: the first refusal speaks, and all of them are listed with
// their facts and the way out.
func problem(err error, lang string) error {
	var refused contract.Refusals
	var invalid contract.Invalid
	var declared *contract.Declared
	var commissioned *contract.Commissioned
	switch {
	case errors.As(err, &refused):
		return refusedBy(refused, lang, err)
	case errors.As(err, &invalid):
		var fields web.Fields
		for _, w := range invalid {
			fields.Add(w.Field, w.Code, "")
		}
		if slices.ContainsFunc(invalid, missing) {
			return &web.Error{Status: http.StatusNotFound, Code: web.NotFound, Cause: err}
		}
		return fields.Err()
	case errors.As(err, &declared):
		return &web.Error{Status: http.StatusConflict, Code: web.IntentStands, Cause: err}
	case errors.Is(err, contract.ErrNoIntent):
		return &web.Error{Status: http.StatusConflict, Code: web.NoIntent, Cause: err}
	case errors.As(err, &commissioned):
		return &web.Error{Status: http.StatusConflict, Code: web.CommissionedAlready, Cause: err}
	default:
		return view.Problem(err)
	}
}

// missing: what the path names is not there, so that nothing else need be said.
func missing(w contract.Wrong) bool {
	return w.Code == contract.Unknown && (w.Field == "certificate" || w.Field == "installation")
}

func refusedBy(all contract.Refusals, lang string, cause error) error {
	first := all[0]
	e := &web.Error{
		Status: http.StatusConflict, Code: string(first.Code), Clause: string(first.Clause),
		Detail: first.Reason.In(lang) + " " + first.Remedy.In(lang), Cause: cause,
	}
	e.Refusals = shelf.Refusals(all, lang)
	return e
}
