package outbox

import (
	"crypto/rand"
	"encoding/json"
	"io"
	"net/http"
	"strings"
)

const sizeLimit = 40 << 20 // of SES

// content is one text of SendEmail.
type content struct{ Data string }

// request is the part of SESv2 SendEmail that the functions use. Templates and raw mails are refused, so that a
// function that begins to send them is noticed.
type request struct {
	FromEmailAddress string
	EmailTags        []struct{ Name, Value string }
	ReplyToAddresses []string
	Destination      struct{ ToAddresses, CcAddresses, BccAddresses []string }
	Content          struct {
		Simple *struct {
			Subject content
			Body    struct {
				Text *content
				HTML *content `json:"Html"`
			}
			Headers []struct{ Name, Value string }
		}
	}
}

// Register serves SendEmail, Publish and the webhook.
func (o *Outbox) Register(mux *http.ServeMux) {
	mux.HandleFunc("POST /{$}", o.publish)
	mux.HandleFunc("POST "+WebhookPath, o.called)
	mux.HandleFunc("POST /v2/email/outbound-emails", o.send)
}

func (o *Outbox) send(w http.ResponseWriter, r *http.Request) {
	var asked request
	if err := json.NewDecoder(io.LimitReader(r.Body, sizeLimit)).Decode(&asked); err != nil {
		refuse(w, http.StatusBadRequest, "BadRequestException", "the request is no JSON")
		return
	}
	to := append(append(asked.Destination.ToAddresses, asked.Destination.CcAddresses...), asked.Destination.BccAddresses...)
	switch {
	case asked.Content.Simple == nil:
		refuse(w, http.StatusBadRequest, "BadRequestException", "the local outbox takes Content.Simple only")
		return
	case len(to) == 0 || asked.FromEmailAddress == "":
		refuse(w, http.StatusBadRequest, "BadRequestException", "a mail needs a sender and a recipient")
		return
	}
	if Fate(to[0]) == "refused" {
		refuse(w, http.StatusBadRequest, "MessageRejected", "the address is refused")
		return
	}
	m := Mail{
		ID: "local-" + strings.ToLower(rand.Text()), SentAt: o.now().UTC(),
		From: asked.FromEmailAddress, To: to, ReplyTo: asked.ReplyToAddresses,
		Subject: asked.Content.Simple.Subject.Data,
	}
	if text := asked.Content.Simple.Body.Text; text != nil {
		m.Text = text.Data
	}
	if html := asked.Content.Simple.Body.HTML; html != nil {
		m.HTML = html.Data
	}
	for _, h := range asked.Content.Simple.Headers {
		if m.Headers == nil {
			m.Headers = map[string]string{}
		}
		m.Headers[h.Name] = h.Value
	}
	for _, tag := range asked.EmailTags {
		if m.Tags == nil {
			m.Tags = map[string]string{}
		}
		m.Tags[tag.Name] = tag.Value
	}
	if err := o.keep(m); err != nil {
		refuse(w, http.StatusInternalServerError, "InternalServiceErrorException", err.Error())
		return
	}
	if err := o.report(m); err != nil {
		refuse(w, http.StatusInternalServerError, "InternalServiceErrorException", err.Error())
		return
	}
	w.Header().Set("Content-Type", "application/json")
	_ = json.NewEncoder(w).Encode(map[string]string{"MessageId": m.ID}) // the sender may have been killed
}

// report tells what became of the mail. SES does so later; here it is at once.
func (o *Outbox) report(m Mail) error {
	if o.Report == nil {
		return nil
	}
	event, err := Event(Fate(m.To[0]), m.ID, m.To[0], m.Tags, m.SentAt)
	if err != nil || event == "" {
		return err
	}
	return o.Report(event)
}

func refuse(w http.ResponseWriter, status int, kind, message string) {
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("X-Amzn-ErrorType", kind)
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(map[string]string{"message": message})
}
