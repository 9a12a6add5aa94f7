package policy

import (
	"errors"
	"fmt"
	"io/fs"
	"path"
	"strings"

	"flatsupport/shared/coverage"
)

// Source is the text of an edition and the name of its file.
type Source struct {
	Name string
	Text []byte
}

// Published are the texts of the published editions, in the order of their names.
func Published() ([]Source, error) {
	names, err := fs.Glob(published, "editions/*.yaml")
	if err != nil {
		return nil, fmt.Errorf("list published editions: %w", err)
	}
	sources := make([]Source, len(names))
	for i, name := range names {
		text, err := published.ReadFile(name)
		if err != nil {
			return nil, fmt.Errorf("read edition %s: %w", name, err)
		}
		sources[i] = Source{Name: path.Join("shared/policy", name), Text: text}
	}
	return sources, nil
}

// ErrEdited: an edition that was published has another text now, or is gone; or one was added and not entered among the
// published. Whoever pinned it was promised the words that it had.
var ErrEdited = errors.New("a published edition is never edited")

// digestsFile has a line for each published edition: its id and its digest.
const digestsFile = "editions/digests.txt"

// Digests are those with which editions were published, by their ids.
func Digests() (map[string]string, error) {
	text, err := published.ReadFile(digestsFile)
	if err != nil {
		return nil, fmt.Errorf("read the digests of published editions: %w", err)
	}
	all := map[string]string{}
	for line := range strings.Lines(string(text)) {
		words := strings.Fields(line)
		if len(words) != 2 || all[words[0]] != "" {
			return nil, fmt.Errorf("%s: %q is not an id, once, with its digest: %w", digestsFile, strings.TrimSpace(line), ErrEdited)
		}
		all[words[0]] = words[1]
	}
	return all, nil
}

// CheckPublished finds everything that is wrong with what is published with the desk, calendars and editions: nothing of
// the kind may be deployed. Defects of an edition are a [*DefectsError], those of a calendar [coverage.ErrCalendarData],
// and an edition whose text is not the one that it was published with is [ErrEdited].
func CheckPublished() error {
	calendars, err := coverage.Published()
	if err != nil {
		return err
	}
	sources, err := Published()
	if err != nil {
		return err
	}
	digests, err := Digests()
	if err != nil {
		return err
	}
	return checkPublished(sources, digests, calendars)
}

func checkPublished(sources []Source, digests map[string]string, calendars *coverage.Calendars) error {
	var wrong []error
	found := map[string]string{}
	for _, source := range sources {
		e, err := LoadWith(source.Name, source.Text, calendars)
		if err != nil {
			wrong = append(wrong, err)
			continue
		}
		switch pinned := digests[e.ID]; {
		case found[e.ID] != "":
			wrong = append(wrong, fmt.Errorf("%s: edition %s is in %s already: %w", source.Name, e.ID, found[e.ID], ErrEdited))
		case pinned == "":
			wrong = append(wrong, fmt.Errorf("%s: edition %s is new; to publish it enter \"%s %s\" in shared/policy/%s: %w", source.Name, e.ID, e.ID, e.Digest, digestsFile, ErrEdited))
		case pinned != e.Digest:
			wrong = append(wrong, fmt.Errorf("%s: edition %s was published with the digest %s and has %s now; put its text back and publish a new edition, with an id and a validFrom of its own: %w",
				source.Name, e.ID, pinned, e.Digest, ErrEdited))
		}
		found[e.ID] = source.Name
	}
	if len(wrong) > 0 {
		return errors.Join(wrong...)
	}
	for id := range digests {
		if found[id] == "" {
			wrong = append(wrong, fmt.Errorf("edition %s was published and is not in shared/policy/editions any more; certificates pin it: %w", id, ErrEdited))
		}
	}
	return errors.Join(wrong...)
}
