package inbound_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"flatsupport/shared/inbound"
)

// EML-09, EML-10
func TestTheSignsOfMachines(t *testing.T) {
	t.Parallel()
	cases := []struct {
		name   string
		fields []string
		want   inbound.Machine
	}{
		{"a person", nil, ""},
		{"a null sender", []string{"Return-Path: <>"}, inbound.NullSender},
		{"a null sender with a blank", []string{"Return-Path: < >"}, inbound.NullSender},
		{"a sender", []string{"Return-Path: <ivan@volga.example>"}, ""},
		{"a vacation notice", []string{"Auto-Submitted: auto-replied"}, inbound.AutoSubmitted},
		{"a vacation notice with a comment", []string{"Auto-Submitted: auto-replied (vacation)"}, inbound.AutoSubmitted},
		{"generated, with parameters", []string{"Auto-Submitted: Auto-Generated; owner-email=x@y.example"}, inbound.AutoSubmitted},
		{"EML-10: not automatic", []string{"Auto-Submitted: no"}, ""},
		{"EML-10: not automatic, in large letters, with a comment", []string{"AUTO-SUBMITTED: NO (by hand)"}, ""},
		{"EML-10: not automatic, though it went through a list", []string{"Auto-Submitted: no", "Precedence: bulk", "X-Loop: list", "List-Id: <x.example>"}, ""},
		{"a null sender that says it is not automatic", []string{"Auto-Submitted: no", "Return-Path: <>"}, inbound.NullSender},
		{"it says both", []string{"Auto-Submitted: no", "Auto-Submitted: auto-replied"}, inbound.AutoSubmitted},
		{"an empty word", []string{"Auto-Submitted:"}, ""},
		{"an empty word and a sign", []string{"Auto-Submitted:", "Precedence: bulk"}, inbound.Bulk},
		{"suppressed", []string{"X-Auto-Response-Suppress: DR, OOF, AutoReply"}, inbound.AutoResponse},
		{"all suppressed", []string{"X-Auto-Response-Suppress: All"}, inbound.AutoResponse},
		{"nothing suppressed", []string{"X-Auto-Response-Suppress: None"}, ""},
		{"receipts suppressed", []string{"X-Auto-Response-Suppress: RN, NRN"}, ""},
		{"an autoreply", []string{"X-Autoreply: yes"}, inbound.AutoResponse},
		{"an autoresponder", []string{"X-Autorespond: vacation"}, inbound.AutoResponse},
		{"a loop", []string{"X-Loop: desk@kama.example"}, inbound.AutoResponse},
		{"a desk", []string{"X-FC-MachineGenerated: true"}, inbound.AutoResponse},
		{"bulk", []string{"Precedence: bulk"}, inbound.Bulk},
		{"bulk beside another word", []string{"Precedence: normal", "Precedence: BULK"}, inbound.Bulk},
		{"junk", []string{"Precedence: junk"}, inbound.Bulk},
		{"an old autoresponder", []string{"Precedence: auto_reply"}, inbound.Bulk},
		{"first class", []string{"Precedence: first-class"}, ""},
		{"a list", []string{"List-Id: News <news.kama.example>"}, inbound.Bulk},
		{"a newsletter", []string{"List-Unsubscribe: <https://kama.example/u>"}, inbound.Bulk},
		{"nobody reads there", []string{"From: No-Reply <no-reply@kama.example>"}, inbound.AutoResponse},
		{"nor there", []string{"From: do_not.reply@kama.example"}, inbound.AutoResponse},
		{"the postman", []string{"From: MAILER-DAEMON@kama.example"}, inbound.AutoResponse},
		{"a person with such a name", []string{"From: noreplyev@kama.example"}, ""},
		{"a report", []string{"Content-Type: multipart/report; report-type=disposition-notification; boundary=b"}, inbound.DeliveryReport},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			fields := c.fields
			if !strings.Contains(strings.Join(fields, "\n"), "From:") {
				fields = append(fields, "From: ivan@volga.example")
			}
			assert.Equal(t, c.want, read(t, lines(append(fields, "Subject: s", "", "text")...)).Machine)
		})
	}
}

func delivery(status []string, rest ...string) []byte {
	all := append([]string{
		"Return-Path: <>", "From: MAILER-DAEMON@kama.example", "Subject: Undelivered Mail",
		"Content-Type: multipart/report; report-type=delivery-status; boundary=b", "",
		"--b", "Content-Type: text/plain; charset=utf-8", "", "It did not arrive.",
		"--b", "Content-Type: message/delivery-status", "",
	}, status...)
	return lines(append(append(all, rest...), "--b--")...)
}

