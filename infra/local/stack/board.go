package stack

import (
	"context"
	"fmt"
	"time"

	"flatsupport/infra/local/pages"
	"flatsupport/shared/policy"
	"flatsupport/shared/sla"
	"flatsupport/shared/store"
	"flatsupport/shared/texts"
	"flatsupport/shared/ticket"
)

// shownTickets bounds the live page.
const shownTickets = 50

// tickets reads what the live page shows. It reads the whole table, which only a local one is small enough for.
func (s *Stack) tickets(ctx context.Context, lang string) ([]pages.Ticket, error) {
	records, err := store.New(s.dynamoDB, s.table).ScanTickets(ctx)
	if err != nil {
		return nil, err
	}
	editions, err := policy.Editions()
	if err != nil {
		return nil, fmt.Errorf("read the editions: %w", err)
	}
	now := s.door.Now()
	var rows []pages.Ticket
	for _, record := range records[:min(len(records), shownTickets)] {
		row, err := ticketRow(record, editions, now, lang)
		if err != nil {
			return nil, err
		}
		rows = append(rows, row)
	}
	return rows, nil
}

func ticketRow(record store.Record, editions *policy.Library, now time.Time, lang string) (pages.Ticket, error) {
	t := record.Ticket
	row := pages.Ticket{
		Number: record.ID, Shown: ticket.ShowNumber(record.ID),
		Customer: t.Registered.Customer, Installation: t.Registered.Installation, Received: t.ReceivedAt,
		Priority: string(t.Priority), Status: string(t.Status), Engineer: t.Engineer,
	}
	d := t.Decision
	if d.Edition == "" {
		return row, nil // not decided yet
	}
	row.Decision = fmt.Sprintf("%s %s (%s)", d.Answer, d.Package, d.Clause)
	if d.Code != "" {
		row.Decision = fmt.Sprintf("%s (%s)", d.Code, d.Clause)
	}
	edition, err := editions.Edition(d.Edition)
	if err != nil {
		return row, fmt.Errorf("ticket %s: %w", record.ID, err)
	}
	clocks, err := sla.Clocks(t, edition, now)
	if err != nil {
		return row, fmt.Errorf("ticket %s: %w", record.ID, err)
	}
	for _, c := range clocks {
		row.Clocks = append(row.Clocks, pages.Clock{
			Name: texts.ClockName(edition, c.Name, lang), State: string(c.State), Shown: texts.ClockState(c.State, lang), Due: c.Due,
		})
	}
	return row, nil
}
