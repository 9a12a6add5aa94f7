package contracts_test

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"

	"flatsupport/infra/handlertest"
)

// form is a body as a browser sends it.
func form(body handlertest.Body) url.Values {
	values := url.Values{}
	for name, value := range body {
		values.Set(name, fmt.Sprint(value))
	}
	return values
}

func TestBadInputIsRefusedWithEverythingThatIsWrong(t *testing.T) {
	t.Parallel()
	const invalid = "INVALID_FIELDS"
	sold, renewed := sale("annex"), renewal("o-1")
	corrected := handlertest.Body{"licences": 201, "reason": "mistyped"}
	cases := []struct {
		name   string
		route  string
		body   handlertest.Body
		fields []string
		unseen bool // openapi.yaml cannot know it
		inJSON bool // a form has no such body
	}{
		{name: "nothing of a sale", route: sell, body: handlertest.Body{}, fields: []string{
			"installation REQUIRED", "licences REQUIRED", "package REQUIRED", "soldOn REQUIRED", "termMonths REQUIRED",
		}},
		{name: "an unknown field", route: sell, body: sold.With("discount", 10), fields: []string{"discount UNKNOWN_FIELD"}},
		{name: "a number in words", route: sell, body: sold.With("licences", "five"), fields: []string{"licences WRONG_TYPE"}},
		{name: "a number that is a text", route: sell, body: sold.With("licences", "5"), fields: []string{"licences WRONG_TYPE"}, inJSON: true},
		{name: "half a licence", route: sell, body: sold.With("licences", 1.5), fields: []string{"licences WRONG_TYPE"}},
		{name: "fewer licences than none", route: sell, body: sold.With("licences", -1), fields: []string{"licences NOT_ALLOWED"}},
		{name: "no licence", route: sell, body: sold.With("licences", 0), fields: []string{"licences REQUIRED"}},
		{name: "more licences than people", route: sell, body: sold.With("licences", 1_000_001), fields: []string{"licences NOT_ALLOWED"}},
		{name: "a number that no computer has", route: sell, body: sold.With("licences", "99999999999999999999"), fields: []string{"licences INVALID"}},
		{name: "a term that has begun to end", route: sell, body: sold.With("termMonths", -12), fields: []string{"termMonths NOT_ALLOWED"}},
		{name: "a term for ever", route: sell, body: sold.With("termMonths", 1_000_000_000_000), fields: []string{"termMonths NOT_ALLOWED"}},
		{name: "a day that is none", route: sell, body: sold.With("soldOn", "2026-02-30"), fields: []string{"soldOn INVALID"}, unseen: true},
		{name: "a day in another form", route: sell, body: sold.With("soldOn", "23.11.2026"), fields: []string{"soldOn INVALID"}},
		{name: "a day with an hour", route: sell, body: sold.With("soldOn", "2026-11-23T10:00:00Z"), fields: []string{"soldOn INVALID"}},
		{name: "a year of five digits", route: sell, body: sold.With("soldOn", "12026-11-23"), fields: []string{"soldOn INVALID"}},
		{name: "a day that has not come", route: sell, body: sold.With("soldOn", "2026-11-24"), fields: []string{"soldOn IN_FUTURE"}, unseen: true},
		{name: "a day before all editions", route: sell, body: sold.With("soldOn", "0001-01-01"), fields: []string{"soldOn TOO_EARLY"}, unseen: true},
		{name: "an activation before the sale", route: sell, body: sold.With("activationOn", "2026-11-22"), fields: []string{"activationOn TOO_EARLY"}, unseen: true},
		{name: "a system whose name is a key", route: sell, body: sold.With("installation", "a#b"), fields: []string{"installation INVALID"}, unseen: true},
		{name: "a system whose name rings", route: sell, body: sold.With("installation", "a\x07b"), fields: []string{"installation INVALID"}, unseen: true},
		{name: "a system of two lines", route: sell, body: sold.With("installation", "a\nb"), fields: []string{"installation INVALID"}, unseen: true},
		{name: "a system whose name leaves no room for its certificates", route: sell, body: sold.With("installation", strings.Repeat("a", 97)), fields: []string{"installation TOO_LONG"}},
		{name: "an order as long as a letter", route: sell, body: sold.With("order", strings.Repeat("a", 129)), fields: []string{"order TOO_LONG"}},
		{name: "an order with a separator", route: sell, body: sold.With("order", "o#1"), fields: []string{"order INVALID"}, unseen: true},
		{name: "a partner with a separator", route: sell, body: bound("annex").With("partner", "P#x"), fields: []string{"partner INVALID"}, unseen: true},
		{name: "a package that nobody has", route: sell, body: sold.With("package", "TS_9X9"), fields: []string{"package NOT_ALLOWED"}},
		{name: "a partner for a package of the customer's own", route: sell, body: sold.With("partner", "telecom-integrator"), fields: []string{"partner NOT_ALLOWED"}, unseen: true},
		{name: "a product that the system is not", route: sell, body: sale("hq").With("product", "recorder"), fields: []string{"product NOT_ALLOWED"}, unseen: true},
		{name: "a reason as long as a book", route: sell, body: sold.With("reason", strings.Repeat("я", 501)), fields: []string{"reason TOO_LONG"}},
		{name: "everything at once", route: sell, body: handlertest.Body{
			"installation": "a#b", "order": strings.Repeat("a", 129), "package": "", "termMonths": -1, "licences": "many", "soldOn": "today", "role": "manager", "level1": "perhaps",
		}, fields: []string{
			"installation INVALID", "level1 WRONG_TYPE", "licences WRONG_TYPE", "order TOO_LONG", "package REQUIRED", "role UNKNOWN_FIELD",
			"soldOn INVALID", "termMonths NOT_ALLOWED",
		}},

		{name: "nothing of a renewal", route: onCertificate + "renewal", body: handlertest.Body{}, fields: []string{"licences REQUIRED", "order REQUIRED", "termMonths REQUIRED"}},
		{name: "a renewal without its day", route: onCertificate + "renewal", body: renewed.With("signedOn", nil), fields: []string{"signedOn REQUIRED"}, unseen: true},
		{name: "a renewal before the sale", route: onCertificate + "renewal", body: renewed.With("signedOn", "2025-01-01"), fields: []string{"signedOn TOO_EARLY"}, unseen: true},
		{name: "fewer licences activated than none", route: onCertificate + "renewal", body: renewed.With("activatedLicences", -1), fields: []string{"activatedLicences NOT_ALLOWED"}},
		{name: "nothing of a quote", route: onCertificate + "quote", body: handlertest.Body{}, fields: []string{"licences REQUIRED", "termMonths REQUIRED"}},
		{name: "a quote for a term for ever", route: onCertificate + "quote", body: renewed.With("termMonths", 1_000_000_000_000), fields: []string{"termMonths NOT_ALLOWED"}},

		{name: "a correction without a reason", route: onCertificate + "correction", body: corrected.With("reason", " "), fields: []string{"reason REQUIRED"}},
		{name: "a correction to fewer licences than none", route: onCertificate + "correction", body: corrected.With("licences", -7), fields: []string{"licences NOT_ALLOWED"}},
		{name: "a correction to no day of sale", route: onCertificate + "correction", body: corrected.With("soldOn", "0000-01-01"), fields: []string{"soldOn INVALID"}, unseen: true},
		{name: "a correction of the certificate's name", route: onCertificate + "correction", body: corrected.With("id", "x"), fields: []string{"id UNKNOWN_FIELD"}},
		{name: "another partner for no partner package", route: onCertificate + "partner", body: handlertest.Body{"partner": "telecom-integrator", "reason": "r"}, fields: []string{"partner NOT_ALLOWED"}, unseen: true},
		{name: "nothing of another partner", route: onCertificate + "partner", body: handlertest.Body{}, fields: []string{"partner REQUIRED", "reason REQUIRED"}},

		{name: "an intent on a day that has not come", route: onCertificate + "intent", body: handlertest.Body{"declaredOn": "2026-12-01", "evidence": "letter"}, fields: []string{"declaredOn IN_FUTURE"}, unseen: true},
		{name: "evidence as long as a book", route: onCertificate + "intent", body: handlertest.Body{"evidence": strings.Repeat("e", 501)}, fields: []string{"evidence TOO_LONG"}},
		{name: "a commissioning without its day", route: onInstallation + "commissioning", body: handlertest.Body{}, fields: []string{"on REQUIRED"}, unseen: true},
		{name: "a commissioning that has not come", route: onInstallation + "commissioning", body: handlertest.Body{"on": "2026-11-24"}, fields: []string{"on IN_FUTURE"}, unseen: true},
		{name: "a corrected commissioning without a reason", route: onInstallation + "commissioning", body: handlertest.Body{"on": "2026-11-20", "correct": true}, fields: []string{"reason REQUIRED"}, unseen: true},
		{name: "a count without a number", route: onInstallation + "licences", body: handlertest.Body{}, fields: []string{"activated REQUIRED"}},
		{name: "a count of fewer than none", route: onInstallation + "licences", body: handlertest.Body{"activated": -1}, fields: []string{"activated NOT_ALLOWED"}},
		{name: "nothing of an upgrade", route: onInstallation + "upgrades", body: handlertest.Body{}, fields: []string{"boughtOn REQUIRED", "order REQUIRED", "version REQUIRED"}},
		{name: "an upgrade whose order is a key", route: onInstallation + "upgrades", body: handlertest.Body{"order": "F#1", "version": "4.2", "boughtOn": "2026-11-20"}, fields: []string{"order INVALID"}, unseen: true},
		{name: "nothing of a version", route: onInstallation + "installed-version", body: handlertest.Body{}, fields: []string{"on REQUIRED", "version REQUIRED"}},
		{name: "a version of an order that is none", route: onInstallation + "installed-version", body: handlertest.Body{"version": "4.2", "on": "2026-11-20", "order": "u-9"}, fields: []string{"order UNKNOWN"}, unseen: true},
		{name: "nothing of a status", route: status, body: handlertest.Body{}, fields: []string{"reason REQUIRED", "status REQUIRED"}},
		{name: "a status that is none", route: status, body: handlertest.Body{"status": "gold", "reason": "r"}, fields: []string{"status NOT_ALLOWED"}},
		{name: "a status from no instant on", route: status, body: handlertest.Body{"status": "none", "reason": "r", "from": "tomorrow"}, fields: []string{"from INVALID"}},
		{name: "a status from the end of time on", route: status, body: handlertest.Body{"status": "none", "reason": "r", "from": "9999-12-31T23:59:59-23:59"}, fields: []string{"from NOT_ALLOWED"}, unseen: true},
		{name: "a status from before there was anything", route: status, body: handlertest.Body{"status": "none", "reason": "r", "from": "0001-01-01T00:00:00Z"}, fields: []string{"from NOT_ALLOWED"}, unseen: true},
	}
	d := handlertest.New(t, "volga")
	before := written(t, d)
	for i, c := range cases {
		call := seller(c.route, keyed("bad-%d", i), at("volga", "volga-1", "hq"), c.body)
		resp := d.Do(t, call)
		assert.Equal(t, http.StatusBadRequest, resp.StatusCode, "%s: %s", c.name, resp.Body)
		assert.Equal(t, invalid, handlertest.Read[problem](t, resp).Code, c.name)
		if c.name != "a number that no computer has" { // as a text in JSON it is of the wrong type
			assert.Equal(t, c.fields, wrong(t, resp), c.name)
			assert.Equal(t, c.unseen, handlertest.Allowed(t, d.Event(t, call)), "%s: what openapi.yaml says of it", c.name)
		}
		if c.inJSON {
			continue
		}
		call.JSON, call.Form = nil, form(c.body)
		resp = d.Do(t, call)
		assert.Equal(t, http.StatusBadRequest, resp.StatusCode, "%s in a form: %s", c.name, resp.Body)
		assert.Equal(t, c.fields, wrong(t, resp), "%s in a form", c.name)
	}
	assert.ElementsMatch(t, before, written(t, d))
}

