package main

import (
	"encoding/json"
	"flag"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"flatsupport/infra/handlertest"
	"flatsupport/infra/proof"
	"flatsupport/infra/supportctl/explaining"
	"flatsupport/infra/supportctl/verifying"
	"flatsupport/infra/verify"
	"flatsupport/shared/store/storetest"
	"flatsupport/shared/ticket"
)

var update = flag.Bool("update", false, "rewrite golden files")

// digest of an edition: it changes with every word of it.
var digest = regexp.MustCompile(`\([0-9a-f]{8}\)`)

// golden compares with a file of testdata.
func golden(t *testing.T, name, text string) {
	t.Helper()
	text = digest.ReplaceAllString(text, "(DIGEST)")
	path := filepath.Join("testdata", name)
	if *update {
		require.NoError(t, os.MkdirAll("testdata", 0o755))
		require.NoError(t, os.WriteFile(path, []byte(text), 0o600))
	}
	want, err := os.ReadFile(path)
	require.NoError(t, err)
	assert.Equal(t, string(want), text, name)
}

// What the command line explains from figures alone, word for word.
func TestFiguresAreExplained(t *testing.T) {
	t.Parallel()
	cases := map[string][]string{
		"due.en.golden":         {"--package", "TS_8X5", "--priority", "P4", "--received", "2026-11-23 09:00", "--at", "2026-11-23 09:00"},
		"due.ru.golden":         {"--package", "TS_8X5", "--priority", "P4", "--received", "2026-11-23 09:00", "--at", "2026-11-23 09:00", "--lang", "ru"},
		"paused.en.golden":      {"--package", "TS_8X5", "--priority", "P1", "--received", "2026-11-20 17:30", "--reading", "reaction.pause=waiting", "--pause", "2026-11-23 09:15..2026-11-23 09:45", "--at", "2026-11-23 09:45"},
		"zone.en.golden":        {"--package", "TS_8X5", "--priority", "P2", "--received", "2026-11-20 17:30", "--reading", "windows.zone=site", "--zone", "Asia/Yekaterinburg", "--at", "2026-11-20 17:30"},
		"no-clock.en.golden":    {"--package", "TS_8X5", "--priority", "P2", "--received", "2026-11-20 17:30", "--reading", "reaction.start=diagnostics_in", "--at", "2026-11-20 17:30"},
		"question.en.golden":    {"--package", "TS_24X7", "--priority", "P1", "--type", "question", "--received", "2026-11-23 09:00", "--at", "2026-11-23 09:00"},
		"draft.en.golden":       {"--package", "TS_8X5", "--priority", "P2", "--received", "2026-11-23 09:00", "--at", "2026-11-23 09:00", "--edition", "../../events/editions/flat-1.5.yaml"},
		"late.en.golden":        {"--certificate", "sold=2025-03-01,activation=2025-03-15,term=12,package=TS_8X5", "--intent", "2026-06-15", "--at", "2026-07-01"},
		"late.ru.golden":        {"--certificate", "sold=2025-03-01,activation=2025-03-15,term=12,package=TS_8X5", "--intent", "2026-06-15", "--at", "2026-07-01", "--lang", "ru"},
		"certificate.en.golden": {"--certificate", "sold=2025-03-01,activation=2025-03-15,commissioned=2025-04-01,term=12,package=TS_8X5", "--intent", "2026-03-18", "--at", "2026-04-01"},
		"certificate.ru.golden": {"--certificate", "sold=2025-03-01,activation=2025-03-15,commissioned=2025-04-01,term=12,package=TS_8X5", "--intent", "2026-03-18..2026-05-01", "--at", "2026-05-01", "--lang", "ru"},
		"renewal.en.golden":     {"--certificate", "sold=2026-02-11,previousEnd=2025-03-15,term=12,package=TS_24X7", "--at", "2026-02-11"},
	}
	for name, args := range cases {
		code, out, complaints := call(t, append([]string{"explain"}, args...)...)
		assert.Zero(t, code, complaints)
		assert.Empty(t, complaints)
		golden(t, name, out)
		code, out, _ = call(t, append([]string{"explain", "--json"}, args...)...)
		assert.Zero(t, code)
		var report explaining.Report
		require.NoError(t, json.Unmarshal([]byte(out), &report), name)
		for _, c := range report.Clocks {
			got, err := proof.Check(c.Explanation)
			require.NoError(t, err)
			require.NotNil(t, c.Due)
			assert.True(t, c.Due.Equal(got.Due))
			assert.NotEmpty(t, c.WhatIf)
		}
	}
}

