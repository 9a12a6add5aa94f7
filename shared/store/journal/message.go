package journal

import "flatsupport/shared/ticket"

// Message is the message that the fact names; empty: none.
func Message(f ticket.Fact) string {
	switch f := f.(type) {
	case ticket.Responded:
		return f.Message
	case ticket.Called:
		return f.Message
	case ticket.Noted:
		return f.Message
	case ticket.Replied:
		return f.Message
	case ticket.Resolved:
		return f.Message
	default:
		return ""
	}
}
