package store

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"flatsupport/shared/entitlement"
	"flatsupport/shared/ticket"
)

// Book is everything that was put on record about a customer, or about a partner, by whom, when and why; its entries are
// numbered without a gap. Whoever enters something has read the book to its last line: of two who enter at once one
// comes too late, sees what the other has written, and decides again.
type Book struct {
	Entries []Entry

	pk string
}

// Entry is one act and the versions of records that it made. It never changes.
type Entry struct {
	Number   int
	At       time.Time // when it was put on record, whatever it says of earlier days
	By       ticket.Actor
	Key      string // of the act, so that an act that is repeated is known again
	Said     string // everything that the act says, to tell a repetition from another act under the same key
	What     Act
	Reason   string
	Evidence string
	Refs     []entitlement.Ref // in the order in which they were given
}

// Act is what an entry puts on record.
type Act string

// The acts of a book.
const (
	ActSold          Act = "sold"
	ActRenewed       Act = "renewed"
	ActDeclared      Act = "intent_declared"
	ActWithdrawn     Act = "intent_withdrawn"
	ActCommissioned  Act = "commissioned"
	ActCounted       Act = "licences_counted"
	ActUpgradeBought Act = "upgrade_bought"
	ActInstalled     Act = "version_installed"
	ActCorrected     Act = "corrected"
	ActRebound       Act = "partner_changed"
	ActLevel1        Act = "level_1_sold"
	ActStatus        Act = "partner_status"
	ActImported      Act = "imported"
)

// Records are what an entry puts on record: each becomes the next version of the record that its Ref names, or the first.
type Records struct {
	Certificates  []entitlement.Certificate
	Installations []entitlement.Installation
	Intents       []entitlement.Intent
	Upgrades      []entitlement.Upgrade
	Partner       *entitlement.Partner // of a partner's book

	Watched []string // ids of the certificates whose dates the entry bears on: their watches are armed with it
}

type entryDoc struct {
	At       time.Time         `json:"at"`
	Role     ticket.Role       `json:"role"`
	By       string            `json:"by,omitempty"`
	Key      string            `json:"key,omitempty"`
	Said     string            `json:"said,omitempty"`
	What     Act               `json:"what"`
	Reason   string            `json:"reason,omitempty"`
	Evidence string            `json:"evidence,omitempty"`
	Refs     []entitlement.Ref `json:"refs,omitempty"`
}

// Book reads the book of a customer; one of whom nothing was put on record has an empty one.
func (s *Store) Book(ctx context.Context, customer string) (Book, error) {
	return s.book(ctx, customerPK(customer))
}

// PartnerBook reads the book of a partner.
func (s *Store) PartnerBook(ctx context.Context, partner string) (Book, error) {
	return s.book(ctx, partnerPK(partner))
}

func (s *Store) book(ctx context.Context, pk string) (Book, error) {
	items, err := s.partition(ctx, "read book", pk, bookSK)
	if err != nil {
		return Book{}, err
	}
	book := Book{pk: pk}
	for _, it := range items {
		entry, err := entryOf(it)
		if err != nil {
			return Book{}, err
		}
		book.Entries = append(book.Entries, entry)
	}
	return book, nil
}

func entryOf(it item) (Entry, error) {
	var d entryDoc
	if err := it.decode(&d); err != nil {
		return Entry{}, err
	}
	number, err := strconv.Atoi(strings.TrimPrefix(it.text("sk"), bookSK))
	if err != nil {
		return Entry{}, fmt.Errorf("%s: %w: number", keyOf(it), ErrUnreadable)
	}
	return Entry{
		Number: number, At: d.At.UTC(), By: ticket.Actor{Role: d.Role, ID: d.By}, Key: d.Key, Said: d.Said, What: d.What,
		Reason: d.Reason, Evidence: d.Evidence, Refs: d.Refs,
	}, nil
}

// Entry finds the entry that was made under a key.
func (b Book) Entry(key string) (Entry, bool) {
	i := slices.IndexFunc(b.Entries, func(e Entry) bool { return key != "" && e.Key == key })
	if i < 0 {
		return Entry{}, false
	}
	return b.Entries[i], true
}

// Sold is the certificate that came into being with the entry, a sale or a renewal.
func (e Entry) Sold() (certificate string, ok bool) {
	if e.What != ActSold && e.What != ActRenewed {
		return "", false
	}
	for _, ref := range e.Refs {
		if id, is := strings.CutPrefix(string(ref), refWords[kindCertificate]+"/"); is {
			return id[:strings.LastIndexByte(id, '@')], true
		}
	}
	return "", false
}

