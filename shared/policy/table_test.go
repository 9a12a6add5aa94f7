package policy_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
)

func TestThePublishedTablesAreThoseOfTheEdition(t *testing.T) {
	t.Parallel()
	for _, lang := range []string{"ru", "en"} {
		golden(t, "../pages/flat-1.4."+lang+".md", flat(t).Table(lang))
	}
}

func TestTheTableNamesEveryDatum(t *testing.T) {
	t.Parallel()
	e := flat(t)
	for _, lang := range []string{"ru", "en"} {
		table := e.Table(lang)
		for _, r := range e.PublishedReadings() {
			assert.Contains(t, table, "`"+r.Datum+"` | `"+r.Value+"`")
		}
		for _, r := range e.Refusals {
			assert.Contains(t, table, r.Reason.In(lang))
			assert.Contains(t, table, r.Remedy.In(lang))
		}
		for _, c := range e.Clauses {
			assert.Contains(t, table, "### "+string(c.Code)+" (")
		}
		for _, l := range e.Ladders {
			for _, s := range l.Steps {
				assert.Contains(t, table, "`"+s.Name+"`")
			}
		}
	}
}

func TestTheTablePrintsReadingsInForce(t *testing.T) {
	t.Parallel()
	table := with(t, map[string]string{
		"windows.business": "09:00-13:00,14:00-18:00", "channels.hotline.override": "never", "reaction.pause": "waiting",
	}).Table("en")
	assert.Contains(t, table, "working days, 09:00-13:00, 14:00-18:00 Moscow time")
	assert.Contains(t, table, "| `windows.business` | `09:00-13:00,14:00-18:00` |")
	assert.NotContains(t, table, "by an operator, with a recorded reason")
	assert.Contains(t, table, "| cut out |")
}

func TestEveryRowOfATableHasTheCellsOfItsHead(t *testing.T) {
	t.Parallel()
	for _, lang := range []string{"ru", "en"} {
		width := 0
		for line := range strings.Lines(flat(t).Table(lang)) {
			if !strings.HasPrefix(line, "|") {
				width = 0
				continue
			}
			cells := strings.Count(strings.ReplaceAll(line, `\|`, ""), "|")
			if width == 0 {
				width = cells
			}
			assert.Equal(t, width, cells, line)
		}
	}
}
