package importing_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"flatsupport/infra/supportctl/importing"
	"flatsupport/infra/supportctl/importing/rows"
	"flatsupport/shared/entitlement"
	"flatsupport/shared/store"
	"flatsupport/shared/ticket"
)

// What is imported of a customer is one entry of its book, and known from then on.
func TestAnImportIsOneEntryOfTheBookOfEachCustomer(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	b.imported(t, examples(t)...)
	book, err := b.Book(t.Context(), "ladoga")
	require.NoError(t, err)
	require.Len(t, book.Entries, 1)
	assert.Equal(t, store.Entry{
		Number: 1, At: monday, By: ticket.Actor{Role: ticket.Operator, ID: "gromova"}, What: store.ActImported,
		Evidence: "certificates.csv, installations.csv, intents.csv",
		Refs: []entitlement.Ref{
			"cert/moscow-1@1", "cert/spb-1@1", "cert/spb-2@1", "inst/moscow@1", "inst/spb@1", "intent/moscow-1@1", "intent/spb-2@1",
		},
	}, book.Entries[0])
	versions, err := b.FactHistory(t.Context(), "ladoga")
	require.NoError(t, err)
	for _, v := range versions {
		if len(v.Facts.Certificates)+len(v.Facts.Installations)+len(v.Facts.Intents) > 0 {
			assert.Equal(t, monday, v.RecordedAt, v.Ref)
		}
	}
	before, err := b.FactsAsOf(t.Context(), "ladoga", monday.Add(-time.Millisecond))
	require.NoError(t, err)
	assert.Empty(t, before.Certificates, "nothing was known of them before")
	partner, err := b.PartnerBook(t.Context(), "sever")
	require.NoError(t, err)
	require.Len(t, partner.Entries, 1)
	assert.Equal(t, []entitlement.Ref{"partner/sever@1"}, partner.Entries[0].Refs)
}

const certColumns = "customer,id,package,installation,soldOn,termMonths,licences,previousEnd,renews"

// soldMeanwhile puts something on record between the reading and the writing of an import.
func (b bench) soldMeanwhile(t *testing.T, customer string, records store.Records) func(stage string, done, of int) {
	t.Helper()
	return func(stage string, _, _ int) {
		if stage != "records read:" {
			return
		}
		book, err := b.Book(t.Context(), customer)
		assert.NoError(t, err)
		if len(book.Entries) == 1 {
			_, err = b.Enter(t.Context(), book, store.Entry{At: monday.Add(time.Minute), What: store.ActSold}, records)
			assert.NoError(t, err)
		}
	}
}

// What somebody else has put on record meanwhile about something else stays, and the import is an entry after it.
func TestAnImportComesAfterWhatWasSoldMeanwhile(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	b.imported(t, examples(t)...)
	facts, err := b.Facts(t.Context(), "onega")
	require.NoError(t, err)
	sold := facts.Certificates[0]
	sold.ID, sold.Ref = "sold", ""
	files := with(t, examples(t), "installations.csv", "RU-KR,120", "RU-KR,130")
	im := b.importOf(t, files...)
	im.Progress = b.soldMeanwhile(t, "onega", store.Records{Certificates: []entitlement.Certificate{sold}})
	report, err := im.Run(t.Context())
	require.NoError(t, err, text(report))
	assert.Equal(t, 1, report.Written)
	book, err := b.Book(t.Context(), "onega")
	require.NoError(t, err)
	require.Len(t, book.Entries, 3)
	assert.Equal(t, store.ActImported, book.Entries[2].What)
	assert.Equal(t, monday.Add(time.Minute), book.Entries[2].At, "the time of a book never runs backwards")
}

