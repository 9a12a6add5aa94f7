package shelf

import (
	"strings"

	"flatsupport/shared/entitlement"
	"flatsupport/shared/policy"
	"flatsupport/shared/view"
)

// Right is something that a certificate gives now: the clause that gives it, what it is limited to, and its last day.
type Right struct {
	Right  string    `json:"right"` // stable: "major"
	Text   string    `json:"text"`
	Of     []string  `json:"of,omitempty"` // the priorities, levels or areas that it is limited to
	Within string    `json:"within,omitempty"`
	Clause string    `json:"clause"`
	Until  *view.End `json:"until,omitempty"`
}

// withinTicket is where a right holds that holds nowhere else (G21).
const withinTicket = "open_ticket"

var rightWords = map[entitlement.Right]policy.Text{
	entitlement.RightTicket:         {RU: "Обращения на портале", EN: "Requests on the portal"},
	entitlement.RightHotline:        {RU: "Звонки на горячую линию", EN: "Calls to the hotline"},
	entitlement.RightHotfix:         {RU: "Корректирующие патчи", EN: "Corrective patches"},
	entitlement.RightUpdate:         {RU: "Обновления и технические релизы", EN: "Updates and technical releases"},
	entitlement.RightMajor:          {RU: "Основные версии", EN: "Major versions"},
	entitlement.RightUpgradeLicence: {RU: "Лицензии апгрейда", EN: "Upgrade licences"},
	entitlement.RightLevels:         {RU: "Уровни поддержки", EN: "Levels of support"},
	entitlement.RightEngineer:       {RU: "Закреплённый инженер", EN: "An engineer attached"},
	entitlement.RightVisit:          {RU: "Выезд инженера на объект", EN: "Visits to the site"},
}

// rights are what the certificate gives at the instant, by the very checks that a request goes through (R16-R19).
func (s Shelf) rights(c Certificate, lang string) ([]Right, error) {
	if c.Cancelled {
		return nil, nil
	}
	grants, err := entitlement.RightsOf(s.Known.Editions, s.Known.Facts, c.ID, s.Known.Now)
	if err != nil {
		return nil, err
	}
	var all []Right
	for _, g := range grants {
		right := Right{Right: string(g.Right), Of: g.Of, Clause: string(g.Clause), Text: rightWords[g.Right].In(lang)}
		if len(g.Of) > 0 {
			right.Text += ": " + strings.Join(g.Of, ", ")
		}
		if g.InTicket {
			right.Within = withinTicket
			right.Text += policy.Text{RU: " – в рамках открытой заявки", EN: " – within an open ticket"}.In(lang)
		}
		if !g.Until.IsZero() {
			right.Until = view.EndOf(g.Until, c.edition.Zone, lang)
		}
		all = append(all, right)
	}
	return all, nil
}
