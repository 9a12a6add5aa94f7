package contracts

import (
	"github.com/aws/aws-lambda-go/events"

	"flatsupport/shared/contract"
	"flatsupport/shared/coverage"
	"flatsupport/shared/entitlement"
	"flatsupport/shared/web"
)

type commissioningForm struct {
	On      coverage.Date `json:"on"`
	Correct bool          `json:"correct"` // the day on record is wrong; only the staff, with a reason
	own
}

func commissioning(req events.APIGatewayV2HTTPRequest, fields *web.Fields) (asked, error) {
	var f commissioningForm
	a, err := decoded(req, fields, &f, &f.own)
	if err != nil {
		return a, err
	}
	a.corrects = f.Correct
	if !f.Correct {
		dated(fields, "on", f.On)
	}
	a.decide = func(k contract.Known, by author) (contract.Deal, error) {
		if f.Correct && !by.ofStaff() {
			return contract.Deal{}, contract.Invalid{{Field: "correct", Code: contract.NotAllowed}}
		}
		return contract.Commission(k, contract.Commissioning{Installation: a.installation, On: f.On, Correct: f.Correct})
	}
	return a, nil
}

type countForm struct {
	Activated *int `json:"activated"` // 0 is a number of licences too
	own
}

func count(req events.APIGatewayV2HTTPRequest, fields *web.Fields) (asked, error) {
	var f countForm
	a, err := decoded(req, fields, &f, &f.own)
	if err != nil {
		return a, err
	}
	counted(fields, "activated", f.Activated, 0, maxLicences)
	if f.Activated == nil && !fields.Has("activated") {
		fields.Add("activated", web.Required, "")
	}
	a.decide = func(k contract.Known, _ author) (contract.Deal, error) {
		return contract.Count(k, a.installation, *f.Activated)
	}
	return a, nil
}

type upgradeForm struct {
	Order    string        `json:"order"`
	Version  string        `json:"version"`
	BoughtOn coverage.Date `json:"boughtOn"`
	own
}

func upgrade(req events.APIGatewayV2HTTPRequest, fields *web.Fields) (asked, error) {
	var f upgradeForm
	a, err := decoded(req, fields, &f, &f.own)
	if err != nil {
		return a, err
	}
	ids(fields, map[string]string{"order": f.Order, "version": f.Version})
	fields.Require("order", f.Order)
	fields.Require("version", f.Version)
	dated(fields, "boughtOn", f.BoughtOn)
	a.decide = func(k contract.Known, _ author) (contract.Deal, error) {
		return contract.BuyUpgrade(k, entitlement.Upgrade{Order: f.Order, Installation: a.installation, Version: f.Version, BoughtOn: f.BoughtOn})
	}
	return a, nil
}

type installedForm struct {
	Version string        `json:"version"`
	On      coverage.Date `json:"on"`
	Order   string        `json:"order"` // of the upgrade that was installed; empty: the version alone
	own
}

func installed(req events.APIGatewayV2HTTPRequest, fields *web.Fields) (asked, error) {
	var f installedForm
	a, err := decoded(req, fields, &f, &f.own)
	if err != nil {
		return a, err
	}
	ids(fields, map[string]string{"order": f.Order, "version": f.Version})
	fields.Require("version", f.Version)
	dated(fields, "on", f.On)
	a.decide = func(k contract.Known, by author) (contract.Deal, error) {
		return contract.Install(k, a.installation, f.Order, f.Version, by.actor.ID, f.On)
	}
	return a, nil
}
