package releases_test

import (
	"fmt"
	"net/http"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"flatsupport/infra/handlertest"
	"flatsupport/shared/auth"
	"flatsupport/shared/entitlement"
	"flatsupport/shared/store"
)

type listed struct {
	Releases []struct {
		Product, Version, Kind, Fixes, Title, PublishedOn, WithdrawnOn, File string
		Rights                                                               []struct{ Installation, Answer, Code, Clause, Reason string }
	}
	Next, Customer string
}

// see prints a list as the person sees it: "4.2: hq RELEASE_NOT_ENTITLED".
func see(t *testing.T, d *handlertest.Desk, as handlertest.Person, query map[string]string) []string {
	t.Helper()
	resp := d.Do(t, handlertest.Call{Route: listing, As: as, Query: query})
	require.Equal(t, http.StatusOK, resp.StatusCode, resp.Body)
	lines := []string{}
	for _, r := range handlertest.Read[listed](t, resp).Releases {
		line := r.Version
		if r.WithdrawnOn != "" {
			line += " withdrawn"
		}
		for _, right := range r.Rights {
			line += " " + right.Installation + " " + right.Answer + strings.TrimRight(" "+right.Code, " ")
		}
		lines = append(lines, line)
	}
	return lines
}

func softswitch() map[string]string { return map[string]string{"product": "softswitch"} }

func TestEverybodySeesWhatMayBeHad(t *testing.T) {
	t.Parallel()
	d := shop(t, "volga", "kama", "oka", "moskva", "tom")
	all := []string{"4.2.0.1", "4.2", "4.1.2", "4.1.1", "4.1", "4.0.9"}
	for _, staff := range []handlertest.Person{handlertest.Manager, handlertest.Engineer, handlertest.Seller} {
		assert.Equal(t, all, see(t, d, staff, softswitch()))
	}
	assert.Equal(t, []string{
		"4.2.0.1 hq refused OS_UPDATE_EXCLUDED", "4.2 hq accepted", "4.1.2 hq accepted", "4.1.1 hq accepted", "4.1 hq accepted", "4.0.9 hq accepted",
	}, see(t, d, handlertest.Ivan, softswitch()))
	no := "perm refused RELEASE_NOT_ENTITLED"
	assert.Equal(t, []string{
		"4.2.0.1 perm refused OS_UPDATE_EXCLUDED", "4.2 " + no, "4.1.2 " + no, "4.1.1 " + no, "4.1 " + no, "4.0.9 " + no,
	}, see(t, d, Dina, softswitch()), "without a ticket")
	assert.Equal(t, "4.2 ryazan accepted", see(t, d, handlertest.Olga, softswitch())[1])
	assert.Equal(t, "4.2 ryazan refused CONTACT_NOT_AUTHORISED", see(t, d, handlertest.Nina, softswitch())[1])
	assert.Equal(t, "4.2 kazan accepted moscow accepted", see(t, d, handlertest.Person{Subject: "sergey@moskva.example", Roles: handlertest.Ivan.Roles}, softswitch())[1])
	for _, other := range []string{"recorder", "nothing", "a#b"} {
		assert.Empty(t, see(t, d, handlertest.Ivan, map[string]string{"product": other}), "no system of theirs runs %s", other)
	}
	assert.Empty(t, see(t, d, handlertest.Manager, map[string]string{"product": "a#b"}))
	assert.Equal(t, []string{"2.0"}, see(t, d, handlertest.Manager, map[string]string{"product": "recorder"}))

	resp := d.Do(t, handlertest.Call{Route: listing, As: handlertest.Ivan, Query: softswitch()})
	own := handlertest.Read[listed](t, resp)
	assert.Equal(t, "volga", own.Customer)
	assert.Empty(t, own.Releases[0].File)
	assert.NotEmpty(t, own.Releases[0].Rights[0].Reason)
	assert.Equal(t, "softswitch/softswitch-4.2.txt", handlertest.Read[listed](t, d.Do(t, handlertest.Call{Route: listing, As: handlertest.Manager, Query: softswitch()})).Releases[1].File)

	for name, c := range map[string]struct {
		as     handlertest.Person
		query  map[string]string
		status int
	}{
		"no product":          {handlertest.Manager, nil, http.StatusBadRequest},
		"no product either":   {handlertest.Ivan, nil, http.StatusBadRequest},
		"a bad cursor":        {handlertest.Manager, map[string]string{"product": "softswitch", "cursor": "x"}, http.StatusBadRequest},
		"somebody else's":     {handlertest.Ivan, map[string]string{"product": "softswitch", "customer": "kama"}, http.StatusNotFound},
		"nobody's":            {handlertest.Ivan, map[string]string{"product": "softswitch", "customer": "tigris"}, http.StatusNotFound},
		"a contact of nobody": {handlertest.Person{Subject: "nobody", Roles: handlertest.Ivan.Roles}, softswitch(), http.StatusForbidden},
		"an operator":         {handlertest.Operator, softswitch(), http.StatusForbidden},
	} {
		assert.Equal(t, c.status, d.Do(t, handlertest.Call{Route: listing, As: c.as, Query: c.query}).StatusCode, name)
	}
}

