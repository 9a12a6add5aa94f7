package intake_test

import (
	html5 "html"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-lambda-go/events"
	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"flatsupport/infra/handlertest"
	"flatsupport/shared/auth"
	"flatsupport/shared/coverage"
	"flatsupport/shared/entitlement"
	"flatsupport/shared/policy"
	"flatsupport/shared/ticket"
	"flatsupport/shared/view"
)

// question is what matters of a request before it is sent.
func question(installation, priority string) handlertest.Body {
	return handlertest.Body{"installation": installation, "type": "incident", "priority": priority}
}

// whole is everything that is in the table.
func whole(t *testing.T, d *handlertest.Desk) []map[string]types.AttributeValue {
	t.Helper()
	var all []map[string]types.AttributeValue
	pages := dynamodb.NewScanPaginator(d.DB, &dynamodb.ScanInput{TableName: &d.Table, ConsistentRead: aws.Bool(true)})
	for pages.HasMorePages() {
		out, err := pages.NextPage(t.Context())
		require.NoError(t, err)
		all = append(all, out.Items...)
	}
	return all
}

func TestAPromiseStoresNothingAndTellsNobody(t *testing.T) {
	t.Parallel()
	d := handlertest.New(t, "volga")
	before := whole(t, d)
	reads := func(input any) bool {
		switch input.(type) {
		case *dynamodb.QueryInput, *dynamodb.GetItemInput, *dynamodb.BatchGetItemInput:
			return true
		default:
			return false
		}
	}
	writes := &handlertest.Outage{Of: func(input any) bool { return !reads(input) }}
	during := d.Through(t, writes.Options)
	typed := handlertest.Critical("hq").With("idempotencyKey", "a-key-of-its-form")
	for _, call := range []handlertest.Call{
		{As: handlertest.Ivan, JSON: question("hq", "P1")},
		{As: handlertest.Ivan, JSON: question("hq", "P1"), Key: "a-key-for-nothing"},
		{As: handlertest.Ivan, JSON: question("hq", "P3").With("type", "configure")},
		{As: handlertest.Ivan, Form: form(typed)},
		{As: handlertest.Ivan, Form: form(typed), Header: html},
		{As: handlertest.Operator, JSON: question("hq", "P1").With("customer", "volga").With("contact", "kate")},
		{As: handlertest.Operator, JSON: question("hq", "P4").With("customer", "volga").With("contact", "kate")},
	} {
		call.Route = promise
		resp := during.Do(t, call)
		assert.Equal(t, http.StatusOK, resp.StatusCode, resp.Body)
		assert.Equal(t, "no-store", resp.Headers["Cache-Control"])
	}
	assert.ElementsMatch(t, before, whole(t, d))
	assert.Zero(t, writes.Hits.Load(), "it did not even try")
	for _, queue := range []string{handlertest.EntitlementQueue, handlertest.EscalationQueue, handlertest.NotifyQueue} {
		assert.Empty(t, d.Queue.Sent(queue))
	}
	assert.Empty(t, d.Outbox.Mails())
}

