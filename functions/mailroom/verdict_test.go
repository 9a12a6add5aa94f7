package mailroom_test

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"flatsupport/functions/mailroom"
	"flatsupport/infra/handlertest"
)

// verdicts are what the mail service says of each of its checks, or that it says nothing.
var verdicts = []string{"PASS", "FAIL", "GRAY", "PROCESSING_FAILED", ""}

const said = `{"notificationType":"Received","mail":{"source":"ivan@volga.example","messageId":"o"},"receipt":{
	"timestamp":"2026-11-23T07:30:00.000Z",%s"action":{"type":"S3","bucketName":"mailbucket","objectKey":"o"}}}`

// Of all that the mail service can say the one thing that lets a sender act is that DMARC has passed; SPF or DKIM alone may
// speak of another domain than that in From. A virus and spam are told by FAIL.
func TestOnlyAnAlignedPassLetsASenderAct(t *testing.T) {
	t.Parallel()
	for i := range 5 * 5 * 5 * 5 * 5 {
		var fields string
		is := map[string]string{}
		for n, name := range []string{"spf", "dkim", "dmarc", "spam", "virus"} {
			is[name] = verdicts[i/[]int{1, 5, 25, 125, 625}[n]%5]
			if is[name] != "" {
				fields += fmt.Sprintf("%q:{\"status\":%q},", name+"Verdict", is[name])
			}
		}
		acts, read, err := mailroom.Acts(handlertest.Notification(t, fmt.Sprintf(said, fields)), handlertest.MailBucket)
		require.NoError(t, err, is)
		assert.Equal(t, is["dmarc"] == "PASS", acts, is)
		assert.Equal(t, is["spam"] != "FAIL" && is["virus"] != "FAIL", read, is)
	}
}

// The same through the whole function, for the three that matter.
func TestVerdictsThroughTheMailroom(t *testing.T) {
	t.Parallel()
	d := handlertest.New(t, "volga")
	for _, dmarc := range verdicts {
		for _, spam := range verdicts {
			for _, virus := range verdicts {
				l := letter("o-" + dmarc + "-" + spam + "-" + virus)
				l.Subject, l.DMARC, l.Spam, l.Virus = l.Object, or(dmarc), or(spam), or(virus)
				l.Headers = append(l.Headers, "Authentication-Results: amazonses.com; spf=pass; dkim=pass; dmarc=pass", "X-SES-Spam-Verdict: PASS")
				d.Deliver(t, l)
				want := mailroom.Unverified
				switch {
				case virus == "FAIL", spam == "FAIL" && dmarc != "PASS":
					want = mailroom.Kept
				case dmarc == "PASS" && spam != "FAIL":
					want = mailroom.Ticket
				}
				assert.Equal(t, want, outcome(t, d, l.Object).Outcome, l.Object)
			}
		}
	}
	assert.Len(t, tickets(t, d, "volga"), 16)
}

func or(verdict string) string {
	if verdict == "" {
		return handlertest.NoVerdict
	}
	return verdict
}
