package ticket

// MessageOf is the id of the message record that the fact names; empty: none.
func MessageOf(f Fact) string {
	switch f := f.(type) {
	case Responded:
		return f.Message
	case Called:
		return f.Message
	case Noted:
		return f.Message
	case Replied:
		return f.Message
	case Resolved:
		return f.Message
	case Marked:
		return f.Message
	case Merged:
		return f.Message
	case Inquired:
		return f.Message
	default:
		return ""
	}
}
