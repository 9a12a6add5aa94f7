package importing

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"flatsupport/infra/supportctl/importing/rows"
)

// ErrNoFiles: a folder has no CSV file, or nothing was named.
var ErrNoFiles = errors.New("no CSV file")

// maxFile keeps a wrong file from filling the memory.
const maxFile = 64 << 20

// Open reads files, and of folders the CSV files that lie in them, in the order of their names. What is wrong with
// their names and texts is the reading's matter.
func Open(paths ...string) ([]rows.File, error) {
	var files []rows.File
	for _, path := range paths {
		names, err := csvFiles(path)
		if err != nil {
			return nil, err
		}
		for _, name := range names {
			text, err := readFile(name)
			if err != nil {
				return nil, err
			}
			files = append(files, rows.File{Name: name, Text: text})
		}
	}
	if len(files) == 0 {
		return nil, ErrNoFiles
	}
	return files, nil
}

func csvFiles(path string) ([]string, error) {
	entries, err := os.ReadDir(path)
	if err != nil {
		return []string{path}, nil //nolint:nilerr // no folder: a file, or nothing, as reading it will tell
	}
	var names []string
	for _, entry := range entries {
		if strings.EqualFold(filepath.Ext(entry.Name()), ".csv") && !strings.HasPrefix(entry.Name(), ".") {
			names = append(names, filepath.Join(path, entry.Name()))
		}
	}
	if len(names) == 0 {
		return nil, fmt.Errorf("%s: %w; known are %s", path, ErrNoFiles, rows.Files())
	}
	return names, nil
}

func readFile(name string) ([]byte, error) {
	info, err := os.Stat(name)
	if errors.Is(err, os.ErrNotExist) {
		return nil, fmt.Errorf("there is no file or folder %s", name)
	}
	if err != nil {
		return nil, err
	}
	if info.Size() > maxFile {
		return nil, fmt.Errorf("%s: %d MB are too many for one file; divide it", name, info.Size()>>20)
	}
	return os.ReadFile(name)
}
