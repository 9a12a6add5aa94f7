package desk_test

import (
	"cmp"
	"maps"
	"net/http"
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"

	"flatsupport/infra/handlertest"
)

// Which command is lawful in which state, and by which code it is refused otherwise. An empty code: it is carried out.
func TestCommandsByTheStateOfTheTicket(t *testing.T) {
	t.Parallel()
	const notOpen = "TICKET_NOT_OPEN"
	states := []struct {
		name   string
		before []string
		codes  map[string]string // of the commands that are refused
	}{
		{"open", nil, map[string]string{
			"resumption": "TICKET_NOT_WAITING", "closure": "TICKET_NOT_RESOLVED", "reopening": "TICKET_NOT_RESOLVED",
		}},
		{"waiting", []string{"waiting"}, map[string]string{
			"waiting": "TICKET_WAITING", "closure": "TICKET_NOT_RESOLVED", "reopening": "TICKET_NOT_RESOLVED",
		}},
		{"resolved", []string{"resolution"}, map[string]string{
			"calls": notOpen, "resolution": notOpen, "priority": notOpen, "waiting": notOpen, "assignment": notOpen,
			"escalation": notOpen, "milestones": notOpen, "inquiries": notOpen, "resumption": "TICKET_NOT_WAITING",
		}},
		{"closed", []string{"resolution", "closure"}, map[string]string{
			"responses": notOpen, "calls": notOpen, "resolution": notOpen, "priority": notOpen, "waiting": notOpen,
			"assignment": notOpen, "escalation": notOpen, "milestones": notOpen, "inquiries": notOpen, "contact": notOpen,
			"resumption": "TICKET_NOT_WAITING", "closure": "TICKET_CLOSED",
		}},
		{"reopened", []string{"resolution", "reopening"}, map[string]string{
			"resumption": "TICKET_NOT_WAITING", "closure": "TICKET_NOT_RESOLVED", "reopening": "TICKET_NOT_RESOLVED",
		}},
	}
	for _, s := range states {
		for _, name := range slices.Sorted(maps.Keys(usual)) {
			t.Run(s.name+" "+name, func(t *testing.T) {
				t.Parallel()
				d := handlertest.New(t, "volga")
				id := after(t, d, handlertest.Request("hq"), s.before...)
				before := d.Ticket(t, id).Ticket.Version
				resp := d.Do(t, command(id, name, "the-command", usual[name]))
				if code := s.codes[name]; code != "" {
					assert.Equal(t, http.StatusConflict, resp.StatusCode)
					assert.Equal(t, code, handlertest.Read[problem](t, resp).Code)
					assert.Equal(t, before, d.Ticket(t, id).Ticket.Version)
					return
				}
				assert.Equal(t, http.StatusOK, resp.StatusCode, resp.Body)
				assert.Equal(t, before+1, d.Ticket(t, id).Ticket.Version)
			})
		}
	}
	t.Run("registered", func(t *testing.T) {
		t.Parallel()
		d := handlertest.New(t, "volga")
		id := d.Submit(t, handlertest.Ivan, "the-ticket", handlertest.Request("hq"))
		codes := map[string]string{
			"resumption": "TICKET_NOT_WAITING", "closure": "TICKET_NOT_RESOLVED", "reopening": "TICKET_NOT_RESOLVED",
		}
		for name, body := range usual {
			resp := d.Do(t, command(id, name, "the-command-"+name, body))
			if name == "notes" {
				assert.Equal(t, http.StatusOK, resp.StatusCode, "a note can be written at any time")
				continue
			}
			assert.Equal(t, cmp.Or(codes[name], "TICKET_NOT_DECIDED"), handlertest.Read[problem](t, resp).Code, name)
		}
	})
}

// The rules of a critical ticket: lowering it, and resolving it over an owed call-back.
func TestACriticalTicket(t *testing.T) {
	t.Parallel()
	lower := handlertest.Body{"priority": "P3", "reason": "One phone only."}
	waived := handlertest.Body{"message": "Mended.", "waiver": "The customer wrote that no call is needed."}
	cases := []struct {
		name         string
		before       []string
		command      string
		body         handlertest.Body
		as           handlertest.Person
		code, clause string
	}{
		{"an engineer lowers it alone", nil, "priority", lower, handlertest.Engineer, "CONSENT_REQUIRED", "PR-P1"},
		{"an engineer lowers it with the contact's consent", nil, "priority", lower.With("consent", true), handlertest.Engineer, "", ""},
		{"a manager lowers it", nil, "priority", lower, handlertest.Manager, "", ""},
		{"resolved while the call is owed", nil, "resolution", usual["resolution"], handlertest.Engineer, "CALLBACK_OWED", "PR-P1"},
		{"resolved while the call is owed, with a reason", nil, "resolution", waived, handlertest.Engineer, "", ""},
		{"resolved after the call", []string{"calls"}, "resolution", usual["resolution"], handlertest.Engineer, "", ""},
		{"resolved after an answer only", []string{"responses"}, "resolution", usual["resolution"], handlertest.Engineer, "CALLBACK_OWED", "PR-P1"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			d := handlertest.New(t, "volga")
			id := after(t, d, handlertest.Critical("hq"), c.before...)
			call := command(id, c.command, "the-command", c.body)
			call.As = c.as
			resp := d.Do(t, call)
			if c.code == "" {
				assert.Equal(t, http.StatusOK, resp.StatusCode, resp.Body)
				return
			}
			refused := handlertest.Read[problem](t, resp)
			assert.Equal(t, http.StatusConflict, refused.Status)
			assert.Equal(t, c.code, refused.Code)
			assert.Equal(t, c.clause, refused.Clause)
		})
	}
}
