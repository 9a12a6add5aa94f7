package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
)

// library is a public mail library whose test data is read, at a version and with the checksum of go.sum. Nothing of it
// is compiled.
type library struct {
	module, version, sum string
	fewest               int // mails that it has at least: a corpus that has moved is not taken for one that was read
}

var libraries = []library{
	{"github.com/jhillyerd/enmime/v2", "v2.3.0", "h1:Y/pzQanyU8nkSgB2npXX8Dha5OItJE/QwbDJM4sf/kU=", 100},
	{"github.com/emersion/go-message", "v0.18.2", "h1:rl55SQdjd9oJcIoQNhubD2Acs1E6IzlZISRTK7x/Lpg=", 15},
}

// sample is one mail of a library's tests.
type sample struct {
	name string // module, then the file in it; of a literal also its line
	raw  []byte
}

// samples are all mails of a library: its files of mail, and what looks like one among the literals of its tests. It is
// downloaded unless it is here; if it cannot be, the error says so in one sentence.
func (l library) samples() ([]sample, error) {
	dir, err := l.directory()
	if err != nil {
		return nil, fmt.Errorf("the mails of %s %s are neither on this machine nor can they be downloaded: %w", l.module, l.version, err)
	}
	var all []sample
	err = filepath.WalkDir(dir, func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		name := l.module + filepath.ToSlash(strings.TrimPrefix(path, dir))
		switch {
		case slices.Contains([]string{".raw", ".eml", ".txt"}, filepath.Ext(path)):
			raw, err := os.ReadFile(path) //nolint:gosec // the cache of modules is read-only and ours
			all = append(all, sample{name: name, raw: raw})
			return err
		case strings.HasSuffix(path, "_test.go"):
			found, err := literals(path, name)
			all = append(all, found...)
			return err
		}
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("the mails of %s: %w", l.module, err)
	}
	if len(all) < l.fewest {
		return nil, fmt.Errorf("%s has %d mails where it had %d: they have moved", l.module, len(all), l.fewest)
	}
	return all, nil
}

func (l library) directory() (string, error) {
	out, err := exec.Command("go", "mod", "download", "-json", l.module+"@"+l.version).Output()
	var found struct{ Dir, Sum, Error string }
	if broken := json.Unmarshal(out, &found); err == nil {
		err = broken
	}
	switch {
	case found.Error != "":
		return "", errors.New(found.Error)
	case err != nil:
		return "", err
	case found.Sum != l.sum:
		return "", fmt.Errorf("its checksum is %s", found.Sum)
	}
	return found.Dir, nil
}

// literals are the strings of a test file that have a head, a blank line and a body.
func literals(path, name string) ([]sample, error) {
	files := token.NewFileSet()
	parsed, err := parser.ParseFile(files, path, nil, parser.SkipObjectResolution)
	if err != nil {
		return nil, err
	}
	var all []sample
	ast.Inspect(parsed, func(n ast.Node) bool {
		e, isExpression := n.(ast.Expr)
		if !isExpression {
			return true
		}
		text, whole := joined(e)
		if whole && looksLikeMail(text) {
			all = append(all, sample{name: fmt.Sprintf("%s:%d", name, files.Position(n.Pos()).Line), raw: []byte(text)})
		}
		return !whole
	})
	return all, nil
}

// joined is the value of literals that are added up.
func joined(e ast.Expr) (string, bool) {
	switch e := e.(type) {
	case *ast.BasicLit:
		text, err := strconv.Unquote(e.Value)
		return text, e.Kind == token.STRING && err == nil
	case *ast.BinaryExpr:
		left, one := joined(e.X)
		right, other := joined(e.Y)
		return left + right, one && other && e.Op == token.ADD
	default:
		return "", false
	}
}

func looksLikeMail(text string) bool {
	head, _, parted := strings.Cut(strings.ReplaceAll(text, "\r\n", "\n"), "\n\n")
	first, _, _ := strings.Cut(head, "\n")
	name, _, field := strings.Cut(first, ": ")
	return parted && field && name != "" && !strings.ContainsAny(name, " \t")
}
