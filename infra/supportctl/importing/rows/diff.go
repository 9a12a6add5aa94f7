package rows

import (
	"strings"

	"flatsupport/infra/supportctl/importing/sheet"
	"flatsupport/shared/entitlement"
	"flatsupport/shared/store"
)

// Change is a field that gets another value; of a new record every field that is not empty.
type Change struct {
	Field string `json:"field"`
	Old   string `json:"old"`
	New   string `json:"new"`
}

// SignsIn is the field of a Change that says who signs in as a contact.
const SignsIn = "signsIn"

// Diff is a record of the files beside the one of the table.
type Diff[T any] struct {
	Kind    string
	ID      string // as people write it
	Row     *sheet.Row
	Record  T
	Known   T
	Exists  bool // in the table
	Changes []Change
}

func diff[T any](k kind[T], list []Row[T], known Known) []Diff[T] {
	diffs := make([]Diff[T], 0, len(list))
	for _, row := range list {
		d := Diff[T]{Kind: k.Name, ID: k.key(row.Record), Row: row.Row, Record: row.Record}
		d.Known, d.Exists = k.known(known, row.Record)
		for _, f := range k.fields {
			before, now := "", f.Show(row.Record)
			if d.Exists {
				before = f.Show(d.Known)
			}
			if before != now {
				d.Changes = append(d.Changes, Change{f.Column, before, now})
			}
		}
		diffs = append(diffs, d)
	}
	return diffs
}

// Differences lays a checked set beside what the table knows, kind by kind.
type Differences struct {
	Staff                     []Diff[store.Staff]
	Shifts                    []Diff[store.Shift]
	Partners                  []Diff[entitlement.Partner]
	Customers                 []Diff[entitlement.Customer]
	Installations             []Diff[Installation]
	Licences                  []Diff[Licences]
	Certificates              []Diff[Certificate]
	Intents                   []Diff[Intent]
	PartnerContacts, Contacts []Diff[Contact]
}

// Differ compares. Call it on a set that Check has found nothing wrong with.
func (s *Set) Differ(known Known) Differences {
	return Differences{
		Staff:           diff(staff, s.Staff, known),
		Shifts:          diff(shifts, s.Shifts, known),
		Partners:        diff(partners, s.Partners, known),
		Customers:       diff(customers, s.Customers, known),
		Installations:   diff(installations, s.Installations, known),
		Licences:        diff(licences, s.Licences, known),
		Certificates:    diff(certificates, s.Certificates, known),
		Intents:         diff(intents, s.Intents, known),
		PartnerContacts: people(diff(partnerContacts, s.PartnerContacts, known), known),
		Contacts:        people(diff(contacts, s.Contacts, known), known),
	}
}

// people adds who signs in as each contact.
func people(diffs []Diff[Contact], known Known) []Diff[Contact] {
	for i := range diffs {
		c := diffs[i].Record
		before, now := strings.Join(known.SignsIn(c), " "), ""
		if c.Access {
			now = c.Subject
		}
		if before != now {
			diffs[i].Changes = append(diffs[i].Changes, Change{SignsIn, before, now})
		}
	}
	return diffs
}