func TestWhatIsAskedForAPromiseIsChecked(t *testing.T) {
	t.Parallel()
	good := question("hq", "P1")
	call := good.With("customer", "volga").With("contact", "ivan")
	cases := []struct {
		name   string
		as     handlertest.Person
		json   any
		status int
		code   string
		fields []string
		unseen bool // openapi.yaml cannot know it
	}{
		{name: "nothing filled in", as: handlertest.Ivan, json: handlertest.Body{}, fields: []string{"installation REQUIRED", "priority REQUIRED", "type REQUIRED"}},
		{name: "everything at once", as: handlertest.Ivan, json: handlertest.Body{"installation": "attic", "type": 1, "priority": "P0", "role": "manager", "description": nil}, fields: []string{
			"description WRONG_TYPE", "installation UNKNOWN", "priority NOT_ALLOWED", "role UNKNOWN_FIELD", "type WRONG_TYPE",
		}},
		{name: "a contact names a caller", as: handlertest.Ivan, json: call, fields: []string{"contact UNKNOWN_FIELD"}, unseen: true},
		{name: "a contact has an operator's reason", as: handlertest.Ivan, json: good.With("overrideReason", "I am in a hurry"), fields: []string{"overrideReason UNKNOWN_FIELD"}},
		{name: "the installation of another customer", as: handlertest.Ivan, json: question("spb", "P3"), fields: []string{"installation UNKNOWN"}, unseen: true},
		{name: "a partner contact who does not choose", as: handlertest.Olga, json: question("ryazan", "P3").With("priority", "P9"), fields: []string{"priority NOT_ALLOWED"}},
		{name: "another customer", as: handlertest.Ivan, json: good.With("customer", "neva"), status: http.StatusNotFound, code: "NOT_FOUND", unseen: true},
		{name: "a customer that does not exist", as: handlertest.Ivan, json: good.With("customer", "tigris"), status: http.StatusNotFound, code: "NOT_FOUND", unseen: true},
		{name: "an operator for nobody", as: handlertest.Operator, json: good, fields: []string{"contact REQUIRED", "customer REQUIRED"}, unseen: true},
		{name: "an operator for an unknown customer", as: handlertest.Operator, json: call.With("customer", "tigris"), fields: []string{"customer UNKNOWN"}, unseen: true},
		{name: "an operator for a contact of another customer", as: handlertest.Operator, json: call.With("contact", "anna"), fields: []string{"contact UNKNOWN"}, unseen: true},
		{name: "a call of tomorrow", as: handlertest.Operator, json: call.With("callStartedAt", "2026-11-24T10:00:00+03:00"), fields: []string{"callStartedAt INVALID"}, unseen: true},
		{name: "a reason that is too long", as: handlertest.Operator, json: call.With("overrideReason", strings.Repeat("x", 501)), fields: []string{"overrideReason TOO_LONG"}},
		{name: "broken JSON", as: handlertest.Ivan, json: `{"installation":"hq"`, code: "MALFORMED_BODY"},
		{name: "an engineer", as: handlertest.Engineer, json: good, status: http.StatusForbidden, code: "FORBIDDEN", unseen: true},
	}
	d := handlertest.New(t, "volga", "neva", "oka")
	for _, c := range cases {
		if c.status == 0 {
			c.status = http.StatusBadRequest
		}
		if c.code == "" {
			c.code = "INVALID_FIELDS"
		}
		asks := handlertest.Call{Route: promise, As: c.as, JSON: c.json}
		resp := d.Do(t, asks)
		assert.Equal(t, c.status, resp.StatusCode, c.name)
		assert.Equal(t, "application/problem+json", resp.Headers["Content-Type"], c.name)
		assert.Equal(t, c.code, handlertest.Read[problem](t, resp).Code, c.name)
		assert.Equal(t, c.fields, wrong(t, resp), c.name)
		assert.Equal(t, c.unseen, handlertest.Allowed(t, d.Event(t, asks)), "%s: what openapi.yaml says of it", c.name)
	}
}

// What is not filled in yet, or not well, is no reason to say nothing: it does not count.
func TestAPromiseDoesNotAskForTheText(t *testing.T) {
	t.Parallel()
	d := handlertest.New(t, "volga")
	bare := d.Do(t, handlertest.Call{Route: promise, As: handlertest.Ivan, JSON: question("hq", "P1")})
	require.Equal(t, http.StatusOK, bare.StatusCode, bare.Body)
	for name, typed := range map[string]handlertest.Body{
		"an empty form":  {"subject": "", "description": "", "callbackPhone": "", "findings": "", "idempotencyKey": "", "customer": ""},
		"a half form":    {"subject": "No calls", "callbackPhone": "call me"},
		"a key of chaos": {"idempotencyKey": "x"},
	} {
		body := question("hq", "P1")
		for field, value := range typed {
			body[field] = value
		}
		assert.Equal(t, bare.Body, d.Do(t, handlertest.Call{Route: promise, As: handlertest.Ivan, JSON: body}).Body, name)
		assert.Equal(t, bare.Body, d.Do(t, handlertest.Call{Route: promise, As: handlertest.Ivan, Form: form(body)}).Body, "%s, as a form", name)
	}
}

