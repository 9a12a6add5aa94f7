package child_test

import (
	"bufio"
	"fmt"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"flatsupport/infra/local/parts/child"
)

// asParent makes this test program play the parent that is killed.
const asParent = "CHILD_TEST_PARENT"

func TestMain(m *testing.M) {
	if os.Getenv(asParent) != "" {
		p, err := child.Start(exec.Command("sleep", "300"))
		if err != nil {
			fmt.Println(err)
			os.Exit(1)
		}
		fmt.Println(p.Pid())
		<-p.Done()
		return
	}
	os.Exit(m.Run())
}

func TestAChildDiesWithAParentThatIsKilled(t *testing.T) {
	t.Parallel()
	self, err := os.Executable()
	require.NoError(t, err)
	parent := exec.Command(self)
	parent.Env = append(os.Environ(), asParent+"=1")
	out, err := parent.StdoutPipe()
	require.NoError(t, err)
	require.NoError(t, parent.Start())
	line, err := bufio.NewReader(out).ReadString('\n')
	require.NoError(t, err)
	pid, err := strconv.Atoi(strings.TrimSpace(line))
	require.NoError(t, err, line)
	require.True(t, alive(pid))

	require.NoError(t, parent.Process.Kill())
	_ = parent.Wait()

	assert.Eventually(t, func() bool { return !alive(pid) }, 5*time.Second, 10*time.Millisecond)
}

func TestStopEndsTheWholeGroup(t *testing.T) {
	t.Parallel()
	cmd := exec.Command("sh", "-c", "sleep 300 & echo $!; wait")
	out, err := cmd.StdoutPipe()
	require.NoError(t, err)
	p, err := child.Start(cmd)
	require.NoError(t, err)
	line, err := bufio.NewReader(out).ReadString('\n')
	require.NoError(t, err)
	grandchild, err := strconv.Atoi(strings.TrimSpace(line))
	require.NoError(t, err)

	p.Stop(5 * time.Second)
	p.Stop(5 * time.Second)

	assert.False(t, alive(p.Pid()))
	assert.Eventually(t, func() bool { return !alive(grandchild) }, 5*time.Second, 10*time.Millisecond)
	assert.Equal(t, 128+int(syscall.SIGTERM), p.ExitCode())
}

func TestStopKillsAChildThatDoesNotListen(t *testing.T) {
	t.Parallel()
	cmd := exec.Command("sh", "-c", "trap '' TERM; echo ready; while :; do sleep 1; done")
	out, err := cmd.StdoutPipe()
	require.NoError(t, err)
	p, err := child.Start(cmd)
	require.NoError(t, err)
	_, err = bufio.NewReader(out).ReadString('\n')
	require.NoError(t, err)

	p.Stop(100 * time.Millisecond)

	assert.False(t, alive(p.Pid()))
	assert.Equal(t, 128+int(syscall.SIGKILL), p.ExitCode())
}

func TestWhatAChildLeavesBehindEndsWithIt(t *testing.T) {
	t.Parallel()
	cmd := exec.Command("sh", "-c", "sleep 300 >/dev/null & echo $!")
	var out strings.Builder
	cmd.Stdout = &out
	p, err := child.Start(cmd)
	require.NoError(t, err)

	<-p.Done()

	left, err := strconv.Atoi(strings.TrimSpace(out.String()))
	require.NoError(t, err)
	assert.Eventually(t, func() bool { return !alive(left) }, 5*time.Second, 10*time.Millisecond)
	assert.NoError(t, p.Err())
}

func TestTheExitCodeIsTheShells(t *testing.T) {
	t.Parallel()
	cases := []struct {
		name   string
		script string
		want   int
	}{
		{"a clean end is 0", "exit 0", 0},
		{"a status is passed through", "exit 7", 7},
		{"a signal is 128 and its number", "kill -KILL $$", 137},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			p, err := child.Start(exec.Command("sh", "-c", c.script))
			require.NoError(t, err)
			assert.Equal(t, c.want, p.ExitCode())
		})
	}
}

func TestAProgramThatDoesNotExistIsAnError(t *testing.T) {
	t.Parallel()
	_, err := child.Start(exec.Command("/nonexistent/program"))
	assert.ErrorIs(t, err, os.ErrNotExist)
}

// alive is false for a zombie too: it runs no more.
func alive(pid int) bool {
	stat, err := os.ReadFile("/proc/" + strconv.Itoa(pid) + "/stat")
	if err != nil {
		return false
	}
	_, after, _ := strings.Cut(string(stat), ") ")
	return !strings.HasPrefix(after, "Z")
}
