package importing_test

import (
	"encoding/json"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"flatsupport/infra/supportctl/importing"
	"flatsupport/infra/supportctl/importing/rows"
	"flatsupport/shared/coverage"
	"flatsupport/shared/entitlement"
	"flatsupport/shared/policy"
	"flatsupport/shared/store"
)

func TestTheExamplesBringEveryKindOfRecord(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	report := b.imported(t, examples(t)...)
	golden(t, "first.golden", text(report))

	facts, err := b.Facts(t.Context(), "ladoga")
	require.NoError(t, err)
	assert.Equal(t, entitlement.Customer{Ref: "customer/ladoga@1", ID: "ladoga", Name: "ООО «Ладога»", P1Engineers: []string{"belova", "nilsson"}}, facts.Customer)
	ilya, ok := facts.Contact("ilya")
	require.True(t, ok)
	assert.Equal(t, entitlement.Contact{
		Ref: "contact/ilya@1", ID: "ilya", Name: "Илья Ладожский", Email: "ilya.l@ladoga.example", Phone: "+7 (812) 000-00-43", Language: "ru", Authorised: true,
	}, ilya)
	assert.Contains(t, facts.Installations, entitlement.Installation{
		Ref: "inst/spb@1", ID: "spb", Product: "softswitch", Version: "4.1", CommissionedOn: day(2024, 2, 29), Area: "RU-SPE", Licences: 300,
	})
	assert.Contains(t, facts.Certificates, entitlement.Certificate{
		Ref: "cert/spb-2@1", ID: "spb-2", Edition: "flat-1.4", Package: policy.TS24x7Plus, Installation: "spb", SoldOn: day(2025, 2, 10),
		TermMonths: 12, Licences: 300, Level1: true, PreviousEnd: day(2025, 2, 28), Order: "Р-102", Renews: "spb-1",
	})
	assert.Contains(t, facts.Intents, entitlement.Intent{
		Ref: "intent/moscow-1@1", Certificate: "moscow-1", By: "ilya.l@ladoga.example", Evidence: "письмо № 21",
		DeclaredAt: time.Date(2026, 5, 25, 8, 30, 0, 0, time.UTC), WithdrawnAt: time.Date(2026, 6, 10, 6, 0, 0, 0, time.UTC),
	})
	pechora, err := b.Facts(t.Context(), "pechora")
	require.NoError(t, err)
	assert.Equal(t, "sever", pechora.Certificates[0].Partner)
	assert.Equal(t, []entitlement.Partner{{Ref: "partner/sever@1", ID: "sever", Name: "ООО «Север-Интегратор»", Active: true}}, pechora.Partners)
	served, err := b.CustomersOfPartner(t.Context(), "sever")
	require.NoError(t, err)
	assert.Equal(t, []string{"pechora"}, served)

	for subject, member := range map[string]store.Membership{
		"maria@onega.example": {Kind: store.ContactMember, Customer: "onega", Contact: "maria"},
		"auth0|ilya":          {Kind: store.ContactMember, Customer: "ladoga", Contact: "ilya"},
		"daria@sever.example": {Kind: store.PartnerMember, Partner: "sever", Contact: "daria"},
	} {
		members, err := b.Subject(t.Context(), subject)
		require.NoError(t, err)
		assert.Equal(t, []store.Membership{member}, members, subject)
	}
	assert.Empty(t, b.subject(t, "ilya.l@ladoga.example"), "another subject was named")

	belova, err := b.Staff(t.Context(), "belova")
	require.NoError(t, err)
	assert.Equal(t, store.Staff{
		ID: "belova", Name: "Анна Белова", Email: "belova@flat.example", Phone: "+7 900 000-02-02", Language: "ru", Levels: []policy.Level{2, 3}, Roles: []string{"engineer"},
	}, belova)
	duty, err := b.OnDuty(t.Context(), "L2", time.Date(2026, 12, 1, 15, 0, 0, 0, time.UTC))
	require.NoError(t, err)
	assert.Equal(t, []string{"belova"}, duty)
}

func day(y int, m time.Month, d int) coverage.Date { return coverage.Date{Year: y, Month: m, Day: d} }

