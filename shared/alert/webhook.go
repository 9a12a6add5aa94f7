package alert

import (
	"bytes"
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"strconv"
	"time"
)

// Call is what the webhook is told, as JSON. It has no text of a customer and no name of a person.
type Call struct {
	Key      string            `json:"key"` // effect key, unique within the ticket: the same alert always carries the same
	Mark     string            `json:"mark"`
	Kind     string            `json:"kind"`
	Ticket   string            `json:"ticket"` // its number, as people read it
	Priority string            `json:"priority"`
	Clock    string            `json:"clock,omitempty"` // that it is about
	Due      *time.Time        `json:"due,omitempty"`
	Fallback bool              `json:"nobodyOnDuty"`
	Text     map[string]string `json:"text"` // the line, by language
	Link     string            `json:"link"`
}

// The headers of a call, as the Standard Webhooks specification has them. The signature is "v1," and the HMAC-SHA256, in
// base64, of id, timestamp and body with dots between, by the secret of the deployment.
const (
	IDHeader        = "Webhook-Id"
	TimestampHeader = "Webhook-Timestamp"
	SignatureHeader = "Webhook-Signature"
)

// Timeout bounds one call, so that a receiver that says nothing does not hold the other notices up for long.
const Timeout = 5 * time.Second

// Webhook calls the one address that was set when the desk was deployed. The zero Webhook has none.
type Webhook struct {
	address string
	secret  []byte
	client  *http.Client
	now     func() time.Time
}

// ErrAddress says that an address is none that the webhook may have.
var ErrAddress = errors.New("the webhook needs an https address without user and fragment")

// NewWebhook makes a webhook of an https address; http is taken only of this very machine, where the local stack plays the
// receiver. An empty address makes one that is nowhere. Whatever the receiver answers, nothing is followed elsewhere.
func NewWebhook(address string, secret []byte, now func() time.Time) (Webhook, error) {
	if address == "" {
		return Webhook{}, nil
	}
	u, err := url.Parse(address)
	if err != nil || !allowed(u) {
		return Webhook{}, ErrAddress // without the address: it may have a secret in it all the same
	}
	if len(secret) == 0 {
		return Webhook{}, fmt.Errorf("%w and a secret to sign with", ErrAddress)
	}
	return Webhook{address: address, secret: secret, now: now, client: &http.Client{
		Timeout:       Timeout,
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}}, nil
}

func allowed(u *url.URL) bool {
	return u.Host != "" && u.User == nil && u.Fragment == "" && (u.Scheme == "https" || u.Scheme == "http" && loopback(u.Hostname()))
}

func loopback(host string) bool {
	ip := net.ParseIP(host)
	return host == "localhost" || ip != nil && ip.IsLoopback()
}

// Send tells the receiver. Any 2xx is taken; what the receiver will never take, by a 4xx that is no 408, 425 or 429, and a
// redirect, is ErrRefused, everything else ErrAgain. No error has the address in it.
func (w Webhook) Send(ctx context.Context, c Call) error {
	if w.address == "" {
		return fmt.Errorf("%w: no webhook", ErrNowhere)
	}
	body, err := json.Marshal(c)
	if err != nil {
		return fmt.Errorf("%w: %w", ErrRefused, err)
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, w.address, bytes.NewReader(body))
	if err != nil {
		return fmt.Errorf("%w: no request can be made", ErrRefused)
	}
	id, stamp := c.id(), strconv.FormatInt(w.now().Unix(), 10)
	req.Header.Set("Content-Type", "application/json")
	req.Header.Set("User-Agent", "flatsupport")
	req.Header.Set(IDHeader, id)
	req.Header.Set(TimestampHeader, stamp)
	req.Header.Set(SignatureHeader, Sign(w.secret, id, stamp, body))
	resp, err := w.client.Do(req)
	if err != nil {
		return fmt.Errorf("%w: the webhook cannot be reached", ErrAgain)
	}
	_, _ = io.CopyN(io.Discard, resp.Body, 4<<10) // so that the connection can be used again
	_ = resp.Body.Close()
	switch code := resp.StatusCode; {
	case code >= 200 && code < 300:
		return nil
	case code == http.StatusRequestTimeout, code == http.StatusTooEarly, code == http.StatusTooManyRequests, code >= 500:
		return fmt.Errorf("%w: the webhook answers %d", ErrAgain, code)
	default:
		return fmt.Errorf("%w: the webhook answers %d", ErrRefused, code)
	}
}

// id names the call in letters that a header takes, whatever script the key is in. The same alert has the same.
func (c Call) id() string {
	sum := sha256.Sum256([]byte(c.Ticket + "\x00" + c.Key))
	return hex.EncodeToString(sum[:16])
}

// Sign is the signature of a call.
func Sign(secret []byte, id, timestamp string, body []byte) string {
	mac := hmac.New(sha256.New, secret)
	mac.Write([]byte(id + "." + timestamp + "."))
	mac.Write(body)
	return "v1," + base64.StdEncoding.EncodeToString(mac.Sum(nil))
}
