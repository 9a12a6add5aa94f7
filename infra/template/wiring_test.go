package template_test

import (
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"flatsupport/functions/contracts"
	"flatsupport/functions/desk"
	"flatsupport/functions/files"
	"flatsupport/functions/forms"
	"flatsupport/functions/intake"
	"flatsupport/functions/releases"
	"flatsupport/infra/template"
	"flatsupport/shared/store"
	"flatsupport/shared/web"
)

// public lists the routes open to everyone, by "METHOD /path": those of the public form, and those to which a link is the key.
var public = map[string]bool{
	"GET /v1/forms/requests":               true,
	"POST /v1/forms/requests":              true,
	"GET /v1/forms/confirmations/{token}":  true,
	"POST /v1/forms/confirmations/{token}": true,
	"GET /v1/uploads/{token}":              true,
	"GET /v1/uploads/{token}/done":         true,
}

func TestEveryRouteGoesWhereItShould(t *testing.T) {
	t.Parallel()
	got := map[string]string{}
	for _, route := range read(t, realTemplate, given).Routes {
		got[route.Method+" "+route.Path] = route.Function
	}
	const ofCustomer, ofSystem = "/v1/customers/{customer}/certificates", "POST /v1/customers/{customer}/installations/{installation}/"
	const ofCertificate = ofCustomer + "/{certificate}"
	const onDesk, onRelease = "POST /v1/desk/tickets/{number}/", "POST /v1/releases/{product}/{version}/"
	assert.Equal(t, map[string]string{
		"POST /v1/requests":                       "IntakeFunction",
		"POST /v1/hotline/requests":               "IntakeFunction",
		"POST /v1/promise":                        "IntakeFunction",
		"GET /v1/tickets":                         "IntakeFunction",
		"GET /v1/tickets/{number}":                "IntakeFunction",
		"POST /v1/tickets/{number}/replies":       "IntakeFunction",
		"GET /v1/desk/tickets/{number}":           "DeskFunction",
		"GET /v1/desk/unverified":                 "DeskFunction",
		"GET /v1/desk/unverified/{id}":            "DeskFunction",
		"GET /v1/desk/unverified/{id}/original":   "DeskFunction",
		"POST /v1/desk/unverified/{id}/take":      "DeskFunction",
		"POST /v1/desk/unverified/{id}/dismissal": "DeskFunction",
		onDesk + "responses":                      "DeskFunction",
		onDesk + "calls":                          "DeskFunction",
		onDesk + "assignment":                     "DeskFunction",
		onDesk + "escalation":                     "DeskFunction",
		onDesk + "milestones":                     "DeskFunction",
		onDesk + "merge":                          "DeskFunction",
		onDesk + "split":                          "DeskFunction",
		onDesk + "inquiries":                      "DeskFunction",
		onDesk + "contact":                        "DeskFunction",
		onDesk + "visits":                         "DeskFunction",
		onDesk + "continuation":                   "DeskFunction",
		onDesk + "resolution":                     "DeskFunction",
		onDesk + "priority":                       "DeskFunction",
		onDesk + "waiting":                        "DeskFunction",
		onDesk + "resumption":                     "DeskFunction",
		onDesk + "closure":                        "DeskFunction",
		onDesk + "reopening":                      "DeskFunction",
		onDesk + "notes":                          "DeskFunction",

		"GET /v1/entitlements":                   "ContractsFunction",
		"GET " + ofCustomer:                      "ContractsFunction",
		"GET " + ofCertificate:                   "ContractsFunction",
		"POST " + ofCustomer:                     "ContractsFunction",
		"POST " + ofCertificate + "/quote":       "ContractsFunction",
		"POST " + ofCertificate + "/renewal":     "ContractsFunction",
		"POST " + ofCertificate + "/correction":  "ContractsFunction",
		"POST " + ofCertificate + "/partner":     "ContractsFunction",
		"POST " + ofCertificate + "/level-1":     "ContractsFunction",
		"POST " + ofCertificate + "/intent":      "ContractsFunction",
		"POST " + ofCertificate + "/withdrawal":  "ContractsFunction",
		ofSystem + "commissioning":               "ContractsFunction",
		ofSystem + "licences":                    "ContractsFunction",
		ofSystem + "upgrades":                    "ContractsFunction",
		ofSystem + "installed-version":           "ContractsFunction",
		"POST /v1/partners/{partner}/statuses":   "ContractsFunction",
		"POST /v1/releases":                      "ReleasesFunction",
		"GET /v1/releases":                       "ReleasesFunction",
		onRelease + "withdrawal":                 "ReleasesFunction",
		onRelease + "downloads":                  "ReleasesFunction",
		onRelease + "upgrade-licences":           "ReleasesFunction",
		"GET /v1/customers/{customer}/downloads": "ReleasesFunction",
		"GET /v1/forms/requests":                 "FormsFunction",
		"POST /v1/forms/requests":                "FormsFunction",
		"GET /v1/forms/confirmations/{token}":    "FormsFunction",
		"POST /v1/forms/confirmations/{token}":   "FormsFunction",

		"GET /v1/tickets/{number}/files/{file}":      "FilesFunction",
		"GET /v1/desk/tickets/{number}/files/{file}": "FilesFunction",
		"GET /v1/uploads/{token}":                    "FilesFunction",
		"GET /v1/uploads/{token}/done":               "FilesFunction",
	}, got)
}

