// Package deals is a second execution of the chapters on purchase and renewal (policy B, C, E5), written to be checked by
// eye against the document: which sale, renewal, intent, commissioning, upgrade and correction is lawful, and what each
// certificate is on every day. It walks civil days one by one and works everything out anew at each question, so that
// nothing that it once said can be left behind.
//
// It shares no rule with the rooms that it is held against. Package contest plays random histories against both.
package deals

import (
	"fmt"
	"strings"
	"time"

	"flatsupport/infra/model"
	"flatsupport/shared/policy"
)

// Kind of act.
type Kind string

// What somebody puts on record.
const (
	Sell       Kind = "sell"
	Renew      Kind = "renew"
	Declare    Kind = "declare"
	Withdraw   Kind = "withdraw"
	Commission Kind = "commission"
	Count      Kind = "count"
	BuyUpgrade Kind = "buy upgrade"
	Install    Kind = "install"
	Correct    Kind = "correct"
	Rebind     Kind = "rebind"
	Status     Kind = "status"
)

// Act is what somebody does or tries to do. Certificates go by the name that the history gives them.
type Act struct {
	At          time.Time
	Kind        Kind
	Name        string // that a sold certificate gets
	Certificate string // that the act is about
	System      string
	Package     policy.PackageCode
	Months      int
	Licences    int       // sold, or activated
	On          model.Day // of the sale, the contract, the evidence, the commissioning, the order, the installation
	Paid        model.Day
	Activation  model.Day
	NoProduct   bool   // support alone is sold
	Order       string // of an upgrade
	Version     int
	Partner     string
	By          string // who declares; empty: sales
	Evidence    bool
	Again       bool // a day of commissioning is put right
	Stated      int  // licences, as the customer counts them
	Has         bool // the status

	// What a correction sets; nil: nothing.
	SoldOn       *model.Day
	ActivationOn *model.Day
	NewMonths    *int
	NewLicences  *int
	Cancelled    bool
}

// String tells the act as a person would.
func (a Act) String() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s %s", a.At.In(model.Moscow()).Format("2006-01-02 15:04:05"), a.Kind)
	say := func(is bool, format string, args ...any) {
		if is {
			fmt.Fprintf(&b, " "+format, args...)
		}
	}
	say(a.Name != "", "as %s", a.Name)
	say(a.Certificate != "", "of certificate %s", a.Certificate)
	say(a.System != "", "system %s", a.System)
	say(a.Package != "", "%s", a.Package)
	say(a.Months != 0, "%d months", a.Months)
	say(a.Licences != 0, "%d licences", a.Licences)
	say(a.On.Given(), "on %s", a.On)
	say(a.Paid.Given(), "paid %s", a.Paid)
	say(a.Activation.Given(), "activation %s", a.Activation)
	say(a.NoProduct, "without a product")
	say(a.Order != "", "order %s", a.Order)
	say(a.Version != 0, "version %d", a.Version)
	say(a.Partner != "", "partner %s", a.Partner)
	say(a.By != "", "by %s", a.By)
	say(a.Evidence, "with evidence")
	say(a.Again, "put right")
	say(a.Stated != 0, "stated %d", a.Stated)
	say(a.Kind == Status, "has it: %t", a.Has)
	if a.SoldOn != nil {
		say(true, "sold on %s", *a.SoldOn)
	}
	if a.ActivationOn != nil {
		say(true, "activation on %s", *a.ActivationOn)
	}
	if a.NewMonths != nil {
		say(true, "for %d months", *a.NewMonths)
	}
	if a.NewLicences != nil {
		say(true, "for %d licences", *a.NewLicences)
	}
	say(a.Cancelled, "taken back")
	return b.String()
}
