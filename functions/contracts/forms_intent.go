package contracts

import (
	"github.com/aws/aws-lambda-go/events"

	"flatsupport/shared/contract"
	"flatsupport/shared/coverage"
	"flatsupport/shared/web"
)

type intentForm struct {
	DeclaredOn coverage.Date `json:"declaredOn"` // date of the evidence
	own
}

func declaration(req events.APIGatewayV2HTTPRequest, fields *web.Fields) (asked, error) {
	var f intentForm
	a, err := decoded(req, fields, &f, &f.own)
	if err != nil {
		return a, err
	}
	a.decide = func(k contract.Known, by author) (contract.Deal, error) {
		return contract.Declare(k, contract.Declaration{
			Certificate: a.certificate, By: by.actor.ID, Contact: by.contact(k.Facts), Evidence: a.evidence, DeclaredOn: f.DeclaredOn,
		})
	}
	return a, nil
}

func withdrawal(req events.APIGatewayV2HTTPRequest, fields *web.Fields) (asked, error) {
	var f struct{ own }
	a, err := decoded(req, fields, &f, &f.own)
	if err != nil {
		return a, err
	}
	a.decide = func(k contract.Known, _ author) (contract.Deal, error) { return contract.Withdraw(k, a.certificate) }
	return a, nil
}
