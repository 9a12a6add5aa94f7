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

// mailedSource is the same for a ticket that came by mail, with an answer by mail in between.
//
//go:embed mailed.yaml
var mailedSource []byte

// certificateSource is a certificate's usual life: sold with its system, commissioned, an intent declared, renewed.
//
//go:embed certificate.yaml
var certificateSource []byte

// certificateActs are the acts of that life in their order.
var certificateActs = []string{"sale", "commissioning", "intent", "renewal"}

// Measure plays the usual life through the real functions over a recorded table. Only what the functions ask of the
// table is recorded, not how the story looks at it.
func Measure(ctx context.Context, client *dynamodb.Client) (Life, error) {
	book, mails, err := measure(ctx, client, lifeSource, func(function string) string { return function })
	if err != nil {
		return Life{}, err
	}
	return price(book, mails), nil
}

// MeasureMailed plays the usual life of a ticket that comes by mail like [Measure].
func MeasureMailed(ctx context.Context, client *dynamodb.Client) (Life, error) {
	next := 0
	steps := []string{"mail", "answer by mail"}
	book, mails, err := measure(ctx, client, mailedSource, func(function string) string {
		if function != mailQueue || next == len(steps) {
			return function
		}
		next++
		return steps[next-1]
	})
	if err != nil {
		return Life{}, err
	}
	return price(book, mails), nil
}

// Course is what a certificate's usual life costs in units, act by act.
type Course struct {
	Acts  []Cost
	Table string // by act, operation and index
}

// Cost is what one act costs: what it puts on record, and what it reads to decide and to answer.
type Cost struct {
	Name        string
	Write, Read float64
}

// MeasureCertificate plays a certificate's usual life like [Measure].
func MeasureCertificate(ctx context.Context, client *dynamodb.Client) (Course, error) {
	next := 0
	book, _, err := measure(ctx, client, certificateSource, func(function string) string {
		if function != "contracts" || next == len(certificateActs) {
			return function
		}
		next++
		return certificateActs[next-1]
	})
	if err != nil {
		return Course{}, err
	}
	course := Course{Table: book.Table()}
	for _, name := range certificateActs {
		write, read := book.Sum(name)
		course.Acts = append(course.Acts, Cost{name, write, read})
	}
	return course, nil
}

// measure plays a story over a recorded table; step names what a function does by the function's name.
func measure(ctx context.Context, client *dynamodb.Client, source []byte, step func(function string) string) (*ledger.Ledger, int, error) {
	story, err := Parse(source)
	if err != nil {
		return nil, 0, fmt.Errorf("a usual life: %w", err)
	}
	table, drop, err := freshTable(ctx, client)
	if err != nil {
		return nil, 0, err
	}
	defer drop()
	editions, err := Stage{}.library(story)
	if err != nil {
		return nil, 0, err
	}
	book := ledger.New(store.Schema(table))
	w, err := newWorld(client, table, editions, faults{}, book.Attach)
	if err != nil {
		return nil, 0, err
	}
	w.label = func(function string) { book.Step(step(function)) }
	if err := story.Given.Save(ctx, w.store); err != nil {
		return nil, 0, err
	}
	p := newPlayer(story, w, editions, nil)
	if err := p.steps(ctx); err != nil {
		return nil, 0, err
	}
	if len(p.failed) > 0 {
		return nil, 0, fmt.Errorf("the usual life did not go as usual: %v", p.failed)
	}
	if err := book.Err(); err != nil {
		return nil, 0, err
	}
	return book, len(w.mails), nil
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

// Capacity prints the ledger of a ticket's usual life, of a mailed one's, and of a certificate's.
func Capacity(ctx context.Context, client *dynamodb.Client, out io.Writer) error {
	life, err := Measure(ctx, client)
	if err != nil {
		return err
	}
	mailed, err := MeasureMailed(ctx, client)
	if err != nil {
		return err
	}
	course, err := MeasureCertificate(ctx, client)
	if err != nil {
		return err
	}
	if err := life.print(out, "A ticket's usual life: registered with its body, decided, answered, resolved."); err != nil {
		return err
	}
	if err := mailed.print(out, "\nA mailed ticket's usual life: the same, with an answer by mail before it is resolved."); err != nil {
		return err
	}
	if _, err := fmt.Fprintf(out, "\n%s\nA certificate's usual life, each act one transaction.\n", course.Table); err != nil {
		return err
	}
	for _, act := range course.Acts {
		if _, err := fmt.Fprintf(out, "  %3g write units, %g read units: %s\n", act.Write, act.Read, act.Name); err != nil {
			return err
		}
	}
	return nil
}

// print prints the ledger of the life and its sums.
func (l Life) print(out io.Writer, title string) error {
	_, err := fmt.Fprintf(out, `%s
%s
  %3g write units without its notices (moves in the wake index included, whoever makes them)
  %3g write units for its %d notices, %g for each
  %3g write units in all, %g read units
`, l.Table, title, l.Write, l.Total-l.Write, l.Notices, l.PerNotice, l.Total, l.Read)
	return err
}
