package explaining

import (
	"context"
	"fmt"
	"io"
	"slices"
	"strings"

	"flatsupport/infra/supportctl/holding"
	"flatsupport/infra/supportctl/verb"
	"flatsupport/shared/entitlement"
	"flatsupport/shared/policy"
	"flatsupport/shared/store"
	"flatsupport/shared/texts"
	"flatsupport/shared/view/shelf"
)

// onRecord explains a certificate of a customer: the course of its support, its chain, and what was put on record about it
// when. With --as-of it is what the records of that day gave.
func (e explainer) onRecord(ctx context.Context) (Report, error) {
	now, known, err := holding.Instants(e.at, e.asOf, e.now)
	if err != nil {
		return Report{}, verb.Usage("explain: %v", err)
	}
	all, err := holding.Reader{Store: e.store, Editions: e.editions}.Read(ctx, e.customer, now, known)
	if err != nil {
		return Report{}, fmt.Errorf("explain: %w", err)
	}
	shown, ok, err := shelf.CertificateOf(all, e.certificate, e.lang, true)
	if err != nil {
		return Report{}, fmt.Errorf("explain: %w", err)
	}
	facts := all.Known.Facts
	cert, found := facts.Certificate(e.certificate)
	if !ok || !found {
		return Report{}, verb.Usage("explain: --certificate %s of %s is not known%s", e.certificate, e.customer, e.then())
	}
	_, ed, err := all.Known.Life(cert)
	if err != nil {
		return Report{}, fmt.Errorf("explain: %w", err)
	}
	inst, _ := all.Known.Installation(cert.Installation)
	intents := slices.DeleteFunc(slices.Clone(facts.Intents), func(i entitlement.Intent) bool { return i.Certificate != cert.ID })
	out := course(ed, cert, inst, now, intents)
	out.Support = shown.Support
	out.Explanation = ground(entitlement.ExplainLife(ed, cert, inst, now, intents...), e.lang)
	if cert.Cancelled {
		out.Explanation = []Ground{}
	}
	shown.Explanation = nil // it stands beside
	out.Record = &shown
	return Report{At: now, AsOf: moment(known), Certificate: out}, nil
}

// then says by which records nothing was found.
func (e explainer) then() string {
	if e.asOf == "" {
		return ""
	}
	return " by what was on record at " + e.asOf
}

// acts are what an entry of a book puts on record, in words.
var acts = map[store.Act]policy.Text{
	store.ActSold:          {RU: "продан", EN: "sold"},
	store.ActRenewed:       {RU: "продлён", EN: "renewed"},
	store.ActDeclared:      {RU: "заявлено намерение продлить", EN: "intent to renew declared"},
	store.ActWithdrawn:     {RU: "намерение продлить отозвано", EN: "intent to renew withdrawn"},
	store.ActCommissioned:  {RU: "введена в эксплуатацию", EN: "commissioned"},
	store.ActCounted:       {RU: "посчитаны лицензии", EN: "licences counted"},
	store.ActUpgradeBought: {RU: "куплен апгрейд", EN: "upgrade bought"},
	store.ActInstalled:     {RU: "установлена версия", EN: "version installed"},
	store.ActCorrected:     {RU: "исправлено", EN: "corrected"},
	store.ActLevel1:        {RU: "куплен уровень 1", EN: "level 1 sold"},
	store.ActRebound:       {RU: "сменён партнёр", EN: "partner changed"},
	store.ActStatus:        {RU: "изменён статус партнёра", EN: "partner status changed"},
	store.ActImported:      {RU: "импортировано", EN: "imported"},
}

