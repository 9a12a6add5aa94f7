package trace

import (
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"slices"
)

// Stale are the published pages that say something else than they should, each as a finding.
func (t Tree) Stale(pages map[string]string) ([]string, error) {
	var found []string
	for _, file := range slices.Sorted(maps.Keys(pages)) {
		have, err := os.ReadFile(t.path(file))
		if err != nil && !errors.Is(err, fs.ErrNotExist) {
			return nil, err
		}
		if string(have) != pages[file] {
			found = append(found, fmt.Sprintf("%s is stale; go run ./infra/clauses --write rewrites it", file))
		}
	}
	return found, nil
}

// Publish writes the pages.
func (t Tree) Publish(pages map[string]string) error {
	for _, file := range slices.Sorted(maps.Keys(pages)) {
		if err := os.WriteFile(t.path(file), []byte(pages[file]), 0o644); err != nil {
			return err
		}
	}
	return nil
}
