package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
)

var (
	errMissing = errors.New("swaks and Postfix are needed, and not both are here (on Debian: apt-get install --no-install-recommends swaks postfix)")
	errNotRoot = errors.New("Postfix starts as root only; run this as root") //nolint:staticcheck // a name begins with a capital
)

// tools are the programs, by their paths.
type tools struct{ swaks, postfix, sendmail string }

// findTools finds the programs. Errors: errMissing, errNotRoot.
func findTools() (tools, error) {
	var t tools
	for name, where := range map[string]*string{"swaks": &t.swaks, "postfix": &t.postfix} {
		path, err := exec.LookPath(name)
		if err != nil {
			if path, err = exec.LookPath("/usr/sbin/" + name); err != nil { // which only root has on the path
				return tools{}, fmt.Errorf("%w: there is no %s", errMissing, name)
			}
		}
		*where = path
	}
	t.sendmail = filepath.Join(filepath.Dir(t.postfix), "sendmail") // that of Postfix, whichever else there may be
	if os.Geteuid() != 0 {
		return tools{}, errNotRoot
	}
	return t, nil
}

// output runs the program and gives all that it says.
func output(ctx context.Context, input io.Reader, program string, args ...string) (string, error) {
	command := exec.CommandContext(ctx, program, args...)
	command.Stdin = input
	said, err := command.CombinedOutput()
	if err != nil {
		return string(said), fmt.Errorf("%s: %w: %s", filepath.Base(program), err, strings.TrimSpace(string(said)))
	}
	return string(said), nil
}
