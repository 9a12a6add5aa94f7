package view

import (
	"time"

	"flatsupport/shared/store"
	"flatsupport/shared/ticket"
)

// List is a page of a customer's tickets, newest first.
type List struct {
	Tickets  []Summary `json:"tickets"`
	Next     string    `json:"next,omitempty"` // cursor of the next page
	Customer string    `json:"customer"`       // whose tickets they are; it goes along with the cursor
	Language string    `json:"-"`
}

// Summary is a line of the list.
type Summary struct {
	Number     string    `json:"number"`
	Subject    string    `json:"subject"`
	Status     string    `json:"status"`
	Priority   string    `json:"priority"`
	ReceivedAt time.Time `json:"receivedAt"`
}

// ListOf makes the list of a page from the store.
func ListOf(page store.Page, customer, lang string) List {
	list := List{Tickets: []Summary{}, Next: page.Next, Customer: customer, Language: lang}
	for _, row := range page.Rows {
		t := row.Record.Ticket
		list.Tickets = append(list.Tickets, Summary{
			Number: ticket.ShowNumber(row.Record.ID), Subject: row.Request.Subject, Status: string(t.Status),
			Priority: string(t.Priority), ReceivedAt: t.ReceivedAt.UTC(),
		})
	}
	return list
}