var recordWords = map[string]policy.Text{
	"what":      {RU: "Сертификат %s: система %s, пакет %s, редакция %s, продан %s, на %d мес., лицензий %d.", EN: "Certificate %s: system %s, package %s, edition %s, sold on %s, for %d months, %d licences."},
	"order":     {RU: "Заказ %s.", EN: "Order %s."},
	"asOf":      {RU: "По записям на %s.", EN: "By what was on record at %s."},
	"cancelled": {RU: "Аннулирован: ничего не даёт.", EN: "Taken back: it covers nothing."},
	"chain":     {RU: "Цепочка:", EN: "Chain:"},
	"link":      {RU: "%s: с %s по %s, куплен %s", EN: "%s: from %s through %s, bought on %s"},
	"renewedBy": {RU: "Продлён сертификатом %s.", EN: "Renewed by certificate %s."},
	"joins":     {RU: "Вместе с ним продлены: %s.", EN: "Brought together in it: %s."},
	"upgrade":   {RU: "Поддержка возобновлена после апгрейда по заказу %s.", EN: "Support was resumed after the upgrade by order %s."},
	"rights":    {RU: "Что сейчас входит:", EN: "What it includes now:"},
	"next":      {RU: "Впереди:", EN: "Ahead:"},
	"history":   {RU: "Что и когда записано:", EN: "What was put on record when:"},
	"always":    {RU: "без времени записи", EN: "at a time not recorded"},
	"holds":     {RU: "действует с %s по %s", EN: "runs from %s through %s"},
	"taken":     {RU: "аннулирован", EN: "taken back"},
}

func say(name, lang string, args ...any) string {
	return fmt.Sprintf(recordWords[name].In(lang), args...)
}

// printRecord writes a certificate on record for people.
func (r Report) printRecord(w io.Writer, lang string) {
	c := r.Certificate.Record
	if r.AsOf != nil {
		fmt.Fprintln(w, say("asOf", lang, texts.Instant(*r.AsOf, policy.Moscow(), lang)))
	}
	fmt.Fprintln(w, say("what", lang, c.ID, c.Installation, c.Package.Code, c.Edition, c.SoldOn, c.TermMonths, c.Licences))
	if c.Order != "" {
		fmt.Fprintln(w, say("order", lang, c.Order))
	}
	if c.Cancelled {
		fmt.Fprintln(w, say("cancelled", lang))
	}
	grounds(w, r.Certificate.Explanation)
	if len(c.Chain) > 1 {
		fmt.Fprintln(w, say("chain", lang))
		for _, l := range c.Chain {
			fmt.Fprintln(w, "  "+say("link", lang, l.ID, l.From, l.Through, l.Bought))
		}
	}
	if len(c.Joins) > 0 {
		fmt.Fprintln(w, say("joins", lang, strings.Join(c.Joins, ", ")))
	}
	if c.Upgrade != "" {
		fmt.Fprintln(w, say("upgrade", lang, c.Upgrade))
	}
	if c.RenewedBy != "" {
		fmt.Fprintln(w, say("renewedBy", lang, c.RenewedBy))
	}
	if len(c.Rights) > 0 {
		fmt.Fprintln(w, say("rights", lang))
		for _, right := range c.Rights {
			line := "  " + right.Text
			if right.Until != nil {
				line += ", " + right.Until.Text
			}
			fmt.Fprintf(w, "%s [%s]\n", line, right.Clause)
		}
	}
	if len(c.Next) > 0 {
		fmt.Fprintln(w, say("next", lang))
		for _, n := range c.Next {
			fmt.Fprintf(w, "  %s: %s\n", n.On, n.Text)
		}
	}
	if len(c.History) > 0 {
		fmt.Fprintln(w, say("history", lang))
		for _, h := range c.History {
			fmt.Fprintln(w, "  "+recorded(h, lang))
		}
	}
}

// recorded is one line of the history: when it was put on record, what, by whom and why, and for which days the
// certificate held by it.
func recorded(h shelf.Recorded, lang string) string {
	line := say("always", lang)
	if h.RecordedAt != nil {
		line = texts.Instant(*h.RecordedAt, policy.Moscow(), lang)
	}
	if act, ok := acts[store.Act(h.Act)]; ok {
		line += ", " + act.In(lang)
	}
	if h.By != "" {
		line += fmt.Sprintf(", %s (%s)", h.By, h.Role)
	}
	for _, why := range []string{h.Reason, h.Evidence} {
		if why != "" {
			line += ", «" + why + "»"
		}
	}
	switch {
	case h.Cancelled:
		line += ": " + say("taken", lang)
	case h.From != "":
		line += ": " + say("holds", lang, h.From, h.Through)
	}
	return line + " [" + strings.Join(h.Refs, ", ") + "]"
}
