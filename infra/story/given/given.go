// Package given reads the people, companies, systems and certificates with which a story or the demo begins, and
// saves them as the records of the desk.
package given

import (
	"fmt"
	"io"
	"strconv"
	"strings"
	"time"

	"github.com/goccy/go-yaml"

	"flatsupport/shared/coverage"
	"flatsupport/shared/policy"
)

// Given is everything that is known before anything happens.
type Given struct {
	Products  []Product  `yaml:"products"`
	Releases  []Release  `yaml:"releases"`
	Partners  []Partner  `yaml:"partners"`
	Engineers []Person   `yaml:"engineers"`
	Managers  []Person   `yaml:"managers"`
	Operators []Person   `yaml:"operators"`
	Sales     []Person   `yaml:"sales"`
	Customers []Customer `yaml:"customers"`
}

// Product must be one of the edition's catalogue (R1); its current version matters to renewals.
type Product struct {
	ID             string `yaml:"id"`
	Name           string `yaml:"name"`
	CurrentVersion string `yaml:"currentVersion"`
}

// Partner is a company with its contacts; status "service_partner" or "none" (R24).
type Partner struct {
	ID       string    `yaml:"id"`
	Name     string    `yaml:"name"`
	Status   string    `yaml:"status"`
	Contacts []Contact `yaml:"contacts"`
}

// Person is one of the staff. Duty: on duty for each level, or as manager, without end. Shifts: on duty then.
type Person struct {
	ID         string  `yaml:"id"`
	Name       string  `yaml:"name"`
	Email      string  `yaml:"email"`
	Phone      string  `yaml:"phone"`
	Language   string  `yaml:"language"`
	Levels     []int   `yaml:"levels"`
	Duty       bool    `yaml:"duty"`
	LastResort bool    `yaml:"lastResort"`
	Shifts     []Shift `yaml:"shifts"`
}

// Shift is a time on duty, half-open, in Europe/Moscow unless an offset is written.
type Shift struct {
	From string `yaml:"from"`
	To   string `yaml:"to"`
}

// Customer is a company with its people, systems and certificates.
type Customer struct {
	ID            string         `yaml:"id"`
	Name          string         `yaml:"name"`
	P1Engineers   []string       `yaml:"p1Engineers"`
	Zone          string         `yaml:"zone"` // of the customer; empty: the policy's
	Contacts      []Contact      `yaml:"contacts"`
	Installations []Installation `yaml:"installations"`
	Certificates  []Certificate  `yaml:"certificates"`
	Intents       []Intent       `yaml:"intents"`
}

// Contact is a person; without an id the part of the address before the @ serves. Authorised unless said otherwise.
type Contact struct {
	ID         string `yaml:"id"`
	Email      string `yaml:"email"`
	Name       string `yaml:"name"`
	Phone      string `yaml:"phone"`
	Language   string `yaml:"language"`
	Authorised *bool  `yaml:"authorised"`
}

// Key is the contact's id.
func (c Contact) Key() string {
	if c.ID != "" {
		return c.ID
	}
	before, _, _ := strings.Cut(c.Email, "@")
	return before
}

// Installation is a deployed system; without commissionedOn it never went into operation.
type Installation struct {
	ID                string `yaml:"id"`
	Product           string `yaml:"product"`
	Version           string `yaml:"version"`
	CommissionedOn    string `yaml:"commissionedOn"`
	Area              string `yaml:"area"`
	ActivatedLicences int    `yaml:"activatedLicences"`
	Zone              string `yaml:"zone"` // of the site; empty: the customer's
}

// Certificate is a sold certificate; previousEnd makes it a renewal.
type Certificate struct {
	ID           string `yaml:"id"`
	Package      string `yaml:"package"`
	Installation string `yaml:"installation"`
	SoldOn       string `yaml:"soldOn"`
	ActivationOn string `yaml:"activationOn"`
	PreviousEnd  string `yaml:"previousEnd"`
	TermMonths   int    `yaml:"termMonths"`
	Licences     int    `yaml:"licences"`
	Partner      string `yaml:"partner"`
	Level1       bool   `yaml:"level1"`
	Edition      string `yaml:"edition"`
}

// Intent is a declared intent to renew: a day, or an instant when the hour matters.
type Intent struct {
	Certificate string `yaml:"certificate"`
	DeclaredOn  string `yaml:"declaredOn"`
	WithdrawnOn string `yaml:"withdrawnOn"`
	By          string `yaml:"by"`
}

// file is a demo file: what is given, and what to say about it.
type file struct {
	About map[string]map[string]string `yaml:"about"`
	Given Given                        `yaml:"given"`
}

// Load reads a file with a `given:` of its own, such as the demo's. today resolves dates like today-400d.
func Load(r io.Reader, today coverage.Date) (Given, error) {
	var f file
	if err := yaml.NewDecoder(r, yaml.Strict()).Decode(&f); err != nil {
		return Given{}, fmt.Errorf("given: %w", err)
	}
	g := f.Given.On(today)
	return g, g.Check()
}

// On returns a copy in which every relative date is counted from today.
func (g Given) On(today coverage.Date) Given {
	customers := append([]Customer(nil), g.Customers...)
	for i, c := range customers {
		c.Installations = append([]Installation(nil), c.Installations...)
		for j := range c.Installations {
			resolve(today, &c.Installations[j].CommissionedOn)
		}
		c.Certificates = append([]Certificate(nil), c.Certificates...)
		for j := range c.Certificates {
			cert := &c.Certificates[j]
			resolve(today, &cert.SoldOn, &cert.ActivationOn, &cert.PreviousEnd)
		}
		c.Intents = append([]Intent(nil), c.Intents...)
		for j := range c.Intents {
			resolve(today, &c.Intents[j].DeclaredOn, &c.Intents[j].WithdrawnOn)
		}
		customers[i] = c
	}
	g.Customers = customers
	g.Releases = append([]Release(nil), g.Releases...)
	for i := range g.Releases {
		resolve(today, &g.Releases[i].PublishedOn, &g.Releases[i].WithdrawnOn)
	}
	return g
}

func resolve(today coverage.Date, dates ...*string) {
	for _, date := range dates {
		rest, relative := strings.CutPrefix(*date, "today")
		if !relative {
			continue
		}
		days := 0
		if rest != "" {
			n, err := strconv.Atoi(strings.TrimSuffix(rest, "d"))
			if err != nil {
				continue // Check names it
			}
			days = n
		}
		*date = today.AddDays(days).String()
	}
}

// Instant reads a time as stories write it: "2026-11-20 17:30[:00[.000]]" in Europe/Moscow, or with an offset.
func Instant(s string) (time.Time, error) {
	for _, layout := range []string{"2006-01-02 15:04", "2006-01-02 15:04:05", "2006-01-02"} {
		if at, err := time.ParseInLocation(layout, s, policy.Moscow()); err == nil {
			return at.UTC(), nil
		}
	}
	for _, layout := range []string{time.RFC3339, "2006-01-02 15:04 -07:00", "2006-01-02 15:04:05 -07:00"} {
		if at, err := time.Parse(layout, s); err == nil {
			return at.UTC(), nil
		}
	}
	return time.Time{}, fmt.Errorf("%q is no time: write 2026-11-20 17:30, in Europe/Moscow unless an offset follows", s)
}