func TestAPromiseWhileTheFactsAreAway(t *testing.T) {
	t.Parallel()
	d := handlertest.New(t, "neva")
	outage := &handlertest.Outage{Of: handlertest.FactsOf("neva")}
	during := d.Through(t, outage.Options)
	for name, call := range map[string]handlertest.Call{
		"a contact":   {As: handlertest.Anna, JSON: question("spb", "P1")},
		"an operator": {As: handlertest.Operator, JSON: question("spb", "P1").With("customer", "neva").With("contact", "anna")},
	} {
		call.Route = promise
		resp := during.Do(t, call)
		require.Equal(t, http.StatusOK, resp.StatusCode, "%s: %s", name, resp.Body)
		told := handlertest.Read[view.Promise](t, resp)
		assert.Equal(t, "unverified", told.Answer, name)
		assert.Equal(t, "OP-UNVERIFIED", told.Clause, name)
		require.Len(t, told.Clocks, 2, name)
		assert.Equal(t, handlertest.Monday.Add(2*time.Hour), told.Clocks[0].Due.UTC(), "%s: round the clock", name)
		assert.Contains(t, told.Summary[0], "cannot be read now", name)
		assert.Nil(t, told.CoveredUntil, name)
		call.Header = html
		assert.Equal(t, http.StatusOK, during.Do(t, call).StatusCode, "%s: as a page", name)
	}
	for name, body := range map[string]handlertest.Body{
		"not critical":             question("spb", "P3"),
		"a question, whatever set": question("spb", "P1").With("type", "question"),
	} {
		resp := during.Do(t, handlertest.Call{Route: promise, As: handlertest.Anna, JSON: body})
		assert.Equal(t, http.StatusServiceUnavailable, resp.StatusCode, name)
		assert.Equal(t, "2", resp.Headers["Retry-After"], name)
		assert.Equal(t, "UNAVAILABLE", handlertest.Read[problem](t, resp).Code, name)
		assert.NotContains(t, resp.Body, "injected", name)
	}
	outage.End()
	resp := during.Do(t, handlertest.Call{Route: promise, As: handlertest.Anna, JSON: question("spb", "P3")})
	assert.Equal(t, "accepted", handlertest.Read[view.Promise](t, resp).Answer)
}

// The promise in the words in which it is told.
func TestWhatAPromiseSays(t *testing.T) {
	t.Parallel()
	night, day := time.Date(2026, 11, 23, 19, 40, 0, 0, time.UTC), handlertest.Monday
	john := handlertest.Person{Subject: "john@don.example", Roles: []auth.Role{auth.Contact}}
	dina := handlertest.Person{Subject: "dina@kama.example", Roles: []auth.Role{auth.Contact}}
	gleb := handlertest.Person{Subject: "gleb@ural.example", Roles: []auth.Role{auth.Contact}}
	call := question("hq", "P1").With("customer", "volga").With("contact", "ivan")
	cases := []struct {
		name   string
		as     handlertest.Person
		at     time.Time
		body   handlertest.Body
		lang   string
		says   []string
		change []string
	}{
		{"in hours", handlertest.Ivan, day, question("hq", "P3"), "en", []string{
			"The request will be accepted: package “Basic package FLAT_TS 8x5”, support through Thu 2 Nov 2028.",
			"Reaction time: 8 h. It counts at once and is due Tue 24 Nov 2026 09:30 Moscow time.",
		}, []string{"On the same facts this answer holds through 2 November 2028."}},
		{"out of hours", handlertest.Ivan, night, question("hq", "P1"), "ru", []string{
			"Обращение будет принято: пакет «Базовый пакет ФЛАТ_TS 8x5», поддержка по чт 02.11.2028 включительно.",
			"Время реакции: 2 ч. Отсчёт начнётся вт 24.11.2026 09:00 МСК, срок – вт 24.11.2026 11:00 МСК.",
			"Обратный звонок: 2 ч. Отсчёт начнётся вт 24.11.2026 09:00 МСК, срок – вт 24.11.2026 11:00 МСК.",
		}, []string{"При тех же данных этот ответ верен по 02.11.2028 включительно."}},
		{"round the clock, with an engineer", john, night, question("rostov", "P1"), "en", []string{
			"The request will be accepted: package “Extended package FLAT_TS 24x7 PLUS”, support through Thu 14 Aug 2031.",
			"Reaction time: 2 h. It counts at once and is due Tue 24 Nov 2026 00:40 Moscow time.",
			"Call-back: 2 h. It counts at once and is due Tue 24 Nov 2026 00:40 Moscow time.",
			"One engineer will be attached to the ticket.",
		}, []string{"On the same facts this answer holds through 14 August 2031."}},
		{"a question", handlertest.Ivan, day, question("hq", "P2").With("type", "question"), "en", []string{
			"The request will be accepted: package “Basic package FLAT_TS 8x5”, support through Thu 2 Nov 2028.",
			"A question is taken at priority P4, although P2 was asked for.",
			"Reaction time: 48 h. It counts at once and is due Mon 30 Nov 2026 13:30 Moscow time.",
		}, []string{"On the same facts this answer holds through 2 November 2028."}},
		{"a call that has begun", handlertest.Operator, day, call.With("callStartedAt", "2026-11-23T10:10:00+03:00"), "en", []string{
			"The request will be accepted: package “Basic package FLAT_TS 8x5”, support through Thu 2 Nov 2028.",
			"Reaction time: 2 h. It has been counting since Mon 23 Nov 2026 10:10 Moscow time and is due Mon 23 Nov 2026 12:10 Moscow time.",
			"Call-back: 2 h. It has been counting since Mon 23 Nov 2026 10:10 Moscow time and is due Mon 23 Nov 2026 12:10 Moscow time.",
		}, []string{"On the same facts this answer holds through 2 November 2028."}},
		{"a call that is long over", handlertest.Operator, day.Add(3 * time.Hour), call.With("callStartedAt", "2026-11-23T10:10:00+03:00"), "en", []string{
			"The request will be accepted: package “Basic package FLAT_TS 8x5”, support through Thu 2 Nov 2028.",
			"Reaction time: 2 h. It has been counting since Mon 23 Nov 2026 10:10 Moscow time and was due Mon 23 Nov 2026 12:10 Moscow time.",
			"Call-back: 2 h. It has been counting since Mon 23 Nov 2026 10:10 Moscow time and was due Mon 23 Nov 2026 12:10 Moscow time.",
		}, []string{"On the same facts this answer holds through 2 November 2028."}},
		{"in loyalty", dina, day, question("perm", "P2"), "en", []string{
			"The request will be accepted in the loyalty period: package “Extended package FLAT_TS 24x7”, support through Fri 22 Jan 2027.",
			"Reaction time: 4 h. It counts at once and is due Mon 23 Nov 2026 14:30 Moscow time.",
		}, []string{"On the same facts this answer holds through 22 January 2027."}},
		{"after the end", gleb, day, question("ekb", "P1"), "en", []string{
			"The request will be registered, but support will be refused. The support term is over and no intent to renew has been declared.",
		}, []string{
			"Declare the intent to renew or buy a renewal, then send the request again.",
			"The last day of support was 22 October 2026.",
			"If the intent to renew is declared, loyalty runs from that moment through 22 January 2027.",
			"A renewal bought by 22 October 2027 runs from 23 October 2026.",
			"On the same facts this answer holds through 22 October 2027.",
		}},
	}
	d := handlertest.New(t, "volga", "don", "kama", "ural")
	for _, c := range cases {
		d.Clock.Set(c.at)
		resp := d.Do(t, handlertest.Call{Route: promise, As: c.as, JSON: c.body, Header: map[string]string{"accept-language": c.lang}})
		told := handlertest.Read[view.Promise](t, resp)
		assert.Equal(t, c.says, told.Summary, c.name)
		var change []string
		for _, line := range told.Change {
			change = append(change, line.Text)
		}
		assert.Equal(t, c.change, change, c.name)
	}
}

