package view

import (
	"context"
	"fmt"

	"flatsupport/shared/docket"
	"flatsupport/shared/sla"
	"flatsupport/shared/texts"
)

// WithAlternatives also tells what would change the decision and the due times, when it is shown to the staff. It is
// computed anew each time, by an edition for each alternative, so it is for whoever asks and for no list.
func (src Source) WithAlternatives(ctx context.Context, d docket.Docket) (Source, error) {
	lines, err := d.Alternatives(ctx, src.Record)
	if err != nil {
		return Source{}, fmt.Errorf("what would change the decision on %s: %w", src.Record.ID, err)
	}
	src.alternatives, src.whatIf = lines, true
	return src, nil
}

func (t *Ticket) alternatives(src Source) error {
	if !src.whatIf {
		return nil
	}
	for _, line := range src.alternatives {
		t.Decision.WhatIf = append(t.Decision.WhatIf, Ground{string(line.Clause), line.Text.In(src.Language)})
	}
	is := src.Record.Ticket
	clocks, err := sla.Clocks(is, src.Edition, src.Now)
	if err != nil {
		return fmt.Errorf("clocks of %s: %w", src.Record.ID, err)
	}
	for i, c := range clocks {
		all, err := sla.WhatIf(c, is, src.Edition, src.Now)
		if err != nil {
			return fmt.Errorf("what would change a due time of %s: %w", src.Record.ID, err)
		}
		t.Clocks[i].WhatIf = texts.WhatIf(all, sla.Explain(c, is, src.Edition).Location, src.Language)
	}
	return nil
}
