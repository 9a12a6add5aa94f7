package releases_test

import (
	"fmt"
	"net/http"
	"sync"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"flatsupport/infra/handlertest"
	"flatsupport/shared/coverage"
	"flatsupport/shared/entitlement"
)

func askLicences(as handlertest.Person, version, key string, body handlertest.Body) handlertest.Call {
	return handlertest.Call{Route: licensing, Path: of(version), As: as, Key: key, JSON: body}
}

// R18: a major version comes with its licences, as many as are activated, once.
func TestUpgradeLicencesAreIssuedOnce(t *testing.T) {
	t.Parallel()
	d := shop(t, "volga")
	resp := d.Do(t, askLicences(handlertest.Ivan, "4.2", "licences-please", forHQ()))
	require.Equal(t, http.StatusCreated, resp.StatusCode, resp.Body)
	first := handlertest.Read[answer](t, resp)
	assert.Equal(t, 200, first.Licence.Licences)
	assert.Equal(t, first.Licence.ID, first.Decision.Licence)
	assert.Equal(t, "D", first.Decision.Clause)
	assert.Empty(t, first.Link.URL)

	assert.Equal(t, resp, d.Do(t, askLicences(handlertest.Ivan, "4.2", "licences-please", forHQ())), "the same key")
	require.NoError(t, d.Store.PutInstallation(t.Context(), "volga", entitlement.Installation{
		ID: "hq", Product: "softswitch", Version: "4.2", CommissionedOn: coverage.Date{Year: 2025, Month: 11, Day: 3}, Licences: 250,
	}, 2))
	for i, as := range []handlertest.Person{handlertest.Ivan, handlertest.Kate, handlertest.Seller, handlertest.Manager} {
		again := handlertest.Read[answer](t, d.Do(t, askLicences(as, "4.2.0", fmt.Sprintf("once-more-%d", i), forHQ().With("customer", "volga"))))
		assert.Equal(t, first.Licence, again.Licence, as.Subject)
	}
	assert.Len(t, log(t, d, "volga"), 5)
}

func TestManyAtOnceGetOneLicence(t *testing.T) {
	t.Parallel()
	d := shop(t, "volga")
	answers := make([]answer, 6)
	var all sync.WaitGroup
	for i := range answers {
		all.Go(func() {
			answers[i] = handlertest.Read[answer](t, d.Do(t, askLicences(handlertest.Ivan, "4.2", fmt.Sprintf("licences-%d", i%3), forHQ())))
		})
	}
	all.Wait()
	for _, a := range answers {
		assert.Equal(t, answers[0].Licence, a.Licence)
		assert.Equal(t, a.Licence.ID, a.Decision.Licence)
	}
	assert.Len(t, log(t, d, "volga"), 3)
}

func TestWhatHasNoUpgradeLicences(t *testing.T) {
	t.Parallel()
	d := shop(t, "volga", "kama", "amur", "oka")
	for version, want := range map[string]string{"4.1.1": "a hotfix", "4.1.2": "an update", "4.2.0.1": "the operating system"} {
		assert.Equal(t, []string{"version=NOT_ALLOWED"}, fields(t, d.Do(t, askLicences(handlertest.Ivan, version, "licences-please", forHQ()))), want)
	}
	older := handlertest.Body{"customer": "amur", "installation": "khabarovsk"}
	assert.Equal(t, []string{"version=NOT_ALLOWED"}, fields(t, d.Do(t, askLicences(handlertest.Manager, "4.1", "licences-please", older))), "older than what is installed")
	assert.Equal(t, []string{"installation=NOT_ALLOWED"}, fields(t, d.Do(t, askLicences(handlertest.Manager, "4.2", "licences-please", older))), "no licences are activated")

	resp := d.Do(t, askLicences(Dina, "4.2", "licences-please", handlertest.Body{"installation": "perm"}))
	assert.Equal(t, http.StatusForbidden, resp.StatusCode)
	assert.Equal(t, "RELEASE_NOT_ENTITLED", handlertest.Read[problem](t, resp).Code, "R11 not in loyalty")
	assert.Equal(t, []string{"contact dina 4.2 refused RELEASE_NOT_ENTITLED C"}, log(t, d, "kama"))
	assert.Equal(t, http.StatusCreated, d.Do(t, askLicences(handlertest.Olga, "4.2", "licences-please", handlertest.Body{"installation": "ryazan"})).StatusCode)
	for _, nobody := range []handlertest.Person{handlertest.Engineer, handlertest.Operator} {
		assert.Equal(t, http.StatusForbidden, d.Do(t, askLicences(nobody, "4.2", "licences-please", forHQ().With("customer", "volga"))).StatusCode)
	}
}