func TestExplainRefusesBadCallsInOneSentence(t *testing.T) {
	t.Parallel()
	due := []string{"--package", "TS_8X5", "--priority", "P2", "--received", "2026-11-20 17:30"}
	cases := []struct {
		args []string
		want string
	}{
		{nil, "what? a ticket's number, --customer, --package or --certificate"},
		{[]string{"ABC"}, `"ABC" is no ticket number`},
		{[]string{"K7M29-QXF4A"}, "is no ticket number"},
		{[]string{"--lang", "fr"}, `--lang "fr" is neither ru nor en`},
		{[]string{"--package", "TS_8X5", "--priority", "P2"}, "--received is missing: a due time needs --package, --priority, --received"},
		{[]string{"--package", "TS_9", "--priority", "P2", "--received", "2026-11-20 17:30"}, `--package "TS_9" is not known; it can be TS_8X5, `},
		{[]string{"--package", "TS_8X5", "--priority", "P9", "--received", "2026-11-20 17:30"}, `--priority "P9" is not known`},
		{[]string{"--package", "TS_8X5", "--priority", "P2", "--received", "yesterday"}, `--received: "yesterday" is no time`},
		{append(due, "--customer", "volga"), "--package has nothing to do with a request"},
		{append(due, "--pause", "2026-11-23 09:00"), `--pause "2026-11-23 09:00" is not FROM..TO`},
		{append(due, "--pause", "2026-11-23 10:00..2026-11-23 09:00"), "ends before it begins"},
		{append(due, "--pause", "2026-11-19 10:00..2026-11-23 09:00"), "begins before the receipt"},
		{append(due, "--reading", "calendar.shortDay"), `--reading "calendar.shortDay" is not DATUM=VALUE`},
		{append(due, "--reading", "calendar.shortDay=half"), `calendar.shortDay: "half" is not a lawful value`},
		{append(due, "--edition", "flat-0.1"), `--edition: "flat-0.1" is neither the id of a published edition nor a file`},
		{append(due, "--zone", "Asia/Omsk"), "--zone changes nothing"},
		{append(due, "--zone", "Asia/Nowhere", "--reading", "windows.zone=site"), `--zone "Asia/Nowhere" is no time zone`},
		{append(due, "--channel", "fax"), `--channel "fax" is not known; it can be portal, hotline, email`},
		{append(due, "--reading", "calendar.shortDay=keep", "--reading", "calendar.shortDay=end_minus_1h"), "--reading gives calendar.shortDay twice"},
		{append(due, "--reading", "loyalty.months=14"), "explain: --reading: loyalty.months: a loyalty period of 14 months would outlast"},
		{append(due, "--at", "2026-11-20 17:29"), "--at 2026-11-20 17:29 is before --received 2026-11-20 17:30"},
		{[]string{"--certificate", "sold=2022-12-31,term=12,package=TS_8X5", "--at", "2026-01-01"}, "no edition of the policy was in force on 2022-12-31; name one with --edition"},
		{[]string{"--certificate", "sold=2026-06-01,previousEnd=2025-03-01,term=12,package=TS_8X5"}, "UPGRADE_REQUIRED: sold on 2026-06-01, 12 months or more after 2025-03-01: that needs an upgrade and is not back-dated (clause C, R15)"},
		{[]string{"--certificate", "sold=2026-03-01,previousEnd=2025-03-01,term=12,package=TS_8X5"}, "UPGRADE_REQUIRED"},
		{[]string{"--certificate", "sold=2025-03-01,activation=2025-02-28,term=12,package=TS_8X5"}, "activation=2025-02-28 lies before the sale on 2025-03-01"},
		{[]string{"--certificate", "sold=2025-03-01,term=13,package=TS_8X5", "--at", "2026-01-01"}, "TS_8X5 is not sold for 13 months; it is for 12, 36, 60"},
		{[]string{"--certificate", "sold=2025-02-30,term=12,package=TS_8X5", "--at", "2026-01-01"}, "sold=2025-02-30 is no date"},
		{[]string{"--certificate", "sold=2025-03-01,term=12", "--at", "2026-01-01"}, "package is missing"},
		{[]string{"--certificate", "seller=x,term=12,package=TS_8X5", "--at", "2026-01-01"}, `"seller" is none of sold`},
		{[]string{"--certificate", "term=12,term=36,package=TS_8X5", "--at", "2026-01-01"}, "names term twice"},
	}
	for _, c := range cases {
		code, out, complaints := call(t, append([]string{"explain"}, c.args...)...)
		assert.Equal(t, 2, code, c.want)
		assert.Empty(t, out)
		assert.Contains(t, complaints, c.want)
		assert.Equal(t, 1, strings.Count(complaints, "\n"), complaints)
	}
}

