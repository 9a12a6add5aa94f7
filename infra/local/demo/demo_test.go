package demo_test

import (
	"os"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"flatsupport/infra/local/demo"
	"flatsupport/shared/auth"
	"flatsupport/shared/coverage"
)

func read(t *testing.T, day string) demo.Demo {
	t.Helper()
	text, err := os.ReadFile("../../../events/demo.yaml")
	require.NoError(t, err)
	today, err := coverage.ParseDate(day)
	require.NoError(t, err)
	d, err := demo.Read(text, today)
	require.NoError(t, err)
	return d
}

func TestTheDemoIsCountedFromToday(t *testing.T) {
	t.Parallel()
	for _, day := range []string{"2026-11-23", "2027-02-28", "2028-02-29", "2029-12-31"} {
		d := read(t, day)
		today, err := time.Parse(time.DateOnly, day)
		require.NoError(t, err)
		assert.Equal(t, today.AddDate(0, 0, -400).Format(time.DateOnly), d.Given.Customers[0].Certificates[0].SoldOn)
	}
}

func TestEveryKindOfPersonCanSignIn(t *testing.T) {
	t.Parallel()
	people := read(t, "2026-11-23").People
	roles := map[auth.Role]int{}
	ids := map[string]bool{}
	for _, p := range people {
		roles[p.Role]++
		assert.False(t, ids[p.ID], "%s is there twice", p.ID)
		ids[p.ID] = true
		assert.NotEmpty(t, p.Name, p.ID)
		assert.NotEmpty(t, p.Email, p.ID)
		assert.Contains(t, []string{"ru", "en"}, p.Language, p.ID)
		if p.Role == auth.Contact {
			assert.NotEmpty(t, p.Places, p.ID)
			assert.NotEmpty(t, p.About["ru"], p.ID)
			assert.NotEmpty(t, p.About["en"], p.ID)
		}
	}
	for _, role := range []auth.Role{auth.Contact, auth.PartnerContact, auth.Operator, auth.Engineer, auth.Manager, auth.Sales} {
		assert.NotZero(t, roles[role], role)
	}
	olga, ok := people.Find("olga@integrator.example")
	require.True(t, ok)
	assert.Equal(t, []demo.Place{{Customer: "oka", CustomerName: "ООО «Ока»", Installation: "ryazan", Product: "softswitch"}}, olga.Places)
	_, ok = people.Find("nobody")
	assert.False(t, ok)
}

func TestEveryPackageHasACustomer(t *testing.T) {
	t.Parallel()
	sold := map[string]bool{}
	for _, c := range read(t, "2026-11-23").Given.Customers {
		for _, cert := range c.Certificates {
			sold[cert.Package] = true
		}
	}
	for _, code := range []string{"TS_8X5", "TS_24X7", "TS_24X7_PLUS", "TS_24X7_ONSITE", "TS_8X5_L3"} {
		assert.True(t, sold[code], code)
	}
}

func TestABrokenFileIsRefused(t *testing.T) {
	t.Parallel()
	for _, text := range []string{"given: {customers: [{id: volga, colour: red}]}", "given: [", "given: {customers: [{name: nameless}]}"} {
		_, err := demo.Read([]byte(text), coverage.Date{})
		assert.ErrorContains(t, err, "demo data", text)
	}
}
