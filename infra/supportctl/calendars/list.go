package calendars

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"strconv"
	"strings"

	"flatsupport/infra/supportctl/verb"
	"flatsupport/shared/coverage"
)

const listHelp = `supportctl calendar list [FLAGS]

Lists the published versions of the working calendars, the oldest first, with the years of which they have data and where
the data come from. * marks the version by which new decisions count.

  go run ./infra/supportctl calendar list
`

type listed struct {
	Version string `json:"version"`
	Newest  bool   `json:"newest"`
	Years   []int  `json:"years,omitempty"` // none: it is computed
	Source  string `json:"source"`
}

func list(_ context.Context, call verb.Call) error {
	flags := verb.Flags("calendar list", listHelp)
	asJSON := flags.Bool("json", false, "print the list as JSON")
	rest, err := verb.Parse(flags, call)
	if err != nil {
		return err
	}
	if len(rest) > 0 {
		return verb.Usage("calendar list takes no arguments")
	}
	library, err := coverage.Published()
	if err != nil {
		return err
	}
	var all []listed
	for _, name := range library.Names() {
		of := library.Versions(name)
		for i, c := range of {
			all = append(all, listed{c.Version(), i == len(of)-1, c.Years(), c.Source()})
		}
	}
	if *asJSON {
		return encode(call.Out, all)
	}
	for _, c := range all {
		mark := " "
		if c.Newest {
			mark = "*"
		}
		fmt.Fprintf(call.Out, "%s %-26s %-24s %s\n", mark, c.Version, years(c.Years), c.Source)
	}
	return nil
}

func years(list []int) string {
	if len(list) == 0 {
		return "computed"
	}
	words := make([]string, len(list))
	for i, year := range list {
		words[i] = strconv.Itoa(year)
	}
	return strings.Join(words, ",")
}

func encode(out io.Writer, value any) error {
	to := json.NewEncoder(out)
	to.SetEscapeHTML(false)
	to.SetIndent("", "  ")
	return to.Encode(value)
}
