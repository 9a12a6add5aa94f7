package rows

import (
	"strconv"
	"strings"
	"time"

	"flatsupport/infra/story/given"
	"flatsupport/infra/supportctl/importing/sheet"
	"flatsupport/shared/auth"
	"flatsupport/shared/policy"
	"flatsupport/shared/store"
)

// dutyRoles are those of the rota.
var dutyRoles = []string{"L1", "L2", "L3", given.Manager, given.LastResort, given.Sales}

// apart are characters that part the words of a list, so that an id in one has none of them.
const apart = " \u00A0,;"

var staff = kind[store.Staff]{
	Kind: Kind{
		Name: "staff", About: "Engineers, managers, operators and sales people of the desk.",
		Columns: sheet.Columns{
			{Name: "id", Required: true, Form: "how tokens name the person"},
			{Name: "name", Required: true, Form: "of the person"},
			{Name: "email", Required: true, Form: "e-mail address for notices"},
			{Name: "phone", Form: "mobile number for alerts, with the country's code: +7 900 000-00-01"},
			{Name: "roles", Required: true, Form: "engineer, manager, operator, sales; several parted by blanks"},
			{Name: "levels", Form: "at which an engineer works, 1 to 3; several parted by blanks"},
			{Name: "language", Form: "ru or en; without it ru"},
		},
	},
	read: func(r *sheet.Row) store.Staff {
		m := store.Staff{
			ID: r.ID("id", apart), Name: r.Text("name"), Email: r.Email("email"), Phone: r.Phone("phone"),
			Language: r.OneOf("language", "ru", "ru", "en"),
		}
		for _, role := range r.List("roles") {
			switch auth.Role(role) {
			case auth.Engineer, auth.Manager, auth.Operator, auth.Sales:
				m.Roles = append(m.Roles, role)
			default:
				r.Refuse("roles", "%q is none of engineer, manager, operator, sales", role)
			}
		}
		for _, level := range r.List("levels") {
			n, err := strconv.Atoi(level)
			if err != nil || n < 1 || n > 3 || len(level) != 1 {
				r.Refuse("levels", "%q is no support level; there are 1, 2 and 3", level)
				continue
			}
			m.Levels = append(m.Levels, policy.Level(n))
		}
		return m
	},
	key:   func(m store.Staff) string { return m.ID },
	known: func(k Known, m store.Staff) (store.Staff, bool) { return k.Member(m.ID) },
	fields: []Field[store.Staff]{
		field("name", func(m *store.Staff) *string { return &m.Name }, plain),
		field("email", func(m *store.Staff) *string { return &m.Email }, plain),
		field("phone", func(m *store.Staff) *string { return &m.Phone }, plain),
		field("roles", func(m *store.Staff) *[]string { return &m.Roles }, words),
		field("levels", func(m *store.Staff) *[]policy.Level { return &m.Levels }, func(levels []policy.Level) string {
			shown := make([]string, len(levels))
			for i, level := range levels {
				shown[i] = strconv.Itoa(int(level))
			}
			return words(shown)
		}),
		field("language", func(m *store.Staff) *string { return &m.Language }, plain),
	},
}

var shifts = kind[store.Shift]{
	Kind: Kind{
		Name: "shifts", About: "Who is on duty when. A shift is known by role, person and start.",
		Columns: sheet.Columns{
			{Name: "role", Required: true, Form: strings.Join(dutyRoles, ", ")},
			{Name: "person", Required: true, Form: "id of the staff"},
			{Name: "from", Required: true, Form: "2026-11-20 09:00 or 20.11.2026 09:00, in Europe/Moscow unless an offset follows"},
			{Name: "to", Form: "the same, the first instant off duty; empty: until further notice; equal to from: the shift is cancelled"},
		},
	},
	read: func(r *sheet.Row) store.Shift {
		sh := store.Shift{Role: r.OneOf("role", "", dutyRoles...), Person: r.ID("person", apart), From: r.Instant("from"), To: r.Instant("to")}
		if !sh.To.IsZero() && r.Sound("from") && sh.To.Before(sh.From) {
			r.Refuse("to", "the shift ends before it begins, on %s", moment(sh.From))
		}
		return sh
	},
	key:   shiftKey,
	known: func(k Known, sh store.Shift) (store.Shift, bool) { return k.Shift(sh) },
	fields: []Field[store.Shift]{
		field("to", func(sh *store.Shift) *time.Time { return &sh.To }, moment),
	},
}

func shiftKey(sh store.Shift) string {
	if sh.Role == "" || sh.Person == "" || sh.From.IsZero() {
		return ""
	}
	return sh.Role + " " + sh.Person + " " + moment(sh.From)
}
