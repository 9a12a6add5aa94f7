// Package store keeps everything that the desk must not forget in one DynamoDB table, and decides nothing.
//
// A ticket is the fold of its events, and one item, the hot item, is its commit record: its newest events in compact
// form (package journal), a version and the wake-up instant, written by one conditional write. What is large is
// written first under a key of its own and becomes true when an event names it; what no event names is an orphan and
// is never shown. There are no transactions and nothing is ever found by scanning.
//
// # Keys
//
//	pk                 sk                              what, and the question it answers
//	T#<ticket>         T                               the hot item: how does this ticket stand?
//	T#<ticket>         H#<from>-<to>                   history page: which were its earlier events, by their numbers?
//	T#<ticket>         M#<message>                     message: what was said? (true once an event names it)
//	C#<customer>       R#<received>#<ticket>           request as submitted: what was asked? which tickets, newest first?
//	C#<customer>       F#CUSTOMER#<version>            facts: who is the customer? (the newest version holds)
//	C#<customer>       F#CONTACT#<contact>#<version>   who may ask?
//	C#<customer>       F#INST#<installation>#<version> what is deployed?
//	C#<customer>       F#CERT#<certificate>#<version>  what support was sold?
//	C#<customer>       F#INTENT#<certificate>#<version> was a renewal declared?
//	C#<customer>       F#UPGRADE#<order>#<version>     was an upgrade bought and installed?
//	C#<customer>       K#<number>                      the book: what was put on record, by whom, when and why?
//	C#<customer>       W#<certificate>                 watch: what has been told of the certificate's dates? when to look again?
//	P#<partner>        K#<number>                      the same of a partner
//	C#<customer>       O#<ticket>                      which tickets wait for a renewal? (it may name a ticket too many)
//	C#<customer>       DK#<decision>                   a decision on a release: was this asked before, and how was it answered?
//	C#<customer>       D#<decided>#<decision>          the same in the customer's log: who asked for what, newest first?
//	C#<customer>       U#<installation>#<product>#<version> upgrade licences: were they issued?
//	PRODUCT#<product>  V#<version>#<record>            release: what can be downloaded? which is the current version?
//	P#<partner>        F#PARTNER#<version>             has the partner the status?
//	P#<partner>        F#CONTACT#<contact>#<version>   who works there?
//	P#<partner>        B#<customer>                    whose certificates are bound to this partner?
//	S#<subject>        M#C#<customer>#<contact>        as which contact does this signed-in person act?
//	S#<subject>        M#P#<partner>#<contact>         as which partner contact?
//	A#<address>        C#<customer>#<contact>          whose e-mail address is this? (it may name a contact too many)
//	A#<address>        P#<partner>#<contact>           the same of a partner's
//	E#<object>         E                               a mail that came in: what became of it? is it being read?
//	E#<object>         F                               a request by the public form: what was asked? who has confirmed it?
//	L#<token>          L                               which form does this link confirm, and until when? (ends by ttl)
//	SWEEP#<pass>       SWEEP                           after which mail does an unfinished pass over the bucket go on?
//	C#<customer>       N#<message>                     to which ticket does this mail of the customer's people belong?
//	U#<day>            <received>#<mail>               unverified requests of a UTC day, newest first; who took them?
//	Q#<address>        <day>                           how many answers did this address get by itself? (ends by ttl)
//	Q#<source>         <period>                        how many forms came from this address, or over this network, in the period? (ends by ttl)
//	X#<token>          X                               upload link: to which ticket may files be added? (ends by ttl)
//	STAFF#<id>         STAFF                           who is this member of the desk?
//	ROTA#<role>        <from>#<person>                 who is on duty?
//
//	wpk                wsk                             index "wake", sparse, keys only
//	W#<shard>          <instant>                       which tickets and watches must be looked at by now?
//	W#unverified       <instant>                       which open unverified requests should somebody have looked at by now?
//
// Instants in keys are UTC and of fixed width, 2026-11-23T07:30:00Z (received and decided: with milliseconds); numbers are
// padded with zeros: 4 digits for versions of records, 6 for events, 2 for shards, 8 for each of the four of a product's
// version. <mail>, <message>, <token> and the address and source of
// Q# are digests. So the order of text is the order of time.
package store