// A renewal sold meanwhile would not start any more where the imported day of commissioning lets its predecessor end.
func TestAnImportThatContradictsWhatWasSoldMeanwhileIsToldSo(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	b.imported(t, file("customers.csv", "id,name", "onega,Онега"),
		file("installations.csv", "customer,id,product", "onega,hq,softswitch"),
		file("certificates.csv", certColumns, "onega,c1,TS_8X5,hq,2025-09-01,12,5,,"))
	renewal := entitlement.Certificate{
		ID: "c2", Edition: "flat-1.4", Package: "TS_8X5", Installation: "hq", SoldOn: day(2026, 11, 20), TermMonths: 12, Licences: 5,
		PreviousEnd: day(2026, 11, 30), Renews: "c1",
	}
	im := b.importOf(t, file("installations.csv", "customer,id,product,commissionedOn", "onega,hq,softswitch,2025-10-01"))
	im.Progress = b.soldMeanwhile(t, "onega", store.Records{Certificates: []entitlement.Certificate{renewal}})
	report, err := im.Run(t.Context())
	assert.ErrorIs(t, err, importing.ErrUnfinished)
	assert.ErrorIs(t, err, store.ErrConflict)
	assert.ErrorContains(t, err, "RECORDS_CONTRADICT")
	assert.Zero(t, report.Written)
}

// A customer with more than a transaction takes gets several entries, each of whole systems.
func TestALargeCustomerIsImportedInSeveralEntries(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	systems := []string{"customer,id,product,commissionedOn"}
	sold := []string{certColumns}
	for i := range 50 {
		systems = append(systems, fmt.Sprintf("onega,s%02d,softswitch,2025-01-20", i))
		sold = append(sold,
			fmt.Sprintf("onega,s%02d-2,TS_8X5,s%02d,2026-01-10,12,5,2026-01-20,s%02d-1", i, i, i),
			fmt.Sprintf("onega,s%02d-1,TS_8X5,s%02d,2025-01-10,12,5,,", i, i))
	}
	files := []rows.File{file("customers.csv", "id,name", "onega,Онега"), file("installations.csv", systems...), file("certificates.csv", sold...)}
	assert.Equal(t, 151, b.imported(t, files...).Written)
	book, err := b.Book(t.Context(), "onega")
	require.NoError(t, err)
	require.Len(t, book.Entries, 2)
	for _, e := range book.Entries {
		assert.Zero(t, len(e.Refs)%3, "a system with both its certificates")
	}
	assert.Zero(t, b.imported(t, files...).ToWrite)
}

func TestCertificatesThatContradictEachOtherAreRefused(t *testing.T) {
	t.Parallel()
	base := []rows.File{
		file("customers.csv", "id,name", "onega,Онега"),
		file("installations.csv", "customer,id,product,commissionedOn", "onega,hq,softswitch,2025-01-20"),
	}
	const first = "onega,c1,TS_8X5,hq,2025-01-10,12,5,,"
	cases := []struct {
		name string
		rows []string
		want string
	}{
		{"a renewal starts where the one before it ends", []string{first, "onega,c2,TS_8X5,hq,2026-01-10,12,5,2026-01-21,c1"}, "RECORDS_CONTRADICT"},
		{"it renews what is renewed already", []string{first, "onega,c2,TS_8X5,hq,2026-01-10,12,5,2026-01-20,c1", "onega,c3,TS_8X5,hq,2026-01-11,12,5,2026-01-20,c1"}, "RECORDS_CONTRADICT"},
		{"it renews nothing that is there", []string{first, "onega,c2,TS_8X5,hq,2026-01-10,12,5,2026-01-20,c9"}, "certificate c9 of customer onega is not there"},
		{"it renews itself", []string{"onega,c1,TS_8X5,hq,2025-01-10,12,5,2025-01-20,c1"}, "RECORDS_CONTRADICT"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			b := newBench(t)
			files := slices.Concat(base, []rows.File{file("certificates.csv", append([]string{certColumns}, c.rows...)...)})
			report, err := b.run(t, false, files...)
			require.ErrorIs(t, err, importing.ErrDefects)
			require.Len(t, report.Defects, 1)
			assert.Contains(t, report.Defects[0].String(), c.want)
			assert.Contains(t, report.Defects[0].String(), "renews: ")
			assert.Empty(t, b.all(t))
		})
	}
}

