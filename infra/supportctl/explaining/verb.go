// Package explaining is `supportctl explain`: why a ticket was answered as it was and how its due times were counted, the
// same for a request that nobody has made, a certificate with everything that was put on record about it, and due times and
// the life of a certificate from figures alone.
package explaining

import (
	"context"
	"flag"
	"fmt"
	"slices"
	"strings"
	"time"

	"flatsupport/infra/story/given"
	"flatsupport/infra/supportctl/verb"
	"flatsupport/shared/policy"
	"flatsupport/shared/ticket"
)

// Verb is `supportctl explain`.
var Verb = verb.Verb{Name: "explain", Help: "a decision or a due time, clause by clause, interval by interval", Run: run}

const help = `supportctl explain TICKET [--at INSTANT]
supportctl explain --customer C --installation I --by CONTACT [--type T] [--priority P] [--channel CH] [--at INSTANT]
supportctl explain --package P --priority P --received INSTANT [--pause FROM..TO] [--edition E] [--reading DATUM=VALUE]
supportctl explain --customer C --certificate ID [--as-of INSTANT] [--at INSTANT]
supportctl explain --certificate sold=DATE,term=MONTHS,package=P,... [--intent INSTANT] [--edition E] [--at INSTANT]

Says clause by clause why, and what would change the answer: for a due time under each other priority and each other value
of the readings that bear on it, for a decision under each other value of the readings that it applied. Nothing is stored.

The first three read the table: a ticket is explained by the very versions of the records that its decision names; a request
that nobody has made, by the newest; a certificate with its chain and everything that was put on record about it, and with
--as-of by what was on record then, whatever has been put there since. The other two need no table.

  go run ./infra/supportctl explain --local 74HRB-KGQ54
  go run ./infra/supportctl explain --local 74HRB-KGQ54 --at "2026-11-23 09:00" --lang ru
  go run ./infra/supportctl explain --local --customer volga --installation hq --by ivan --priority P1 --channel hotline
  go run ./infra/supportctl explain --package TS_8X5 --priority P2 --received "2026-11-20 17:30"
  go run ./infra/supportctl explain --package TS_8X5 --priority P2 --received "2026-11-03 16:00" --reading calendar.shortDay=end_minus_1h
  go run ./infra/supportctl explain --package TS_8X5 --priority P3 --received "2026-11-23 10:00" --reading reaction.pause=waiting --pause "2026-11-23 11:00..2026-11-23 12:00"
  go run ./infra/supportctl explain --local --customer volga --certificate volga-1 --as-of 2026-11-20
  go run ./infra/supportctl explain --certificate sold=2025-03-01,activation=2025-03-15,term=12,package=TS_8X5 --intent 2026-03-18 --at 2026-04-01

An instant is a time of Moscow, 2026-11-20 17:30, unless an offset follows; a date alone is its midnight. A certificate has
sold, activation, commissioned, previousEnd (each a date), term (months) and package. A partner's contact is PARTNER/CONTACT.
E is the id of a published edition or a file; without it, that in force on the day of sale or of receipt is taken.
`

// options are the flags of a call.
type options struct {
	at, asOf, lang                            string
	asJSON                                    bool
	customer, installation, by, kind, channel string
	override                                  string
	pack, priority, received                  string
	edition, zone                             string
	readings, pauses, intents                 many
	certificate                               string

	numbers []string
	given   []string // names of the flags that were set
}

// many is a flag that can be given several times.
type many []string

func (m *many) String() string     { return strings.Join(*m, " ") }
func (m *many) Set(s string) error { *m = append(*m, s); return nil }

func (o *options) register(flags *flag.FlagSet) {
	flags.StringVar(&o.at, "at", "", "the `INSTANT` at which to look (default: now, and never before what is asked about)")
	flags.StringVar(&o.lang, "lang", "en", "`LANGUAGE` of the explanation: ru or en")
	flags.BoolVar(&o.asJSON, "json", false, "print it as JSON")
	flags.StringVar(&o.customer, "customer", "", "`ID` of the customer who would ask")
	flags.StringVar(&o.installation, "installation", "", "`ID` of the installation asked about")
	flags.StringVar(&o.by, "by", "", "`ID` of the contact who would ask")
	flags.StringVar(&o.kind, "type", string(policy.Incident), "`TYPE` of the request: incident, question or configure")
	flags.StringVar(&o.channel, "channel", string(policy.Portal), "`CHANNEL`: portal, hotline, email or form")
	flags.StringVar(&o.override, "override", "", "the operator's `REASON` for taking it by a channel that does not take it")
	flags.StringVar(&o.pack, "package", "", "`CODE` of the package, such as TS_8X5")
	flags.StringVar(&o.priority, "priority", "", "`PRIORITY`, P1 to P4 (default for a request: P3)")
	flags.StringVar(&o.received, "received", "", "`INSTANT` of the receipt")
	flags.StringVar(&o.edition, "edition", "", "`ID` of a published edition, or a file (default: the one in force on the day of sale or of receipt)")
	flags.StringVar(&o.zone, "zone", "", "`NAME` of the site's time zone, where hours are meant on its clock")
	flags.Var(&o.readings, "reading", "another value of a reading, `DATUM=VALUE`; may be repeated")
	flags.Var(&o.pauses, "pause", "a wait for the customer, `FROM..TO`; may be repeated")
	flags.Var(&o.intents, "intent", "when the intent to renew was declared, `INSTANT` or INSTANT..WITHDRAWN; may be repeated")
	flags.StringVar(&o.asOf, "as-of", "", "by what was on record at the `INSTANT`, and nothing that was put there later")
	flags.StringVar(&o.certificate, "certificate", "", "the id of a certificate of the customer; without --customer a certificate in `FIGURES`: sold=DATE,activation=DATE,commissioned=DATE,previousEnd=DATE,term=MONTHS,package=P")
}

