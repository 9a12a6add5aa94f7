package parts

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"

	"flatsupport/infra/local/parts/child"
)

const (
	progressEvery = 5 * time.Second
	mavenGrace    = 3 * time.Second
)

// Fetch brings DynamoDB Local and ElasticMQ into dir, one folder each, unless they are there already: then it
// costs a look at two files and says nothing. Otherwise it writes to progress what is being fetched, how far
// it is and how long it has taken.
//
// Any number of callers may fetch into the same dir at once, also from several processes: one works and the
// others wait. A part appears whole or not at all. Errors are one sentence, ErrJava and ErrMaven among them.
func Fetch(ctx context.Context, dir string, progress io.Writer) error {
	all, err := missing(dir)
	if err != nil || len(all) == 0 {
		return err
	}
	if _, err := findJava(ctx); err != nil {
		return err
	}
	mvn, err := findMaven()
	if err != nil {
		return err
	}
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return fmt.Errorf("make the folder of the parts: %w", err)
	}
	unlock, err := lock(ctx, filepath.Join(dir, "lock"), progress)
	if err != nil {
		return fmt.Errorf("wait for the folder of the parts: %w", err)
	}
	defer unlock()
	all, err = missing(dir) // another process may have fetched them meanwhile
	if err != nil {
		return err
	}
	for _, p := range all {
		if err := p.fetch(ctx, mvn, dir, progress); err != nil {
			return err
		}
	}
	return nil
}

// missing gives the parts that are not whole in dir.
func missing(dir string) ([]pinned, error) {
	var absent []pinned
	for _, p := range []part{dynamoDB, elasticMQ} {
		wanted, err := p.pin()
		if err != nil {
			return nil, err
		}
		if !wanted.isWhole(dir) {
			absent = append(absent, wanted)
		}
	}
	return absent, nil
}

func (p pinned) isWhole(dir string) bool {
	mark, err := os.ReadFile(p.marker(dir))
	return err == nil && string(mark) == p.digest
}

// fetch lets Maven copy the part into a temporary folder beside its home and renames it when it is whole.
func (p pinned) fetch(ctx context.Context, mvn, dir string, progress io.Writer) error {
	leftovers, _ := filepath.Glob(p.home(dir) + ".partial-*") // of fetches that were killed; the lock is ours
	for _, old := range leftovers {
		_ = os.RemoveAll(old)
	}
	temp, err := os.MkdirTemp(dir, filepath.Base(p.home(dir))+".partial-")
	if err != nil {
		return fmt.Errorf("fetch %s %s: %w", p.title, p.version, err)
	}
	defer os.RemoveAll(temp)
	pom := filepath.Join(temp, "pom.xml")
	if err := os.WriteFile(pom, p.pom, 0o644); err != nil {
		return fmt.Errorf("fetch %s %s: %w", p.title, p.version, err)
	}
	if err := p.runMaven(ctx, mvn, pom, filepath.Join(temp, "lib"), progress); err != nil {
		return err
	}
	if err := os.WriteFile(filepath.Join(temp, "complete"), []byte(p.digest), 0o644); err != nil {
		return fmt.Errorf("fetch %s %s: %w", p.title, p.version, err)
	}
	if err := os.RemoveAll(p.home(dir)); err != nil {
		return fmt.Errorf("replace %s %s: %w", p.title, p.version, err)
	}
	if err := os.Chmod(temp, 0o755); err != nil {
		return fmt.Errorf("fetch %s %s: %w", p.title, p.version, err)
	}
	if err := os.Rename(temp, p.home(dir)); err != nil {
		return fmt.Errorf("fetch %s %s: %w", p.title, p.version, err)
	}
	return nil
}

func (p pinned) runMaven(ctx context.Context, mvn, pom, lib string, progress io.Writer) error {
	started := time.Now()
	var output safeBuffer
	cmd := exec.Command(mvn, "-B", "-f", pom, "dependency:copy-dependencies", "-DoutputDirectory="+lib)
	cmd.Stdout, cmd.Stderr = &output, &output
	_, _ = fmt.Fprintf(progress, "fetching %s %s (first time only, about %s)\n", p.title, p.version, p.size)
	run, err := child.Start(cmd)
	if err != nil {
		return fmt.Errorf("fetch %s %s: %w", p.title, p.version, err)
	}
	tick := time.NewTicker(progressEvery)
	defer tick.Stop()
	for {
		select {
		case <-run.Done():
			took := time.Since(started).Round(100 * time.Millisecond)
			if run.Err() != nil {
				return fmt.Errorf("fetch %s %s: mvn failed after %s: %s", p.title, p.version, took, mavenReason(output.Bytes(), run.Err()))
			}
			_, _ = fmt.Fprintf(progress, "fetched  %s %s in %s\n", p.title, p.version, took)
			return nil
		case <-tick.C:
			files := bytes.Count(output.Bytes(), []byte("Downloaded from"))
			_, _ = fmt.Fprintf(progress, "fetching %s %s: %d files, %s\n", p.title, p.version, files, time.Since(started).Round(time.Second))
		case <-ctx.Done():
			run.Stop(mavenGrace)
			return fmt.Errorf("fetch %s %s: %w", p.title, p.version, context.Cause(ctx))
		}
	}
}

// mavenReason is the first thing that Maven calls an error, which is the one that says what happened.
func mavenReason(output []byte, err error) string {
	for line := range strings.Lines(string(output)) {
		if reason, ok := strings.CutPrefix(line, "[ERROR] "); ok {
			return strings.TrimSpace(reason)
		}
	}
	return errors.Join(err, errors.New(strings.TrimSpace(string(output)))).Error()
}
