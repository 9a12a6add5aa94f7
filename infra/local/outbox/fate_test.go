package outbox_test

import (
	"encoding/json"
	"path/filepath"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/sesv2/types"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"flatsupport/infra/local/outbox"
)

func TestAddressesThatSomethingHappensTo(t *testing.T) {
	t.Parallel()
	for address, want := range map[string]string{
		"bounce@volga.example": "bounce", "Bounce.Ivan@volga.example": "bounce", "full-1@volga.example": "full",
		"complaint+x@volga.example": "complaint", "delay@volga.example": "delay", "refused.ivan@volga.example": "refused",
		"ivan@volga.example": "", "ivan.bounce@volga.example": "", "bouncer@volga.example": "", "ivan@bounce.example": "", "": "", "@": "",
	} {
		assert.Equal(t, want, outbox.Fate(address), address)
	}
}

// Each mail to such an address is kept and reported on with the tags that it was sent with, or refused.
func TestMailsThatComeBack(t *testing.T) {
	t.Parallel()
	cases := map[string]string{"bounce": "Bounce", "full": "Bounce", "complaint": "Complaint", "delay": "DeliveryDelay", "ivan": ""}
	for who, want := range cases {
		o := open(t, filepath.Join(t.TempDir(), "outbox.jsonl"))
		var reported []string
		o.Report = func(event string) error {
			reported = append(reported, event)
			return nil
		}
		in := letter()
		in.Destination.ToAddresses = []string{who + "@volga.example"}
		in.EmailTags = []types.MessageTag{{Name: aws.String("notice"), Value: aws.String("a_tag")}}
		sent, err := client(t, o).SendEmail(t.Context(), in)
		require.NoError(t, err, who)
		require.Len(t, o.Mails(), 1)
		assert.Equal(t, map[string]string{"notice": "a_tag"}, o.Mails()[0].Tags)
		if want == "" {
			assert.Empty(t, reported, who)
			continue
		}
		require.Len(t, reported, 1, who)
		var event struct {
			EventType string
			Mail      struct {
				MessageID string
				Tags      map[string][]string
			}
		}
		require.NoError(t, json.Unmarshal([]byte(reported[0]), &event))
		assert.Equal(t, want, event.EventType)
		assert.Equal(t, aws.ToString(sent.MessageId), event.Mail.MessageID)
		assert.Equal(t, map[string][]string{"notice": {"a_tag"}}, event.Mail.Tags)
	}
	o := open(t, filepath.Join(t.TempDir(), "outbox.jsonl"))
	in := letter()
	in.Destination.ToAddresses = []string{"refused@volga.example"}
	_, err := client(t, o).SendEmail(t.Context(), in)
	rejected := (*types.MessageRejected)(nil)
	require.ErrorAs(t, err, &rejected)
	assert.Empty(t, o.Mails())
}
