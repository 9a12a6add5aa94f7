package releases_test

import (
	"fmt"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/aws/aws-lambda-go/events"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"flatsupport/infra/handlertest"
	"flatsupport/shared/ticket"
	"flatsupport/shared/web"
)

func TestARunningCertificateGivesTheFile(t *testing.T) {
	t.Parallel()
	d := shop(t, "volga")
	resp := d.Do(t, ask(handlertest.Ivan, "4.2", "the-file-please", forHQ()))
	require.Equal(t, http.StatusCreated, resp.StatusCode, resp.Body)
	got := handlertest.Read[answer](t, resp)
	assert.Equal(t, "accepted", got.Decision.Answer)
	assert.Equal(t, "D", got.Decision.Clause)
	assert.Equal(t, "volga-1", got.Decision.Certificate)
	assert.Equal(t, "active", got.Decision.Support)
	assert.Equal(t, handlertest.Monday, got.Decision.At)
	assert.Contains(t, got.Decision.Facts, "cert/volga-1@1")
	assert.WithinDuration(t, time.Now().Add(5*time.Minute), got.Link.Until, 10*time.Second)
	assert.Equal(t, "no-store", resp.Headers["Cache-Control"])

	status, body, head := fetch(t, got.Link.URL)
	assert.Equal(t, http.StatusOK, status)
	assert.Equal(t, "FLAT Softswitch 4.2\n", body)
	assert.Equal(t, `attachment; filename="softswitch-4.2.txt"`, head.Get("Content-Disposition"))
	status, _, _ = fetch(t, got.Link.URL+"&response-content-language=de")
	assert.Equal(t, http.StatusForbidden, status, "an altered link")

	same := d.Do(t, ask(handlertest.Ivan, "4.2.0", "written-otherwise", forHQ()))
	assert.Equal(t, "4.2", handlertest.Read[answer](t, same).Decision.Version)
	assert.Equal(t, []string{"contact ivan 4.2 accepted D", "contact ivan 4.2 accepted D"}, log(t, d, "volga"))
}

// What is refused, to whom, with which clause; and every refusal is on record.
func TestWhatThePolicyRefuses(t *testing.T) {
	t.Parallel()
	cases := []struct {
		name, customer, installation, version string
		as                                    handlertest.Person
		code, clause                          string
	}{
		{"R11 a major version in loyalty", "kama", "perm", "4.2", Dina, "RELEASE_NOT_ENTITLED", "C"},
		{"R11 an update in loyalty", "kama", "perm", "4.1.2", Dina, "RELEASE_NOT_ENTITLED", "C"},
		{"a hotfix in loyalty without a ticket", "kama", "perm", "4.0.9", Dina, "RELEASE_NOT_ENTITLED", "C"},
		{"R17 an update of the operating system", "volga", "hq", "4.2.0.1", handlertest.Ivan, "OS_UPDATE_EXCLUDED", "D"},
		{"R13 loyalty is over", "yenisei", "krasnoyarsk", "4.2", Vera, "LOYALTY_ENDED", "C"},
		{"R19 never commissioned, and not even active", "amur", "khabarovsk", "4.2", handlertest.Person{Subject: "mark@amur.example", Roles: handlertest.Ivan.Roles}, "NOT_YET_ACTIVE", "B"},
		{"the end customer of a partner", "oka", "ryazan", "4.2", handlertest.Nina, "CONTACT_NOT_AUTHORISED", "E5"},
		{"a partner without the status", "ob", "novosibirsk", "4.2", handlertest.Person{Subject: "boris@former.example", Roles: handlertest.Olga.Roles}, "PARTNER_STATUS_MISSING", "E5"},
		{"the desk for somebody in loyalty", "kama", "perm", "4.2", handlertest.Engineer, "RELEASE_NOT_ENTITLED", "C"},
		{"a product that the system does not run", "tom", "tomsk", "4.2", handlertest.Manager, "PRODUCT_NOT_COVERED", "A"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			d := shop(t, c.customer)
			body := handlertest.Body{"installation": c.installation, "customer": c.customer}
			resp := d.Do(t, ask(c.as, c.version, "the-file-please", body))
			require.Equal(t, http.StatusForbidden, resp.StatusCode, resp.Body)
			got := handlertest.Read[problem](t, resp)
			assert.Equal(t, c.code, got.Code)
			assert.Equal(t, c.clause, got.Clause)
			assert.NotEmpty(t, got.Decision)
			require.Len(t, got.Refusals, 1)
			assert.Equal(t, got.Detail, got.Refusals[0].Reason)
			require.NotEmpty(t, got.WhatWouldChange)
			assert.Equal(t, got.Refusals[0].Remedy, got.WhatWouldChange[0])
			assert.NotContains(t, resp.Body, "X-Amz")
			lines := log(t, d, c.customer)
			require.Len(t, lines, 1)
			assert.Contains(t, lines[0], "4."+c.version[2:]+" refused "+c.code+" "+c.clause)
			assert.Equal(t, resp, d.Do(t, ask(c.as, c.version, "the-file-please", body)), "asked again with the same key")
			assert.Len(t, log(t, d, c.customer), 1)
		})
	}
}