// An intent that is withdrawn at noon leaves half a day: the day is named as a whole only when it is covered as a whole.
func TestTheEndOfCoverageIsADayOrAnInstant(t *testing.T) {
	t.Parallel()
	d := handlertest.New(t, "kama")
	dina := handlertest.Person{Subject: "dina@kama.example", Roles: []auth.Role{auth.Contact}}
	ask := func() *view.End {
		resp := d.Do(t, handlertest.Call{Route: promise, As: dina, JSON: question("perm", "P2")})
		require.Equal(t, http.StatusOK, resp.StatusCode, resp.Body)
		return handlertest.Read[view.Promise](t, resp).CoveredUntil
	}
	assert.Equal(t, &view.End{Day: "2027-01-22", Instant: time.Date(2027, 1, 22, 21, 0, 0, 0, time.UTC), Text: "through Fri 22 Jan 2027"}, ask())
	facts, err := d.Store.Facts(t.Context(), "kama")
	require.NoError(t, err)
	intent := facts.Intents[0]
	intent.WithdrawnAt = time.Date(2026, 12, 1, 9, 0, 0, 0, time.UTC)
	require.NoError(t, d.Store.PutIntent(t.Context(), "kama", intent, 2))
	assert.Equal(t, &view.End{Day: "2026-12-01", Instant: intent.WithdrawnAt, Text: "until Tue 1 Dec 2026 12:00 Moscow time"}, ask())
}

