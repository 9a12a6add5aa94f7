package holding

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"strings"
	"text/tabwriter"
	"time"

	"flatsupport/infra/story/given"
	"flatsupport/infra/supportctl/verb"
	"flatsupport/shared/policy"
	"flatsupport/shared/texts"
	"flatsupport/shared/view/shelf"
)

// Verb is `supportctl certificates`.
var Verb = verb.Verb{Name: "certificates", Help: "what support a customer has: dates, state and what comes next", Run: run}

const help = `supportctl certificates --customer ID [FLAGS]

Lists the certificates of a customer, the newest sale first: what was sold, the days on which its support hangs, how it
stands, and what changes next. Certificates that were taken back are listed too. supportctl explain --certificate ID
--customer ID tells why one is as it is, and what was put on record about it when.

  go run ./infra/supportctl certificates --local --customer volga
  go run ./infra/supportctl certificates --local --customer volga --at 2027-03-01 --lang ru
  go run ./infra/supportctl certificates --local --customer volga --as-of "2026-11-20 18:00"
  AWS_PROFILE=desk go run ./infra/supportctl certificates --table NAME --customer volga --json

An instant is a time of Moscow, 2026-11-20 17:30, unless an offset follows; a date alone is its midnight.
`

func run(ctx context.Context, call verb.Call) error {
	var table verb.Table
	flags := verb.Flags("certificates", help)
	customer := flags.String("customer", "", "`ID` of the customer")
	at := flags.String("at", "", "the `INSTANT` at which to look (default: that of --as-of, else now)")
	asOf := flags.String("as-of", "", "by what was on record at the `INSTANT`, and nothing that was put there later")
	lang := flags.String("lang", "en", "`LANGUAGE` of the words: ru or en")
	asJSON := flags.Bool("json", false, "print it as JSON")
	table.Register(flags)
	rest, err := verb.Parse(flags, call)
	if err != nil {
		return err
	}
	switch {
	case len(rest) > 0:
		return verb.Usage("certificates: %q is not understood; the customer is named by --customer", rest[0])
	case *customer == "":
		return verb.Usage("certificates: whose? name the customer by --customer")
	case *lang != "ru" && *lang != "en":
		return verb.Usage("certificates: --lang %q is neither ru nor en", *lang)
	}
	clock, err := table.Now()
	if err != nil {
		return fmt.Errorf("certificates: %w", err)
	}
	now, known, err := Instants(*at, *asOf, clock)
	if err != nil {
		return verb.Usage("certificates: %v", err)
	}
	editions, err := policy.Editions()
	if err != nil {
		return fmt.Errorf("certificates: %w", err)
	}
	s, err := table.Open(ctx)
	if err != nil {
		return err
	}
	all, err := Reader{Store: s, Editions: editions}.Read(ctx, *customer, now, known)
	if err != nil {
		return fmt.Errorf("certificates: %w", err)
	}
	list, err := listed(all, *lang)
	if err != nil {
		return fmt.Errorf("certificates: %w", err)
	}
	if *asJSON {
		to := json.NewEncoder(call.Out)
		to.SetEscapeHTML(false)
		to.SetIndent("", "  ")
		return to.Encode(list)
	}
	return list.print(call.Out, *lang)
}

// Instants reads the flags --at and --as-of: when to look, and by what was on record when; zero: by everything.
func Instants(at, asOf string, now time.Time) (look, known time.Time, err error) {
	look = now.UTC().Truncate(time.Millisecond)
	if asOf != "" {
		if known, err = given.Instant(strings.TrimSpace(asOf)); err != nil {
			return look, known, fmt.Errorf("--as-of: %w", err)
		}
		look = known
	}
	if at != "" {
		if look, err = given.Instant(strings.TrimSpace(at)); err != nil {
			return look, known, fmt.Errorf("--at: %w", err)
		}
	}
	return look, known, nil
}

// list are the certificates of a customer.
type list struct {
	Customer     string              `json:"customer"`
	At           time.Time           `json:"at"`
	Certificates []shelf.Certificate `json:"certificates"`
}

func listed(all shelf.Shelf, lang string) (list, error) {
	out := list{Customer: all.Known.Facts.Customer.ID, At: all.Known.Now, Certificates: []shelf.Certificate{}}
	short, err := shelf.CertificatesOf(all, "", lang, true)
	if err != nil {
		return list{}, err
	}
	for _, c := range short.Certificates {
		full, _, err := shelf.CertificateOf(all, c.ID, lang, true)
		if err != nil {
			return list{}, err
		}
		c.Next = full.Next
		out.Certificates = append(out.Certificates, c)
	}
	return out, nil
}

var words = map[string]policy.Text{
	"head": {
		RU: "СЕРТИФИКАТ\tСИСТЕМА\tПАКЕТ\tПРОДАН\tС\tПО\tСОСТОЯНИЕ\tДАЛЬШЕ",
		EN: "CERTIFICATE\tSYSTEM\tPACKAGE\tSOLD\tFROM\tTHROUGH\tSTATE\tNEXT",
	},
	"none":      {RU: "Сертификатов нет.", EN: "There are no certificates."},
	"renewedBy": {RU: "продлён: ", EN: "renewed by "},
}

func (l list) print(w io.Writer, lang string) error {
	if len(l.Certificates) == 0 {
		_, err := fmt.Fprintln(w, words["none"].In(lang))
		return err
	}
	to := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	fmt.Fprintln(to, words["head"].In(lang))
	for _, c := range l.Certificates {
		from, through := "–", "–"
		if c.Dates != nil {
			from, through = c.Dates.From, c.Dates.Through
		}
		var next []string
		if len(c.Next) > 0 {
			next = append(next, c.Next[0].On+" "+c.Next[0].Text)
		}
		if c.RenewedBy != "" {
			next = append(next, words["renewedBy"].In(lang)+c.RenewedBy)
		}
		fmt.Fprintln(to, strings.Join([]string{
			c.ID, c.Installation, c.Package.Code, c.SoldOn, from, through, texts.Label(c.Support, lang), strings.Join(next, "; "),
		}, "\t"))
	}
	return to.Flush()
}