// A partner's people see of a customer's systems only those that are theirs.
func TestAPartnerSeesItsOwnSystemsOnly(t *testing.T) {
	t.Parallel()
	d := shop(t, "oka")
	require.NoError(t, d.Store.PutInstallation(t.Context(), "oka", entitlement.Installation{ID: "own", Product: "softswitch", Version: "4.1"}, 1))
	assert.Equal(t, "4.2 ryazan accepted", see(t, d, handlertest.Olga, softswitch())[1])
	assert.Equal(t, "4.2 own refused NO_CERTIFICATE ryazan refused CONTACT_NOT_AUTHORISED", see(t, d, handlertest.Nina, softswitch())[1])
}

func newRelease() handlertest.Body {
	return handlertest.Body{
		"product": "softswitch", "version": "4.3", "kind": "major", "titleRu": "Версия 4.3", "titleEn": "Version 4.3",
		"file": "softswitch/softswitch-4.3.tar.gz", "size": 5, "sha256": strings.Repeat("ab", 32), "publishedOn": "2026-11-23",
	}
}

func publish(as handlertest.Person, body any) handlertest.Call {
	return handlertest.Call{Route: publishing, As: as, JSON: body}
}

func TestAManagerPublishes(t *testing.T) {
	t.Parallel()
	d := shop(t, "volga")
	resp := d.Do(t, publish(handlertest.Manager, newRelease()))
	require.Equal(t, http.StatusCreated, resp.StatusCode, resp.Body)
	assert.Equal(t, resp, d.Do(t, publish(handlertest.Manager, newRelease())), "the same again")
	assert.Equal(t, "4.3 hq accepted", see(t, d, handlertest.Ivan, softswitch())[0])
	stands, err := d.Store.Release(t.Context(), "softswitch", "4.3")
	require.NoError(t, err)
	assert.Equal(t, handlertest.Manager.Subject, stands.By)
	for name, other := range map[string]handlertest.Body{
		"another file": newRelease().With("size", 6), "another kind": newRelease().With("kind", "update"), "written otherwise": newRelease().With("version", "4.3.0"),
	} {
		resp := d.Do(t, publish(handlertest.Manager, other))
		assert.Equal(t, http.StatusConflict, resp.StatusCode, name)
	}
	hotfix := newRelease().With("version", "4.1.7").With("kind", "hotfix")
	assert.Equal(t, []string{"fixes=REQUIRED"}, fields(t, d.Do(t, publish(handlertest.Manager, hotfix))))
	assert.Equal(t, []string{"fixes=INVALID"}, fields(t, d.Do(t, publish(handlertest.Manager, hotfix.With("fixes", "x")))))
	assert.Equal(t, http.StatusCreated, d.Do(t, publish(handlertest.Manager, hotfix.With("fixes", "4.1"))).StatusCode)
	for _, nobody := range []handlertest.Person{handlertest.Ivan, handlertest.Olga, handlertest.Operator, handlertest.Engineer, handlertest.Seller} {
		assert.Equal(t, http.StatusForbidden, d.Do(t, publish(nobody, newRelease().With("version", "7.7"))).StatusCode, nobody.Subject)
	}
	for _, c := range []struct {
		field string
		value any
		want  string
	}{
		{"product", "", "product=REQUIRED"},
		{"product", "typewriter", "product=UNKNOWN"},
		{"version", "4.3-rc1", "version=INVALID"},
		{"version", "1.2.3.4.5", "version=INVALID"},
		{"kind", "beta", "kind=NOT_ALLOWED"},
		{"fixes", "4.1", "fixes=NOT_ALLOWED"},
		{"titleRu", " ", "titleRu=REQUIRED"},
		{"titleEn", strings.Repeat("x", 201), "titleEn=TOO_LONG"},
		{"file", "/etc/passwd", "file=INVALID"},
		{"file", "softswitch/../secret", "file=INVALID"},
		{"file", "", "file=REQUIRED"},
		{"size", 0, "size=INVALID"},
		{"size", "big", "size=WRONG_TYPE"},
		{"sha256", strings.Repeat("AB", 32), "sha256=INVALID"},
		{"publishedOn", "2026-11-24", "publishedOn=INVALID"},
		{"publishedOn", "yesterday", "publishedOn=INVALID"},
		{"price", "0", "price=UNKNOWN_FIELD"},
	} {
		resp := d.Do(t, publish(handlertest.Manager, newRelease().With("version", "8.8").With(c.field, c.value)))
		assert.Equal(t, []string{c.want}, fields(t, resp), "%s %v", c.field, c.value)
	}
	_, err = d.Store.Release(t.Context(), "softswitch", "8.8")
	assert.ErrorIs(t, err, store.ErrNotFound)
}