func (b bench) subject(t *testing.T, subject string) []store.Membership {
	t.Helper()
	members, err := b.Subject(t.Context(), subject)
	require.NoError(t, err)
	return members
}

func TestTheSameFilesAgainChangeNothing(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	b.imported(t, examples(t)...)
	before := b.all(t)
	report := b.imported(t, examples(t)...)
	golden(t, "again.golden", text(report))
	assert.Zero(t, report.ToWrite)
	assert.Empty(t, report.Rows)
	assert.ElementsMatch(t, before, b.all(t))
}

func TestADryRunDecidesAndWritesNothing(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	dry, err := b.run(t, true, examples(t)...)
	require.NoError(t, err)
	assert.Empty(t, b.all(t))
	wet := b.imported(t, examples(t)...)
	assert.Equal(t, wet.Kinds, dry.Kinds)
	assert.Equal(t, wet.Rows, dry.Rows)
	assert.Contains(t, text(dry), "nothing was written (--dry-run)")
}

func TestAChangedRowIsTheNextVersionAndNothingElseIsWritten(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	files := examples(t)
	b.imported(t, files...)
	files = with(t, files, "certificates.csv", "komi;01.02.2026;10.02.2026;;12;45", "komi;01.02.2026;10.02.2026;;36;60")
	files = with(t, files, "installations.csv", "call-centre,contact-centre,2.1,,", "call-centre,contact-centre,2.2,2026-11-20,")
	files = with(t, files, "staff.csv", "belova@flat.example,+7 900 000-02-02,engineer,2 3,ru", "belova@flat.example,+7 900 000-02-12,engineer manager,3,en")
	files = with(t, files, "shifts.csv", "2026-12-02 09:00,2026-12-02 18:00", "2026-12-02 09:00,2026-12-02 17:00")
	files = with(t, files, "partners.csv", "yug,\"ООО \"\"Юг-Сервис\"\"\",none", "yug,\"ООО \"\"Юг-Сервис\"\"\",service_partner")
	files = with(t, files, "customers.csv", "ladoga,ООО «Ладога»,belova nilsson", "ladoga,АО «Ладога»,")
	files = with(t, files, "intents.csv", "spb-2,2026-02-20,,", "spb-2,2026-02-20,2026-03-01,")
	files = with(t, files, "contacts.csv", "en,no,", "en,yes,")
	report := b.imported(t, files...)
	golden(t, "changed.golden", text(report))
	assert.Equal(t, 8, report.ToWrite)

	facts, err := b.Facts(t.Context(), "pechora")
	require.NoError(t, err)
	assert.Equal(t, entitlement.Ref("cert/komi-1@2"), facts.Certificates[0].Ref)
	assert.Equal(t, 60, facts.Certificates[0].Licences)
	assert.Equal(t, entitlement.Ref("customer/pechora@1"), facts.Customer.Ref, "unchanged")
	versions := 0
	for _, item := range b.all(t) {
		if strings.HasPrefix(textOf(item["sk"]), "F#CERT#komi-1#") {
			versions++
		}
	}
	assert.Equal(t, 2, versions, "the first version stands")
	again := b.imported(t, files...)
	assert.Zero(t, again.ToWrite, text(again))
}

func TestAColumnThatIsNotThereLeavesWhatIsKnown(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	b.imported(t, examples(t)...)
	report := b.imported(t,
		file("contacts.csv", "customer,id,email", "ladoga,ilya,ilya.l@ladoga.example", "onega,,paul@onega.example"),
		file("certificates.csv", "customer,id,package,installation,soldOn,termMonths,licences", "pechora,komi-1,TS_8X5_L3,komi,2026-02-01,12,45"),
		file("staff.csv", "id,name,email,roles", "belova,Анна Белова,belova@flat.example,engineer"),
	)
	assert.Zero(t, report.ToWrite, text(report))
	report = b.imported(t, file("contacts.csv", "customer,email,phone", "onega,paul@onega.example,"))
	assert.Equal(t, []importing.Entry{{
		Kind: "contacts", ID: "onega paul", File: "contacts.csv", Line: 2, Outcome: importing.Changed,
		Fields: []rows.Change{{Field: "phone", Old: "+7 814 000-00-42"}},
	}}, report.Rows, "an empty cell is another value")
}

