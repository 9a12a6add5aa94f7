package outbox

import "strings"

// Returned is a report on a mail that did not arrive, as the receiving side writes it (RFC 3464).
type Returned struct {
	Recipient string
	Action    string // failed, delayed, delivered, ...
	Status    string
	Head      []string // lines of the head of the mail that it brings along
}

// ContentType of the report, with its boundary.
const ContentType = "Content-Type: multipart/report; report-type=delivery-status; boundary=report"

// Body of the report.
func (r Returned) Body() string {
	return strings.Join(append(append([]string{
		"--report", "Content-Type: text/plain", "", "Your mail could not be delivered.", "",
		"--report", "Content-Type: message/delivery-status", "", "Reporting-MTA: dns; mx.mail.example", "",
		"Final-Recipient: rfc822; " + r.Recipient, "Action: " + r.Action, "Status: " + r.Status, "",
		"--report", "Content-Type: message/rfc822", "", "Message-ID: <0107019@eu-central-1.amazonses.com>",
	}, r.Head...), "", "The mail itself.", "", "--report--", ""), "\r\n")
}
