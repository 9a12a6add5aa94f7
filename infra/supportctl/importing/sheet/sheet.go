// Package sheet reads a CSV file strictly: the columns that it must and may have, in any order, and every cell by its
// place, so that whatever is wrong is told with line and column and all of it at once.
//
// It takes what spreadsheets write: comma or semicolon, LF or CRLF, a byte order mark, rows of separators only. It
// refuses what would be guessed at: another encoding, a column that it does not know, a cell too many, a line break or
// another character that cannot be seen. What a cell means is not its matter; cells are read by the methods of Row.
package sheet

import "strings"

// Column is a column that a file has.
type Column struct {
	Name     string
	Required bool   // the file must have it, and every row something in it
	Form     string // for people: what may stand in it
}

// Columns are those of one kind of file.
type Columns []Column

func (c Columns) find(name string) (Column, bool) {
	for _, column := range c {
		if column.Name == name {
			return column, true
		}
	}
	return Column{}, false
}

// like is the column that somebody meant who wrote the name in another case or with other marks between its words.
func (c Columns) like(name string) string {
	for _, column := range c {
		if plain(column.Name) == plain(name) {
			return column.Name
		}
	}
	return ""
}

func plain(name string) string {
	return strings.NewReplacer("_", "", "-", "", " ", "").Replace(strings.ToLower(name))
}

func (c Columns) String() string {
	names := make([]string, len(c))
	for i, column := range c {
		names[i] = column.Name
	}
	return strings.Join(names, ", ")
}

// Sheet is a file, read.
type Sheet struct {
	Rows []*Row
	// Whole tells that every row of the file is among them: what is not in Rows is not in the file.
	Whole bool
}
