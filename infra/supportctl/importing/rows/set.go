package rows

import (
	"path/filepath"
	"slices"
	"strings"

	"flatsupport/infra/supportctl/importing/sheet"
	"flatsupport/shared/entitlement"
	"flatsupport/shared/store"
)

// Set is everything that the files say, in the order of their rows.
type Set struct {
	Staff           []Row[store.Staff]
	Shifts          []Row[store.Shift]
	Partners        []Row[entitlement.Partner]
	Customers       []Row[entitlement.Customer]
	Installations   []Row[Installation]
	Licences        []Row[Licences]
	Certificates    []Row[Certificate]
	Intents         []Row[Intent]
	PartnerContacts []Row[Contact]
	Contacts        []Row[Contact]

	// torn are the kinds of which a row could not be read: what is not in the set may yet be in a file.
	torn map[string]bool
}

// Kinds are all kinds of files, in the order in which they are written: a company before its people, so that nobody
// asks before everything is there that the answer rests on.
func Kinds() []Kind {
	return []Kind{
		staff.Kind, shifts.Kind, partners.Kind, customers.Kind, installations.Kind, licences.Kind, certificates.Kind,
		intents.Kind, partnerContacts.Kind, contacts.Kind,
	}
}

// Files are the names of all files that can be imported.
func Files() string {
	var names []string
	for _, k := range Kinds() {
		names = append(names, k.File())
	}
	return strings.Join(names, ", ")
}

// Importable tells a file by its name.
func Importable(name string) bool {
	return slices.ContainsFunc(Kinds(), func(k Kind) bool { return k.File() == base(name) })
}

func base(name string) string { return strings.ToLower(filepath.Base(name)) }

// File is the text of a file.
type File struct {
	Name string // as the user wrote it
	Text []byte
}

// Read reads files of known names; several may be of one kind.
func Read(files []File, report *sheet.Report) Set {
	s := Set{torn: map[string]bool{}}
	for _, f := range files {
		switch base(f.Name) {
		case staff.File():
			s.Staff = append(s.Staff, rows(staff, f, s.torn, report)...)
		case shifts.File():
			s.Shifts = append(s.Shifts, rows(shifts, f, s.torn, report)...)
		case partners.File():
			s.Partners = append(s.Partners, rows(partners, f, s.torn, report)...)
		case customers.File():
			s.Customers = append(s.Customers, rows(customers, f, s.torn, report)...)
		case installations.File():
			s.Installations = append(s.Installations, rows(installations, f, s.torn, report)...)
		case licences.File():
			s.Licences = append(s.Licences, rows(licences, f, s.torn, report)...)
		case certificates.File():
			s.Certificates = append(s.Certificates, rows(certificates, f, s.torn, report)...)
		case intents.File():
			s.Intents = append(s.Intents, rows(intents, f, s.torn, report)...)
		case partnerContacts.File():
			s.PartnerContacts = append(s.PartnerContacts, rows(partnerContacts, f, s.torn, report)...)
		case contacts.File():
			s.Contacts = append(s.Contacts, rows(contacts, f, s.torn, report)...)
		default:
			report.File(f.Name, "a file of this name cannot be imported; known are %s", Files())
		}
	}
	s.unique()
	return s
}

// rows reads one file. A row that does not tell its key tears the kind.
func rows[T any](k kind[T], f File, torn map[string]bool, report *sheet.Report) []Row[T] {
	read := sheet.Read(f.Name, f.Text, k.Columns, report)
	list := make([]Row[T], 0, len(read.Rows))
	for _, r := range read.Rows {
		row := Row[T]{r, k.read(r)}
		if k.key(row.Record) == "" {
			torn[k.Name] = true
			continue
		}
		list = append(list, row)
	}
	if !read.Whole {
		torn[k.Name] = true
	}
	return list
}

// unique refuses a second row about the same record, and a second contact of a company by whom the same person would
// sign in.
func (s Set) unique() {
	once(staff.key, s.Staff, "id")
	once(shifts.key, s.Shifts, "from")
	once(partners.key, s.Partners, "id")
	once(customers.key, s.Customers, "id")
	once(installations.key, s.Installations, "id")
	once(licences.key, s.Licences, "installation")
	once(certificates.key, s.Certificates, "id")
	once(intents.key, s.Intents, "certificate")
	for _, people := range [][]Row[Contact]{s.PartnerContacts, s.Contacts} {
		once(contactKey, people, "id")
		once(func(c Contact) string {
			if !c.Access || c.Subject == "" {
				return ""
			}
			return c.Subject + " of " + c.Company
		}, people, "email")
	}
}

func once[T any](key func(T) string, list []Row[T], column string) {
	first := map[string]Row[T]{}
	for _, row := range list {
		k := key(row.Record)
		if k == "" || !row.Sound("id") { // there twice already
			continue
		}
		if other, twice := first[k]; twice {
			row.Refuse(column, "%s is there twice; the first is %s:%d", k, other.File, other.Line)
			continue
		}
		first[k] = row
	}
}