// What the desk has put down itself and no column names stays.
func TestAnImportKeepsWhatNoColumnNames(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	b.imported(t, examples(t)...)
	book, err := b.Book(t.Context(), "onega")
	require.NoError(t, err)
	facts, err := b.Facts(t.Context(), "onega")
	require.NoError(t, err)
	c := facts.Certificates[0]
	c.Cancelled, c.Activated, c.Joins = true, 7, []string{"x"}
	_, err = b.Enter(t.Context(), book, store.Entry{At: monday, What: store.ActCorrected}, store.Records{Certificates: []entitlement.Certificate{c}})
	require.NoError(t, err)
	assert.Zero(t, b.imported(t, examples(t)...).ToWrite)
	b.imported(t, with(t, examples(t), "certificates.csv", "36;120", "36;121")...)
	facts, err = b.Facts(t.Context(), "onega")
	require.NoError(t, err)
	c.Ref, c.Licences = "cert/ТП 12/2025@3", 121
	assert.Equal(t, c, facts.Certificates[0])
}

func TestLicencesAreCountedBySystemAlone(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	b.imported(t, examples(t)...)
	count := func(n string) rows.File {
		return file("licences.csv", "customer,installation,activated", "onega,petrozavodsk,"+n)
	}
	report := b.imported(t, count("140"))
	assert.Equal(t, []importing.Count{{Kind: "licences", Changed: 1}}, report.Kinds)
	facts, err := b.Facts(t.Context(), "onega")
	require.NoError(t, err)
	inst := facts.Installations[1]
	assert.Equal(t, entitlement.Installation{
		Ref: "inst/petrozavodsk@2", ID: "petrozavodsk", Product: "softswitch", Version: "4.2", CommissionedOn: day(2025, 3, 15),
		Area: "RU-KR", Licences: 140,
	}, inst, "everything else stays")
	assert.Zero(t, b.imported(t, count("140")).ToWrite)

	_, err = b.run(t, false, count("150"), file("installations.csv", "customer,id,product,activatedLicences", "onega,petrozavodsk,softswitch,151"))
	assert.ErrorIs(t, err, importing.ErrDefects, "two files say two numbers")
	report = b.imported(t, count("150"), file("installations.csv", "customer,id,product,version", "onega,petrozavodsk,softswitch,4.3"))
	assert.Equal(t, 2, report.Written)
	facts, err = b.Facts(t.Context(), "onega")
	require.NoError(t, err)
	assert.Equal(t, entitlement.Ref("inst/petrozavodsk@3"), facts.Installations[1].Ref, "two rows, one record")
	assert.Equal(t, "4.3", facts.Installations[1].Version)
	assert.Equal(t, 150, facts.Installations[1].Licences)
	_, err = b.run(t, false, file("licences.csv", "customer,installation,activated", "onega,nowhere,1"))
	assert.ErrorIs(t, err, importing.ErrDefects)
}

// A status that a file changes holds from the import on; what held before stays on record (R24, G47).
func TestAPartnersStatusKeepsItsHistory(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	status := func(s string) rows.File { return file("partners.csv", "id,name,status", "sever,Север,"+s) }
	b.imported(t, status("service_partner"))
	b.imported(t, status("none"))
	p, err := b.Partner(t.Context(), "sever")
	require.NoError(t, err)
	assert.True(t, p.Active)
	assert.Equal(t, []entitlement.StatusChange{{At: monday, Active: false}}, p.Changes)
	assert.True(t, p.HasStatus(monday.Add(-time.Millisecond)))
	assert.Zero(t, b.imported(t, status("none")).ToWrite)

	later := b.importOf(t, status("service_partner"))
	later.Now = monday.Add(time.Hour)
	_, err = later.Run(t.Context())
	require.NoError(t, err)
	again := b.importOf(t, file("partners.csv", "id,name,status", "sever,ООО «Север»,service_partner"))
	again.Now = monday.Add(2 * time.Hour)
	_, err = again.Run(t.Context())
	require.NoError(t, err)
	p, err = b.Partner(t.Context(), "sever")
	require.NoError(t, err)
	assert.Equal(t, "ООО «Север»", p.Name)
	assert.Len(t, p.Changes, 2, "known changes are never lost")

	early := b.importOf(t, status("none"))
	early.Now = monday.Add(-time.Hour)
	report, err := early.Run(t.Context())
	assert.ErrorIs(t, err, importing.ErrDefects)
	assert.Contains(t, report.Defects[0].Text, "is on record already")
}
