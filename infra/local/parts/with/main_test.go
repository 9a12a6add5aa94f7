package main

import (
	"bufio"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestTheCommandFindsBothPartsAndItsExitCodeIsPassedOn(t *testing.T) {
	t.Parallel()
	cmd := with(t, "sh", "-c", `echo $DYNAMODB_ENDPOINT; echo $SQS_ENDPOINT; exit 7`)
	out, err := cmd.Output()

	var exit *exec.ExitError
	require.ErrorAs(t, err, &exit)
	assert.Equal(t, 7, exit.ExitCode(), string(exit.Stderr))
	endpoints := strings.Fields(string(out))
	require.Len(t, endpoints, 2)
	for _, endpoint := range endpoints {
		assert.Regexp(t, `^http://127\.0\.0\.1:\d+$`, endpoint)
		assert.False(t, listens(endpoint), "the parts end with the command")
	}
}

func TestThePortsAndTheFolderThatAreNamedAreUsed(t *testing.T) {
	t.Parallel()
	tables, queues, data := freePort(t), freePort(t), filepath.Join(t.TempDir(), "tables")
	cmd := with(t, "--dynamodb-port", tables, "--dynamodb-data", data, "--sqs-port", queues, "sh", "-c", `echo $DYNAMODB_ENDPOINT $SQS_ENDPOINT`)
	out, err := cmd.Output()
	require.NoError(t, err)
	assert.Equal(t, "http://127.0.0.1:"+tables+" http://127.0.0.1:"+queues+"\n", string(out))
	assert.DirExists(t, data)
}

func TestEndpointsThatAreSetAreLeftAlone(t *testing.T) {
	t.Parallel()
	cmd := with(t, "sh", "-c", `echo $DYNAMODB_ENDPOINT $SQS_ENDPOINT`)
	cmd.Env = append(cmd.Env, "DYNAMODB_ENDPOINT=http://one", "SQS_ENDPOINT=http://two")
	out, err := cmd.Output()
	require.NoError(t, err)
	assert.Equal(t, "http://one http://two\n", string(out))
}

func TestASignalGoesToTheCommandAndNothingIsLeft(t *testing.T) {
	t.Parallel()
	cases := []struct {
		name   string
		signal os.Signal
		says   string
	}{
		{"asked to end, the command may finish its work", syscall.SIGTERM, "finished"},
		{"interrupted, likewise", os.Interrupt, "finished"},
		{"killed outright, nobody finishes anything", os.Kill, ""},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			cmd := with(t, "sh", "-c", `trap 'echo finished; exit 0' TERM INT; echo $DYNAMODB_ENDPOINT $SQS_ENDPOINT; while :; do sleep 0.05; done`)
			pipe, err := cmd.StdoutPipe()
			require.NoError(t, err)
			require.NoError(t, cmd.Start())
			out := bufio.NewReader(pipe)
			line, err := out.ReadString('\n')
			require.NoError(t, err)
			endpoints := strings.Fields(line)
			require.Len(t, endpoints, 2)
			require.True(t, listens(endpoints[0]))
			require.True(t, listens(endpoints[1]))

			require.NoError(t, cmd.Process.Signal(c.signal))
			said, _ := out.ReadString('\n')
			_ = cmd.Wait()

			assert.Equal(t, c.says, strings.TrimSpace(said))
			for _, endpoint := range endpoints {
				assert.Eventually(t, func() bool { return !listens(endpoint) }, 10*time.Second, 20*time.Millisecond)
			}
		})
	}
}

func TestACommandThatCannotBeRunIsAClearError(t *testing.T) {
	t.Parallel()
	cases := []struct {
		name    string
		command []string
		says    string
	}{
		{"no command", nil, "with: no command given: with COMMAND [ARGUMENT...]\n"},
		{"an unknown flag", []string{"--colour", "true"}, "with: flag provided but not defined: -colour"},
		{"no such program", []string{"/nonexistent/program"}, "with: start /nonexistent/program: "},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			cmd := with(t, c.command...)
			cmd.Env = append(cmd.Env, "DYNAMODB_ENDPOINT=http://one", "SQS_ENDPOINT=http://two")
			_, err := cmd.Output()
			var exit *exec.ExitError
			require.ErrorAs(t, err, &exit)
			assert.Equal(t, 125, exit.ExitCode())
			assert.Contains(t, string(exit.Stderr), c.says)
		})
	}
}

// asCommand makes this test program play the command itself.
const asCommand = "WITH_TEST_COMMAND"

func TestMain(m *testing.M) {
	if os.Getenv(asCommand) != "" {
		main()
	}
	os.Exit(m.Run())
}

func with(t *testing.T, command ...string) *exec.Cmd {
	t.Helper()
	self, err := os.Executable()
	require.NoError(t, err)
	cmd := exec.Command(self, command...)
	cmd.Env = []string{asCommand + "=1"}
	for _, variable := range os.Environ() {
		if !strings.HasPrefix(variable, "DYNAMODB_ENDPOINT=") && !strings.HasPrefix(variable, "SQS_ENDPOINT=") {
			cmd.Env = append(cmd.Env, variable)
		}
	}
	return cmd
}

func listens(endpoint string) bool {
	connection, err := net.Dial("tcp", strings.TrimPrefix(endpoint, "http://"))
	if err != nil {
		return false
	}
	_ = connection.Close()
	return true
}

func freePort(t *testing.T) string {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	require.NoError(t, listener.Close())
	return strconv.Itoa(listener.Addr().(*net.TCPAddr).Port)
}