// A route of the API without a handler would be answered 404, and a handler without a route by nobody.
func TestEveryRouteHasItsHandler(t *testing.T) {
	t.Parallel()
	served := map[string]web.Routes{
		"IntakeFunction": intake.Handler{}.Routes(), "DeskFunction": desk.Handler{}.Routes(),
		"ContractsFunction": contracts.Handler{}.Routes(), "ReleasesFunction": releases.Handler{}.Routes(),
		"FormsFunction": forms.Handler{}.Routes(),
		"FilesFunction": files.Handler{}.Routes(),
	}
	want := map[string]string{}
	for function, routes := range served {
		for route := range routes {
			want[route] = function
		}
	}
	got := map[string]string{}
	for _, route := range read(t, realTemplate, given).Routes {
		got[route.Method+" "+route.Path] = route.Function
	}
	assert.Equal(t, want, got)
}

func TestNoRouteIsOpenUnlessListed(t *testing.T) {
	t.Parallel()
	for _, params := range installations() {
		for _, route := range read(t, realTemplate, params).Routes {
			key := route.Method + " " + route.Path
			if public[key] {
				assert.Empty(t, route.Authorizer, "%s is listed as public", key)
				assert.LessOrEqual(t, route.Throttle.Rate, 20.0, "%s can be called by anybody", key)
			} else {
				assert.Equal(t, "Tokens", route.Authorizer, key)
			}
			assert.Positive(t, route.Throttle.Rate, key)
			assert.Positive(t, route.Throttle.Burst, key)
		}
	}
}

func TestFunctionsAreWhereTheyShouldBe(t *testing.T) {
	t.Parallel()
	got := map[string]string{}
	for _, f := range read(t, realTemplate, given).Functions {
		got[f.ID] = f.Folder
		assert.Positive(t, f.Timeout, f.ID)
		assert.LessOrEqual(t, f.Timeout, time.Minute, f.ID)
	}
	assert.Equal(t, map[string]string{
		"IntakeFunction":      "functions/intake/lambda",
		"EntitlementFunction": "functions/entitlement/lambda",
		"SlaTimerFunction":    "functions/slatimer/lambda",
		"EscalationFunction":  "functions/escalation/lambda",
		"ReminderFunction":    "functions/reminder/lambda",
		"NotifyFunction":      "functions/notify/lambda",
		"MailEventsFunction":  "functions/mailevents/lambda",
		"DeskFunction":        "functions/desk/lambda",
		"ContractsFunction":   "functions/contracts/lambda",
		"ReleasesFunction":    "functions/releases/lambda",
		"MailroomFunction":    "functions/mailroom/lambda",
		"FormsFunction":       "functions/forms/lambda",
		"FilesFunction":       "functions/files/lambda",
		"MailSweepFunction":   "functions/mailsweep/lambda",
	}, got)
}

func TestFunctionsBehindTheAPIAnswerBeforeItHangsUp(t *testing.T) {
	t.Parallel()
	got := read(t, realTemplate, given)
	for _, route := range got.Routes {
		f, ok := got.Function(route.Function)
		require.True(t, ok)
		assert.Less(t, f.Timeout, 30*time.Second, "the API waits 30 s for %s", f.ID)
	}
}

