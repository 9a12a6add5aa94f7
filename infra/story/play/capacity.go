package play

import (
	"context"
	_ "embed"
	"fmt"
	"io"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"

	"flatsupport/infra/ledger"
	"flatsupport/shared/store"
)

// lifeSource is a ticket's usual life: registered with its body, decided, answered and resolved.
//
//go:embed life.yaml
var lifeSource []byte

// Life is what a ticket's usual life costs in write and read units.
//
// What notify writes into the ticket, the claim on a notice and its outcome, is the price of the notices. What it
// costs to move the ticket in the wake index belongs to the life, also where notify happens to make the move: the
// decision leaves the wake-up where it is while its notice waits, and whoever writes next has to settle it.
type Life struct {
	Total     float64 // write units of everything
	Write     float64 // without the notices
	PerNotice float64 // of one notice delivered once
	Notices   int
	Read      float64 // read units of everything
	Rows      []ledger.Row
	Table     string // by step, operation and index
}

// Measure plays the usual life through the real functions over a recorded table. Only what the functions ask of the
// table is recorded, not how the story looks at it.
func Measure(ctx context.Context, client *dynamodb.Client) (Life, error) {
	story, err := Parse(lifeSource)
	if err != nil {
		return Life{}, fmt.Errorf("life.yaml: %w", err)
	}
	table, drop, err := freshTable(ctx, client)
	if err != nil {
		return Life{}, err
	}
	defer drop()
	editions, err := Stage{}.library(story)
	if err != nil {
		return Life{}, err
	}
	book := ledger.New(store.Schema(table))
	w, err := newWorld(client, table, editions, faults{}, book.Attach)
	if err != nil {
		return Life{}, err
	}
	w.label = book.Step
	if err := story.Given.Save(ctx, w.store); err != nil {
		return Life{}, err
	}
	p := newPlayer(story, w, editions, nil)
	if err := p.steps(ctx); err != nil {
		return Life{}, err
	}
	if len(p.failed) > 0 {
		return Life{}, fmt.Errorf("the usual life did not go as usual: %v", p.failed)
	}
	return price(book, len(w.mails)), book.Err()
}

// price takes the notices' share out of the sum.
func price(book *ledger.Ledger, notices int) Life {
	life := Life{Notices: notices, Rows: book.Units(), Table: book.Table()}
	life.Total, life.Read = book.Sum()
	delivering := 0.0
	for _, row := range life.Rows {
		if row.Step == notifyQueue && row.Index == "" {
			delivering += row.Write
		}
	}
	life.Write, life.PerNotice = life.Total-delivering, delivering/float64(max(notices, 1))
	return life
}

// Capacity prints the ledger of a ticket's usual life.
func Capacity(ctx context.Context, client *dynamodb.Client, out io.Writer) error {
	life, err := Measure(ctx, client)
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(out, `%s
A ticket's usual life: registered with its body, decided, answered, resolved.
  %3g write units without its notices (moves in the wake index included, whoever makes them)
  %3g write units for its %d notices, %g for each
  %3g write units in all, %g read units
`, life.Table, life.Write, life.Total-life.Write, life.Notices, life.PerNotice, life.Total, life.Read)
	return err
}
