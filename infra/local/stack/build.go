package stack

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"

	"flatsupport/infra/template"
)

// buildTags: the Lambda library without its old RPC mode, and the clock with its door, which no deployed build has.
const buildTags = "lambda.norpc,localclock"

// build compiles each function into bin and gives the paths by logical id. Errors: ErrBuild with the compiler's first
// complaint.
func build(ctx context.Context, root, bin string, functions []template.Function, say *progress) (map[string]string, error) {
	built := make(map[string]string, len(functions))
	for _, f := range functions {
		binary := filepath.Join(bin, f.ID, "bootstrap")
		if err := os.MkdirAll(filepath.Dir(binary), 0o750); err != nil {
			return nil, fmt.Errorf("build %s: %w", f.ID, err)
		}
		err := say.step("build "+f.ID, func() error { return buildOne(ctx, root, binary, f) })
		if err != nil {
			return nil, err
		}
		built[f.ID] = binary
	}
	return built, nil
}

func buildOne(ctx context.Context, root, binary string, f template.Function) error {
	cmd := exec.CommandContext(ctx, "go", "build", "-tags", buildTags, "-trimpath", "-ldflags", "-s -w",
		"-o", binary, "./"+filepath.ToSlash(filepath.Clean(f.Folder)))
	cmd.Dir = root
	cmd.Env = append(os.Environ(), "CGO_ENABLED=0", "GOFLAGS=")
	out, err := cmd.CombinedOutput()
	switch {
	case err == nil:
		return nil
	case ctx.Err() != nil:
		return fmt.Errorf("build %s: %w", f.ID, context.Cause(ctx))
	}
	return fmt.Errorf("%w: %s (%s, template line %d): %s", ErrBuild, f.ID, f.Folder, f.Line, firstComplaint(out, err))
}

// firstComplaint skips the compiler's headings ("# package").
func firstComplaint(out []byte, err error) string {
	for line := range bytes.Lines(out) {
		if text := strings.TrimSpace(string(line)); text != "" && !strings.HasPrefix(text, "#") {
			return text
		}
	}
	return err.Error()
}