func TestTwoWhoPublishAtOnce(t *testing.T) {
	t.Parallel()
	d := shop(t, "volga")
	statuses := make([]int, 6)
	var all sync.WaitGroup
	for i := range statuses {
		all.Go(func() {
			statuses[i] = d.Do(t, publish(handlertest.Manager, newRelease().With("size", 5+i))).StatusCode
		})
	}
	all.Wait()
	assert.ElementsMatch(t, []int{201, 409, 409, 409, 409, 409}, statuses)
}

func TestWhatIsWithdrawnIsGone(t *testing.T) {
	t.Parallel()
	d := shop(t, "volga")
	granted := ask(handlertest.Ivan, "4.2", "the-file-please", forHQ())
	require.Equal(t, http.StatusCreated, d.Do(t, granted).StatusCode)
	withdraw := func(as handlertest.Person, version string, body any) int {
		return d.Do(t, handlertest.Call{Route: withdrawing, Path: of(version), As: as, JSON: body}).StatusCode
	}
	why := handlertest.Body{"reason": "It loses calls."}
	assert.Equal(t, http.StatusForbidden, withdraw(handlertest.Engineer, "4.2", why))
	assert.Equal(t, http.StatusBadRequest, withdraw(handlertest.Manager, "4.2", handlertest.Body{}))
	assert.Equal(t, http.StatusNotFound, withdraw(handlertest.Manager, "9.9", why))
	assert.Equal(t, http.StatusOK, withdraw(handlertest.Manager, "4.2", why))
	assert.Equal(t, http.StatusOK, withdraw(handlertest.Manager, "4.2", handlertest.Body{"reason": "Again."}))
	stands, err := d.Store.Release(t.Context(), "softswitch", "4.2")
	require.NoError(t, err)
	assert.Equal(t, "It loses calls.", stands.Why)

	assert.Equal(t, "4.1.2 hq accepted", see(t, d, handlertest.Ivan, softswitch())[1])
	assert.Equal(t, "4.2 withdrawn", see(t, d, handlertest.Manager, softswitch())[1])
	assert.Equal(t, http.StatusNotFound, d.Do(t, granted).StatusCode, "also for who had it before")
	assert.Equal(t, http.StatusNotFound, d.Do(t, ask(handlertest.Manager, "4.2", "the-file-please", forHQ().With("customer", "volga"))).StatusCode)
}

func TestTheLogIsReadInPages(t *testing.T) {
	t.Parallel()
	d := shop(t, "volga", "kama")
	for i := range 27 {
		d.Clock.Forward(1000)
		require.Equal(t, http.StatusCreated, d.Do(t, ask(handlertest.Ivan, "4.1", fmt.Sprintf("file-%04d", i), forHQ())).StatusCode)
	}
	read := func(as handlertest.Person, customer, cursor string) (int, []string, string) {
		call := handlertest.Call{Route: readingOfLog, Path: map[string]string{"customer": customer}, As: as}
		if cursor != "" {
			call.Query = map[string]string{"cursor": cursor}
		}
		resp := d.Do(t, call)
		page := handlertest.Read[struct {
			Decisions []struct{ ID string }
			Next      string
		}](t, resp)
		var ids []string
		for _, one := range page.Decisions {
			ids = append(ids, one.ID)
		}
		return resp.StatusCode, ids, page.Next
	}
	for _, as := range []handlertest.Person{handlertest.Ivan, handlertest.Kate, handlertest.Seller, handlertest.Manager} {
		_, first, next := read(as, "volga", "")
		_, second, end := read(as, "volga", next)
		assert.Len(t, first, 25)
		assert.Len(t, second, 2)
		assert.Empty(t, end)
		assert.NotContains(t, first, second[0])
	}
	_, _, next := read(handlertest.Ivan, "volga", "")
	for name, c := range map[string]struct {
		as               handlertest.Person
		customer, cursor string
		status           int
	}{
		"a contact of another customer":       {Dina, "volga", "", http.StatusNotFound},
		"a customer that is not there":        {handlertest.Ivan, "tigris", "", http.StatusNotFound},
		"the same to the staff":               {handlertest.Manager, "tigris", "", http.StatusNotFound},
		"a name that no customer can have":    {handlertest.Manager, "a#b", "", http.StatusNotFound},
		"one that is far too long":            {handlertest.Manager, strings.Repeat("x", 3000), "", http.StatusNotFound},
		"a cursor of another customer":        {handlertest.Manager, "kama", next, http.StatusBadRequest},
		"a partner contact":                   {handlertest.Olga, "volga", "", http.StatusForbidden},
		"an engineer":                         {handlertest.Engineer, "volga", "", http.StatusForbidden},
		"an operator":                         {handlertest.Operator, "volga", "", http.StatusForbidden},
		"a partner's person who is a contact": {handlertest.Person{Subject: "olga@integrator.example", Roles: []auth.Role{auth.Contact, auth.PartnerContact}}, "volga", "", http.StatusNotFound},
	} {
		status, _, _ := read(c.as, c.customer, c.cursor)
		assert.Equal(t, c.status, status, name)
	}
}
