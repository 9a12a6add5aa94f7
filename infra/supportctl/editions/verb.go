// Package editions is what an operator asks of editions of the policy: whether one is sound, and what the next one
// changes for whom.
package editions

import (
	"errors"
	"fmt"
	"os"

	"flatsupport/infra/supportctl/verb"
	"flatsupport/shared/policy"
)

// Verb is `supportctl policy`.
var Verb = verb.Family("policy", "editions of the policy: what the next one changes, and whether it is sound", `
supportctl policy VERB [FLAGS] ARGUMENTS

Looks at editions of the support policy, published ones by their ids and others by their files. Nothing is changed.
`,
	verb.Verb{Name: "diff", Help: "what another edition changes, for whom, in words", Run: diff},
	verb.Verb{Name: "check", Help: "all defects of an edition at once, with line and column", Run: check},
)

// Find is a published edition by its id, or the one in a file.
func Find(library *policy.Library, name string) (*policy.Edition, error) {
	e, err := library.Edition(name)
	if err == nil {
		return e, nil
	}
	text, failed := os.ReadFile(name)
	if errors.Is(failed, os.ErrNotExist) {
		return nil, fmt.Errorf("%q is neither the id of a published edition nor a file: %w", name, err)
	}
	if failed != nil {
		return nil, failed
	}
	return policy.Load(name, text)
}
