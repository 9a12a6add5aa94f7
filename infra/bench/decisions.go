package main

import (
	"fmt"
	"os"
	"time"

	"github.com/goccy/go-yaml"

	"flatsupport/shared/coverage"
	"flatsupport/shared/entitlement"
	"flatsupport/shared/policy"
)

// decisions are those on a request of a customer with few certificates, some, and many, against one addition.
func decisions(b business) func() ([]comparison, error) {
	return func() ([]comparison, error) {
		editions, err := policy.Editions()
		if err != nil {
			return nil, err
		}
		edition, err := editions.Edition("flat-1.4")
		if err != nil {
			return nil, err
		}
		one := b.add(b.questions(usualSpan))
		var list []comparison
		for _, certificates := range []int{1, 5, 50} {
			facts := factsWith(certificates, edition)
			req := entitlement.Request{
				ReceivedAt: time.Date(2025, time.November, 20, 12, 0, 0, 0, b.zone), Channel: policy.Portal, Type: policy.Incident,
				Priority: policy.P2, Installation: "hq", Contact: "ivan",
			}
			decided, err := entitlement.Decide(editions, facts, req)
			if err != nil {
				return nil, err
			}
			if decided.Answer != entitlement.Accepted || len(decided.Candidates) != certificates {
				return nil, fmt.Errorf("the decision among %d certificates is %+v: %w", certificates, decided, errMissed)
			}
			list = append(list, comparison{
				name: fmt.Sprintf("decision, %d certificates", certificates), against: ourAdd, reference: one,
				subject: func(n int) {
					for range n {
						decided, err := entitlement.Decide(editions, facts, req)
						keep(decided.Until, err)
					}
				},
			})
		}
		return list, nil
	}
}

// factsWith is a customer whose installation has been renewed year after year and for whom further packages were bought.
func factsWith(certificates int, edition *policy.Edition) entitlement.Facts {
	facts := entitlement.Facts{
		Customer: entitlement.Customer{Ref: "customer/volga@1", ID: "volga"},
		Contacts: []entitlement.Contact{{Ref: "contact/ivan@1", ID: "ivan", Authorised: true}},
		Installations: []entitlement.Installation{{
			Ref: "installation/hq@1", ID: "hq", Product: edition.Products[0].Code, CommissionedOn: coverage.Date{Year: 2023, Month: time.March, Day: 15},
			Area: "RU-MOW", Licences: 200,
		}},
	}
	packages := []policy.PackageCode{policy.TS8x5, policy.TS24x7, policy.TS24x7Plus, policy.TS24x7Onsite}
	for i := range certificates {
		id := fmt.Sprintf("c%02d", i)
		sold := coverage.Date{Year: 2025 - i%3, Month: time.March, Day: 1 + i%28}
		facts.Certificates = append(facts.Certificates, entitlement.Certificate{
			Ref: entitlement.Ref("cert/" + id + "@1"), ID: id, Edition: edition.ID, Package: packages[i%len(packages)],
			Installation: "hq", SoldOn: sold, ActivationOn: sold.AddDays(14), TermMonths: 12, Licences: 200,
		})
	}
	return facts
}

// loading is what every cold start does first, against reading the same YAML without understanding it.
func loading(edition string) ([]comparison, error) {
	text, err := os.ReadFile(edition)
	if err != nil {
		return nil, fmt.Errorf("edition to load: %w", err)
	}
	return []comparison{{
		name: "loading an edition", against: "yaml.Unmarshal into any",
		subject: func(n int) {
			for range n {
				if _, err := policy.Load("edition", text); err != nil {
					panic(err)
				}
			}
		},
		reference: func(n int) {
			for range n {
				var anything any
				if err := yaml.Unmarshal(text, &anything); err != nil {
					panic(err)
				}
			}
		},
	}}, nil
}