func run(ctx context.Context, call verb.Call) error {
	var o options
	var table verb.Table
	flags := verb.Flags("explain", help)
	o.register(flags)
	table.Register(flags)
	numbers, err := verb.Parse(flags, call)
	if err != nil {
		return err
	}
	o.numbers = numbers
	flags.Visit(func(f *flag.Flag) { o.given = append(o.given, f.Name) })
	kind, err := o.which()
	if err != nil {
		return err
	}
	editions, err := policy.Editions()
	if err != nil {
		return fmt.Errorf("explain: %w", err)
	}
	now, err := table.Now()
	if err != nil {
		return fmt.Errorf("explain: %w", err)
	}
	e := explainer{options: o, editions: editions, now: now.Truncate(time.Millisecond)}
	if o.at != "" {
		if e.now, err = instant("at", o.at); err != nil {
			return err
		}
	}
	if kind.table {
		if e.store, err = table.Open(ctx); err != nil {
			return err
		}
	}
	report, err := kind.explain(ctx, e)
	if err != nil {
		return err
	}
	if o.asJSON {
		return report.JSON(call.Out)
	}
	report.Print(call.Out, o.lang)
	return nil
}

// kind is one of the things that can be explained, with the flags that belong to it.
type kind struct {
	what     string
	table    bool
	asked    func(o options) bool
	needs    []string
	takes    []string
	explains func(explainer, context.Context) (Report, error)
}

func (k kind) explain(ctx context.Context, e explainer) (Report, error) { return k.explains(e, ctx) }

// common are the flags of all kinds, and those that say which table.
var common = []string{"at", "lang", "json", "table", "endpoint", "local"}

var kinds = []kind{
	{"a ticket", true, func(o options) bool { return len(o.numbers) > 0 }, nil, nil, explainer.ticket},
	{
		"a certificate on record", true, func(o options) bool { return o.certificate != "" && o.customer != "" },
		[]string{"certificate", "customer"},
		[]string{"as-of"},
		explainer.onRecord,
	},
	{
		"a certificate", false, func(o options) bool { return o.certificate != "" },
		[]string{"certificate"},
		[]string{"intent", "edition", "reading"},
		explainer.life,
	},
	{
		"a request", true, func(o options) bool { return o.customer != "" },
		[]string{"customer", "installation", "by"},
		[]string{"type", "priority", "channel", "override"},
		explainer.request,
	},
	{
		"a due time", false, func(o options) bool { return o.pack != "" },
		[]string{"package", "priority", "received"},
		[]string{"type", "channel", "edition", "reading", "pause", "zone"},
		explainer.due,
	},
}

// which finds what is to be explained and refuses flags that have nothing to do with it.
func (o options) which() (kind, error) {
	if o.lang != "ru" && o.lang != "en" {
		return kind{}, verb.Usage("explain: --lang %q is neither ru nor en", o.lang)
	}
	i := slices.IndexFunc(kinds, func(k kind) bool { return k.asked(o) })
	if i < 0 {
		return kind{}, verb.Usage("explain: what? a ticket's number, --customer, --package or --certificate; supportctl explain --help tells the rest")
	}
	k := kinds[i]
	for _, flag := range o.given {
		if !slices.Contains(slices.Concat(common, k.needs, k.takes), flag) {
			return kind{}, verb.Usage("explain: --%s has nothing to do with %s", flag, k.what)
		}
	}
	for _, flag := range k.needs {
		if !slices.Contains(o.given, flag) {
			return kind{}, verb.Usage("explain: --%s is missing: %s needs --%s", flag, k.what, strings.Join(k.needs, ", --"))
		}
	}
	if len(o.numbers) > 1 {
		return kind{}, verb.Usage("explain: one ticket at a time, not %d", len(o.numbers))
	}
	for _, number := range o.numbers {
		if _, err := ticket.ParseNumber(number); err != nil {
			return kind{}, verb.Usage("explain: %q is no ticket number: it has ten characters, and the last one checks the others", number)
		}
	}
	return k, nil
}

func instant(flag, text string) (time.Time, error) {
	at, err := given.Instant(strings.TrimSpace(text))
	if err != nil {
		return time.Time{}, verb.Usage("explain: --%s: %v", flag, err)
	}
	return at, nil
}

// span reads FROM..TO.
func span(flag, text string, open bool) (from, to time.Time, err error) {
	first, second, both := strings.Cut(text, "..")
	if !both && !open {
		return from, to, verb.Usage("explain: --%s %q is not FROM..TO", flag, text)
	}
	if from, err = instant(flag, first); err != nil || !both {
		return from, to, err
	}
	if to, err = instant(flag, second); err == nil && !from.Before(to) {
		err = verb.Usage("explain: --%s %q ends before it begins", flag, text)
	}
	return from, to, err
}