func TestAStrangerToTheContractLearnsNothingOfIt(t *testing.T) {
	t.Parallel()
	d := shop(t, "oka")
	resp := d.Do(t, ask(handlertest.Nina, "4.2", "the-file-please", handlertest.Body{"installation": "ryazan"}))
	require.Equal(t, http.StatusForbidden, resp.StatusCode)
	assert.Empty(t, handlertest.Read[problem](t, resp).Refusals[0].Facts)
	assert.NotContains(t, resp.Body, "oka-1")
	own := d.Do(t, handlertest.Call{Route: readingOfLog, Path: map[string]string{"customer": "oka"}, As: handlertest.Nina})
	assert.NotContains(t, own.Body, "oka-1")
	staffs := d.Do(t, handlertest.Call{Route: readingOfLog, Path: map[string]string{"customer": "oka"}, As: handlertest.Seller})
	assert.Contains(t, staffs.Body, "oka-1")
}

func TestInRussian(t *testing.T) {
	t.Parallel()
	d := shop(t, "kama")
	call := ask(Dina, "4.2", "the-file-please", handlertest.Body{"installation": "perm"})
	call.Header = map[string]string{"accept-language": "ru"}
	got := handlertest.Read[problem](t, d.Do(t, call))
	assert.Equal(t, "В период лояльности поддержка оказывается без перехода на новые версии продуктов.", got.Detail)
	assert.Contains(t, got.WhatWouldChange[1], "Продление, купленное по")
}

// G21: in loyalty a fix for the installed version is given within an open ticket of that installation, and only there.
func TestAHotfixWithinATicket(t *testing.T) {
	t.Parallel()
	d := shop(t, "kama", "volga")
	id := d.Open(t, Dina, "the-ticket", handlertest.Request("perm"))
	foreign := d.Open(t, handlertest.Ivan, "the-ticket", handlertest.Request("hq"))
	within := handlertest.Body{"installation": "perm", "ticket": ticket.ShowNumber(id)}

	got := handlertest.Read[answer](t, d.Do(t, ask(Dina, "4.0.9", "fix-in-ticket", within)))
	assert.Equal(t, "accepted", got.Decision.Answer)
	assert.Equal(t, "C", got.Decision.Clause)
	assert.Equal(t, "loyalty", got.Decision.Support)
	assert.Equal(t, ticket.ShowNumber(id), got.Decision.Ticket)
	_, body, _ := fetch(t, got.Link.URL)
	assert.Equal(t, "FLAT Softswitch 4.0.9\n", body)
	resp := d.Do(t, ask(handlertest.Engineer, "4.0.9", "engineer-too", within.With("customer", "kama")))
	assert.Equal(t, http.StatusCreated, resp.StatusCode, resp.Body)

	for name, c := range map[string]struct {
		version string
		body    handlertest.Body
	}{
		"a fix for another version": {"4.1.1", within},
		"an update":                 {"4.1.2", within},
		"a major version":           {"4.2", within},
		"no ticket":                 {"4.0.9", within.With("ticket", nil)},
	} {
		resp := d.Do(t, ask(Dina, c.version, strings.ReplaceAll("key of "+name, " ", "-"), c.body))
		assert.Equal(t, "RELEASE_NOT_ENTITLED", handlertest.Read[problem](t, resp).Code, name)
	}
	for _, number := range []string{ticket.ShowNumber(foreign), ticket.ShowNumber(ticket.Number("kama", "nobody", 0)), "nonsense"} {
		resp := d.Do(t, ask(Dina, "4.0.9", "not-a-ticket-of-mine", within.With("ticket", number)))
		assert.Equal(t, []string{"ticket=UNKNOWN"}, fields(t, resp), number)
	}
	for i, route := range []string{"POST /v1/desk/tickets/{number}/responses", "POST /v1/desk/tickets/{number}/resolution"} {
		resp := d.Do(t, handlertest.Call{
			Route: route, Number: ticket.ShowNumber(id), As: handlertest.Manager, Key: fmt.Sprintf("resolve-it-%d", i),
			JSON: handlertest.Body{"message": "Mended."},
		})
		require.Equal(t, http.StatusOK, resp.StatusCode, resp.Body)
	}
	resp = d.Do(t, ask(Dina, "4.0.9", "ticket-is-over", within))
	assert.Equal(t, "RELEASE_NOT_ENTITLED", handlertest.Read[problem](t, resp).Code, "a ticket that is over")
}

