package main

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"flatsupport/infra/supportctl/explaining"
	"flatsupport/infra/supportctl/verifying"
	"flatsupport/shared/coverage"
	"flatsupport/shared/entitlement"
	"flatsupport/shared/store"
	"flatsupport/shared/store/storetest"
	"flatsupport/shared/ticket"
)

// sold is a customer whose books tell of a sale, a count, a renewal and, a day later, a correction of the sale that moves
// the renewal.
func sold(t *testing.T) (s *store.Store, db *dynamodb.Client, table string, where []string) {
	t.Helper()
	db, table = storetest.Table(t)
	s = store.New(db, table)
	day := func(y int, m time.Month, d int) coverage.Date { return coverage.Date{Year: y, Month: m, Day: d} }
	require.NoError(t, s.PutCustomer(t.Context(), entitlement.Customer{ID: "onega", Name: "Onega"}, 1))
	enter := func(at string, what store.Act, reason string, records store.Records) {
		instant, err := time.Parse(time.RFC3339, at)
		require.NoError(t, err)
		book, err := s.Book(t.Context(), "onega")
		require.NoError(t, err)
		_, err = s.Enter(t.Context(), book, store.Entry{
			At: instant, By: ticket.Actor{Role: ticket.Sales, ID: "vera"}, Key: at, What: what, Reason: reason,
		}, records)
		require.NoError(t, err)
	}
	first := entitlement.Certificate{
		ID: "hq-1", Edition: "flat-1.4", Package: "TS_8X5", Installation: "hq", SoldOn: day(2025, 11, 1), ActivationOn: day(2025, 11, 20),
		TermMonths: 12, Licences: 100, Order: "P-1",
	}
	enter("2025-11-01T09:00:00Z", store.ActSold, "", store.Records{
		Certificates: []entitlement.Certificate{first}, Installations: []entitlement.Installation{{ID: "hq", Product: "softswitch"}},
	})
	enter("2026-10-01T09:00:00Z", store.ActCounted, "", store.Records{
		Installations: []entitlement.Installation{{Ref: "inst/hq@1", ID: "hq", Product: "softswitch", Licences: 90}},
	})
	second := entitlement.Certificate{
		ID: "hq-2", Edition: "flat-1.4", Package: "TS_24X7", Installation: "hq", SoldOn: day(2026, 10, 5), TermMonths: 12, Licences: 90,
		PreviousEnd: day(2026, 11, 20), Renews: "hq-1", Activated: 90, Order: "P-2",
	}
	enter("2026-10-05T09:00:00Z", store.ActRenewed, "", store.Records{Certificates: []entitlement.Certificate{second}})
	first.Ref, first.ActivationOn, second.Ref, second.PreviousEnd = "cert/hq-1@1", day(2025, 11, 25), "cert/hq-2@1", day(2026, 11, 25)
	enter("2026-11-23T07:30:00Z", store.ActCorrected, "the order says the 25th", store.Records{Certificates: []entitlement.Certificate{first, second}})
	return s, db, table, []string{"--endpoint", storetest.Endpoint(t), "--table", table}
}

func TestACertificateIsExplainedWithItsChainAndHistory(t *testing.T) {
	t.Parallel()
	_, _, _, where := sold(t)
	explain := func(args ...string) (int, string, string) {
		return call(t, append(append([]string{"explain", "--customer", "onega", "--certificate"}, args...), where...)...)
	}
	for _, lang := range []string{"ru", "en"} {
		code, out, complaints := explain("hq-2", "--at", "2026-11-24", "--lang", lang)
		require.Zero(t, code, complaints)
		golden(t, "record."+lang+".golden", out)
	}
	code, out, complaints := explain("hq-1", "--as-of", "2026-11-22")
	require.Zero(t, code, complaints)
	golden(t, "record-then.en.golden", out)

	report := func(args ...string) explaining.Report {
		code, out, complaints := explain(append(args, "--json")...)
		require.Zero(t, code, complaints)
		var r explaining.Report
		require.NoError(t, json.Unmarshal([]byte(out), &r))
		return r
	}
	now, then := report("hq-2", "--at", "2026-11-22"), report("hq-2", "--as-of", "2026-11-22")
	assert.Equal(t, "2026-11-25", now.Certificate.Start)
	assert.Equal(t, "2026-11-20", then.Certificate.Start, "as it was known then")
	assert.Len(t, now.Certificate.Record.History, 2, "it begins with the certificate")
	assert.Len(t, then.Certificate.Record.History, 1)
	assert.NotNil(t, then.AsOf)
	assert.Equal(t, "hq-2", report("hq-1").Certificate.Record.RenewedBy)

	for want, args := range map[string][]string{
		"--certificate hq-9 of onega is not known":                         {"hq-9"},
		"hq-2 of onega is not known by what was on record at 2026-10-04":   {"hq-2", "--as-of", "2026-10-04"},
		`--as-of: "soon" is no time`:                                       {"hq-1", "--as-of", "soon"},
		"explain: --intent has nothing to do with a certificate on record": {"hq-1", "--intent", "2026-01-01"},
	} {
		code, _, complaints := explain(args...)
		assert.Equal(t, 2, code)
		assert.Contains(t, complaints, want)
	}
	code, _, complaints = call(t, append([]string{"explain", "--customer", "nobody", "--certificate", "hq-1"}, where...)...)
	assert.Equal(t, 2, code)
	assert.Contains(t, complaints, "--customer nobody is not known")
}

