package main

import (
	"bytes"
	"context"
	"net"
	"path/filepath"
	"strconv"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestWhatIsNotUnderstoodIsAnError(t *testing.T) {
	t.Parallel()
	busy, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, busy.Close()) }) // after the cases, which run in parallel
	taken := strconv.Itoa(busy.Addr().(*net.TCPAddr).Port)
	free := strconv.Itoa(freePort(t))
	data := filepath.Join(t.TempDir(), "data")
	cases := []struct {
		name string
		args []string
		code int
		says string
	}{
		{"an unknown flag", []string{"--colour"}, 2, "colour"},
		{"an unknown command", []string{"restart"}, 2, "restart"},
		{"the clock without a distance", []string{"clock"}, 2, "clock"},
		{"the clock of a stack that does not run", []string{"--port", free, "clock", "+2h"}, 1, "make run"},
		{"a taken port", []string{"--port", taken, "--data", data}, 1, "port " + taken},
		{"a taken port of mail", []string{"--port", free, "--smtp-port", taken, "--data", data + "2"}, 1, "another by --smtp-port"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			var out, complaints bytes.Buffer
			assert.Equal(t, c.code, run(t.Context(), c.args, &out, &complaints))
			assert.Contains(t, complaints.String(), c.says)
		})
	}
}

func TestResetClearsTheData(t *testing.T) {
	t.Parallel()
	data := filepath.Join(t.TempDir(), "data")
	var out, complaints bytes.Buffer
	assert.Zero(t, run(t.Context(), []string{"--data", data, "reset"}, &out, &complaints))
	assert.Contains(t, out.String(), data)
	assert.Empty(t, complaints.String())
}

func TestToBeStoppedWhileStartingIsNoError(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	var out, complaints bytes.Buffer
	args := []string{"--port", strconv.Itoa(freePort(t)), "--smtp-port", "0", "--data", filepath.Join(t.TempDir(), "data")}
	assert.Zero(t, run(ctx, args, &out, &complaints), complaints.String())
}

func freePort(t *testing.T) int {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	defer func() { require.NoError(t, listener.Close()) }()
	return listener.Addr().(*net.TCPAddr).Port
}
