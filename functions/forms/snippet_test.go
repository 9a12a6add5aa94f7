package forms_test

import (
	"net/http"
	"net/url"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"golang.org/x/net/html"

	"flatsupport/infra/handlertest"
)

// field is one control of a form.
type field struct {
	name, kind, value, complete string
	most                        int
	required, labelled          bool
	options                     []string
}

// sheet is a form as a browser sees it.
type sheet struct {
	method, action string
	fields         []field
}

// sheetOf reads the one form of a page.
func sheetOf(t *testing.T, page string) sheet {
	t.Helper()
	root, err := html.Parse(strings.NewReader(page))
	require.NoError(t, err)
	var s sheet
	labels := map[string]bool{}
	for n := range root.Descendants() {
		at := func(name string) string {
			for _, a := range n.Attr {
				if a.Key == name {
					return a.Val
				}
			}
			return ""
		}
		switch n.Data {
		case "form":
			require.Empty(t, s.method, "one form")
			s.method, s.action = at("method"), at("action")
		case "label":
			labels[at("for")] = true
		case "script", "iframe", "object":
			t.Errorf("%s in the form", n.Data)
		case "input", "textarea", "select":
			f := field{name: at("name"), kind: at("type"), value: at("value"), complete: at("autocomplete"), labelled: labels[at("id")]}
			f.most, _ = strconv.Atoi(at("maxlength"))
			f.required = slices.ContainsFunc(n.Attr, func(a html.Attribute) bool { return a.Key == "required" })
			for o := range n.Descendants() {
				if o.Data == "option" {
					f.options = append(f.options, o.Attr[0].Val)
				}
			}
			s.fields = append(s.fields, f)
		}
	}
	return s
}

// filled is what a browser sends of the form when a person has filled it in.
func (s sheet) filled(said map[string]string) string {
	values := url.Values{}
	for _, f := range s.fields {
		value := f.value
		if v, ok := said[f.name]; ok {
			value = v
		}
		values.Set(f.name, strings.ReplaceAll(value, "\n", "\r\n")) // an empty field is sent too
	}
	return values.Encode()
}

// What a browser sends from the ready snippets, and from our own page, is what the handler takes, with every field and
// bound that it has.
func TestWhatABrowserSendsFromTheForms(t *testing.T) {
	t.Parallel()
	d := handlertest.New(t, "volga")
	pages := map[string]string{"our own page": d.Do(t, handlertest.Call{Route: show}).Body}
	for _, name := range []string{"request-form.html", "request-form.ru.html"} {
		raw, err := os.ReadFile("../../events/forms/" + name)
		require.NoError(t, err)
		pages[name] = string(raw)
	}
	said := map[string]string{
		"name": "Иван Волков", "email": ivan, "company": "Волга", "phone": "+7 499 000-00-01", "system": "hq", "priority": "P2",
		"subject": "Не проходят вызовы", "description": "С утра.\nВсе.",
	}
	d.Clock.Forward(time.Minute)
	for name, page := range pages {
		s := sheetOf(t, page)
		assert.Equal(t, "post", s.method, name)
		assert.True(t, strings.HasSuffix(s.action, "/v1/forms/requests"), name)
		most := map[string]int{
			"name": 200, "email": 200, "company": 200, "phone": 25, "system": 200, "subject": 200, "description": 10_000,
		}
		for _, f := range s.fields {
			assert.Equal(t, most[f.name], f.most, "%s: %s", name, f.name)
			assert.Equal(t, f.kind != "hidden", f.labelled, "%s: %s has a label", name, f.name)
			assert.Equal(t, slices.Contains([]string{"email", "priority", "subject", "description"}, f.name), f.required, "%s: %s", name, f.name)
			if f.name == "priority" {
				assert.Equal(t, []string{"", "P1", "P2", "P3", "P4"}, f.options, name)
			} else if f.kind != "hidden" {
				assert.NotEmpty(t, f.complete, "%s: %s", name, f.name)
			}
			delete(most, f.name)
		}
		assert.Empty(t, most, "%s lacks fields", name)
		body := s.filled(said)
		req := d.Event(t, handlertest.Call{Route: post, Form: url.Values{}, Header: map[string]string{"accept": browser, "sec-fetch-site": "cross-site", "origin": "https://www.flat.example"}})
		req.Body, req.IsBase64Encoded = body, false
		resp := d.Answer(t, req)
		require.Equal(t, http.StatusAccepted, resp.StatusCode, "%s: %s", name, resp.Body)
	}
	rows := listed(t, d)
	require.Len(t, rows, 2, "the snippets say the same; our own page has a key")
	for _, row := range rows {
		assert.Equal(t, "unconfirmed", row.Reason)
		sent := map[string]string{
			"name": row.Name, "email": row.From, "company": row.Company, "phone": row.Phone, "system": row.System, "priority": row.Priority,
			"subject": row.Subject, "description": row.Text,
		}
		assert.Equal(t, said, sent)
	}
	d.Forward(t)
	assert.Len(t, sentTo(d, ivan), 2)

	d.Clock.Forward(time.Second)
	robots := sheetOf(t, pages["request-form.html"])
	filledIn := map[string]string{}
	for _, f := range robots.fields { // a robot fills in everything
		filledIn[f.name] = said[f.name]
		if f.name == "website" {
			filledIn[f.name] = "https://spam.example"
		}
	}
	filledIn["subject"], filledIn["language"] = "Buy", "en"
	req := d.Event(t, handlertest.Call{Route: post, Form: url.Values{}})
	req.Body, req.IsBase64Encoded = robots.filled(filledIn), false
	require.Equal(t, http.StatusAccepted, d.Answer(t, req).StatusCode)
	assert.Equal(t, "robot", listed(t, d)[0].Reason)
}
