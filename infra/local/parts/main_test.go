package parts_test

import (
	"bufio"
	"context"
	"fmt"
	"net"
	"net/url"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"flatsupport/infra/local/parts"
)

// asParent makes this test program play the parent that is killed.
const asParent = "PARTS_TEST_PARENT"

func TestMain(m *testing.M) {
	if os.Getenv(asParent) == "" {
		os.Exit(m.Run())
	}
	dir, err := parts.CheckoutDir()
	if err == nil {
		var p *parts.Process
		if p, err = parts.StartDynamoDB(context.Background(), parts.Options{Dir: dir}); err == nil {
			fmt.Println(p.Pid(), p.Endpoint())
			<-p.Done()
		}
	}
	fmt.Println(err)
	os.Exit(1)
}

// fetched is the folder of this checkout's parts, with the parts in it.
func fetched(t *testing.T) string {
	t.Helper()
	dir, err := parts.CheckoutDir()
	require.NoError(t, err)
	require.NoError(t, parts.Fetch(t.Context(), dir, os.Stderr))
	return dir
}

func TestAPartDiesWithAParentThatIsKilled(t *testing.T) {
	t.Parallel()
	fetched(t)
	self, err := os.Executable()
	require.NoError(t, err)
	parent := exec.Command(self)
	parent.Env = append(os.Environ(), asParent+"=1")
	out, err := parent.StdoutPipe()
	require.NoError(t, err)
	require.NoError(t, parent.Start())
	line, err := bufio.NewReader(out).ReadString('\n')
	require.NoError(t, err)
	pid, endpoint, found := strings.Cut(strings.TrimSpace(line), " ")
	require.True(t, found, line)
	require.FileExists(t, "/proc/"+pid+"/stat")
	require.False(t, free(t, endpoint))

	require.NoError(t, parent.Process.Kill())
	_ = parent.Wait()

	assert.Eventually(t, func() bool { return free(t, endpoint) }, 10*time.Second, 20*time.Millisecond)
}

// free tells whether nobody listens on the endpoint's port any more.
func free(t *testing.T, endpoint string) bool {
	t.Helper()
	listener, err := net.Listen("tcp", ":"+strconv.Itoa(port(t, endpoint)))
	if err != nil {
		return false
	}
	return listener.Close() == nil
}

func port(t *testing.T, endpoint string) int {
	t.Helper()
	u, err := url.Parse(endpoint)
	require.NoError(t, err)
	number, err := strconv.Atoi(u.Port())
	require.NoError(t, err)
	return number
}