func TestRowsThatAreMissingTakeNothingAway(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	b.imported(t, examples(t)...)
	before := b.all(t)
	b.imported(t, file("customers.csv", "id,name", "onega,АО «Онега»"))
	assert.ElementsMatch(t, before, b.all(t))
}

func TestCellsThatLookLikeFormulasAreData(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	names := []string{"=1+1", "+7", "-", "@home"}
	for _, name := range names {
		b.imported(t, file("customers.csv", "id,name", "formula,"+name))
		facts, err := b.Facts(t.Context(), "formula")
		require.NoError(t, err)
		assert.Equal(t, name, facts.Customer.Name)
	}
}

func TestACertificateKeepsTheEditionThatItPinned(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	b.imported(t, examples(t)...)
	editions, err := policy.Editions()
	require.NoError(t, err)
	old, err := editions.Edition("flat-1.4")
	require.NoError(t, err)
	later := *old
	later.ID, later.ValidFrom = "flat-1.5", day(2025, 1, 1)
	im := importing.Import{
		Store: b.Store, Editions: editions.Add(&later), Now: monday,
		Files: append(examples(t), file("certificates.csv", "customer,id,package,installation,soldOn,termMonths,licences", "onega,new,TS_8X5,petrozavodsk,2025-01-01,12,1")),
	}
	report, err := im.Run(t.Context())
	require.NoError(t, err, text(report))
	assert.Equal(t, 1, report.Written, text(report))
	facts, err := b.Facts(t.Context(), "onega")
	require.NoError(t, err)
	pinned := map[string]string{}
	for _, c := range facts.Certificates {
		pinned[c.ID] = c.Edition
	}
	assert.Equal(t, map[string]string{"ТП 12/2025": "flat-1.4", "ТП 13/2025": "flat-1.4", "new": "flat-1.5"}, pinned)
}

func TestAPartnerWhoLostTheStatusKeepsWhatItHasBought(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	b.imported(t, examples(t)...)
	lost := with(t, examples(t), "partners.csv", "service_partner", "none")
	report := b.imported(t, lost...)
	assert.Equal(t, 1, report.Written, "the status alone")
	files := append(slices.Clone(lost), file("certificates.csv", "customer,id,package,installation,soldOn,termMonths,licences,partner", "pechora,komi-2,TS_8X5_L3,komi,2026-02-01,12,45,sever"))
	report, err := b.run(t, false, files...)
	assert.ErrorIs(t, err, importing.ErrDefects)
	require.Len(t, report.Defects, 1)
	assert.Equal(t, string(policy.PackagePartnerOnly), report.Defects[0].Code)
}

func TestAShiftIsEndedOrCancelledByItsStart(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	b.imported(t, examples(t)...)
	const header = "role,person,from,to"
	report := b.imported(t, file("shifts.csv", header,
		"L2,fedorov,2026-12-01 09:00,2026-12-01 09:00",
		"L2,fedorov,2026-12-01 10:00,2026-12-01 18:00",
		"MANAGER,gromova,2026-12-01,2026-12-31",
		"L2,belova,2024-01-01 09:00,2024-01-02 09:00",
	))
	assert.Equal(t, []importing.Count{{Kind: "shifts", New: 1, Changed: 2, Over: 1}}, report.Kinds)
	for hour, want := range map[int][]string{9: {}, 10: {"fedorov"}} {
		duty, err := b.OnDuty(t.Context(), "L2", time.Date(2026, 12, 1, hour-3, 0, 0, 0, time.UTC))
		require.NoError(t, err)
		assert.Equal(t, want, duty, hour)
	}
}

func TestTheReportIsAlsoJSON(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	report := b.imported(t, file(filepath.Join("somewhere", "customers.csv"), "id,name", "onega,АО «Онега»"))
	var out strings.Builder
	require.NoError(t, report.JSON(&out))
	var back importing.Report
	from := json.NewDecoder(strings.NewReader(out.String()))
	from.DisallowUnknownFields()
	require.NoError(t, from.Decode(&back))
	assert.Equal(t, report, back)
	assert.Contains(t, out.String(), "АО «Онега»")
}
