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

// Life is what a ticket's usual life costs in write and read units: without its notices, and for each notice delivered.
type Life struct {
	Write, Read float64 // everything but notices
	Notices     int
	PerNotice   float64 // write units of one notice delivered once
	Table       string  // by step, operation and index
}

// Measure plays the usual life twice through the real functions over a recorded table, once with its notices and once
// with nobody to deliver them to, and takes the notices' share from the difference.
func Measure(ctx context.Context, table func(context.Context) (*dynamodb.Client, string, error)) (Life, error) {
	with, book, err := lifeOn(ctx, table)
	if err != nil {
		return Life{}, err
	}
	life := Life{Notices: len(with.mails), Table: book.Table()}
	total, _ := book.Sum()
	_, life.Read = book.Sum()
	delivery, _ := book.Sum(notifyQueue)
	life.Write, life.PerNotice = total-delivery, delivery/float64(max(life.Notices, 1))
	return life, book.Err()
}

func lifeOn(ctx context.Context, table func(context.Context) (*dynamodb.Client, string, error)) (*world, *ledger.Ledger, error) {
	story, err := Parse(lifeSource)
	if err != nil {
		return nil, nil, fmt.Errorf("life.yaml: %w", err)
	}
	client, name, err := table(ctx)
	if err != nil {
		return nil, nil, err
	}
	book := ledger.New(store.Schema(name))
	recorded := dynamodb.New(client.Options(), book.Attach)
	editions, err := library(story)
	if err != nil {
		return nil, nil, err
	}
	if err := story.Given.Save(ctx, store.New(client, name)); err != nil {
		return nil, nil, err
	}
	w, err := newWorld(recorded, name, editions, faults{})
	if err != nil {
		return nil, nil, err
	}
	w.label = book.Step
	p := newPlayer(story, w, editions, nil)
	if err := p.steps(ctx); err != nil {
		return nil, nil, err
	}
	if len(p.failed) > 0 {
		return nil, nil, fmt.Errorf("the usual life did not go as usual: %v", p.failed)
	}
	return w, book, nil
}

// Capacity prints the ledger of a ticket's usual life.
func Capacity(ctx context.Context, table func(context.Context) (*dynamodb.Client, string, error), out io.Writer) error {
	life, err := Measure(ctx, table)
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(out, "%s\nA ticket's usual life costs %g write units and %g read units, and %g write units for each of its %d notices.\n",
		life.Table, life.Write, life.Read, life.PerNotice, life.Notices)
	return err
}
