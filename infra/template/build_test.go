package template_test

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/goccy/go-yaml"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

const root = "../.."

// sam build makes every function by a Makefile of its processor, which first checks what is published: so nothing can be
// deployed that was built of a broken edition or calendar, whoever builds it and how.
func TestEveryFunctionIsBuiltAfterTheCheckOfWhatIsPublished(t *testing.T) {
	t.Parallel()
	source, err := os.ReadFile(realTemplate)
	require.NoError(t, err)
	var written struct {
		Parameters map[string]struct {
			AllowedValues []string `yaml:"AllowedValues"`
		} `yaml:"Parameters"`
		Resources map[string]struct {
			Metadata map[string]string `yaml:"Metadata"`
		} `yaml:"Resources"`
	}
	require.NoError(t, yaml.Unmarshal(source, &written))
	processors := map[string]string{"arm64": "arm64", "x86_64": "amd64"}
	for _, f := range read(t, realTemplate, given).Functions {
		assert.Equal(t, map[string]string{
			"BuildMethod": "makefile", "ContextPath": "infra/build/${Architecture}", "WorkingDirectory": ".",
		}, written.Resources[f.ID].Metadata, f.ID)
		for _, architecture := range written.Parameters["Architecture"].AllowedValues {
			commands := recipe(t, architecture, f.ID)
			require.Len(t, commands, 2, f.ID)
			assert.Contains(t, commands[0], "go run ./infra/supportctl policy check --published", f.ID)
			for _, part := range []string{
				"CGO_ENABLED=0", "GOOS=linux", "GOARCH=" + processors[architecture], "-trimpath", "-tags=lambda.norpc", "-ldflags=-s", `-o "DIR/bootstrap"`,
			} {
				assert.Contains(t, commands[1], part, f.ID)
			}
			folder, err := exec.CommandContext(t.Context(), "sh", "-c", "echo "+commands[1][strings.LastIndex(commands[1], " ./")+1:]).Output()
			require.NoError(t, err)
			assert.Equal(t, "./"+f.Folder, strings.TrimSpace(string(folder)), f.ID)
		}
	}
}

// recipe are the commands that sam build would have run for the function.
func recipe(t *testing.T, architecture, function string) []string {
	t.Helper()
	makefile := filepath.Join("infra", "build", architecture, "Makefile")
	run := exec.CommandContext(t.Context(), "make", "--dry-run", "--makefile", makefile, "build-"+function)
	run.Dir = root
	run.Env = append(os.Environ(), "ARTIFACTS_DIR=DIR", "MAKEFLAGS=", "MAKELEVEL=")
	out, err := run.CombinedOutput()
	require.NoError(t, err, string(out))
	joined := bytes.ReplaceAll(out, []byte("\\\n"), nil)
	return strings.Split(strings.TrimSpace(string(joined)), "\n")
}
