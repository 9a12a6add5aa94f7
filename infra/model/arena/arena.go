// Package arena is where the desk meets the model: the edition and the calendar that both go by, and the rounds.
package arena

import (
	"fmt"
	"io/fs"
	"sync"
	"sync/atomic"

	"flatsupport/infra/model"
	"flatsupport/shared/policy"
)

// Ground is what the desk and the model both go by.
type Ground struct {
	Edition  *policy.Edition // 1.4
	Source   string          // of the edition
	Calendar model.Calendar
}

// Read reads the ground from the folder of the module.
func Read(module fs.FS) (Ground, error) {
	source, err := fs.ReadFile(module, "shared/policy/editions/flat-1.4.yaml")
	if err != nil {
		return Ground{}, fmt.Errorf("edition: %w", err)
	}
	edition, err := policy.Load("flat-1.4.yaml", source)
	if err != nil {
		return Ground{}, fmt.Errorf("edition: %w", err)
	}
	data, err := fs.Sub(module, "shared/coverage/data/ru-five-day/2026-09-17")
	if err != nil {
		return Ground{}, fmt.Errorf("calendar: %w", err)
	}
	calendar, err := model.ReadCalendar(data)
	if err != nil {
		return Ground{}, err
	}
	return Ground{Edition: edition, Source: string(source), Calendar: calendar}, nil
}

// Rounds plays n histories from the number first on, as many at a time as there are workers, in the order of their
// numbers, until one says that it was the last. Those that have begun are played to their end.
func Rounds(first, n uint64, workers int, play func(number uint64) (goOn bool)) {
	var next atomic.Uint64
	var all sync.WaitGroup
	for range workers {
		all.Go(func() {
			for {
				number := next.Add(1) - 1
				if number >= n || !play(first+number) {
					next.Add(n)
					return
				}
			}
		})
	}
	all.Wait()
}