// explained is a P1 of don, answered late, whose records have changed since.
func explained(t *testing.T) (d *handlertest.Desk, number string, where []string) {
	t.Helper()
	d = handlertest.New(t, "don", "ural")
	john := handlertest.Person{Subject: "john@don.example", Roles: handlertest.Ivan.Roles}
	id := d.Open(t, john, "a-critical-one", handlertest.Critical("rostov"))
	d.Clock.Forward(30 * time.Minute)
	resp := d.Do(t, handlertest.Call{Route: "POST /v1/desk/tickets/{number}/priority", Number: ticket.ShowNumber(id), As: handlertest.Manager, Key: "a-change-of-it", JSON: handlertest.Body{"priority": "P2", "reason": "One department."}})
	require.Equal(t, 200, resp.StatusCode, resp.Body)
	d.Settle(t)
	facts, err := d.Store.Facts(t.Context(), "don")
	require.NoError(t, err)
	cert := facts.Certificates[0]
	cert.TermMonths = 12
	require.NoError(t, d.Store.PutCertificate(t.Context(), "don", cert, 2))
	return d, ticket.ShowNumber(id), []string{"--endpoint", storetest.Endpoint(t), "--table", d.Table}
}

func TestATicketIsExplainedByTheVersionsThatItNames(t *testing.T) {
	t.Parallel()
	_, number, where := explained(t)
	for _, lang := range []string{"ru", "en"} {
		code, out, complaints := call(t, append([]string{"explain", number, "--at", "2026-11-23 11:30", "--lang", lang}, where...)...)
		require.Zero(t, code, complaints)
		golden(t, "ticket."+lang+".golden", out)
	}
	code, out, _ := call(t, append([]string{"explain", number, "--json", "--at", "2026-11-23 10:40"}, where...)...)
	require.Zero(t, code)
	var report explaining.Report
	require.NoError(t, json.Unmarshal([]byte(out), &report))
	assert.Equal(t, number, report.Ticket)
	assert.Empty(t, report.Warnings)
	assert.Contains(t, report.Decision.Facts, "cert/don-1@1")
	require.Len(t, report.Clocks, 2, "as it was then, before the change")
	assert.Equal(t, "P1", report.Clocks[0].Priority)

	code, _, complaints := call(t, append([]string{"explain", number, "--at", "2026-11-01"}, where...)...)
	assert.Equal(t, 2, code)
	assert.Contains(t, complaints, "--at 2026-11-01 is before ticket")
	code, _, complaints = call(t, append([]string{"explain", ticket.ShowNumber(ticket.Number("don", "x", 0))}, where...)...)
	assert.Equal(t, 1, code)
	assert.Contains(t, complaints, "there is no ticket")
}