// Somebody else's customer and one that does not exist look the same, to every role; so does a release that is not there.
func TestWhatIsForeignLooksMissing(t *testing.T) {
	t.Parallel()
	d := shop(t, "volga", "neva", "oka")
	before := d.Stored(t)
	for i, as := range []handlertest.Person{handlertest.Ivan, handlertest.Olga} {
		for _, route := range []string{downloading, licensing} {
			var seen []events.APIGatewayV2HTTPResponse
			for _, customer := range []string{"neva", "tigris"} {
				for _, installation := range []string{"spb", "hq"} {
					seen = append(seen, d.Do(t, handlertest.Call{
						Route: route, Path: of("4.2"), As: as, Key: fmt.Sprintf("foreign-%d", i),
						JSON: handlertest.Body{"customer": customer, "installation": installation},
					}))
				}
			}
			for _, resp := range seen {
				assert.Equal(t, http.StatusNotFound, resp.StatusCode)
				assert.Equal(t, seen[0], resp)
			}
		}
	}
	for _, as := range []handlertest.Person{handlertest.Engineer, handlertest.Manager} {
		resp := d.Do(t, ask(as, "4.2", "of-nobody", forHQ().With("customer", "tigris")))
		assert.Equal(t, http.StatusNotFound, resp.StatusCode)
	}
	for _, version := range []string{"9.9", "x", "4.2-rc1", "4.2.0.0.0", "..", "4#2"} {
		resp := d.Do(t, ask(handlertest.Ivan, version, "no-such-release", forHQ()))
		assert.Equal(t, http.StatusNotFound, resp.StatusCode, version)
	}
	call := ask(handlertest.Ivan, "2.0", "no-such-product", forHQ())
	for _, product := range []string{"nothing", "a#b", string(make([]byte, 3000))} {
		call.Path = map[string]string{"product": product, "version": "2.0"}
		resp, err := d.Releases().Routes().Serve(quiet, d.Clock.Now)(t.Context(), d.Event(t, call))
		require.NoError(t, err)
		assert.Equal(t, http.StatusNotFound, resp.StatusCode)
	}
	assert.ElementsMatch(t, before, d.Stored(t), "nothing was written")
}

func TestBadBodiesOfARequest(t *testing.T) {
	t.Parallel()
	d := shop(t, "volga")
	before := d.Stored(t)
	for _, route := range []string{downloading, licensing} {
		for name, c := range map[string]struct {
			as   handlertest.Person
			key  string
			body any
			want []string
			code string
		}{
			"nothing in it":                  {handlertest.Ivan, "a-good-key", handlertest.Body{}, []string{"installation=REQUIRED"}, ""},
			"a system that is not there":     {handlertest.Ivan, "a-good-key", handlertest.Body{"installation": "attic"}, []string{"installation=UNKNOWN"}, ""},
			"the desk does not say for whom": {handlertest.Manager, "a-good-key", forHQ(), []string{"customer=REQUIRED"}, ""},
			"a field of somebody's own":      {handlertest.Ivan, "a-good-key", forHQ().With("price", "0"), []string{"price=UNKNOWN_FIELD"}, ""},
			"no text":                        {handlertest.Ivan, "a-good-key", handlertest.Body{"installation": 7}, []string{"installation=WRONG_TYPE"}, ""},
			"too long":                       {handlertest.Ivan, "a-good-key", handlertest.Body{"installation": fmt.Sprintf("%0200d", 1)}, []string{"installation=TOO_LONG"}, ""},
			"no JSON":                        {handlertest.Ivan, "a-good-key", "{", nil, web.MalformedBody},
			"no key":                         {handlertest.Ivan, "", forHQ(), nil, web.IdempotencyKeyRequired},
			"a bad key":                      {handlertest.Ivan, "short", forHQ(), nil, web.IdempotencyKeyInvalid},
		} {
			resp := d.Do(t, handlertest.Call{Route: route, Path: of("4.2"), As: c.as, Key: c.key, JSON: c.body})
			got := fields(t, resp)
			assert.Equal(t, c.want, got, name)
			if c.code != "" {
				assert.Equal(t, c.code, handlertest.Read[problem](t, resp).Code, name)
			}
		}
	}
	assert.ElementsMatch(t, before, d.Stored(t))
}

