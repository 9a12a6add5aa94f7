package importing

import (
	"cmp"
	"reflect"
	"slices"

	"flatsupport/infra/supportctl/importing/rows"
	"flatsupport/shared/entitlement"
)

// bookKinds are the kinds of rows that go into the books of customers.
var bookKinds = []string{"installations", "licences", "certificates", "intents"}

// posting is one record that goes into the book of a customer, with the rows that say it.
type posting struct {
	entries      []Entry
	customer     string
	system       string          // that it is about; of an intent that of its certificate, where the files have it
	was          entitlement.Ref // that the import has read; empty: there was none
	installation *entitlement.Installation
	certificate  *entitlement.Certificate
	intent       *entitlement.Intent
	bound        bool // a partner buys it, and must have the status (R24)
}

// batches are the postings of each customer, system by system: first the system, then its certificates as they were sold,
// then their intents. So each part of them that is written is a whole for the systems in it. What licences.csv and
// installations.csv say of one system is one record.
func batches(posts []*posting) [][]*posting {
	var list [][]*posting
	at := map[string]int{}
	for _, p := range posts {
		i, there := at[p.customer]
		if !there {
			i, list = len(list), append(list, nil)
			at[p.customer] = i
		}
		same := slices.IndexFunc(list[i], func(o *posting) bool { return o.installation != nil && o.system == p.system })
		if p.installation != nil && same >= 0 {
			list[i][same].entries = append(list[i][same].entries, p.entries...)
			continue
		}
		if p.intent != nil {
			sold := slices.IndexFunc(list[i], func(o *posting) bool { return o.certificate != nil && o.certificate.ID == p.intent.Certificate })
			if sold >= 0 {
				p.system = list[i][sold].system
			}
		}
		list[i] = append(list[i], p)
	}
	for _, b := range list {
		slices.SortStableFunc(b, func(a, b *posting) int {
			return cmp.Or(cmp.Compare(a.system, b.system), cmp.Compare(a.rank(), b.rank()), a.sold(b))
		})
	}
	return list
}

func (p *posting) rank() int {
	switch {
	case p.installation != nil:
		return 0
	case p.certificate != nil:
		return 1
	default:
		return 2
	}
}

func (p *posting) sold(o *posting) int {
	if p.certificate == nil || o.certificate == nil {
		return 0
	}
	return p.certificate.SoldOn.Compare(o.certificate.SoldOn)
}

// state compares the posting with what is on record now: whether that says the same already, and whether it is still what
// the import has read.
func (p *posting) state(f entitlement.Facts) (same, asRead bool) {
	known := rows.Known{Customers: map[string]entitlement.Facts{p.customer: f}}
	switch {
	case p.installation != nil:
		have, _ := known.Installation(p.customer, p.installation.ID)
		want := *p.installation
		want.Ref = have.Ref
		return have.Installation == want, have.Ref == p.was
	case p.certificate != nil:
		have, _ := known.Certificate(p.customer, p.certificate.ID)
		want := *p.certificate
		want.Ref = have.Ref
		return reflect.DeepEqual(have.Certificate, want), have.Ref == p.was
	default:
		have, _ := known.Intent(p.customer, p.intent.Certificate)
		want := *p.intent
		want.Ref, want.DeclaredAt, want.WithdrawnAt = have.Ref, want.DeclaredAt.UTC(), want.WithdrawnAt.UTC()
		return have.Intent == want, have.Ref == p.was
	}
}

// room is how much of a transaction of a hundred writes the records of a customer may take; the entry needs one more.
const room = 90

// fitting is how many of the postings one transaction takes: whole systems, unless one alone is too much.
func fitting(list []*posting) int {
	whole, cost := 0, 0
	partners := map[string]bool{}
	for i, p := range list {
		if i > 0 && p.system != list[i-1].system {
			whole = i
		}
		cost++
		if p.certificate != nil && p.certificate.Partner != "" && !partners[p.certificate.Partner] {
			partners[p.certificate.Partner] = true
			cost += 2 // that the customer is on the partner's list, and that the partner is as it was
		}
		if cost > room && whole > 0 {
			return whole
		}
		if cost > room {
			return i
		}
	}
	return len(list)
}

func rowsOf(list []*posting) int {
	n := 0
	for _, p := range list {
		n += len(p.entries)
	}
	return n
}
