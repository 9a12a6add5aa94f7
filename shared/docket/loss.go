package docket

import (
	"flatsupport/shared/policy"
	"flatsupport/shared/ticket"
)

// ToldOfLoss is who must hear that the mail of a notice will never arrive: when it was for the contact, the engineer of the
// ticket or the duty of its level; where there is no level, because nothing is decided or it was refused, the managers.
// The same of a question to somebody outside. Nobody is told of mails to the desk itself, so that no loss announces another,
// nor of a lost alert: what it says goes by mail too, and of that mail the desk hears.
func ToldOfLoss(t ticket.Ticket, f ticket.Fact, n ticket.Notice) []Tell {
	outward := n.Audience == policy.ToCustomer || n.Audience == policy.ToSupplier
	if _, lost := ticket.Undelivered(f); !lost || !outward || n.By != policy.ByMail {
		return nil
	}
	if t.Level == 0 {
		return []Tell{{Kind: policy.NoticeUndelivered, To: policy.ToManager}}
	}
	return []Tell{{Kind: policy.NoticeUndelivered, To: policy.ToAssigned}}
}
