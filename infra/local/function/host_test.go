package function_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"flatsupport/infra/local/function"
	"flatsupport/infra/local/probe"
)

const name = "ProbeFunction"

// run starts a host with the probe; change makes the one difference of the test.
func run(t *testing.T, change func(*function.Spec)) *function.Host {
	t.Helper()
	host, err := function.NewHost()
	require.NoError(t, err)
	t.Cleanup(host.Stop)
	spec := function.Spec{Name: name, Binary: probe.Build(t), Timeout: 10 * time.Second, Env: map[string]string{"TABLE_NAME": "support"}}
	if change != nil {
		change(&spec)
	}
	require.NoError(t, host.Run(t.Context(), spec))
	return host
}

func invoke(t *testing.T, host *function.Host, event string) string {
	t.Helper()
	answer, err := host.Invoke(t.Context(), name, []byte(event))
	require.NoError(t, err)
	return string(answer)
}

func TestAFunctionAnswersWhatItIsAsked(t *testing.T) {
	t.Parallel()
	host := run(t, nil)
	cases := []struct{ name, event, want string }{
		{"an event comes back", `{"do":"echo","x":"ж"}`, `{"do":"echo","x":"ж"}`},
		{"the environment of the template is there", `{"do":"env","name":"TABLE_NAME"}`, `"support"`},
		{"the environment of Lambda is there", `{"do":"env","name":"AWS_LAMBDA_FUNCTION_NAME"}`, `"ProbeFunction"`},
		{"the environment of the developer is not", `{"do":"env","name":"HOME"}`, `""`},
		{"the deadline is the timeout of the template", `{"do":"deadline"}`, `"10s"`},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			assert.Equal(t, c.want, invoke(t, host, c.event))
		})
	}
}

func TestFailuresAreNamed(t *testing.T) {
	t.Parallel()
	host := run(t, func(s *function.Spec) { s.Timeout = 500 * time.Millisecond })
	cases := []struct {
		name, event string
		want        error  // of the local stack
		said        string // by the function itself
	}{
		{"an error is the function's own", `{"do":"fail"}`, nil, "told to fail"},
		{"a panic is the function's own", `{"do":"panic"}`, nil, "told to panic"},
		{"an exit is a killed invocation", `{"do":"exit"}`, function.ErrKilled, ""},
		{"a slow answer is a timeout", `{"do":"sleep","for":"5s"}`, function.ErrTimeout, ""},
	}
	for _, c := range cases { // one after the other: each must find the function well again
		t.Run(c.name, func(t *testing.T) {
			_, err := host.Invoke(t.Context(), name, []byte(c.event))
			if own := (*function.Error)(nil); errors.As(err, &own) {
				assert.Equal(t, c.said, own.Message)
			} else {
				assert.ErrorIs(t, err, c.want)
			}
			assert.JSONEq(t, `{"do":"echo"}`, invoke(t, host, `{"do":"echo"}`))
		})
	}

	_, err := host.Invoke(t.Context(), "NobodyFunction", []byte(`{}`))
	assert.ErrorIs(t, err, function.ErrUnknown)
	_, err = host.Invoke(t.Context(), name, bytes.Repeat([]byte(" "), 6<<20+1))
	assert.ErrorIs(t, err, function.ErrTooLarge)
}

func TestAKilledFunctionIsStartedAgainAtOnce(t *testing.T) {
	t.Parallel()
	host := run(t, nil)
	first := invoke(t, host, `{"do":"pid"}`)

	lost := make(chan error, 1)
	go func() {
		_, err := host.Invoke(context.Background(), name, []byte(`{"do":"sleep","for":"20s"}`))
		lost <- err
	}()
	require.Eventually(t, func() bool { return host.Busy() == 1 }, 5*time.Second, time.Millisecond)
	time.Sleep(50 * time.Millisecond) // let the process take it
	killed, err := host.Kill(name)
	require.NoError(t, err)
	assert.GreaterOrEqual(t, killed, 1)

	assert.ErrorIs(t, <-lost, function.ErrKilled)
	// A second process that was idle, and is dead without the host having noticed, costs whoever is handed to it.
	var next []byte
	require.Eventually(t, func() bool {
		next, err = host.Invoke(t.Context(), name, []byte(`{"do":"pid"}`))
		return !errors.Is(err, function.ErrKilled)
	}, 5*time.Second, time.Millisecond)
	require.NoError(t, err)
	assert.NotEqual(t, first, string(next))
}

// The second invocation arrives anywhere between the first one's queueing and its beginning, so a few rounds are needed
// to meet it in the narrow places.
func TestASlowInvocationDoesNotBlockTheNext(t *testing.T) {
	t.Parallel()
	for range 10 {
		host := run(t, func(s *function.Spec) { s.Timeout = 5 * time.Minute }) // a busy machine is no slow function
		ctx, giveUp := context.WithCancel(t.Context())
		var slow sync.WaitGroup
		slow.Go(func() { _, _ = host.Invoke(ctx, name, []byte(`{"do":"sleep","for":"5m"}`)) }) // given up in the end
		require.Eventually(t, func() bool { return host.Busy() == 1 }, 20*time.Second, 10*time.Microsecond)
		within, done := context.WithTimeout(t.Context(), time.Minute)
		_, err := host.Invoke(within, name, []byte(`{"do":"echo"}`))
		done()
		require.NoError(t, err)
		assert.Equal(t, 1, host.Busy(), "the slow one still works when the next has its answer")
		giveUp()
		slow.Wait()
		host.Stop()
	}
}

func TestACallerWhoGivesUpIsLetGo(t *testing.T) {
	t.Parallel()
	host := run(t, nil)
	ctx, cancel := context.WithTimeout(t.Context(), 100*time.Millisecond)
	defer cancel()
	_, err := host.Invoke(ctx, name, []byte(`{"do":"sleep","for":"2s"}`))
	assert.ErrorIs(t, err, context.DeadlineExceeded)
}

func TestAFunctionThatCannotStartSaysWhy(t *testing.T) {
	t.Parallel()
	host, err := function.NewHost()
	require.NoError(t, err)
	t.Cleanup(host.Stop)
	err = host.Run(t.Context(), function.Spec{Name: name, Binary: probe.Build(t), Env: map[string]string{"PROBE_BROKEN": "1"}})
	require.ErrorIs(t, err, function.ErrInit)
	assert.ErrorContains(t, err, "TABLE_NAME is not set")

	err = host.Run(t.Context(), function.Spec{Name: "Missing", Binary: "no/such/file"})
	assert.ErrorIs(t, err, function.ErrInit)
}

func TestStopLeavesNoProcess(t *testing.T) {
	t.Parallel()
	host := run(t, nil)
	var pid int
	_, err := fmt.Sscan(invoke(t, host, `{"do":"pid"}`), &pid)
	require.NoError(t, err)
	host.Stop()
	process, err := os.FindProcess(pid)
	require.NoError(t, err)
	assert.Error(t, process.Signal(syscall.Signal(0)))
	_, err = host.Invoke(t.Context(), name, []byte(`{}`))
	assert.ErrorIs(t, err, function.ErrStopped)
}
