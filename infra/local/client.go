package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"os"
	"strings"
	"time"
)

// moveClock asks the running stack to move its clock by "+2h30m", or back to the real time by "reset".
func moveClock(ctx context.Context, port int, by string, out io.Writer) error {
	wish := map[string]any{"forward": strings.TrimPrefix(by, "+")}
	if by == "reset" {
		wish = map[string]any{"reset": true}
	}
	body, err := json.Marshal(wish)
	if err != nil {
		return fmt.Errorf("move the clock: %w", err)
	}
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, fmt.Sprintf("http://127.0.0.1:%d/demo/clock", port), bytes.NewReader(body))
	if err != nil {
		return fmt.Errorf("move the clock: %w", err)
	}
	request.Header.Set("Content-Type", "application/json")
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		return fmt.Errorf("move the clock: no local stack answers on port %d (start it by `make run`, or name its port by --port)", port)
	}
	defer response.Body.Close()
	answer, err := io.ReadAll(io.LimitReader(response.Body, 4<<10))
	if err != nil {
		return fmt.Errorf("move the clock: %w", err)
	}
	if response.StatusCode != http.StatusOK {
		return fmt.Errorf("move the clock: %s", strings.TrimSpace(string(answer)))
	}
	var now struct{ Now, Offset string }
	if err := json.Unmarshal(answer, &now); err != nil {
		return fmt.Errorf("move the clock: the answer is not understood: %w", err)
	}
	_, _ = fmt.Fprintf(out, "the clock of the stack is at %s, %s ahead\n", now.Now, now.Offset)
	return nil
}

// followGoRun stops the stack when `go run` has gone: that does not pass SIGTERM on to the program that it has started.
// A binary that was built and started otherwise does not care who its parent is.
func followGoRun(ctx context.Context, stop context.CancelFunc) {
	self, err := os.Executable()
	if err != nil || !strings.Contains(self, "go-build") {
		return
	}
	parent := os.Getppid()
	for ctx.Err() == nil && os.Getppid() == parent {
		select {
		case <-ctx.Done():
		case <-time.After(200 * time.Millisecond):
		}
	}
	stop()
}
