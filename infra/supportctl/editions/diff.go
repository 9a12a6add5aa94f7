package editions

import (
	"context"
	"fmt"

	"flatsupport/infra/supportctl/verb"
	"flatsupport/shared/policy"
)

const diffHelp = `supportctl policy diff [FLAGS] A B

Says in words what edition B changes of edition A, and for whose support: hours, promised times, clocks, channels,
escalation, refusals, readings with what else they could be, and the words of the clauses. A and B are ids of published
editions, or files. With --examples it also counts a fixed set of receipts by both editions, so that the change can be
seen in due times.

  go run ./infra/supportctl policy diff flat-1.4 events/editions/flat-1.5.yaml
  go run ./infra/supportctl policy diff --lang ru --examples flat-1.4 events/editions/flat-1.5.yaml
`

// change is a change as JSON has it.
type change struct {
	Place        string   `json:"place"`
	Kind         string   `json:"kind"`
	What         text     `json:"what"`
	Before       text     `json:"before"`
	After        text     `json:"after"`
	Clause       string   `json:"clause,omitempty"`
	Reading      string   `json:"reading,omitempty"`
	Alternatives []string `json:"alternatives,omitempty"`
	From         string   `json:"from"`
	By           string   `json:"by"` // sale, or receipt: the day that decides
	Packages     []scope  `json:"packages,omitempty"`
	Sentence     text     `json:"sentence"`
}

type text struct {
	RU string `json:"ru"`
	EN string `json:"en"`
}

type scope struct {
	Package    string                `json:"package"`
	Priorities []policy.PriorityCode `json:"priorities,omitempty"`
}

func diff(_ context.Context, call verb.Call) error {
	flags := verb.Flags("policy diff", diffHelp)
	asJSON := flags.Bool("json", false, "print the changes as JSON, in both languages")
	lang := flags.String("lang", "en", "`LANGUAGE` of the words: ru or en")
	examples := flags.Bool("examples", false, "count example receipts by both editions as well")
	names, err := verb.Parse(flags, call)
	switch {
	case err != nil:
		return err
	case len(names) != 2:
		return verb.Usage("policy diff: which two editions? supportctl policy diff A B takes ids and files")
	case *lang != "ru" && *lang != "en":
		return verb.Usage("policy diff: --lang %q is neither ru nor en", *lang)
	}
	library, err := policy.Editions()
	if err != nil {
		return fmt.Errorf("published editions: %w", err)
	}
	from, err := Find(library, names[0])
	if err != nil {
		return err
	}
	to, err := Find(library, names[1])
	if err != nil {
		return err
	}
	var dues []example
	if *examples {
		if dues, err = sideBySide(from, to); err != nil {
			return err
		}
	}
	changes := policy.Diff(from, to)
	if *asJSON {
		return encode(call.Out, struct {
			From     string    `json:"from"`
			To       string    `json:"to"`
			Changes  []change  `json:"changes"`
			Examples []example `json:"examples,omitempty"`
		}{from.ID, to.ID, listed(changes), dues})
	}
	for _, c := range changes {
		fmt.Fprintln(call.Out, c.In(*lang))
	}
	if len(changes) == 0 {
		fmt.Fprintln(call.Out, map[string]string{"ru": "различий нет", "en": "no difference"}[*lang])
	}
	if *examples {
		printExamples(call.Out, from, to, dues, *lang)
	}
	return nil
}

func listed(changes []policy.Change) []change {
	list := make([]change, len(changes))
	for i, c := range changes {
		list[i] = change{
			Place: c.Place, Kind: string(c.Kind), What: text(c.What), Before: text(c.Before), After: text(c.After),
			Clause: string(c.Clause), Reading: c.Datum, Alternatives: c.Alternatives, From: c.Whom.From.String(), By: "sale",
			Sentence: text{RU: c.In("ru"), EN: c.In("en")},
		}
		if c.Whom.Received {
			list[i].By = "receipt"
		}
		for _, s := range c.Whom.Scopes {
			list[i].Packages = append(list[i].Packages, scope{string(s.Package), s.Priorities})
		}
	}
	return list
}
