package forms

import (
	"bytes"
	"embed"
	"fmt"
	"html/template"
	"net/http"
	"strings"
	"time"

	"github.com/aws/aws-lambda-go/events"

	"flatsupport/shared/policy"
	"flatsupport/shared/store"
	"flatsupport/shared/texts"
	"flatsupport/shared/ticket"
	"flatsupport/shared/view"
	"flatsupport/shared/web"
)

//go:embed pages/*.html
var files embed.FS

// style is what the form has beside the style of all pages.
//
//go:embed pages/form.css
var style string

var pages = template.Must(template.New("").Funcs(template.FuncMap{
	"t":   texts.Label,
	"css": func() template.CSS { return template.CSS(view.Style) }, //nolint:gosec // our own embedded files
	"own": func() template.CSS { return template.CSS(style) },      //nolint:gosec // our own embedded files
	"when": func(at time.Time, lang string) string {
		return texts.Instant(at.Truncate(time.Second), policy.Moscow(), lang)
	},
	"tel": func(number string) template.URL { return template.URL("tel:" + dialled(number)) }, //nolint:gosec // of the edition
	"priorities": func() []policy.PriorityCode {
		return []policy.PriorityCode{policy.P1, policy.P2, policy.P3, policy.P4}
	},
}).ParseFS(files, "pages/*.html"))

// dialled leaves of a phone number what a phone dials.
func dialled(number string) string {
	return strings.Map(func(r rune) rune {
		if r == '+' || r >= '0' && r <= '9' {
			return r
		}
		return -1
	}, number)
}

// input is one field of the page.
type input struct {
	Name, Kind, Complete, Value, Error string
	Most                               int
	Required                           bool
}

// formPage is the form with what was typed, and beside each field what is wrong with it.
func formPage(status int, f form, wrong error, hotline string) (events.APIGatewayV2HTTPResponse, error) {
	errs := web.Details(wrong, f.Language)
	inputs := []input{
		{Name: "name", Kind: "text", Complete: "name", Value: f.Name, Most: maxLine},
		{Name: "email", Kind: "email", Complete: "email", Value: f.Email, Most: maxLine, Required: true},
		{Name: "company", Kind: "text", Complete: "organization", Value: f.Company, Most: maxLine},
		{Name: "phone", Kind: "tel", Complete: "tel", Value: f.Phone, Most: 25},
		{Name: "system", Kind: "text", Complete: "off", Value: f.System, Most: maxLine},
		{Name: "priority", Kind: "select", Value: f.Priority, Required: true},
		{Name: "subject", Kind: "text", Complete: "off", Value: f.Subject, Most: maxLine, Required: true},
		{Name: "description", Kind: "textarea", Complete: "off", Value: f.Description, Most: maxDescription, Required: true},
	}
	for i := range inputs {
		inputs[i].Error = errs[inputs[i].Name]
		delete(errs, inputs[i].Name)
	}
	return answer(status, "form.html", f.Language, struct {
		form
		Lang, Hotline, Other string
		Inputs               []input
		Wrong                bool
		Further              map[string]string // errors of fields that the page does not have
	}{f, f.Language, hotline, map[string]string{web.Russian: web.English, web.English: web.Russian}[f.Language], inputs, wrong != nil, errs})
}

// received is the answer to a form. It is the same for every address.
type received struct {
	Reference string `json:"reference"`
	Message   string `json:"message"`
	Hotline   string `json:"hotline"`

	Critical bool   `json:"-"`
	Lang     string `json:"-"`
}

// thanks answers 202: what was asked for is on record, and whether a ticket comes of it is open.
func thanks(req events.APIGatewayV2HTTPRequest, r received) (events.APIGatewayV2HTTPResponse, error) {
	if web.WantsHTML(req) {
		return answer(http.StatusAccepted, "thanks.html", r.Lang, r)
	}
	r.Message = texts.Label("form.next", r.Lang)
	if r.Critical {
		r.Message += " " + texts.Label("form.critical", r.Lang) + " " + r.Hotline + "."
	}
	return worded(web.JSON(http.StatusAccepted, r), r.Lang), nil
}

// askPage shows a contact what was sent.
func askPage(f store.Form, lang, hotline string) (events.APIGatewayV2HTTPResponse, error) {
	return answer(http.StatusOK, "ask.html", lang, struct {
		store.Form
		Reference, Lang, Hotline string
	}{f, ticket.FormReference(f.ID), lang, hotline})
}

// confirmed is the answer to the button.
type confirmed struct {
	Reference string `json:"reference"`
	Number    string `json:"number,omitempty"` // of the ticket; missing: the desk finds out for which system it is

	Lang string `json:"-"`
}

func confirmedPage(c confirmed) (events.APIGatewayV2HTTPResponse, error) {
	return answer(http.StatusOK, "confirmed.html", c.Lang, c)
}

func answer(status int, name, lang string, data any) (events.APIGatewayV2HTTPResponse, error) {
	var out bytes.Buffer
	if err := pages.ExecuteTemplate(&out, name, data); err != nil {
		return events.APIGatewayV2HTTPResponse{}, fmt.Errorf("page %s: %w", name, err)
	}
	return worded(web.HTML(status, out.String(), view.Style, style), lang), nil
}

// worded says in which language the answer is.
func worded(resp events.APIGatewayV2HTTPResponse, lang string) events.APIGatewayV2HTTPResponse {
	resp.Headers["Content-Language"], resp.Headers["Vary"] = lang, "Accept, Accept-Language"
	return resp
}