func TestTheSameKeyGivesTheSameDecision(t *testing.T) {
	t.Parallel()
	d := shop(t, "volga")
	first := handlertest.Read[answer](t, d.Do(t, ask(handlertest.Ivan, "4.2", "the-file-please", forHQ())))
	d.Clock.Forward(time.Hour)
	again := handlertest.Read[answer](t, d.Do(t, ask(handlertest.Ivan, "4.2", "the-file-please", forHQ())))
	assert.Equal(t, first.Decision, again.Decision)
	status, _, _ := fetch(t, again.Link.URL)
	assert.Equal(t, http.StatusOK, status)
	for name, call := range map[string]handlertest.Call{
		"another version": ask(handlertest.Ivan, "4.1", "the-file-please", forHQ()),
		"a ticket":        ask(handlertest.Ivan, "4.2", "the-file-please", forHQ().With("ticket", ticket.ShowNumber(d.Open(t, handlertest.Ivan, "the-ticket", handlertest.Request("hq"))))),
		"licences":        {Route: licensing, Path: of("4.2"), As: handlertest.Ivan, Key: "the-file-please", JSON: forHQ()},
	} {
		resp := d.Do(t, call)
		assert.Equal(t, http.StatusUnprocessableEntity, resp.StatusCode, name)
	}
	kates := handlertest.Read[answer](t, d.Do(t, ask(handlertest.Kate, "4.2", "the-file-please", forHQ())))
	assert.NotEqual(t, first.Decision.ID, kates.Decision.ID, "a key is each person's own")
	assert.Len(t, log(t, d, "volga"), 2)

	d.Clock.Set(time.Date(2029, 6, 1, 0, 0, 0, 0, time.UTC))
	resp := d.Do(t, ask(handlertest.Ivan, "4.2", "the-file-please", forHQ()))
	assert.Equal(t, http.StatusUnprocessableEntity, resp.StatusCode, "an old key is no way around a right that has ended")
}

func TestTwoAtOnceGetOneDecision(t *testing.T) {
	t.Parallel()
	d := shop(t, "volga")
	answers := make([]answer, 6)
	var all sync.WaitGroup
	for i := range answers {
		all.Go(func() {
			answers[i] = handlertest.Read[answer](t, d.Do(t, ask(handlertest.Ivan, "4.2", "the-file-please", forHQ())))
		})
	}
	all.Wait()
	for _, a := range answers {
		assert.Equal(t, answers[0].Decision, a.Decision)
	}
	assert.Len(t, log(t, d, "volga"), 1)
}

// Nothing is given while it cannot be judged, or while it cannot be put on record.
func TestNothingIsGivenThatIsNotOnRecord(t *testing.T) {
	t.Parallel()
	d := shop(t, "volga")
	outage := &handlertest.Outage{Of: handlertest.FactsOf("volga")}
	resp := d.Through(t, outage.Options).Do(t, ask(handlertest.Ivan, "4.2", "the-file-please", forHQ()))
	assert.Equal(t, http.StatusServiceUnavailable, resp.StatusCode)
	assert.NotContains(t, resp.Body, "X-Amz")
	for _, prefix := range []string{"DK#", "D#"} {
		outage := &handlertest.Outage{Of: writes(prefix)}
		resp := d.Through(t, outage.Options).Do(t, ask(handlertest.Ivan, "4.2", "the-file-"+prefix+"ok", forHQ()))
		assert.Equal(t, http.StatusServiceUnavailable, resp.StatusCode)
		assert.NotContains(t, resp.Body, "X-Amz")
		assert.Positive(t, outage.Hits.Load())
		resp = d.Do(t, ask(handlertest.Ivan, "4.2", "the-file-"+prefix+"ok", forHQ()))
		assert.Equal(t, http.StatusCreated, resp.StatusCode, "the same again, later")
	}
	assert.Len(t, log(t, d, "volga"), 2)
}
