package editions

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"time"

	"flatsupport/infra/supportctl/verb"
	"flatsupport/shared/coverage"
	"flatsupport/shared/policy"
)

const checkHelp = `supportctl policy check [FLAGS] EDITION...

EDITION is a file, or the id of a published edition. Each is read as the desk would read it, and every defect is listed at
once, as file:line:column: place: sentence. An edition without a defect is sound; what is lawful in it and still looks like
a slip is told as a warning: a first day that lies in the past, the id of a published edition in a file, a promise nobody is
warned of before it is broken, a clause that no datum names, a reading that the published edition takes otherwise. Warnings
do not fail. Exit code 1: an edition is broken.

With --published the editions and calendars that are built into the desk are checked instead, and that no published
edition was edited. Every build of a function does this first, so that nothing broken can be deployed.

  go run ./infra/supportctl policy check events/editions/flat-1.5.yaml
  go run ./infra/supportctl policy check flat-1.4
  go run ./infra/supportctl policy check --published
`

// finding is what a check has found in a file.
type finding struct {
	File     string          `json:"file"`
	Edition  string          `json:"edition,omitempty"`
	Digest   string          `json:"digest,omitempty"`
	Sound    bool            `json:"sound"`
	Defects  []policy.Defect `json:"-"`
	Places   []defect        `json:"defects,omitempty"`
	Error    string          `json:"error,omitempty"` // the file cannot be read
	Warnings []string        `json:"warnings,omitempty"`
}

type defect struct {
	Line   int    `json:"line"`
	Column int    `json:"column"`
	Text   string `json:"text"`
}

func check(_ context.Context, call verb.Call) error {
	flags := verb.Flags("policy check", checkHelp)
	asJSON := flags.Bool("json", false, "print what was found as JSON")
	published := flags.Bool("published", false, "check what is built into the desk, as a build does")
	files, err := verb.Parse(flags, call)
	switch {
	case err != nil:
		return err
	case *published && (len(files) > 0 || *asJSON):
		return verb.Usage("policy check: --published takes no editions and prints no JSON")
	case *published:
		return checkPublished(call.Out)
	case len(files) == 0:
		return verb.Usage("policy check: which editions? supportctl policy check takes files and ids, or --published")
	}
	library, err := policy.Editions()
	if err != nil {
		return fmt.Errorf("published editions: %w", err)
	}
	digests, err := policy.Digests()
	if err != nil {
		return err
	}
	var all []finding
	broken := false
	for _, file := range files {
		f := look(file, library, digests, time.Now())
		broken = broken || !f.Sound
		all = append(all, f)
	}
	if err := show(call.Out, all, *asJSON); err != nil {
		return err
	}
	if broken {
		return verb.ErrTold
	}
	return nil
}

func checkPublished(out io.Writer) error {
	if err := policy.CheckPublished(); err != nil {
		fmt.Fprintln(out, err)
		return verb.ErrTold
	}
	library, err := policy.Editions()
	if err != nil {
		return err
	}
	for _, e := range library.All() {
		fmt.Fprintf(out, "%s: sound (digest %s)\n", e.ID, e.Digest)
	}
	calendars, err := coverage.Published()
	if err != nil {
		return err
	}
	for _, name := range calendars.Names() {
		for _, c := range calendars.Versions(name) {
			fmt.Fprintf(out, "%s: sound\n", c.Version())
		}
	}
	return nil
}

func look(file string, library *policy.Library, digests map[string]string, now time.Time) finding {
	f := finding{File: file}
	if e, err := library.Edition(file); err == nil { // what is built in was checked with the library
		f.Edition, f.Digest, f.Sound = e.ID, e.Digest, true
		return f
	}
	text, err := os.ReadFile(file)
	if errors.Is(err, os.ErrNotExist) {
		f.Error = fmt.Sprintf("%q is neither the id of a published edition nor a file", file)
		return f
	}
	if err != nil {
		f.Error = err.Error()
		return f
	}
	e, err := policy.Load(file, text)
	var defects *policy.DefectsError
	switch {
	case errors.As(err, &defects):
		f.Defects = defects.Defects
		for _, d := range defects.Defects {
			f.Places = append(f.Places, defect{d.Line, d.Column, d.String()})
		}
		return f
	case err != nil:
		f.Error = err.Error()
		return f
	}
	f.Edition, f.Digest, f.Sound = e.ID, e.Digest, true
	f.Warnings = e.Oddities(library, digests, coverage.DateOf(now, e.Zone))
	return f
}

func show(out io.Writer, all []finding, asJSON bool) error {
	if asJSON {
		return encode(out, all)
	}
	for _, f := range all {
		for _, d := range f.Defects {
			fmt.Fprintf(out, "%s:%s\n", f.File, d)
		}
		if f.Error != "" {
			fmt.Fprintln(out, f.Error)
		}
		for _, w := range f.Warnings {
			fmt.Fprintf(out, "%s: warning: %s\n", f.File, w)
		}
		if f.Sound {
			fmt.Fprintf(out, "%s: sound (digest %s)\n", f.Edition, f.Digest)
		}
	}
	return nil
}

func encode(out io.Writer, value any) error {
	to := json.NewEncoder(out)
	to.SetEscapeHTML(false)
	to.SetIndent("", "  ")
	return to.Encode(value)
}
