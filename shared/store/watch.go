package store

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"flatsupport/shared/policy"
	"flatsupport/shared/ticket"
)

// WatchID names the watch over a certificate of a customer.
type WatchID struct {
	Customer    string
	Certificate string
}

func (w WatchID) String() string { return w.Customer + "/" + w.Certificate }

func (w WatchID) usable() error { return usable(w.Customer, w.Certificate) }

// Watch is what the desk has told of the dates of a certificate, and when it looks again.
type Watch struct {
	WatchID
	Since  time.Time            // when the desk began to watch; what would have been due before is not told
	Taken  []Reminded           // the reminders taken, oldest first
	Wake   time.Time            // when it must be looked at; zero: never
	Claims map[string]time.Time // notices being delivered, by key, and until when they are left to whoever does it

	rev int // version of the item
}

// Reminded is a reminder that was taken: its effect key, when, and whom it tells.
type Reminded struct {
	Key  string
	At   time.Time
	Told []Told
}

// Told is a notice of a reminder with what has become of it.
type Told struct {
	ticket.Notice
	Outcome ticket.Outcome // empty: pending
}

// Pending are the notices that nobody has been sent yet.
func (w Watch) Pending() []ticket.Notice {
	var out []ticket.Notice
	for _, r := range w.Taken {
		for _, told := range r.Told {
			if told.Outcome == "" {
				out = append(out, told.Notice)
			}
		}
	}
	return out
}

// Keys are the effect keys of the reminders that were taken.
func (w Watch) Keys() map[string]bool {
	keys := make(map[string]bool, len(w.Taken))
	for _, r := range w.Taken {
		keys[r.Key] = true
	}
	return keys
}

// WatchChange is what one commit makes of a watch.
type WatchChange struct {
	Taken   []Reminded                // appended
	Settled map[string]ticket.Outcome // outcomes of notices, by key; those that have one keep it
	Wake    time.Time                 // the wake-up from now on, rounded up to whole seconds; zero: none
	Claim   map[string]time.Time      // claims set, by notice key, with their deadlines
	Unclaim []string                  // claims given up
}

// The item of a watch, besides its keys:
//
//	v  version, one more with each commit and each arming
//	n  nonce of the last commit
//	x  schema
//	s  since
//	d  the reminders taken; absent: none
//	c  claims, as in a hot item
//	l  nonce of the sweep that holds the lease
//	wpk, wsk  wake-up; both absent: none
type (
	takenRecord struct {
		Taken []remindedRecord `json:"taken"`
	}
	remindedRecord struct {
		Key  string       `json:"key"`
		At   time.Time    `json:"at"`
		Told []toldRecord `json:"told,omitempty"`
	}
	toldRecord struct {
		Key      string            `json:"key"`
		Kind     policy.NoticeKind `json:"kind"`
		Audience policy.Audience   `json:"audience"`
		Person   string            `json:"person"`
		Fallback bool              `json:"fallback,omitempty"`
		Outcome  ticket.Outcome    `json:"outcome,omitempty"`
	}
)

// ArmWatch has the watch over a certificate looked at no later than the instant, rounded up to whole seconds, whatever
// wake-up it had. A watch that is not there yet begins now, with that instant as its Since; what an older one has taken
// stays. It is done with every change of the facts that reminders rest on, after the facts: whoever is just deciding on
// the old ones cannot commit any more.
func (s *Store) ArmWatch(ctx context.Context, customer, certificate string, at time.Time) error {
	update, err := s.arming(WatchID{customer, certificate}, at)
	if err != nil {
		return err
	}
	_, err = s.db.UpdateItem(ctx, &dynamodb.UpdateItemInput{
		TableName: update.TableName, Key: update.Key, UpdateExpression: update.UpdateExpression,
		ExpressionAttributeNames: update.ExpressionAttributeNames, ExpressionAttributeValues: update.ExpressionAttributeValues,
	})
	return failure("arm watch", customer+"/"+certificate, err)
}

// ArmWatchItem is ArmWatch as a part of a transaction.
func (s *Store) ArmWatchItem(customer, certificate string, at time.Time) (types.TransactWriteItem, error) {
	update, err := s.arming(WatchID{customer, certificate}, at)
	return types.TransactWriteItem{Update: update}, err
}

func (s *Store) arming(id WatchID, at time.Time) (*types.Update, error) {
	if err := id.usable(); err != nil {
		return nil, fmt.Errorf("arm watch: %w", err)
	}
	return &types.Update{
		TableName: &s.table, Key: watchKey(id).item(),
		UpdateExpression: aws.String("SET #s = if_not_exists(#s, :since), #v = if_not_exists(#v, :none) + :one, #x = :x, " +
			"#wpk = :shard, #wsk = :wake REMOVE #l"),
		ExpressionAttributeNames: map[string]string{"#s": "s", "#v": "v", "#x": "x", "#wpk": "wpk", "#wsk": "wsk", "#l": "l"},
		ExpressionAttributeValues: item{
			":since": text(at.UTC().Format(toSeconds)), ":none": number(0), ":one": number(1), ":x": number(schemaNow),
			":shard": text(shardPK(shardOf(id.shard()))), ":wake": text(wakeText(at)),
		},
	}, nil
}

// shard is the text by which watches are spread over the shards.
func (w WatchID) shard() string { return w.Customer + "#" + w.Certificate }

