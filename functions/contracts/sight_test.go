package contracts_test

import (
	"fmt"
	"net/http"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"flatsupport/infra/handlertest"
	"flatsupport/shared/auth"
	"flatsupport/shared/coverage"
	"flatsupport/shared/entitlement"
	"flatsupport/shared/policy"
)

var boris = handlertest.Person{Subject: "boris@former.example", Roles: []auth.Role{auth.PartnerContact}}

// seen are the ids of the certificates of an answer.
func seen(t *testing.T, d *handlertest.Desk, c handlertest.Call) []string {
	t.Helper()
	resp := d.Do(t, c)
	require.Equal(t, http.StatusOK, resp.StatusCode, resp.Body)
	ids := []string{}
	for _, cert := range handlertest.Read[entry](t, resp).Certificates {
		ids = append(ids, cert.ID)
	}
	return ids
}

// A customer with support by a partner and support of its own, for the same system and for another.
func mixed(t *testing.T) *handlertest.Desk {
	t.Helper()
	d := handlertest.New(t, "oka")
	for i, installation := range []string{"ryazan", "kolomna"} {
		put(t, d, seller(sell, keyed("own-%d", i), at("oka", "", ""), sale(installation)))
	}
	return d
}

func TestAPartnersPeopleSeeAndTouchWhatIsBoundToThem(t *testing.T) {
	t.Parallel()
	d := mixed(t)
	of := func(who handlertest.Person, route string) handlertest.Call {
		return handlertest.Call{Route: route, As: who, Path: at("oka", "", ""), Query: map[string]string{}}
	}
	for _, route := range []string{own, list} {
		assert.Equal(t, []string{"oka-1"}, seen(t, d, of(handlertest.Olga, route)), route)
		assert.ElementsMatch(t, []string{"oka-1", "ryazan-1", "kolomna-1"}, seen(t, d, of(handlertest.Nina, route)), "the customer's own people: %s", route)
	}
	missing := d.Do(t, handlertest.Call{Route: show, As: handlertest.Olga, Path: at("oka", "oka-9", "")})
	require.Equal(t, http.StatusNotFound, missing.StatusCode)
	for _, id := range []string{"ryazan-1", "kolomna-1"} {
		assert.Equal(t, missing, d.Do(t, handlertest.Call{Route: show, As: handlertest.Olga, Path: at("oka", id, "")}), id)
		for _, act := range []string{"intent", "withdrawal"} {
			resp := d.Do(t, handlertest.Call{Route: onCertificate + act, As: handlertest.Olga, Path: at("oka", id, ""), Key: "a-partner-s-key", JSON: handlertest.Body{}})
			assert.Equal(t, missing, resp, "%s of %s", act, id)
		}
	}
	elsewhere := handlertest.Call{Route: onInstallation + "installed-version", As: handlertest.Olga, Path: at("oka", "", "kolomna"), Key: "elsewhere", JSON: handlertest.Body{"version": "4.2", "on": "2026-11-20"}}
	assert.Equal(t, missing, d.Do(t, elsewhere))

	there := elsewhere
	there.Path = at("oka", "", "ryazan")
	made := put(t, d, there)
	require.Len(t, made.Certificates, 1, "the other certificate of the system is not the partner's to see")
	assert.Equal(t, "oka-1", made.Certificates[0].ID)
}

// What a partner has done under a key is not shown again once it is somebody else's.
func TestAPartnerThatLostACertificateFindsNothingAgain(t *testing.T) {
	t.Parallel()
	d := handlertest.New(t, "oka", "ob")
	declared := handlertest.Call{Route: onCertificate + "intent", As: handlertest.Olga, Path: at("oka", "oka-1", ""), Key: "declared-once", JSON: handlertest.Body{}}
	put(t, d, declared)
	put(t, d, seller(status, "give-the-status", map[string]string{"partner": "former-partner"}, handlertest.Body{"status": "service_partner", "reason": "anew"}))
	put(t, d, seller(onCertificate+"partner", "give-it-away", at("oka", "oka-1", ""), handlertest.Body{"partner": "former-partner", "reason": "a letter"}))
	assert.Equal(t, http.StatusNotFound, d.Do(t, declared).StatusCode)
	assert.Equal(t, []string{"oka-1"}, seen(t, d, handlertest.Call{Route: list, As: boris, Path: at("oka", "", "")}))
}