func TestEnvironmentOfEachFunction(t *testing.T) {
	t.Parallel()
	token := map[string]string{
		"JWKS_URL": "", "ROLES_CLAIM": "cognito:groups",
		"JWT_ISSUER": "https://cognito-idp.${AWS::Region}.amazonaws.com/${UserPool}", "JWT_AUDIENCE": "${UserPoolClient}",
	}
	cases := map[string]map[string]string{
		"IntakeFunction": with(token, map[string]string{
			"ENTITLEMENT_QUEUE_URL": "${EntitlementQueue}", "NOTIFY_QUEUE_URL": "${NotifyQueue}",
		}),
		"EntitlementFunction": {"NOTIFY_QUEUE_URL": "${NotifyQueue}"},
		"SlaTimerFunction":    {"ESCALATION_QUEUE_URL": "${EscalationQueue}", "REMINDER_QUEUE_URL": "${ReminderQueue}"},
		"EscalationFunction":  {"ENTITLEMENT_QUEUE_URL": "${EntitlementQueue}", "NOTIFY_QUEUE_URL": "${NotifyQueue}"},
		"ReminderFunction":    {"NOTIFY_QUEUE_URL": "${NotifyQueue}"},
		"NotifyFunction": {
			"MAIL_FROM": given["MailFrom"], "MAIL_INBOX": given["MailInbox"], "MAIL_SECRET": "${MailSecret}", "MAIL_REPORTS": "${MailReports}",
			"ALERT_WEBHOOK": "", "ALERT_SECRET": "${AlertSecret}", "AWS_ENDPOINT_URL_SNS": "",
			"PORTAL_URL": given["PortalUrl"], "AWS_ENDPOINT_URL_SESV2": "",
		},
		"MailEventsFunction": {"MAIL_INBOX": given["MailInbox"], "MAIL_SECRET": "${MailSecret}", "NOTIFY_QUEUE_URL": "${NotifyQueue}"},
		"FormsFunction": {
			"FORM_QUEUE_URL": "${FormQueue}", "ENTITLEMENT_QUEUE_URL": "${EntitlementQueue}", "MAIL_SECRET": "${MailSecret}",
		},
		"FilesFunction": with(token, map[string]string{
			"ATTACHMENTS_BUCKET": "${AttachmentsBucket}", "NOTIFY_QUEUE_URL": "${NotifyQueue}", "PORTAL_URL": given["PortalUrl"],
			"AWS_ENDPOINT_URL_S3": "",
		}),
		"DeskFunction": with(token, map[string]string{
			"ENTITLEMENT_QUEUE_URL": "${EntitlementQueue}", "NOTIFY_QUEUE_URL": "${NotifyQueue}", "MAIL_BUCKET": "${MailBucket}",
			"AWS_ENDPOINT_URL_S3": "",
		}),
		"MailSweepFunction": {
			"MAIL_QUEUE_URL": "${MailQueue}", "MAIL_BUCKET": "${MailBucket}", "MAIL_FROM": given["MailFrom"],
			"PORTAL_URL": given["PortalUrl"], "AWS_ENDPOINT_URL_S3": "", "AWS_ENDPOINT_URL_SESV2": "",
		},
		"ContractsFunction": with(token, map[string]string{"ESCALATION_QUEUE_URL": "${EscalationQueue}"}),
		"ReleasesFunction":  with(token, map[string]string{"RELEASES_BUCKET": "${ReleasesBucket}", "AWS_ENDPOINT_URL_S3": ""}),
		"MailroomFunction": {
			"ENTITLEMENT_QUEUE_URL": "${EntitlementQueue}", "NOTIFY_QUEUE_URL": "${NotifyQueue}", "MAIL_BUCKET": "${MailBucket}",
			"ATTACHMENTS_BUCKET": "${AttachmentsBucket}",
			"MAIL_FROM":          given["MailFrom"], "MAIL_INBOX": given["MailInbox"], "MAIL_SECRET": "${MailSecret}",
			"PORTAL_URL": given["PortalUrl"], "AWS_ENDPOINT_URL_S3": "", "AWS_ENDPOINT_URL_SESV2": "",
		},
	}
	every := map[string]string{"TABLE_NAME": "${SupportTable}", "AWS_ENDPOINT_URL_DYNAMODB": "", "AWS_ENDPOINT_URL_SQS": ""}
	for _, f := range read(t, realTemplate, given).Functions {
		assert.Equal(t, with(cases[f.ID], every), f.Environment, f.ID)
	}
}

func TestIssuerByParameterReplacesTheUserPool(t *testing.T) {
	t.Parallel()
	got := read(t, realTemplate, with(given, map[string]string{"JwtIssuer": "https://id.flat.example", "JwtAudience": "desk"}))
	for _, r := range got.Resources {
		assert.False(t, strings.HasPrefix(r.Type, "AWS::Cognito::"), "%s is made although the issuer is given", r.ID)
	}
	intake, ok := got.Function("IntakeFunction")
	require.True(t, ok)
	assert.Equal(t, "https://id.flat.example", intake.Environment["JWT_ISSUER"])
	assert.Equal(t, "desk", intake.Environment["JWT_AUDIENCE"])
	api, ok := got.Resource("Api")
	require.True(t, ok)
	assert.Equal(t, map[string]any{"issuer": "https://id.flat.example", "audience": []any{"desk"}},
		dig(t, api.Properties, "Auth", "Authorizers", "Tokens", "JwtConfiguration"))

	_, err := template.Read(realTemplate, with(given, map[string]string{"JwtIssuer": "https://id.flat.example"}))
	require.ErrorIs(t, err, template.ErrBroken)
	assert.ErrorContains(t, err, "JwtIssuer needs JwtAudience")
}

