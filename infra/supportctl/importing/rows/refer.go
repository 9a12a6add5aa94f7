package rows

import (
	"flatsupport/infra/supportctl/importing/sheet"
	"flatsupport/shared/store"
)

// names are the keys of a kind that the files have.
func names[T any](k kind[T], list []Row[T]) map[string]bool {
	all := make(map[string]bool, len(list))
	for _, row := range list {
		all[k.key(row.Record)] = true
	}
	return all
}

// references refuses what refers to a record that is neither in the files nor in the table. While a kind is torn
// nothing is said about it: the record may be in a row that could not be read.
func (c checker) references() {
	s := c.set
	people, companies, places := names(staff, s.Staff), names(customers, s.Customers), names(installations, s.Installations)
	sold, firms := names(certificates, s.Certificates), names(partners, s.Partners)

	person := func(r *sheet.Row, column, id string) {
		_, known := c.known.Member(id)
		c.refer(r, column, staff.Name, "nobody of the desk is called "+id, people[id] || known)
	}
	company := func(r *sheet.Row, id string) {
		_, known := c.known.Customer(id)
		c.refer(r, "customer", customers.Name, "customer "+id+" is not there", companies[id] || known)
	}
	firm := func(r *sheet.Row, id string) {
		_, known := c.known.Partner(id)
		c.refer(r, "partner", partners.Name, "partner "+id+" is not there", firms[id] || known)
	}
	for _, row := range s.Shifts {
		person(row.Row, "person", row.Record.Person)
	}
	for _, row := range s.Customers {
		for _, id := range row.Record.P1Engineers {
			person(row.Row, "p1Engineers", id)
		}
	}
	for _, row := range s.Contacts {
		company(row.Row, row.Record.Company)
	}
	for _, row := range s.PartnerContacts {
		firm(row.Row, row.Record.Company)
	}
	for _, row := range s.Installations {
		company(row.Row, row.Record.Customer)
	}
	for _, row := range s.Licences {
		count := row.Record
		company(row.Row, count.Customer)
		_, known := c.known.Installation(count.Customer, count.Installation)
		c.refer(row.Row, "installation", installations.Name, "installation "+count.Installation+" of customer "+count.Customer+" is not there",
			places[licences.key(count)] || known)
	}
	for _, row := range s.Certificates {
		cert := row.Record
		company(row.Row, cert.Customer)
		if cert.Installation != "" {
			_, known := c.known.Installation(cert.Customer, cert.Installation)
			c.refer(row.Row, "installation", installations.Name, "installation "+cert.Installation+" of customer "+cert.Customer+" is not there",
				places[pair(cert.Customer, cert.Installation)] || known)
		}
		if cert.Renews != "" {
			_, known := c.known.Certificate(cert.Customer, cert.Renews)
			c.refer(row.Row, "renews", certificates.Name, "certificate "+cert.Renews+" of customer "+cert.Customer+" is not there",
				sold[pair(cert.Customer, cert.Renews)] || known)
		}
		if cert.Partner != "" {
			firm(row.Row, cert.Partner)
		}
	}
	for _, row := range s.Intents {
		intent := row.Record
		company(row.Row, intent.Customer)
		_, known := c.known.Certificate(intent.Customer, intent.Certificate)
		c.refer(row.Row, "certificate", certificates.Name, "certificate "+intent.Certificate+" of customer "+intent.Customer+" is not there",
			sold[pair(intent.Customer, intent.Certificate)] || known)
	}
}

// refer says nothing of what the table keeps for want of the column.
func (c checker) refer(r *sheet.Row, column, kind, missing string, found bool) {
	if !found && !c.set.torn[kind] && r.Has(column) {
		r.Refuse(column, "%s, neither in the files nor in the table", missing)
	}
}

// overlaps refuses shifts of one person in one role that overlap, with another of the files or with one of the table.
func (c checker) overlaps() {
	var before []Row[store.Shift]
	replaced := names(shifts, c.set.Shifts)
	for _, row := range c.set.Shifts {
		if !row.Sound("from", "to") {
			continue
		}
		for _, other := range before {
			if overlap(row.Record, other.Record) {
				row.Refuse("from", "overlaps the shift of %s:%d", other.File, other.Line)
			}
		}
		before = append(before, row)
		for _, have := range c.known.Shifts[row.Record.Role] {
			if !replaced[shiftKey(have)] && overlap(row.Record, have) {
				row.Refuse("from", "overlaps the shift of the table from %s; end that one by a row with its start", moment(have.From))
			}
		}
	}
}

// overlap compares half-open times; a shift that ends as it begins has none in common with anything.
func overlap(a, b store.Shift) bool {
	if a.Role != b.Role || a.Person != b.Person || a.From.Equal(b.From) || a.To.Equal(a.From) || b.To.Equal(b.From) {
		return false // of two with the same start the second is refused as the same record
	}
	return (a.To.IsZero() || b.From.Before(a.To)) && (b.To.IsZero() || a.From.Before(b.To))
}