func TestABodyThatCannotBeRead(t *testing.T) {
	t.Parallel()
	d := handlertest.New(t, "volga")
	before := written(t, d)
	for name, c := range map[string]struct {
		body   string
		status int
		code   string
	}{
		"broken JSON":     {`{"order":"o-1"`, http.StatusBadRequest, "MALFORMED_BODY"},
		"a list":          {`["o-1"]`, http.StatusBadRequest, "MALFORMED_BODY"},
		"nothing":         {``, http.StatusBadRequest, "MALFORMED_BODY"},
		"nested too deep": {`{"order":[[[[[[[[[1]]]]]]]]]}`, http.StatusBadRequest, "BODY_TOO_DEEP"},
		"too large":       {`{"order":"` + strings.Repeat("a", 300<<10) + `"}`, http.StatusRequestEntityTooLarge, "BODY_TOO_LARGE"},
		"a field twice":   {`{"on":"2026-11-20","on":"2026-11-21","activated":1}`, http.StatusBadRequest, "INVALID_FIELDS"},
	} {
		for route := range d.Contracts().Routes() {
			if !strings.HasPrefix(route, "POST") {
				continue
			}
			resp := d.Do(t, seller(route, "a-bad-body", at("volga", "volga-1", "hq"), c.body))
			assert.Equal(t, c.status, resp.StatusCode, "%s: %s", name, route)
			assert.Equal(t, c.code, handlertest.Read[problem](t, resp).Code, "%s: %s", name, route)
		}
	}
	for name, key := range map[string]string{"no key": "", "a short key": "short", "two keys": "key-number-1,key-number-2"} {
		resp := d.Do(t, seller(sell, key, at("volga", "", ""), sale("annex")))
		assert.Equal(t, http.StatusBadRequest, resp.StatusCode, name)
		assert.Contains(t, handlertest.Read[problem](t, resp).Code, "IDEMPOTENCY_KEY_", name)
	}
	assert.ElementsMatch(t, before, written(t, d))
}

func TestRefusalsAreWordedInTheLanguageOfTheCaller(t *testing.T) {
	t.Parallel()
	d := handlertest.New(t, "volga")
	for lang, want := range map[string]struct{ reason, label string }{
		"en": {"term", "terms of the package"}, "ru": {"срок", "сроки пакета"},
	} {
		call := seller(sell, "an-odd-term", at("volga", "", ""), sale("annex").With("termMonths", 7))
		call.Header = map[string]string{"accept-language": lang}
		resp := d.Do(t, call)
		assert.Equal(t, http.StatusConflict, resp.StatusCode)
		assert.Equal(t, lang, resp.Headers["Content-Language"])
		refused := handlertest.Read[problem](t, resp)
		assert.Equal(t, "TERM_NOT_OFFERED", refused.Code)
		assert.Contains(t, strings.ToLower(refused.Detail), want.reason)
		assert.Contains(t, resp.Body, want.label)
		assert.NotEmpty(t, refused.Refusals[0].Remedy)
	}
}
