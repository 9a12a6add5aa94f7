package forms

import (
	"crypto/rand"
	"encoding/json"
	"errors"
	"regexp"
	"strings"
	"time"

	"github.com/aws/aws-lambda-go/events"

	"flatsupport/shared/policy"
	"flatsupport/shared/store"
	"flatsupport/shared/ticket"
	"flatsupport/shared/web"
)

// Bounds of a form, in characters.
const (
	maxLine        = 200
	maxDescription = 10_000
)

// form is what anybody can fill in. JSON and HTML forms decode into the same fields.
type form struct {
	Name        string `json:"name"`
	Email       string `json:"email"`
	Company     string `json:"company"`
	Phone       string `json:"phone"`
	System      string `json:"system"` // or product, as the sender calls it
	Priority    string `json:"priority"`
	Subject     string `json:"subject"`
	Description string `json:"description" web:"multiline"`

	Language       string `json:"language"`
	IdempotencyKey string `json:"idempotencyKey"`
	Stamp          string `json:"stamp"`
	Website        string `json:"website"` // people do not see it; robots fill it in
}

var (
	phone = regexp.MustCompile(`^\+?\d[\d ()-]{4,22}\d$`)
	email = regexp.MustCompile(`^[^\s@#<>()\[\]\\,;:"]{1,64}@[^\s@#<>()\[\]\\,;:"]{1,180}\.[^\s@#<>()\[\]\\,;:".]{2,}$`)
)

// lineEnds are Unicode's own.
var lineEnds = strings.NewReplacer("\u2028", "\n", "\u2029", "\n")

// read decodes and checks the form, with everything that is wrong in fields. key is empty where the sender has given none.
func read(req events.APIGatewayV2HTTPRequest, f *form, fields *web.Fields) (key string, err error) {
	key, err = fields.Command(req, f, &f.IdempotencyKey)
	if none := new(web.Error); err != nil && (!errors.As(err, &none) || none.Code != web.IdempotencyKeyRequired) {
		return "", err
	}
	f.check(fields)
	return key, nil
}

// check finds everything that is wrong with the form.
func (f *form) check(fields *web.Fields) {
	for _, line := range []*string{&f.Name, &f.Email, &f.Company, &f.Phone, &f.System, &f.Subject} {
		*line = strings.TrimSpace(*line)
	}
	f.Email, f.Description = strings.ToLower(f.Email), lineEnds.Replace(f.Description)
	for name, value := range map[string]string{
		"name": f.Name, "email": f.Email, "company": f.Company, "system": f.System, "subject": f.Subject,
	} {
		fields.MaxLen(name, value, maxLine)
	}
	fields.MaxLen("description", f.Description, maxDescription)
	fields.Require("email", f.Email)
	fields.Require("subject", f.Subject)
	fields.Require("description", f.Description)
	fields.OneOf("priority", f.Priority, string(policy.P1), string(policy.P2), string(policy.P3), string(policy.P4))
	if !fields.Has("email") && !email.MatchString(f.Email) {
		fields.Add("email", web.Invalid, "")
	}
	if !fields.Has("phone") && f.Phone != "" && !phone.MatchString(f.Phone) {
		fields.Add("phone", web.Invalid, "")
	}
	if !fields.Has("language") && f.Language != "" {
		fields.OneOf("language", f.Language, web.Russian, web.English)
	}
}

// sent is the form as it is kept. What it is known by follows from its key and its address: sent again it is the same. A
// form without a key, such as a plain one on another site, is the same as an equal one of the same UTC day. A robot's is never
// the same as a person's, who would vanish in it.
func (f form) sent(key string, robot bool, at time.Time) (store.Form, error) {
	said := store.Form{
		Name: f.Name, Email: f.Email, Company: f.Company, Phone: f.Phone, System: f.System, Priority: f.Priority,
		Subject: f.Subject, Description: f.Description,
	}
	raw, err := json.Marshal(said)
	if err != nil {
		return store.Form{}, err
	}
	said.Said = ticket.Print(string(raw))
	if key == "" {
		key = at.Format(time.DateOnly) + " " + string(raw)
	}
	if robot {
		key = "robot\x00" + key
	}
	said.ID, said.At, said.Robot = ticket.FormID(f.Email, key), at, robot
	return said, nil
}

// language is that which is asked for, or else that of the browser.
func language(req events.APIGatewayV2HTTPRequest, asked string) string {
	if asked == web.Russian || asked == web.English {
		return asked
	}
	return web.Language(req)
}

func newKey() string { return rand.Text() }
