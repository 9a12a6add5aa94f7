package outbox

import (
	"crypto/hmac"
	"crypto/rand"
	"encoding/json"
	"encoding/xml"
	"io"
	"net/http"
	"strings"

	"flatsupport/shared/alert"
)

// WebhookPath is where calls of the webhook are received.
const WebhookPath = "/webhook"

// callLimit is far more than a call has.
const callLimit = 64 << 10

// NoPhone reports whether SMS to the number are refused, told from its end as with addresses: "…0404".
func NoPhone(number string) bool { return strings.HasSuffix(number, "0404") }

// publish serves Publish of SNS, as far as the functions use it: to a phone. Topics are refused, so that a function that
// begins to use them is noticed.
func (o *Outbox) publish(w http.ResponseWriter, r *http.Request) {
	r.Body = http.MaxBytesReader(w, r.Body, callLimit)
	number, line := r.PostFormValue("PhoneNumber"), r.PostFormValue("Message")
	switch {
	case r.PostFormValue("Action") != "Publish":
		wrong(w, "InvalidAction", "the local outbox takes Publish only")
		return
	case r.PostFormValue("TopicArn") != "" || r.PostFormValue("TargetArn") != "" || line == "":
		wrong(w, "InvalidParameter", "the local outbox takes a message to a phone only")
		return
	case NoPhone(number):
		wrong(w, "InvalidParameter", "Invalid parameter: PhoneNumber Reason: "+number+" is not valid to publish to")
		return
	}
	if _, err := alert.Number(number); err != nil || !strings.HasPrefix(number, "+") {
		wrong(w, "InvalidParameter", "Invalid parameter: PhoneNumber Reason: "+number+" is not valid to publish to")
		return
	}
	m := Mail{By: "sms", ID: "local-" + strings.ToLower(rand.Text()), SentAt: o.now().UTC(), To: []string{number}, Text: line}
	if err := o.keep(m); err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", "text/xml")
	var answer struct {
		XMLName xml.Name `xml:"http://sns.amazonaws.com/doc/2010-03-31/ PublishResponse"`
		ID      string   `xml:"PublishResult>MessageId"`
	}
	answer.ID = m.ID
	_ = xml.NewEncoder(w).Encode(answer) // the sender may have been killed
}

func wrong(w http.ResponseWriter, code, message string) {
	var answer struct {
		XMLName xml.Name `xml:"http://sns.amazonaws.com/doc/2010-03-31/ ErrorResponse"`
		Type    string   `xml:"Error>Type"`
		Code    string   `xml:"Error>Code"`
		Message string   `xml:"Error>Message"`
	}
	answer.Type, answer.Code, answer.Message = "Sender", code, message
	w.Header().Set("Content-Type", "text/xml")
	w.WriteHeader(http.StatusBadRequest)
	_ = xml.NewEncoder(w).Encode(answer)
}

// called receives a call of the webhook and checks its signature, as any receiver must.
func (o *Outbox) called(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, callLimit))
	if err != nil {
		http.Error(w, "the call cannot be read", http.StatusBadRequest)
		return
	}
	id := r.Header.Get(alert.IDHeader)
	signed := alert.Sign(o.Secret, id, r.Header.Get(alert.TimestampHeader), body)
	if len(o.Secret) == 0 || !hmac.Equal([]byte(signed), []byte(r.Header.Get(alert.SignatureHeader))) {
		http.Error(w, "the signature is not that of the desk", http.StatusUnauthorized)
		return
	}
	var c alert.Call
	if err := json.Unmarshal(body, &c); err != nil {
		http.Error(w, "the call is no JSON", http.StatusBadRequest)
		return
	}
	m := Mail{
		By: "webhook", ID: id, SentAt: o.now().UTC(), To: []string{WebhookPath}, Text: string(body),
		Headers: map[string]string{alert.IDHeader: id},
	}
	if err := o.keep(m); err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	w.WriteHeader(http.StatusNoContent)
}
