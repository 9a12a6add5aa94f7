package stack_test

import (
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"flatsupport/infra/local/function"
	"flatsupport/infra/local/parts"
	"flatsupport/infra/local/stack"
	"flatsupport/infra/template"
)

func kill(t *testing.T, pid string) bool {
	t.Helper()
	number, err := strconv.Atoi(pid)
	require.NoError(t, err)
	return syscall.Kill(number, syscall.SIGKILL) == nil
}

// refused starts a stack that cannot start: one sentence, and nothing is left.
func refused(t *testing.T, options stack.Options, want error, says string) {
	t.Helper()
	_, err := stack.Start(t.Context(), options)
	require.ErrorIs(t, err, want)
	assert.ErrorContains(t, err, says)
	assert.NotContains(t, err.Error(), "\n", "one sentence")
	assert.Empty(t, processes(t, options))
	_, err = stack.Reset(options)
	assert.NoError(t, err, "the data are free again")
}

func TestAStackThatCannotStartSaysWhy(t *testing.T) {
	t.Parallel()
	cases := []struct {
		name    string
		replace []string
		want    error
		says    string
	}{
		{"a broken template", []string{"Type: AWS::S3::Bucket", "Type: [AWS::S3::Bucket"}, template.ErrBroken, "template.yaml line"},
		{"a function that does not compile", []string{"CodeUri: infra/local/testdata/probe", "CodeUri: infra/local/stack/testdata/broken"}, stack.ErrBuild, "undefined: thisIsNowhere"},
		{"a function whose folder is missing", []string{"CodeUri: infra/local/testdata/probe", "CodeUri: functions/nowhere"}, stack.ErrBuild, "functions/nowhere"},
		{"a function that ends at once", []string{"PROBE_FILE", "PROBE_BROKEN"}, function.ErrInit, "TABLE_NAME is not set"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			refused(t, room(t, c.replace...), c.want, c.says)
		})
	}
}

func TestATakenPortIsNamed(t *testing.T) {
	t.Parallel()
	other, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	defer func() { require.NoError(t, other.Close()) }()
	options := room(t)
	options.Port = other.Addr().(*net.TCPAddr).Port
	refused(t, options, stack.ErrPortTaken, strconv.Itoa(options.Port))
}

func TestDataInUseAreNamed(t *testing.T) {
	t.Parallel()
	options := room(t)
	s := start(t, options)
	_, err := stack.Start(t.Context(), options)
	require.ErrorIs(t, err, stack.ErrInUse)
	status, _ := post(t, s, "/v1/echo")
	assert.Equal(t, 200, status, "the first goes on")
}

func TestMissingJavaIsNamed(t *testing.T) { // not parallel: the path is everybody's
	compiler, err := exec.LookPath("go")
	require.NoError(t, err)
	dir, err := parts.CheckoutDir()
	require.NoError(t, err)
	require.NoError(t, parts.Fetch(t.Context(), dir, t.Output()))
	alone := t.TempDir()
	require.NoError(t, os.Symlink(compiler, filepath.Join(alone, "go")))
	t.Setenv("PATH", alone)
	refused(t, room(t), parts.ErrJava, "17 or newer")
}

func TestBroughtEndpointsAreUsed(t *testing.T) {
	t.Parallel()
	dir, err := parts.CheckoutDir()
	require.NoError(t, err)
	require.NoError(t, parts.Fetch(t.Context(), dir, t.Output()))
	tables, err := parts.StartDynamoDB(t.Context(), parts.Options{Dir: dir})
	require.NoError(t, err)
	t.Cleanup(tables.Stop)
	messages, err := parts.StartElasticMQ(t.Context(), parts.Options{Dir: dir})
	require.NoError(t, err)
	t.Cleanup(messages.Stop)

	options := room(t)
	options.DynamoDB, options.SQS = tables.Endpoint(), messages.Endpoint()
	s := start(t, options)
	env := environment(t, s)
	assert.Equal(t, tables.Endpoint(), env["AWS_ENDPOINT_URL_DYNAMODB"])
	assert.True(t, strings.HasPrefix(env["QUEUE_URL"], messages.Endpoint()), env["QUEUE_URL"])
	enqueue(t, s, env["QUEUE_URL"], "brought")
	eventually(t, options, "brought")
	s.Stop()
	select {
	case <-tables.Done():
		assert.Fail(t, "what the user brought is not ours to end")
	default:
	}
}
