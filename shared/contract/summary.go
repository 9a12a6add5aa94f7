package contract

import (
	"fmt"
	"strings"

	"flatsupport/shared/policy"
)

// Summary says the quote in sentences, to be read out to a customer before anything is bought.
func (q Quote) Summary() []policy.Text {
	start, last := q.Life.Start, lastDay(q.Life.End)
	lines := []policy.Text{say("Продление действует с %s по %s включительно.", "The renewal runs from %s through %s.", start, last)}
	switch {
	case q.AfterWindow:
		lines = append(lines, say("Прежняя поддержка закончилась %s, больше %d мес. назад: договор возобновляется после апгрейда.",
			"The former support ended on %s, more than %d months ago: the contract is resumed after an upgrade.",
			lastDay(q.Previous.End), q.Edition.Readings.ReinstatementMonths))
	case q.Backdated > 0:
		lines = append(lines, say("Оно начинается задним числом, за %d дн. до покупки %s.",
			"It is back-dated: it starts %d days before the purchase on %s.", q.Backdated, q.PurchasedOn),
			say("Впереди остаётся %d дн. поддержки.", "%d days of support lie ahead.", q.Left))
	}
	if strings.HasPrefix(string(q.Counted), "cert/") {
		lines = append(lines, say("Активированные лицензии в системе не посчитаны; считаются те, что были проданы.",
			"The licences activated in the system were never counted; those that were sold count."))
	}
	lines = append(lines, say("Нужно лицензий: %d; в продлении: %d.", "Licences needed: %d; in the renewal: %d.", q.Activated, q.Certificate.Licences))
	for _, id := range q.Certificate.Joins {
		lines = append(lines, say("Вместе с ним продлевается сертификат %s.", "Certificate %s is renewed together with it.", id))
	}
	for _, r := range q.Refused {
		lines = append(lines, policy.Text{RU: r.Reason.RU + " " + r.Remedy.RU, EN: r.Reason.EN + " " + r.Remedy.EN})
	}
	return lines
}

func say(ru, en string, args ...any) policy.Text {
	return policy.Text{RU: fmt.Sprintf(ru, args...), EN: fmt.Sprintf(en, args...)}
}