func TestARequestThatNobodyHasMadeIsExplained(t *testing.T) {
	t.Parallel()
	d, _, where := explained(t)
	before, err := d.Store.ScanTickets(t.Context())
	require.NoError(t, err)
	ask := func(args ...string) (int, string, string) {
		return call(t, append(append([]string{"explain", "--at", "2026-11-23 11:00"}, args...), where...)...)
	}
	code, out, complaints := ask("--customer", "don", "--installation", "rostov", "--by", "john", "--priority", "P1", "--channel", "hotline")
	require.Zero(t, code, complaints)
	assert.Contains(t, out, "Accepted: package")
	assert.Contains(t, out, "cert/don-1@2", "by the newest records")
	assert.Contains(t, out, "Reaction time: 2 h")
	assert.Contains(t, out, "Call-back: 2 h")
	code, out, _ = ask("--customer", "ural", "--installation", "ekb", "--by", "gleb", "--json")
	require.Zero(t, code)
	var report explaining.Report
	require.NoError(t, json.Unmarshal([]byte(out), &report))
	assert.Equal(t, "COVERAGE_EXPIRED", report.Decision.Code)
	assert.Empty(t, report.Clocks)
	assert.NotEmpty(t, report.Decision.WhatIf)
	after, err := d.Store.ScanTickets(t.Context())
	require.NoError(t, err)
	assert.Equal(t, before, after, "nothing is stored")
	for want, args := range map[string][]string{
		"--customer nobody is not known":                                      {"--customer", "nobody", "--installation", "rostov", "--by", "john"},
		`--installation "moon" is not known; it can be rostov`:                {"--customer", "don", "--installation", "moon", "--by", "john"},
		`--by "jane" is not known; it can be john`:                            {"--customer", "don", "--installation", "rostov", "--by", "jane"},
		`--type "wish" is not known; it can be incident, question, configure`: {"--customer", "don", "--installation", "rostov", "--by", "john", "--type", "wish"},
		"--installation is missing: a request needs":                          {"--customer", "don", "--by", "john"},
	} {
		code, _, complaints := ask(args...)
		assert.Equal(t, 2, code)
		assert.Contains(t, complaints, want)
	}
}

func TestVerifyFromTheCommandLine(t *testing.T) {
	t.Parallel()
	d, number, where := explained(t)
	code, out, complaints := call(t, append([]string{"verify", number, "--at", "2026-11-23 11:05"}, where...)...)
	assert.Zero(t, code, complaints)
	assert.Contains(t, out, number+": the same; compared ")
	code, out, _ = call(t, append([]string{"verify", "--all", "--json", "--at", "2026-11-23 11:05"}, where...)...)
	assert.Zero(t, code)
	var reports verifying.Reports
	require.NoError(t, json.Unmarshal([]byte(out), &reports))
	require.Len(t, reports.Tickets, 1)
	assert.Positive(t, reports.Tickets[0].Compared.Clocks)
	require.Len(t, reports.Customers, 2)
	assert.Equal(t, verify.CustomerCounts{Certificates: 1, Records: 5}, reports.Customers[0].Compared)

	id, err := ticket.ParseNumber(number)
	require.NoError(t, err)
	_, err = d.DB.DeleteItem(t.Context(), &dynamodb.DeleteItemInput{TableName: aws.String(d.Table), Key: map[string]types.AttributeValue{
		"pk": &types.AttributeValueMemberS{Value: "C#don"}, "sk": &types.AttributeValueMemberS{Value: "F#CERT#don-1#0001"},
	}})
	require.NoError(t, err)
	code, out, complaints = call(t, append([]string{"verify", "--all", "--at", "2026-11-23 11:05"}, where...)...)
	assert.Equal(t, 1, code)
	assert.Empty(t, complaints, "all is said")
	assert.Contains(t, out, number+": differences: 1; ")
	assert.Contains(t, out, "event 2 (Decided): cannot be judged again: facts of the decision: fact cert/don-1@1")
	assert.NotEmpty(t, id)

	code, out, _ = call(t, "verify", "--fields")
	assert.Zero(t, code)
	assert.Contains(t, out, "Assigned.Engineer")
	for want, args := range map[string][]string{
		"which tickets? name their numbers, or a --customer, or take --all": {},
		`"ABC" is no ticket number`:                                         {"ABC"},
		"both numbers and --all were given":                                 {"--all", "74HRB-KGQ54"},
		"both --customer and --all were given":                              {"--all", "--customer", "don"},
		`--at: "noon" is no time`:                                           {"--all", "--at", "noon"},
		"--late 1s is shorter":                                              {"--all", "--late", "1s"},
	} {
		code, _, complaints := call(t, append(append([]string{"verify"}, args...), where...)...)
		assert.Equal(t, 2, code)
		assert.Contains(t, complaints, want)
	}
	code, _, complaints = call(t, append([]string{"verify", ticket.ShowNumber(ticket.Number("don", "x", 0))}, where...)...)
	assert.Equal(t, 1, code)
	assert.Contains(t, complaints, "there is no ticket")
}