func TestTheCertificatesOfACustomerAreListed(t *testing.T) {
	t.Parallel()
	s, _, _, where := sold(t)
	for _, lang := range []string{"ru", "en"} {
		code, out, complaints := call(t, append([]string{"certificates", "--customer", "onega", "--at", "2026-11-24", "--lang", lang}, where...)...)
		require.Zero(t, code, complaints)
		golden(t, "certificates."+lang+".golden", out)
	}
	code, out, _ := call(t, append([]string{"certificates", "--customer", "onega", "--as-of", "2026-10-02", "--json"}, where...)...)
	require.Zero(t, code)
	assert.Contains(t, out, `"hq-1"`)
	assert.NotContains(t, out, `"hq-2"`, "it was not sold yet")
	require.NoError(t, s.PutCustomer(t.Context(), entitlement.Customer{ID: "empty"}, 1))
	code, out, _ = call(t, append([]string{"certificates", "--customer", "empty"}, where...)...)
	assert.Zero(t, code)
	assert.Equal(t, "There are no certificates.\n", out)
	for want, args := range map[string][]string{
		"whose? name the customer":      {},
		"--customer volga is not known": {"--customer", "volga"},
		`"onega" is not understood`:     {"onega"},
		`--lang "fr" is neither`:        {"--customer", "onega", "--lang", "fr"},
		`--at: "noon" is no time`:       {"--customer", "onega", "--at", "noon"},
	} {
		code, _, complaints := call(t, append(append([]string{"certificates"}, args...), where...)...)
		assert.Equal(t, 2, code)
		assert.Contains(t, complaints, want)
	}
}

func TestVerifyHoldsBooksAndCertificatesAgainstEachOther(t *testing.T) {
	t.Parallel()
	s, db, table, where := sold(t)
	look := func(args ...string) (int, string) {
		code, out, complaints := call(t, append(append([]string{"verify", "--at", "2026-11-24"}, args...), where...)...)
		assert.Empty(t, complaints)
		return code, out
	}
	code, out := look("--customer", "onega")
	assert.Zero(t, code, out)
	assert.Equal(t, "onega: the same; compared 2 certificates, 4 entries of books, 7 versions of records\n", out)
	require.NoError(t, s.PutCustomer(t.Context(), entitlement.Customer{ID: "empty"}, 1))
	code, out = look("--all")
	assert.Zero(t, code)
	assert.Contains(t, out, "2 customers, 0 with differences: compared 2 certificates, 4 entries of books, 8 versions of records\n")

	// Somebody has written past the book.
	facts, err := s.Facts(t.Context(), "onega")
	require.NoError(t, err)
	moved := facts.Certificates[0]
	moved.ActivationOn = coverage.Date{Year: 2025, Month: 12, Day: 1}
	require.NoError(t, s.PutCertificate(t.Context(), "onega", moved, 3))
	remove := func(sk string) {
		_, err := db.DeleteItem(t.Context(), &dynamodb.DeleteItemInput{TableName: aws.String(table), Key: map[string]types.AttributeValue{
			"pk": &types.AttributeValueMemberS{Value: "C#onega"}, "sk": &types.AttributeValueMemberS{Value: sk},
		}})
		require.NoError(t, err)
	}
	remove("F#INST#hq#0001")
	code, out = look("--customer", "onega")
	assert.Equal(t, 1, code)
	for _, want := range []string{
		"onega: differences: 3; ",
		"certificates contradict each other: RECORDS_CONTRADICT certificate=hq-2",
		"entry 1 names inst/hq@1, which is not there",
		"inst/hq@2 has no version before it",
	} {
		assert.Contains(t, out, want)
	}
	remove("K#000002")
	code, out = look("--customer", "onega", "--json")
	assert.Equal(t, 1, code)
	var reports verifying.Reports
	require.NoError(t, json.Unmarshal([]byte(out), &reports))
	assert.Empty(t, reports.Tickets)
	require.Len(t, reports.Customers, 1)
	whats := []string{}
	for _, d := range reports.Customers[0].Differences {
		whats = append(whats, d.String())
	}
	assert.Contains(t, strings.Join(whats, "\n"), `entries of the book are not numbered without a gap: recorded "3", computed "2"`)
}
