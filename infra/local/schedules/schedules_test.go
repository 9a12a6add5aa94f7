package schedules_test

import (
	"context"
	"encoding/json"
	"errors"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/aws/aws-lambda-go/events"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"flatsupport/infra/local/schedules"
)

var virtual = time.Date(2031, 5, 2, 9, 30, 0, 0, time.UTC)

// sweep is the function behind the schedule: it fails as often as it is told to.
type sweep struct {
	mu    sync.Mutex
	got   []string
	fails int
}

func (s *sweep) invoke(_ context.Context, _ string, event []byte) ([]byte, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.got = append(s.got, string(event))
	if s.fails > 0 {
		s.fails--
		return nil, errors.New("killed")
	}
	return nil, nil
}

func (s *sweep) first() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.got[0]
}

func (s *sweep) calls() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return len(s.got)
}

func run(t *testing.T, s *sweep, input string) *schedules.Clockwork {
	t.Helper()
	c := schedules.Run([]schedules.Schedule{{Name: "EveryMinute", Function: "SlaTimer", Every: time.Minute, Input: input}},
		s.invoke, func() time.Time { return virtual }, t.Output())
	t.Cleanup(c.Stop)
	return c
}

func TestTicksComeAtOnceAndThenAtTheRate(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := &sweep{}
		c := run(t, s, "")
		synctest.Wait()
		assert.Equal(t, 1, s.calls())
		time.Sleep(59 * time.Second)
		assert.Equal(t, 1, s.calls())
		time.Sleep(2*time.Minute + 2*time.Second)
		synctest.Wait()
		assert.Equal(t, 4, s.calls())
		c.Tick(t.Context())
		assert.Equal(t, 5, s.calls(), "in between, when the clock is moved")
		c.Stop()
		time.Sleep(time.Hour)
		assert.Equal(t, 5, s.calls())
	})
}

func TestAFailedTickIsTriedTwiceMore(t *testing.T) {
	t.Parallel()
	cases := []struct {
		name         string
		fails, calls int
	}{
		{"one failure", 1, 2},
		{"two failures", 2, 3},
		{"it is given up, the next tick does its work", 9, 3},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				s := &sweep{fails: c.fails}
				run(t, s, "")
				time.Sleep(50 * time.Second)
				synctest.Wait()
				assert.Equal(t, c.calls, s.calls())
			})
		})
	}
}

func TestTheEventIsThatOfTheScheduler(t *testing.T) {
	t.Parallel()
	s := &sweep{}
	run(t, s, "").Tick(t.Context())
	var event events.CloudWatchEvent
	require.NoError(t, json.Unmarshal([]byte(s.first()), &event))
	assert.Equal(t, "Scheduled Event", event.DetailType)
	assert.Equal(t, "aws.scheduler", event.Source)
	assert.Equal(t, virtual, event.Time, "virtual time")
	assert.Equal(t, []string{"arn:aws:scheduler:local:000000000000:schedule/default/EveryMinute"}, event.Resources)

	own := &sweep{}
	run(t, own, `{"do":"sweep"}`).Tick(t.Context())
	assert.JSONEq(t, `{"do":"sweep"}`, own.first(), "its own input goes as it is")
}