import (
	"errors"
	"fmt"
	"hash/fnv"
	"strings"
	"time"

	"flatsupport/shared/entitlement"
)

// ErrBadID: an id that cannot be part of a key, because it is empty, holds the separator # or a control character. The
// id of a contact or a partner has no slash either.
var ErrBadID = errors.New("id cannot be part of a key")

// Shards is the number of parts of the wake index. It grows the write capacity of the index; changing it strands
// the entries of the old number until their tickets and watches are written again.
const Shards = 8

const (
	toSeconds      = "2006-01-02T15:04:05Z"
	toMilliseconds = "2006-01-02T15:04:05.000Z"
)

// key is the primary key of an item.
type key struct{ pk, sk string }

func (k key) item() item { return item{"pk": text(k.pk), "sk": text(k.sk)} }

func (k key) String() string { return k.pk + " " + k.sk }

func keyOf(it item) key { return key{it.text("pk"), it.text("sk")} }

const (
	hotSK       = "T"
	pagePrefix  = "H#"
	messageSK   = "M#"
	requestSK   = "R#"
	factPrefix  = "F#"
	heldSK      = "O#"
	bindingSK   = "B#"
	bookSK      = "K#"
	memberSK    = "M#"
	downloadSK  = "D#"
	askedSK     = "DK#"
	licenceSK   = "U#"
	releaseSK   = "V#"
	ticketPK    = "T#"
	customerKey = "C#"
	watchSK     = "W#"
	shardPrefix = "W#"
)

func hotKey(ticket string) key { return key{ticketPK + ticket, hotSK} }

// pageKey names events by their place in the ticket's life, counted from 1, both ends included.
func pageKey(ticket string, from, to int) key {
	return key{ticketPK + ticket, fmt.Sprintf("%s%06d-%06d", pagePrefix, from, to)}
}

func messageKey(ticket, message string) key { return key{ticketPK + ticket, messageSK + message} }

func requestKey(customer, ticket string, received time.Time) key {
	return key{customerPK(customer), requestSK + received.UTC().Format(toMilliseconds) + "#" + ticket}
}

func heldKey(customer, ticket string) key { return key{customerPK(customer), heldSK + ticket} }

func customerPK(customer string) string { return customerKey + customer }

func watchKey(w WatchID) key { return key{customerPK(w.Customer), watchSK + w.Certificate} }

// watchID reads the key of a watch; false for any other key.
func watchID(k key) (WatchID, bool) {
	customer, ofCustomer := strings.CutPrefix(k.pk, customerKey)
	certificate, ofWatch := strings.CutPrefix(k.sk, watchSK)
	return WatchID{customer, certificate}, ofCustomer && ofWatch
}

func partnerPK(partner string) string { return "P#" + partner }

// factKey has no id for the one customer or partner record of a partition.
func factKey(pk, kind, id string, version int) key {
	parts := []string{strings.TrimSuffix(factPrefix, "#"), kind, id, fmt.Sprintf("%04d", version)}
	if id == "" {
		parts = append(parts[:2], parts[3])
	}
	return key{pk, strings.Join(parts, "#")}
}

func bindingKey(partner, customer string) key { return key{partnerPK(partner), bindingSK + customer} }

// bookKey is the place of an entry in the book of a customer or a partner, counted from 1.
func bookKey(pk string, number int) key { return key{pk, fmt.Sprintf("%s%06d", bookSK, number)} }
func productPK(product string) string   { return "PRODUCT#" + product }

func askedKey(customer, id string) key { return key{customerPK(customer), askedSK + id} }

func downloadKey(customer, id string, decided time.Time) key {
	return key{customerPK(customer), downloadSK + decided.UTC().Format(toMilliseconds) + "#" + id}
}

func licenceKey(customer, installation, product string, v entitlement.Version) key {
	return key{customerPK(customer), licenceSK + installation + "#" + product + "#" + paddedVersion(v)}
}

