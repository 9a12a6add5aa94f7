// Command corpora reads the mails by which public mail libraries are tested, among them the broken ones that people have
// reported over the years, as the mailroom reads them. It says how many were read, which were not, and which of them are
// odd in what way; it exits with 1 when one was not read that should be, or was read beyond its budget.
//
// It is a module of its own, so that those libraries are no part of the desk.
package main

import (
	"errors"
	"fmt"
	"io"
	"os"
	"runtime"
	"slices"
	"strings"

	"flatsupport/shared/inbound"
)

// noMail are the samples that are none, each with why. Every other must be read.
var noMail = map[string]string{
	"github.com/jhillyerd/enmime/v2/testdata/mail/erroneous.raw": "a line of prose",
}

func main() {
	if err := run(os.Stdout, libraries, slices.Contains(os.Args[1:], "--odd")); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

// run reads the mails of all libraries and prints a table of them; odd: with each that is odd.
func run(out io.Writer, from []library, odd bool) error {
	fmt.Fprintf(out, "%-34s %-8s %6s %6s %9s %9s\n", "mails of", "version", "mails", "read", "odd", "not mails")
	var wrong []error
	for _, l := range from {
		all, err := l.samples()
		if err != nil {
			return err
		}
		var read, faulty, none int
		var notes []string
		for _, s := range all {
			m, err := check(s)
			switch why, known := noMail[s.name]; {
			case err == nil && !known:
				read++
			case errors.Is(err, inbound.ErrUnreadable) && known:
				none++
				notes = append(notes, fmt.Sprintf("  %s: not read, it is %s", s.name, why))
			case known && err == nil:
				wrong = append(wrong, fmt.Errorf("%s was read, though it is %s", s.name, why))
			default:
				wrong = append(wrong, fmt.Errorf("%s: %w", s.name, err))
			}
			if len(m.Faults) > 0 {
				faulty++
				if odd {
					notes = append(notes, fmt.Sprintf("  %s: %s", s.name, strings.Join(m.Faults, "; ")))
				}
			}
		}
		fmt.Fprintf(out, "%-34s %-8s %6d %6d %9d %9d\n", l.module, l.version, len(all), read, faulty, none)
		for _, note := range notes {
			fmt.Fprintln(out, note)
		}
	}
	return errors.Join(wrong...)
}

// most is what reading one of these mails may allocate; the largest has not a hundred kilobytes.
const most = 16 << 20

// check reads a mail as the mailroom does, and holds what came of it against what must be so for every mail.
func check(s sample) (inbound.Mail, error) {
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	m, err := inbound.Read(s.raw)
	if err != nil {
		return m, err
	}
	body, safe := m.Body(), strings.ToLower(m.SafeHTML())
	fresh, history := inbound.Split(body)
	runtime.ReadMemStats(&after)

	if used := after.TotalAlloc - before.TotalAlloc; used > most {
		return m, fmt.Errorf("reading it took %d bytes of memory", used)
	}
	if letters(fresh+history) != letters(body) {
		return m, errors.New("something was lost between what is new and what is quoted")
	}
	for _, word := range []string{"<script", "<img", "<style", "<svg", "<form", "<iframe", "<!--", "href=\"javascript:", "href=\"data:"} {
		if strings.Contains(safe, word) {
			return m, fmt.Errorf("%s is left in its HTML", word)
		}
	}
	for _, f := range m.Files {
		if name := f.SafeName(); name == "" || len(name) > inbound.MaxName || strings.ContainsAny(name, `/\:`) {
			return m, fmt.Errorf("a file is named %q", name)
		}
	}
	if m.Body() == "" && m.HTML == "" && len(m.Files) == 0 && m.Report == nil && len(m.Faults) == 0 && hasBody(s.raw) {
		return m, errors.New("nothing of it was kept, and nothing said why")
	}
	return m, nil
}

func letters(text string) string { return strings.Join(strings.Fields(text), "") }

// hasBody: something stands below the head.
func hasBody(raw []byte) bool {
	_, body, _ := strings.Cut(strings.ReplaceAll(string(raw), "\r\n", "\n"), "\n\n")
	return strings.TrimSpace(body) != ""
}