func TestDeliveryReports(t *testing.T) {
	t.Parallel()
	message := []string{"Reporting-MTA: dns; mail.kama.example", "Arrival-Date: Mon, 23 Nov 2026 10:00:00 +0300", ""}
	failed := []string{"Final-Recipient: rfc822; Ivan@Volga.Example", "Action: failed", "Status: 5.1.1 (no such user)", "Diagnostic-Code: smtp; 550", ""}
	delayed := []string{"Final-Recipient: rfc822;boss@volga.example", "Action: delayed", "Status: 4.4.1", ""}
	head := []string{"--b", "Content-Type: text/rfc822-headers", "", "Message-ID: <ours@flat.example>", "Subject: x"}
	whole := []string{"--b", "Content-Type: message/rfc822", "", "Subject: x", "Message-ID: <ours@flat.example>", "", "text"}
	cases := []struct {
		name string
		raw  []byte
		want inbound.Report
	}{
		{"failed, with the head", delivery(append(message, failed...), head...), inbound.Report{Recipient: "ivan@volga.example", Status: "5.1.1", Failed: true, Message: "ours@flat.example"}},
		{"failed, with the mail", delivery(append(message, failed...), whole...), inbound.Report{Recipient: "ivan@volga.example", Status: "5.1.1", Failed: true, Message: "ours@flat.example"}},
		{"failed, with nothing", delivery(append(message, failed...)), inbound.Report{Recipient: "ivan@volga.example", Status: "5.1.1", Failed: true}},
		{"late", delivery(append(message, delayed...), head...), inbound.Report{Recipient: "boss@volga.example", Status: "4.4.1", Delayed: true, Message: "ours@flat.example"}},
		{"late for one, failed for another", delivery(append(append(message, delayed...), failed...)), inbound.Report{Recipient: "ivan@volga.example", Status: "5.1.1", Failed: true}},
		{"failed for one, late for another", delivery(append(append(message, failed...), delayed...)), inbound.Report{Recipient: "ivan@volga.example", Status: "5.1.1", Failed: true}},
		{"no block of the message", delivery(failed), inbound.Report{Recipient: "ivan@volga.example", Status: "5.1.1", Failed: true}},
		{"garbage", delivery([]string{"no field", "", "at all"}), inbound.Report{}},
		{"empty", delivery(nil), inbound.Report{}},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			m := read(t, c.raw)
			require.NotNil(t, m.Report)
			assert.Equal(t, c.want, *m.Report)
			assert.Equal(t, inbound.DeliveryReport, m.Machine)
			assert.Equal(t, "It did not arrive.", m.Body())
		})
	}
}

// What the returned head says besides: the mail service has given the mail an id of its own.
func TestAReportBringsTheThreadAlong(t *testing.T) {
	t.Parallel()
	root := threads.Root(ticket)
	m := read(t, delivery([]string{"Action: failed", "Final-Recipient: rfc822; a@b.example", "Status: 5.1.1", ""},
		"--b", "Content-Type: message/rfc822", "", "Message-ID: <0107@eu-central-1.amazonses.com>", "In-Reply-To: <"+root+">",
		"References: <"+root+">", "Reply-To: "+threads.ReplyTo("help@support.flat.example", ticket),
		"X-Notice: =?utf-8?q?decided/accepted>=D0=B8=D0=B2=D0=B0=D0=BD?=", "", "text"))
	assert.Equal(t, "decided/accepted>иван", m.Report.Notice)
	assert.Equal(t, []string{root, root}, m.Report.References)
	found, forged := threads.Returned(*m.Report)
	assert.Equal(t, []string{ticket}, found)
	assert.False(t, forged)
	m.Report.References = nil
	found, _ = threads.Returned(*m.Report)
	assert.Equal(t, []string{ticket}, found, "by the address alone")
	found, forged = inbound.Threads{Key: []byte("another"), Domain: threads.Domain}.Returned(*m.Report)
	assert.Empty(t, found)
	assert.True(t, forged)
}

func TestTheHeadMayStandBeforeTheStatus(t *testing.T) {
	t.Parallel()
	m := read(t, lines("From: x@y.example", "Content-Type: multipart/report; boundary=b", "",
		"--b", "Content-Type: message/rfc822", "", "Message-ID: <ours@flat.example>", "", "text",
		"--b", "Content-Type: message/delivery-status", "", "Action: failed", "Final-Recipient: rfc822; a@b.example", "",
		"--b--"))
	assert.Equal(t, &inbound.Report{Recipient: "a@b.example", Failed: true, Message: "ours@flat.example"}, m.Report)
}