func TestAPromiseNamesTheDaysOnWhichSupportHangs(t *testing.T) {
	t.Parallel()
	d := handlertest.New(t, "volga", "amur", "tom")
	cases := []struct {
		subject, installation, code string
		covered                     bool
		dates                       *view.Dates
	}{
		{"ivan@volga.example", "hq", "", true, &view.Dates{From: "2025-11-03", Through: "2028-11-02", Loyalty: "2029-02-02", Renewal: "2029-11-02"}},
		{"mark@amur.example", "khabarovsk", "NOT_YET_ACTIVE", false, &view.Dates{From: "2026-12-13", Through: "2027-12-12", Loyalty: "2028-03-12", Renewal: "2028-12-12"}},
		{"rita@tom.example", "tomsk", "NO_CERTIFICATE", false, nil},
	}
	for _, c := range cases {
		who := handlertest.Person{Subject: c.subject, Roles: []auth.Role{auth.Contact}}
		told := handlertest.Read[view.Promise](t, d.Do(t, handlertest.Call{Route: promise, As: who, JSON: question(c.installation, "P3")}))
		assert.Equal(t, c.code, told.Code, c.subject)
		assert.Equal(t, c.dates, told.Dates, c.subject)
		assert.Equal(t, c.covered, told.CoveredUntil != nil, c.subject)
	}
}

// Whoever may not ask is told that much, and nothing of records and contracts; the operator on the phone sees them.
func TestAPromiseKeepsContractsFromWhoMayNotAsk(t *testing.T) {
	t.Parallel()
	d := handlertest.New(t, "oka")
	resp := d.Do(t, handlertest.Call{Route: promise, As: handlertest.Nina, JSON: question("ryazan", "P1")})
	told := handlertest.Read[view.Promise](t, resp)
	assert.Equal(t, "CONTACT_NOT_AUTHORISED", told.Code)
	assert.Nil(t, told.Package)
	assert.Nil(t, told.Dates)
	assert.Nil(t, told.CoveredUntil)
	assert.Nil(t, told.HoldsUntil)
	assert.Empty(t, told.Certificate+told.Support)
	assert.Empty(t, told.Facts)
	assert.NotContains(t, resp.Body, "oka-1")
	page := d.Do(t, handlertest.Call{Route: promise, As: handlertest.Nina, JSON: question("ryazan", "P1"), Header: html})
	assert.NotContains(t, page.Body, "oka-1")

	body := question("ryazan", "P1").With("customer", "oka").With("contact", "nina")
	seen := handlertest.Read[view.Promise](t, d.Do(t, handlertest.Call{Route: promise, As: handlertest.Operator, JSON: body}))
	assert.Equal(t, "CONTACT_NOT_AUTHORISED", seen.Code)
	assert.Equal(t, "oka-1", seen.Certificate)
	assert.NotNil(t, seen.Dates)
}

// The page of a promise has the form with all that was typed: sent from there, it is the very request that it would have
// been, also when it is sent from both.
func TestThePageOfAPromiseKeepsWhatWasTyped(t *testing.T) {
	t.Parallel()
	evil := "\nfirst <b>line</b>\r\n\r\n\t\"quoted\" & 'so' </textarea><script>x</script> {{.Key}}"
	browser := map[string]string{"accept": "text/html", "sec-fetch-site": "same-origin"}
	cases := []struct {
		name, route string
		as          handlertest.Person
		typed       url.Values
	}{
		{"by the portal", portal, handlertest.Ivan, url.Values{
			"installation": {"hq"}, "type": {"question"}, "priority": {"P2"}, "subject": {`No "calls" <now>`}, "description": {evil},
			"callbackPhone": {"+7 499 000-00-01"}, "findings": {""}, "idempotencyKey": {"typed-in-a-portal-form"},
		}},
		{"by a partner", portal, handlertest.Olga, url.Values{
			"customer": {"oka"}, "installation": {"ryazan"}, "type": {"incident"}, "priority": {"P3"}, "subject": {"Calls drop"},
			"description": {"After a minute."}, "callbackPhone": {""}, "findings": {evil}, "idempotencyKey": {"typed-in-a-partners-form"},
		}},
		{"by the hotline", hotline, handlertest.Operator, url.Values{
			"customer": {"volga"}, "contact": {"kate"}, "installation": {"hq"}, "type": {"incident"}, "priority": {"P4"},
			"subject": {"Wrong date"}, "description": {evil}, "callbackPhone": {""}, "callStartedAt": {"2026-11-23T10:21:30+03:00"},
			"overrideReason": {"Their portal is down."}, "findings": {""}, "idempotencyKey": {"typed-in-a-hotline-form"},
		}},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			d := handlertest.New(t, "volga", "oka")
			page := d.Do(t, handlertest.Call{Route: promise, As: c.as, Form: c.typed, Header: browser})
			require.Equal(t, http.StatusOK, page.StatusCode, page.Body)
			assert.NotContains(t, page.Body, "<script")
			action, carried := formOf(t, page)
			assert.Equal(t, strings.TrimPrefix(c.route, "POST "), action)
			direct := d.Do(t, handlertest.Call{Route: c.route, As: c.as, Form: c.typed, Header: browser})
			require.Equal(t, http.StatusSeeOther, direct.StatusCode, direct.Body)
			again := d.Do(t, handlertest.Call{Route: c.route, As: c.as, Form: carried, Header: browser})
			assert.Equal(t, direct, again)
			assert.Len(t, d.Keys(t, "T#"), 1)

			once := d.Do(t, handlertest.Call{Route: promise, As: c.as, Form: carried, Header: browser})
			assert.Equal(t, page, once, "asked again from the page")
		})
	}
}

