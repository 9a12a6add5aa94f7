package sheet_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"

	"flatsupport/infra/supportctl/importing/sheet"
)

var columns = sheet.Columns{{Name: "id", Required: true}, {Name: "soldOn"}, {Name: "name"}}

func read(text string) (sheet.Sheet, []string) {
	var report sheet.Report
	s := sheet.Read("f.csv", []byte(text), columns, &report)
	var defects []string
	for _, d := range report.Defects() {
		defects = append(defects, d.String())
	}
	return s, defects
}

func TestWhatIsReadWhateverTheSpreadsheet(t *testing.T) {
	t.Parallel()
	cases := []struct{ name, text string }{
		{"commas and line feeds", "id,name\na,А\nb,\"x,y\"\n"},
		{"no line feed at the end", "id,name\na,А\nb,\"x,y\""},
		{"semicolons", "id;name\na;А\nb;x,y\n"},
		{"CRLF", "id,name\r\na,А\r\nb,\"x,y\"\r\n"},
		{"a byte order mark", "\uFEFFid,name\na,А\nb,\"x,y\"\n"},
		{"a byte order mark before a quoted name", "\uFEFF\"id\",\"name\"\na,А\nb,\"x,y\"\n"},
		{"columns in another order, blanks around, one column more", "name , soldOn,id\n А ,,\u00A0a\n\"x,y\",,b \n"},
		{"empty lines and rows of separators", "\nid,name\n\na,А\n,\n , \nb,\"x,y\"\n,\n"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			s, defects := read(c.text)
			assert.Empty(t, defects)
			assert.True(t, s.Whole)
			got := []string{}
			for _, row := range s.Rows {
				got = append(got, row.Text("id")+" "+row.Text("name"))
			}
			assert.Equal(t, []string{"a А", "b x,y"}, got)
		})
	}
}

func TestWhatIsWrongIsToldByItsPlaceInCharacters(t *testing.T) {
	t.Parallel()
	cases := []struct {
		name, text string
		want       []string // beginnings
		rows       int
		whole      bool
	}{
		{"nothing at all", "", []string{"f.csv:1:1: the file is empty"}, 0, false},
		{"only a header", "id\n", nil, 0, true},
		{"an unknown column does not hide the rows", "id,Фамилия,x\na,b,c\n,,\n,b,\n", []string{
			`f.csv:1:4: unknown column "Фамилия"; known are id, soldOn, name`, `f.csv:1:12: unknown column "x"`, "f.csv:4:1: id: the cell is empty",
		}, 2, true},
		{"a column in other letters", "ID,sold_on\na,b\n", []string{`f.csv:1:1: unknown column "ID"; write id`, `f.csv:1:4: unknown column "sold_on"; write soldOn`}, 0, false},
		{"a required column is missing", "name\na\n", []string{"f.csv:1:1: column id is missing"}, 0, false},
		{"a column twice", "id,name,id\na,b,c\n", []string{"f.csv:1:9: column id is there twice"}, 0, false},
		{"a column without a name", "id,,name\na,,b\n", []string{"f.csv:1:4: column 2 has no name"}, 1, true},
		{"too few and too many cells", "id,name\na\nb,c,d\ne,f\n", []string{"f.csv:2:1: the line has 1 cells, the header 2", "f.csv:3:1: the line has 3 cells"}, 1, false},
		{"a mark inside a cell", "id,name\nа,Ёлка \"Ель\"\nb,c\n", []string{`f.csv:2:8: a quotation mark (")`}, 1, false},
		{"something after a mark", "id,name\na,\"b\"c\nb,c\n", []string{`f.csv:2:5: something follows a closing quotation mark`}, 1, false},
		{"a mark that is never closed", "id,name\na,b\nc,\"d\ne,f\n", []string{`f.csv:3:1: a cell of this line begins with a quotation mark (") and does not end on it`}, 1, false},
		{"a broken mark in the header", "id,\"name\na,b\n", []string{`f.csv:1:1: a cell of this line begins`}, 0, false},
		{"a line break in a cell", "id,name\na,\"b\nc\"\nd,e\n", []string{`f.csv:2:3: name: "b\nc" has a line break`}, 2, true},
		{"a carriage return alone", "id,name\na,b\rc,d\n", []string{"f.csv:2:1: the line has 3 cells"}, 0, false},
		{"characters that are not seen", "id,name\na\x00,b\nc\u200b,d\ne\u202e,\u2028f\n", []string{
			`f.csv:2:1: id: "a\x00"`, `f.csv:3:1: id: "c\u200b"`, `f.csv:4:1: id: "e\u202e"`, `f.csv:4:4: name: "\u2028f"`,
		}, 3, true},
		{"another encoding", "id,name\nа,\xc8\xe2\xe0\xed\n\xc8,\xc8\n", []string{"f.csv:2:3: the file is not in UTF-8"}, 0, false},
		{"UTF-16", "\xff\xfei\x00d\x00", []string{"f.csv:1:1: the file is in UTF-16"}, 0, false},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			s, defects := read(c.text)
			assert.Len(t, s.Rows, c.rows)
			assert.Equal(t, c.whole, s.Whole)
			if assert.Len(t, defects, len(c.want), strings.Join(defects, "\n")) {
				for i, want := range c.want {
					assert.True(t, strings.HasPrefix(defects[i], want), "%s\n%s", want, defects[i])
				}
			}
		})
	}
}