func TestQueuesFeedTheirFunctions(t *testing.T) {
	t.Parallel()
	got := map[string]string{}
	for _, m := range read(t, realTemplate, given).Mappings {
		got[m.Queue] = m.Function
		assert.Equal(t, 10, m.BatchSize, m.Queue)
		assert.True(t, m.ReportsFailures, m.Queue)
	}
	assert.Equal(t, map[string]string{
		"EntitlementQueue": "EntitlementFunction",
		"EscalationQueue":  "EscalationFunction",
		"ReminderQueue":    "ReminderFunction",
		"NotifyQueue":      "NotifyFunction",
		"MailEventsQueue":  "MailEventsFunction",
		"MailQueue":        "MailroomFunction",
		"FormQueue":        "MailroomFunction",
	}, got)
}

func TestTheSweepsRun(t *testing.T) {
	t.Parallel()
	got := map[string]template.Schedule{}
	for _, s := range read(t, realTemplate, given).Schedules {
		s.Line, s.Expression = 0, ""
		got[s.ID] = s
	}
	assert.Equal(t, map[string]template.Schedule{
		"EveryMinute": {ID: "EveryMinute", Function: "SlaTimerFunction", Every: time.Minute, DeadLetters: "SlaTimerDeadLetterQueue"},
		"RecentMails": {ID: "RecentMails", Function: "MailSweepFunction", Every: 5 * time.Minute, DeadLetters: "MailSweepDeadLetterQueue"},
		"AllMails": {
			ID: "AllMails", Function: "MailSweepFunction", Every: 24 * time.Hour, DeadLetters: "MailSweepDeadLetterQueue", Input: `{"all": true}`,
		},
	}, got)
}

func TestTableIsTheOneTheStoreWants(t *testing.T) {
	t.Parallel()
	want := store.Schema("any")
	kinds := map[string]string{}
	for _, a := range want.AttributeDefinitions {
		kinds[aws.ToString(a.AttributeName)] = string(a.AttributeType)
	}
	key := func(schema []types.KeySchemaElement) template.Key {
		var k template.Key
		for _, part := range schema {
			attribute := template.Attribute{Name: aws.ToString(part.AttributeName), Type: kinds[aws.ToString(part.AttributeName)]}
			if part.KeyType == types.KeyTypeHash {
				k.Hash = attribute
			} else {
				k.Range = attribute
			}
		}
		return k
	}
	var indexes []template.Index
	for _, index := range want.GlobalSecondaryIndexes {
		indexes = append(indexes, template.Index{
			Name: aws.ToString(index.IndexName), Key: key(index.KeySchema), Projection: string(index.Projection.ProjectionType),
		})
	}

	got := read(t, realTemplate, given)
	require.Len(t, got.Tables, 1)
	table := got.Tables[0]
	assert.Equal(t, "SupportTable", table.ID)
	assert.Equal(t, key(want.KeySchema), table.Key)
	assert.Equal(t, indexes, table.Indexes)
	assert.Equal(t, store.ExpiryAttribute, table.TTL)
	resource, ok := got.Resource("SupportTable")
	require.True(t, ok)
	assert.Equal(t, string(want.BillingMode), resource.Properties["BillingMode"])
	assert.Len(t, resource.Properties["AttributeDefinitions"], len(kinds))
}

// installations are the parameters of the kinds of installation that the conditions tell apart.
func installations() map[string]map[string]string {
	return map[string]map[string]string{
		"with its own user pool": given,
		"with everything given": with(given, map[string]string{
			"Stage": "prod", "JwtIssuer": "https://id.flat.example", "JwtAudience": "desk", "AlarmEmail": "duty@flat.example",
			"OperatorRoleArn": "arn:aws:iam::111122223333:role/operator", "IntakeConcurrency": "20",
		}),
	}
}

func with(base, more map[string]string) map[string]string {
	all := map[string]string{}
	for _, part := range []map[string]string{base, more} {
		for key, value := range part {
			all[key] = value
		}
	}
	return all
}

// dig goes down into nested fields.
func dig(t *testing.T, from any, path ...string) any {
	t.Helper()
	for _, key := range path {
		fields, ok := from.(map[string]any)
		require.True(t, ok, "%s of %v", key, path)
		from = fields[key]
	}
	return from
}