// Enter adds an entry to the book as it was read, with the new versions of records, all of it or nothing. Nothing that
// the entry rests on may have changed since: neither this book, nor the records named in rests, of which the versions
// read must still be the newest.
//
// Errors: ErrConflict when somebody else entered something, or a record changed: read again and decide again.
// ErrUnavailable when it is not known whether it was written; entering again under the same key finds out.
func (s *Store) Enter(ctx context.Context, book Book, e Entry, records Records, rests ...entitlement.Ref) (Entry, error) {
	const operation = "enter into book"
	e.Number, e.At = len(book.Entries)+1, e.At.Truncate(time.Millisecond).UTC()
	writes, refs, err := s.versions(book.pk, e, records)
	if err != nil {
		return Entry{}, fmt.Errorf("%s %s: %w", operation, book.pk, err)
	}
	e.Refs = refs
	d, err := document(entryDoc{e.At, e.By.Role, e.By.ID, e.Key, e.Said, e.What, e.Reason, e.Evidence, e.Refs})
	if err != nil {
		return Entry{}, fmt.Errorf("%s %s: %w", operation, book.pk, err)
	}
	line, mark := bookKey(book.pk, e.Number), nonce()
	writes = append(writes, s.first(line.with(item{"d": d, "n": text(mark)})))
	for _, ref := range rests {
		check, err := s.newest(strings.TrimPrefix(book.pk, customerPK("")), ref)
		if err != nil {
			return Entry{}, fmt.Errorf("%s %s: %w", operation, book.pk, err)
		}
		writes = append(writes, check)
	}
	for _, certificate := range slices.Compact(slices.Sorted(slices.Values(records.Watched))) {
		arm, err := s.ArmWatchItem(strings.TrimPrefix(book.pk, customerPK("")), certificate, e.At)
		if err != nil {
			return Entry{}, fmt.Errorf("%s %s: %w", operation, book.pk, err)
		}
		writes = append(writes, arm)
	}
	_, err = s.db.TransactWriteItems(ctx, &dynamodb.TransactWriteItemsInput{TransactItems: writes})
	if err = failure(operation, line.String(), err); errors.Is(err, ErrUnavailable) {
		if stands, again := s.written(ctx, operation, line); again == nil && stands.text("n") == mark {
			return e, nil
		} else if again == nil {
			return Entry{}, fmt.Errorf("%s %s: %w", operation, line, ErrConflict)
		}
	}
	return e, err
}

// first writes an item that must not be there yet.
func (s *Store) first(it item) types.TransactWriteItem {
	return types.TransactWriteItem{Put: &types.Put{
		TableName: &s.table, Item: it, ConditionExpression: aws.String("attribute_not_exists(pk)"),
	}}
}

// newest demands that a version of a fact has no successor.
func (s *Store) newest(customer string, ref entitlement.Ref) (types.TransactWriteItem, error) {
	f, pk, err := parseRef(customer, string(ref))
	if err != nil {
		return types.TransactWriteItem{}, err
	}
	return types.TransactWriteItem{ConditionCheck: &types.ConditionCheck{
		TableName: &s.table, Key: factKey(pk, f.name.kind, f.name.id, f.version+1).item(),
		ConditionExpression: aws.String("attribute_not_exists(pk)"),
	}}, nil
}

// versions are the writes of the records, and the refs that they get.
func (s *Store) versions(pk string, e Entry, records Records) (writes []types.TransactWriteItem, refs []entitlement.Ref, err error) {
	_, whose, _ := strings.Cut(pk, "#")
	err = usable(whose)
	put := func(kind, id string, was entitlement.Ref, fact any, ids ...string) {
		version := 1
		if was != "" {
			version = VersionOf(was) + 1
		}
		d, bad := document(fact)
		err = errors.Join(err, bad, usable(ids...))
		if version > maxVersion {
			err = errors.Join(err, fmt.Errorf("version %d: %w", version, ErrBadID))
		}
		key := id
		if kind == kindPartner {
			key = ""
		}
		it := factKey(pk, kind, key, version).with(item{"d": d, "k": number(e.Number), "r": number(e.At.UnixMilli())})
		writes, refs = append(writes, s.first(it)), append(refs, refOf(kind, id, version))
	}
	var bound []string
	for _, c := range records.Certificates {
		put(kindCertificate, c.ID, c.Ref, factOfCertificate(c), c.ID)
		if c.Partner != "" && !slices.Contains(bound, c.Partner) {
			bound, err = append(bound, c.Partner), errors.Join(err, single(c.Partner))
			it := bindingKey(c.Partner, strings.TrimPrefix(pk, customerPK(""))).with(nil)
			writes = append(writes, types.TransactWriteItem{Put: &types.Put{TableName: &s.table, Item: it}})
		}
	}
	for _, i := range records.Installations {
		put(kindInst, i.ID, i.Ref, factOfInstallation(i), i.ID)
	}
	for _, i := range records.Intents {
		put(kindIntent, i.Certificate, i.Ref, factOfIntent(i), i.Certificate)
	}
	for _, u := range records.Upgrades {
		put(kindUpgrade, u.Order, u.Ref, factOfUpgrade(u), u.Order)
	}
	if records.Partner != nil {
		err = errors.Join(err, single(records.Partner.ID))
		put(kindPartner, records.Partner.ID, records.Partner.Ref, factOfPartner(*records.Partner), records.Partner.ID)
	}
	return writes, refs, err
}

// FactVersion is one version of one record, with the instant at which it was put on record and the entry that did; both
// are zero for a record that was written without the book.
type FactVersion struct {
	Ref        entitlement.Ref
	RecordedAt time.Time
	Entry      int
	Facts      entitlement.Facts // with this one record in it
}

// FactHistory reads every version of every record of a customer: of each the oldest first. What holds today, and for which
// days, is in the newest; what was believed before, and from when to when, is in the others (G17).
func (s *Store) FactHistory(ctx context.Context, customer string) ([]FactVersion, error) {
	items, err := s.partition(ctx, "read history of facts", customerPK(customer), factPrefix)
	if err != nil {
		return nil, err
	}
	versions := make([]FactVersion, 0, len(items))
	for _, it := range items {
		name, version, err := parseFact(it)
		if err != nil {
			return nil, err
		}
		v := FactVersion{Entry: it.number("k")}
		if ms := it.number("r"); ms != 0 {
			v.RecordedAt = time.UnixMilli(int64(ms)).UTC()
		}
		if err := add(&v.Facts, it, name, "", version); err != nil {
			return nil, err
		}
		id := name.id
		if name.kind == kindCustomer {
			id = customer
		}
		v.Ref = refOf(name.kind, id, version)
		versions = append(versions, v)
	}
	return versions, nil
}
