package rows_test

import (
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"flatsupport/infra/supportctl/importing/rows"
	"flatsupport/infra/supportctl/importing/sheet"
	"flatsupport/shared/entitlement"
	"flatsupport/shared/policy"
	"flatsupport/shared/store"
)

// FuzzCSV reads any bytes as a file of a kind. Nothing panics, every row that is accepted has all that its kind
// needs, and whatever is wrong is told with its place.
func FuzzCSV(f *testing.F) {
	kinds := rows.Kinds()
	for _, pattern := range []string{"../../../../events/import/*.csv", "../testdata/*/*.csv"} {
		names, err := filepath.Glob(pattern)
		require.NoError(f, err)
		require.NotEmpty(f, names)
		for _, name := range names {
			text, err := os.ReadFile(name)
			require.NoError(f, err)
			for i, kind := range kinds {
				if kind.File() == filepath.Base(name) {
					f.Add(uint8(i), text)
				}
			}
		}
	}
	f.Add(uint8(3), []byte("id;name\r\n\"a\nb\";c\r\n"))
	f.Add(uint8(3), []byte("\uFEFFid,name\n\"\"\"\",\xff\n"))
	editions, err := policy.Editions()
	require.NoError(f, err)
	now := time.Date(2026, 11, 23, 7, 30, 0, 0, time.UTC)
	f.Fuzz(func(t *testing.T, which uint8, text []byte) {
		kind := kinds[int(which)%len(kinds)]
		var report sheet.Report
		set := rows.Read([]rows.File{{Name: kind.File(), Text: text}}, &report)
		known := everything(set)
		set.Check(known, editions, now)
		for _, d := range report.Defects() {
			if d.File != kind.File() || d.Line < 1 || d.Column < 1 || d.Text == "" {
				t.Errorf("a defect without its place: %+v", d)
			}
		}
		if report.Clean() {
			accepted(t, kind, set)
			set.Differ(known)
		}
	})
}

// everything is a table that has whatever the set refers to, but none of its own records.
func everything(set rows.Set) rows.Known {
	known := rows.Known{Customers: map[string]entitlement.Facts{}, Partners: map[string]entitlement.Facts{}, Staff: map[string]store.Staff{}}
	for _, id := range set.StaffIDs() {
		known.Staff[id] = store.Staff{ID: id}
	}
	for _, id := range set.PartnerIDs() {
		known.Partners[id] = entitlement.Facts{Partners: []entitlement.Partner{{ID: id, Active: true}}}
	}
	for _, id := range set.CustomerIDs() {
		facts := entitlement.Facts{Customer: entitlement.Customer{ID: id}}
		for _, row := range set.Certificates {
			facts.Installations = append(facts.Installations, entitlement.Installation{ID: row.Record.Installation})
		}
		for _, row := range set.Intents {
			facts.Certificates = append(facts.Certificates, entitlement.Certificate{ID: row.Record.Certificate, Edition: "flat-1.4"})
		}
		known.Customers[id] = facts
	}
	return known
}

// accepted looks at the rows of a set with which nothing is wrong.
func accepted(t *testing.T, kind rows.Kind, set rows.Set) {
	t.Helper()
	var all []*sheet.Row
	take := func(row *sheet.Row, complete bool) {
		all = append(all, row)
		if !complete {
			t.Errorf("%s:%d was accepted and lacks a field", row.File, row.Line)
		}
	}
	for _, row := range set.Staff {
		m := row.Record
		take(row.Row, m.ID != "" && m.Name != "" && m.Email != "" && m.Language != "" && len(m.Roles) > 0)
	}
	for _, row := range set.Shifts {
		sh := row.Record
		take(row.Row, sh.Role != "" && sh.Person != "" && !sh.From.IsZero() && (sh.To.IsZero() || !sh.To.Before(sh.From)))
	}
	for _, row := range set.Partners {
		take(row.Row, row.Record.ID != "" && row.Record.Name != "")
	}
	for _, row := range set.Customers {
		take(row.Row, row.Record.ID != "" && row.Record.Name != "")
	}
	for _, row := range set.Installations {
		take(row.Row, row.Record.Customer != "" && row.Record.ID != "" && row.Record.Product != "")
	}
	for _, row := range set.Certificates {
		c := row.Record
		take(row.Row, c.Customer != "" && c.ID != "" && c.Edition != "" && c.Package != "" && c.Installation != "" && !c.SoldOn.IsZero() &&
			c.TermMonths > 0 && c.Licences > 0)
	}
	for _, row := range set.Intents {
		take(row.Row, row.Record.Customer != "" && row.Record.Certificate != "" && !row.Record.DeclaredAt.IsZero())
	}
	for _, row := range slices.Concat(set.PartnerContacts, set.Contacts) {
		c := row.Record
		take(row.Row, c.Company != "" && c.ID != "" && c.Name != "" && c.Email != "" && c.Language != "" && c.Subject != "")
	}
	for _, row := range all {
		for _, column := range kind.Columns {
			if column.Required && row.Text(column.Name) == "" {
				t.Errorf("%s:%d was accepted with nothing in %s", row.File, row.Line, column.Name)
			}
		}
	}
}