// releaseKey orders the releases of a product by their versions.
func releaseKey(product, version string, record int) (key, error) {
	v, err := entitlement.ParseVersion(version)
	if err != nil {
		return key{}, err
	}
	if err := usable(product); err != nil {
		return key{}, err
	}
	return key{productPK(product), releaseSK + paddedVersion(v) + versionText(record)}, nil
}

func paddedVersion(v entitlement.Version) string {
	return fmt.Sprintf("%08d.%08d.%08d.%08d", v[0], v[1], v[2], v[3])
}

func versionText(record int) string { return fmt.Sprintf("#%04d", record) }

func subjectPK(subject string) string { return "S#" + subject }

func addressPK(email string) string { return "A#" + email }

func addressKey(email string, a Addressee) key {
	if a.Partner != "" {
		return key{addressPK(email), partnerPK(a.Partner) + "#" + a.Contact}
	}
	return key{addressPK(email), customerPK(a.Customer) + "#" + a.Contact}
}

// addresseeOf reads the key of a contact under an address; false for any other key.
func addresseeOf(k key) (Addressee, bool) {
	switch parts := strings.Split(k.sk, "#"); {
	case len(parts) != 3:
		return Addressee{}, false
	case parts[0] == "P":
		return Addressee{Partner: parts[1], Contact: parts[2]}, true
	default:
		return Addressee{Customer: parts[1], Contact: parts[2]}, parts[0] == "C"
	}
}

func mailKey(object string) key { return key{"E#" + object, "E"} }

func conversationKey(customer, messageID string) key {
	return key{customerPK(customer), "N#" + short(messageID)}
}

func sweepKey(pass string) key { return key{"SWEEP#" + pass, "SWEEP"} }

func unverifiedPK(day time.Time) string { return "U#" + day.UTC().Format(time.DateOnly) }

func unverifiedKey(at time.Time, object string) key {
	return key{unverifiedPK(at), at.UTC().Format(toMilliseconds) + "#" + short(object)}
}

func formKey(id string) key { return key{"E#" + id, "F"} }

func linkKey(token string) key { return key{"L#" + short(token), "L"} }

func answersKey(email string, at time.Time) key {
	return key{"Q#" + short(address(email)), at.UTC().Format(time.DateOnly)}
}

func uploadKey(token string) key { return key{"X#" + short(token), "X"} }

func staffKey(id string) key { return key{"STAFF#" + id, "STAFF"} }

func rotaPK(role string) string { return "ROTA#" + role }

func shiftKey(role string, from time.Time, person string) key {
	return key{rotaPK(role), from.UTC().Format(toSeconds) + "#" + person}
}

// shardPK is the partition of the wake index.
func shardPK(shard int) string { return fmt.Sprintf("%s%02d", shardPrefix, shard) }

// shardOf spreads tickets and watches evenly over the shards.
func shardOf(id string) int {
	h := fnv.New32a()
	_, _ = h.Write([]byte(id)) // never fails
	return int(h.Sum32() % Shards)
}

// wakeText is an instant as the wake index sorts it: rounded up to whole seconds, so that nothing is found too early.
func wakeText(at time.Time) string { return ceil(at).UTC().Format(toSeconds) }

func ceil(at time.Time) time.Time {
	if down := at.Truncate(time.Second); !at.Equal(down) {
		return down.Add(time.Second)
	}
	return at
}

// usable refuses ids that would make one key look like another.
func usable(ids ...string) error {
	for _, id := range ids {
		bad := id == "" || strings.ContainsFunc(id, func(r rune) bool { return r == '#' || r < ' ' || r == 0x7f })
		if bad {
			return fmt.Errorf("%q: %w", id, ErrBadID)
		}
	}
	return nil
}

// single refuses, besides, the slash that joins a partner and its contact, so that nobody looks like a partner's contact
// who is none.
func single(ids ...string) error {
	for _, id := range ids {
		if strings.Contains(id, "/") {
			return fmt.Errorf("%q: %w", id, ErrBadID)
		}
	}
	return usable(ids...)
}

// Usable reports whether an id can name a record: it is not empty, and holds no separator and no control character.
func Usable(id string) bool { return usable(id) == nil }
