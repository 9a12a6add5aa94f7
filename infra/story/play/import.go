package play

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"

	"flatsupport/infra/supportctl/importing"
	"flatsupport/infra/supportctl/importing/rows"
)

// imports runs the import as the operator would; with faults he may run it twice, and the second time writes nothing.
func (p *player) imports(ctx context.Context, files Import) error {
	run := importing.Import{Store: p.world.functions, Editions: p.library, Now: p.world.now}
	for _, name := range slices.Sorted(maps.Keys(files)) {
		run.Files = append(run.Files, rows.File{Name: name, Text: []byte(files[name])})
	}
	runs := 1
	if p.world.faults.again() {
		runs = 2
	}
	for n := range runs {
		report, err := run.Run(ctx)
		if err != nil {
			var told strings.Builder
			report.Print(&told)
			return fmt.Errorf("import: %w: %s", err, told.String())
		}
		if n > 0 && report.ToWrite > 0 {
			return fmt.Errorf("run twice, the import found %d records to write once more", report.ToWrite)
		}
	}
	return nil
}
