// Package demo is what `make run` begins with: the companies and people of events/demo.yaml, seen as people who can
// sign in, each with the installations to choose from.
package demo

import (
	"bytes"
	"fmt"
	"slices"

	"github.com/goccy/go-yaml"

	"flatsupport/infra/local/issuer"
	"flatsupport/infra/story/given"
	"flatsupport/shared/auth"
	"flatsupport/shared/coverage"
)

// Demo is the file, read.
type Demo struct {
	Given  given.Given // for the table
	People People
}

// Person can sign in.
type Person struct {
	ID       string    `json:"id"` // e-mail of contacts, short name of staff: the subject of the token
	Name     string    `json:"name"`
	Role     auth.Role `json:"role"`
	Email    string    `json:"email"`
	Phone    string    `json:"phone,omitempty"`
	Language string    `json:"language"`
	Company  string    `json:"company,omitempty"`
	// About says in both languages what to expect; contacts of customers only.
	About map[string]string `json:"about,omitempty"`
	// Places are the installations that the person may ask about.
	Places []Place `json:"places,omitempty"`
}

// Place is an installation with the customer whose it is.
type Place struct {
	Customer     string `json:"customer"` // id
	CustomerName string `json:"customerName"`
	Installation string `json:"installation"`
	Product      string `json:"product"`
}

// Subject is the person as a token names them.
func (p Person) Subject() issuer.Subject {
	return issuer.Subject{ID: p.ID, Email: p.Email, Roles: []string{string(p.Role)}}
}

// Asks tells those who make requests from the staff.
func (p Person) Asks() bool { return p.Role == auth.Contact || p.Role == auth.PartnerContact }

// People are all who can sign in: contacts of customers, of partners, staff.
type People []Person

// Find gives the person of that id.
func (p People) Find(id string) (Person, bool) {
	i := slices.IndexFunc(p, func(each Person) bool { return each.ID == id })
	if i < 0 {
		return Person{}, false
	}
	return p[i], true
}

// Read reads the file. Dates such as today-400d are counted from today.
func Read(text []byte, today coverage.Date) (Demo, error) {
	g, err := given.Load(bytes.NewReader(text), today)
	if err != nil {
		return Demo{}, fmt.Errorf("read the demo data: %w", err)
	}
	var notes struct {
		About map[string]map[string]string `yaml:"about"` // by customer and language
	}
	if err := yaml.Unmarshal(text, &notes); err != nil {
		return Demo{}, fmt.Errorf("read the demo data: %w", err)
	}
	return Demo{Given: g, People: people(g, notes.About)}, nil
}

func people(g given.Given, about map[string]map[string]string) People {
	var all People
	served := map[string][]Place{} // by partner
	for _, c := range g.Customers {
		own := places(c)
		for _, cert := range c.Certificates {
			for _, place := range own {
				if cert.Partner != "" && place.Installation == cert.Installation {
					served[cert.Partner] = append(served[cert.Partner], place)
				}
			}
		}
		for _, contact := range c.Contacts {
			all = append(all, asker(contact, auth.Contact, c.Name, about[c.ID], own))
		}
	}
	for _, p := range g.Partners {
		for _, contact := range p.Contacts {
			all = append(all, asker(contact, auth.PartnerContact, p.Name, nil, served[p.ID]))
		}
	}
	for _, staff := range []struct {
		role auth.Role
		list []given.Person
	}{{auth.Operator, g.Operators}, {auth.Engineer, g.Engineers}, {auth.Manager, g.Managers}, {auth.Sales, g.Sales}} {
		for _, p := range staff.list {
			all = append(all, Person{ID: p.ID, Name: p.Name, Role: staff.role, Email: p.Email, Language: p.Language})
		}
	}
	return all
}

func places(c given.Customer) []Place {
	var list []Place
	for _, i := range c.Installations {
		list = append(list, Place{Customer: c.ID, CustomerName: c.Name, Installation: i.ID, Product: i.Product})
	}
	return list
}

func asker(c given.Contact, role auth.Role, company string, about map[string]string, where []Place) Person {
	return Person{
		ID: c.Email, Name: c.Name, Role: role, Email: c.Email, Phone: c.Phone, Language: c.Language,
		Company: company, About: about, Places: where,
	}
}
