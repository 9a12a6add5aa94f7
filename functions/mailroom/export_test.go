package mailroom

// Acts reports whether the sender in a mail's From may act by what the mail service says in the message of the queue, and
// whether the mail is read at all.
func Acts(body, bucket string) (acts, read bool, err error) {
	d, err := parse(body, bucket)
	return d.DMARC, !d.Infected && !d.Spam, err
}