func TestAFormWithoutAKeyGetsOneOnThePage(t *testing.T) {
	t.Parallel()
	d := handlertest.New(t, "volga")
	page := d.Do(t, handlertest.Call{Route: promise, As: handlertest.Ivan, JSON: question("hq", "P3"), Header: html})
	_, carried := formOf(t, page)
	assert.Regexp(t, `^[0-9A-Z]{20,}$`, carried.Get("idempotencyKey"))
}

var (
	formTag   = regexp.MustCompile(`(?s)<form method="post" action="([^"]*)">(.*?)</form>`)
	inputTag  = regexp.MustCompile(`<input[^>]* name="([^"]*)"[^>]*? value="([^"]*)"|<input name="([^"]*)"[^>]*? value="([^"]*)"`)
	areaTag   = regexp.MustCompile(`(?s)<textarea name="([^"]*)"[^>]*>\n(.*?)</textarea>`)
	selectTag = regexp.MustCompile(`(?s)<select name="([^"]*)"[^>]*>(.*?)</select>`)
	chosenTag = regexp.MustCompile(`<option(?: value="([^"]*)")? selected>([^<]*)</option>`)
)

// formOf is the form of a page as a browser would send it: line ends as \r\n.
func formOf(t *testing.T, page events.APIGatewayV2HTTPResponse) (action string, values url.Values) {
	t.Helper()
	found := formTag.FindStringSubmatch(page.Body)
	require.Len(t, found, 3, page.Body)
	values = url.Values{}
	for _, in := range inputTag.FindAllStringSubmatch(found[2], -1) {
		values.Set(in[1]+in[3], html5.UnescapeString(in[2]+in[4]))
	}
	for _, area := range areaTag.FindAllStringSubmatch(found[2], -1) {
		values.Set(area[1], strings.ReplaceAll(html5.UnescapeString(area[2]), "\n", "\r\n"))
	}
	for _, list := range selectTag.FindAllStringSubmatch(found[2], -1) {
		chosen := chosenTag.FindAllStringSubmatch(list[2], -1)
		require.Len(t, chosen, 1, list[1])
		values.Set(list[1], html5.UnescapeString(chosen[0][1]))
		if chosen[0][1] == "" {
			values.Set(list[1], html5.UnescapeString(chosen[0][2]))
		}
	}
	return found[1], values
}

// A certificate that pins what does not exist is broken: nothing is promised on it, and nothing of it gets out.
func TestNothingIsPromisedOnABrokenRecord(t *testing.T) {
	t.Parallel()
	d := handlertest.New(t, "volga")
	day := coverage.Date{Year: 2026, Month: time.March, Day: 2}
	require.NoError(t, d.Store.PutInstallation(t.Context(), "volga", entitlement.Installation{ID: "branch", Product: "softswitch", CommissionedOn: day}, 1))
	require.NoError(t, d.Store.PutCertificate(t.Context(), "volga", entitlement.Certificate{
		ID: "secret", Edition: "flat-0.1", Package: policy.TS8x5, Installation: "branch", SoldOn: day, TermMonths: 12,
	}, 1))
	resp := d.Do(t, handlertest.Call{Route: promise, As: handlertest.Ivan, JSON: question("branch", "P3")})
	assert.Equal(t, http.StatusInternalServerError, resp.StatusCode)
	assert.NotContains(t, resp.Body, "secret")
	critical := handlertest.Read[view.Promise](t, d.Do(t, handlertest.Call{Route: promise, As: handlertest.Ivan, JSON: question("branch", "P1")}))
	assert.Equal(t, string(ticket.Unverified), critical.Answer)
}