// Without the status a partner's people see what is bound to them, and act no more (R24, G47).
func TestAFormerPartnerActsNoMore(t *testing.T) {
	t.Parallel()
	d := handlertest.New(t, "ob")
	assert.Equal(t, []string{"ob-1"}, seen(t, d, handlertest.Call{Route: list, As: boris, Path: at("ob", "", "")}))
	before := written(t, d)
	for route, body := range map[string]handlertest.Body{
		onCertificate + "withdrawal":         {},
		onInstallation + "commissioning":     {"on": "2026-11-20"},
		onInstallation + "installed-version": {"version": "4.2", "on": "2026-11-20"},
	} {
		resp := d.Do(t, handlertest.Call{Route: route, As: boris, Path: at("ob", "ob-1", "novosibirsk"), Key: "no-more-of-it", JSON: body})
		assert.Equal(t, http.StatusForbidden, resp.StatusCode, "%s: %s", route, resp.Body)
	}
	resp := d.Do(t, handlertest.Call{Route: onCertificate + "intent", As: boris, Path: at("ob", "ob-1", ""), Key: "no-more-of-it", JSON: handlertest.Body{}})
	refused := handlertest.Read[problem](t, resp)
	assert.Equal(t, "DECLARER_NOT_ALLOWED", refused.Code)
	assert.NotEmpty(t, refused.Clause, "by the policy")
	assert.ElementsMatch(t, before, written(t, d))
}

// A certificate that was taken back is the staff's to see.
func TestACancelledCertificateIsSeenByTheStaffAlone(t *testing.T) {
	t.Parallel()
	d := mixed(t)
	put(t, d, seller(onCertificate+"correction", "taken-back", at("oka", "kolomna-1", ""), handlertest.Body{"cancelled": true, "reason": "never signed"}))
	assert.NotContains(t, seen(t, d, handlertest.Call{Route: list, As: handlertest.Nina, Path: at("oka", "", "")}), "kolomna-1")
	assert.Contains(t, seen(t, d, handlertest.Call{Route: list, As: handlertest.Engineer, Path: at("oka", "", "")}), "kolomna-1")
	for who, want := range map[*handlertest.Person]int{&handlertest.Nina: http.StatusNotFound, &handlertest.Seller: http.StatusOK} {
		assert.Equal(t, want, d.Do(t, handlertest.Call{Route: show, As: *who, Path: at("oka", "kolomna-1", "")}).StatusCode, who.Subject)
	}
}

// The customer's people do not see who of the desk recorded what on which letter.
func TestTheHistoryIsTheStaffs(t *testing.T) {
	t.Parallel()
	d := handlertest.New(t, "volga")
	put(t, d, seller(onCertificate+"intent", "on-behalf-of", at("volga", "volga-1", ""), handlertest.Body{"evidence": "letter 17", "reason": "asked by phone"}))
	for _, who := range []handlertest.Person{handlertest.Ivan, handlertest.Seller} {
		resp := d.Do(t, handlertest.Call{Route: show, As: who, Path: at("volga", "volga-1", "")})
		require.Equal(t, http.StatusOK, resp.StatusCode)
		for _, secret := range []string{"letter 17", "asked by phone", `"history"`} {
			if who.Subject == handlertest.Seller.Subject {
				assert.Contains(t, resp.Body, secret)
			} else {
				assert.NotContains(t, resp.Body, secret)
			}
		}
	}
}

// However many certificates a customer has, the answer is whole, quick, and small enough for the gateway.
func TestACustomerWithFiveHundredCertificates(t *testing.T) {
	t.Parallel()
	const many = 500
	d := handlertest.New(t, "volga")
	for i := range many {
		require.NoError(t, d.Store.PutCertificate(t.Context(), "volga", entitlement.Certificate{
			ID: fmt.Sprintf("hq-%d", i+1), Edition: "flat-1.4", Package: policy.TS8x5, Installation: "hq",
			SoldOn: coverage.Date{Year: 2026, Month: time.January, Day: 1 + i%28}, TermMonths: 12, Licences: 1 + i,
		}, 1))
	}
	began := time.Now()
	resp := d.Do(t, handlertest.Call{Route: list, As: handlertest.Seller, Path: at("volga", "", "")})
	require.Equal(t, http.StatusOK, resp.StatusCode)
	assert.Len(t, handlertest.Read[entry](t, resp).Certificates, many+1)
	assert.Less(t, len(resp.Body), 1<<20)
	put(t, d, seller(sell, "one-more", at("volga", "", ""), sale("annex")))
	assert.Equal(t, http.StatusOK, d.Do(t, handlertest.Call{Route: own, As: handlertest.Ivan}).StatusCode)
	assert.Less(t, time.Since(began), 20*time.Second)
}