// Watch reads the watch over a certificate as it is now. A missing one is ErrNotFound.
func (s *Store) Watch(ctx context.Context, id WatchID) (Watch, error) {
	if err := id.usable(); err != nil {
		return Watch{}, fmt.Errorf("read watch: %w", err)
	}
	it, err := s.get(ctx, "read watch", watchKey(id))
	if err != nil {
		return Watch{}, err
	}
	return watchOf(it)
}

// Watches reads the watches over all certificates of a customer, in the order of their ids.
func (s *Store) Watches(ctx context.Context, customer string) ([]Watch, error) {
	items, err := s.partition(ctx, "read watches of customer", customerPK(customer), watchSK)
	if err != nil {
		return nil, err
	}
	watches := make([]Watch, 0, len(items))
	for _, it := range items {
		w, err := watchOf(it)
		if err != nil {
			return nil, err
		}
		watches = append(watches, w)
	}
	return watches, nil
}

// CommitWatch writes the change if nobody else has written or armed the watch since it was read, and returns the watch
// as it then stands. ErrConflict: somebody else has. ErrUnavailable: it is not known whether this was written, or it was
// not.
func (s *Store) CommitWatch(ctx context.Context, w Watch, c WatchChange) (Watch, error) {
	const operation = "commit watch"
	after, mark := w.with(c), nonce()
	it, err := after.item(mark)
	if err != nil {
		return Watch{}, fmt.Errorf("%s %s: %w", operation, w.WatchID, err)
	}
	_, err = s.db.UpdateItem(ctx, s.replace(it, w.rev))
	if err == nil {
		return after, nil
	}
	stands := standing(err)
	err = failure(operation, w.String(), err)
	if errors.Is(err, ErrUnavailable) {
		var again error
		if stands, again = s.written(ctx, operation, watchKey(w.WatchID)); again != nil {
			return Watch{}, err
		}
		if stands.number("v") != w.rev {
			err = fmt.Errorf("%s %s: %w", operation, w.WatchID, ErrConflict)
		}
	}
	if stands.text("n") == mark {
		return after, nil
	}
	return Watch{}, err
}

// with is the watch after the change.
func (w Watch) with(c WatchChange) Watch {
	after := w
	after.rev++
	after.Taken = slices.Clone(w.Taken)
	for _, r := range c.Taken {
		after.Taken = append(after.Taken, Reminded{r.Key, r.At.Truncate(time.Millisecond).UTC(), r.Told})
	}
	for i, r := range after.Taken {
		r.Told = slices.Clone(r.Told)
		for k, told := range r.Told {
			if outcome, settled := c.Settled[told.Key]; settled && told.Outcome == "" {
				r.Told[k].Outcome = outcome
			}
		}
		after.Taken[i] = r
	}
	after.Claims = claims(w.Claims, Change{Claim: c.Claim, Unclaim: c.Unclaim})
	after.Wake = time.Time{}
	if !c.Wake.IsZero() {
		after.Wake = ceil(c.Wake).UTC()
	}
	return after
}

func (w Watch) item(mark string) (item, error) {
	it := watchKey(w.WatchID).with(item{"v": number(w.rev), "n": text(mark), "s": text(w.Since.UTC().Format(toSeconds))})
	if len(w.Taken) > 0 {
		record := takenRecord{}
		for _, r := range w.Taken {
			told := make([]toldRecord, 0, len(r.Told))
			for _, t := range r.Told {
				told = append(told, toldRecord{t.Key, t.Kind, t.Audience, t.Person, t.Fallback, t.Outcome})
			}
			record.Taken = append(record.Taken, remindedRecord{r.Key, r.At, told})
		}
		d, err := document(record)
		if err != nil {
			return nil, err
		}
		it["d"] = d
	}
	if len(w.Claims) > 0 {
		it["c"] = claimsItem(w.Claims)
	}
	if !w.Wake.IsZero() {
		it["wpk"], it["wsk"] = text(shardPK(shardOf(w.shard()))), text(wakeText(w.Wake))
	}
	return it, nil
}

func watchOf(it item) (Watch, error) {
	if err := it.readable(); err != nil {
		return Watch{}, err
	}
	id, ok := watchID(keyOf(it))
	if !ok {
		return Watch{}, fmt.Errorf("%s: %w", keyOf(it), ErrUnreadable)
	}
	w := Watch{WatchID: id, rev: it.number("v")}
	var err error
	if w.Since, err = time.Parse(toSeconds, it.text("s")); err != nil {
		return Watch{}, fmt.Errorf("%s: %w: since %q", keyOf(it), ErrUnreadable, it.text("s"))
	}
	if w.Wake, err = wakeOf(it); err != nil {
		return Watch{}, err
	}
	if w.Claims, err = claimsOf(it); err != nil {
		return Watch{}, err
	}
	if _, written := it["d"]; !written {
		return w, nil
	}
	var record takenRecord
	if err := it.decode(&record); err != nil {
		return Watch{}, err
	}
	for _, r := range record.Taken {
		taken := Reminded{Key: r.Key, At: r.At}
		for _, t := range r.Told {
			taken.Told = append(taken.Told, Told{ticket.Notice{
				Key: t.Key, Kind: t.Kind, Audience: t.Audience, Person: t.Person, Fallback: t.Fallback,
			}, t.Outcome})
		}
		w.Taken = append(w.Taken, taken)
	}
	return w, nil
}
