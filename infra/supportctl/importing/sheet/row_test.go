package sheet_test

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"flatsupport/infra/supportctl/importing/sheet"
	"flatsupport/shared/coverage"
)

// cell is a row with one column v.
func cell(t *testing.T, text string) (*sheet.Row, *sheet.Report) {
	t.Helper()
	var report sheet.Report
	quoted := `"` + strings.ReplaceAll(text, `"`, `""`) + `"`
	s := sheet.Read("f.csv", []byte("id,v\nx,"+quoted+"\n"), sheet.Columns{{Name: "id"}, {Name: "v"}}, &report)
	require.True(t, report.Clean(), report.Defects())
	require.Len(t, s.Rows, 1)
	return s.Rows[0], &report
}

func TestFormsOfCells(t *testing.T) {
	t.Parallel()
	date := func(r *sheet.Row) any { return r.Date("v") }
	instant := func(r *sheet.Row) any { return r.Instant("v") }
	number := func(r *sheet.Row) any { return r.Number("v", 1, 500) }
	flag := func(r *sheet.Row) any { return r.Flag("v", true) }
	email := func(r *sheet.Row) any { return r.Email("v") }
	phone := func(r *sheet.Row) any { return r.Phone("v") }
	id := func(r *sheet.Row) any { return r.ID("v", "/") }
	subject := func(r *sheet.Row) any { return r.Subject("v") }
	text := func(r *sheet.Row) any { return r.Text("v") }
	list := func(r *sheet.Row) any { return r.List("v") }
	march := coverage.Date{Year: 2025, Month: time.March, Day: 1}
	cases := []struct {
		name, text string
		read       func(*sheet.Row) any
		want       any // nil: refused
	}{
		{"a date", "2025-03-01", date, march},
		{"a date of a Russian spreadsheet", "01.03.2025", date, march},
		{"no date", "", date, coverage.Date{}},
		{"a day that does not exist", "29.02.2025", date, nil},
		{"a date in American order", "03/01/2025", date, nil},
		{"a date with one digit", "1.3.2025", date, nil},
		{"a date with a time", "2025-03-01 00:00", date, nil},
		{"a time in Moscow", "2026-11-20 17:30", instant, time.Date(2026, 11, 20, 14, 30, 0, 0, time.UTC)},
		{"a time of a Russian spreadsheet", "20.11.2026 9:30", instant, time.Date(2026, 11, 20, 6, 30, 0, 0, time.UTC)},
		{"a day as a time", "20.11.2026", instant, time.Date(2026, 11, 19, 21, 0, 0, 0, time.UTC)},
		{"a time with an offset", "2026-11-20T17:30:00+05:00", instant, time.Date(2026, 11, 20, 12, 30, 0, 0, time.UTC)},
		{"a time with a fraction", "2026-11-20T17:30:00.5Z", instant, nil},
		{"an hour that is none", "2026-11-20 25:00", instant, nil},
		{"the lowest number", "1", number, 1},
		{"the highest number", "500", number, 500},
		{"no number", "", number, 0},
		{"too low", "0", number, nil},
		{"too high", "501", number, nil},
		{"more than fits", "99999999999999999999", number, nil},
		{"a sign", "+5", number, nil},
		{"a fraction", "5.0", number, nil},
		{"yes in Russian", "Да", flag, true},
		{"no of a Russian spreadsheet", "ЛОЖЬ", flag, false},
		{"no in figures", "0", flag, false},
		{"neither", "n/a", flag, nil},
		{"an address", "ivan@volga.example", email, "ivan@volga.example"},
		{"an address in Russian", "иван@волга.рф", email, "иван@волга.рф"},
		{"an address with a name", "Ivan <ivan@volga.example>", email, nil},
		{"two addresses", "a@volga.example, b@volga.example", email, nil},
		{"an address without a domain", "ivan@volga", email, nil},
		{"an address that is too long", strings.Repeat("a", 251) + "@b.c", email, nil},
		{"a phone", "+7 (499) 000-00-01", phone, "+7 (499) 000-00-01"},
		{"a phone of figures", "84990000001", phone, "84990000001"},
		{"letters in a phone", "8-800-FLAT", phone, nil},
		{"an id", "ТП 12-2025", id, "ТП 12-2025"},
		{"an id with the separator of keys", "a#b", id, nil},
		{"an id with what is forbidden besides", "a/b", id, nil},
		{"the longest id", strings.Repeat("я", 100), id, strings.Repeat("я", 100)},
		{"an id that is too long", strings.Repeat("я", 101), id, nil},
		{"a subject", "auth0|5f7c#1", subject, "auth0|5f7c#1"},
		{"a subject with a blank", "two words", subject, nil},
		{"a subject of too many bytes", strings.Repeat("я", 129), subject, nil},
		{"what looks like a formula", `=HYPERLINK("x")`, text, `=HYPERLINK("x")`},
		{"a text that is too long", strings.Repeat("я", 201), text, nil},
		{"a list", "petrov, wright;orlova", list, []string{"petrov", "wright", "orlova"}},
		{"a list with a word twice", "petrov petrov", list, nil},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			row, report := cell(t, c.text)
			got := c.read(row)
			assert.Equal(t, c.want != nil, report.Clean(), report.Defects())
			assert.Equal(t, c.want != nil, row.Sound("v"))
			if c.want != nil {
				assert.Equal(t, c.want, got)
				return
			}
			assert.Equal(t, "f.csv:2:3", strings.Join(strings.Split(report.Defects()[0].String(), ":")[:3], ":"))
		})
	}
}
