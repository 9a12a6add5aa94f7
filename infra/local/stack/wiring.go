package stack

import (
	"fmt"
	"strings"

	"flatsupport/infra/local/gateway"
	"flatsupport/infra/local/outbox"
	"flatsupport/infra/local/parts"
	"flatsupport/infra/local/queues"
	"flatsupport/infra/local/schedules"
	"flatsupport/infra/template"
)

const (
	region   = "local"
	account  = "000000000000"
	mailFrom = "support@flat.example"
	// mailSecret is the key of the ids in mails: of this machine, where nobody is kept out.
	mailSecret = "local-key-of-mail-ids" //nolint:gosec // the local stack keeps nothing secret
	// alertSecret signs the calls of the webhook, which the stack's own outbox receives.
	alertSecret = "local-key-of-alerts" //nolint:gosec // likewise
	audience    = "flatsupport-local"
)

// readTemplate gives the parameters what they have on this machine.
func readTemplate(path, url string) (*template.Template, error) {
	return template.Read(path, map[string]string{"MailFrom": mailFrom, "MailInbox": mailFrom, "PortalUrl": url, "Stage": "dev"})
}

// lookup says what stands behind a reference of the template on this machine.
func (s *Stack) lookup(r template.Reference) (string, error) {
	switch r.Resource {
	case "AWS::Region":
		return region, nil
	case "AWS::AccountId":
		return account, nil
	case "AWS::StackName":
		return "local", nil
	case "AWS::Partition":
		return "aws", nil
	case "AWS::URLSuffix":
		return "amazonaws.com", nil
	}
	resource, ok := s.template.Resource(r.Resource)
	if !ok {
		return "", fmt.Errorf("%w: nothing is called %s", template.ErrBroken, r.Resource)
	}
	name := resource.ID
	switch resource.Type {
	case "AWS::SQS::Queue":
		if r.Attribute == "" || r.Attribute == "QueueUrl" {
			return s.queueURLs[name], nil
		}
	case "AWS::S3::Bucket":
		name = bucketName(name)
	case "AWS::Serverless::HttpApi":
		if r.Attribute == "ApiEndpoint" {
			return s.url, nil
		}
	}
	if r.Attribute == "Arn" {
		service := strings.ToLower(strings.Split(resource.Type, "::")[1])
		return strings.Join([]string{"arn", "aws", service, region, account, name}, ":"), nil
	}
	return name, nil
}

func bucketName(id string) string { return strings.ToLower(id) }

// environment is that of the template, with the endpoints of this machine, credentials that open nothing elsewhere,
// and the local issuer where the function checks tokens itself.
func (s *Stack) environment(f template.Function, endpoints map[string]string) (map[string]string, error) {
	local := map[string]string{
		"MAIL_SECRET": mailSecret, "ALERT_SECRET": alertSecret, "ALERT_WEBHOOK": s.internalURL + outbox.WebhookPath,
		"JWKS_URL": s.internalURL + "/.well-known/jwks.json", "JWT_ISSUER": s.issuer.URL(), "JWT_AUDIENCE": s.issuer.Audience(),
	}
	given := make(map[string]string, len(f.Environment))
	for name, value := range f.Environment {
		if own, ok := local[name]; ok {
			value = own
		}
		given[name] = value
	}
	f.Environment = given
	env, err := f.Fill(s.lookup)
	if err != nil {
		return nil, err
	}
	for name, value := range endpoints {
		env[name] = value
	}
	env["AWS_REGION"], env["AWS_DEFAULT_REGION"] = region, region
	env["AWS_ACCESS_KEY_ID"], env["AWS_SECRET_ACCESS_KEY"] = "local", "local"
	env["AWS_CONFIG_FILE"], env["AWS_SHARED_CREDENTIALS_FILE"] = "/dev/null", "/dev/null"
	env["AWS_EC2_METADATA_DISABLED"] = "true"
	env["CLOCK_OFFSET_FILE"] = s.door.Path()
	return env, nil
}

func routes(t *template.Template) []gateway.Route {
	list := make([]gateway.Route, 0, len(t.Routes))
	for _, r := range t.Routes {
		list = append(list, gateway.Route{
			Method: strings.ToUpper(r.Method), Path: r.Path, Function: r.Function, JWT: r.Authorizer != "",
			Throttle: gateway.Throttle{PerSecond: r.Throttle.Rate, Burst: r.Throttle.Burst},
		})
	}
	return list
}

func (s *Stack) mappings() []queues.Mapping {
	var list []queues.Mapping
	for _, m := range s.template.Mappings {
		queue, _ := s.template.Queue(m.Queue) // the template's reader has looked for it
		list = append(list, queues.Mapping{
			Function: m.Function, Queue: m.Queue, URL: s.queueURLs[m.Queue], BatchSize: m.BatchSize,
			Visibility: queue.Visibility, ReportFailures: m.ReportsFailures,
		})
	}
	return list
}

func timetable(t *template.Template) []schedules.Schedule {
	var list []schedules.Schedule
	for _, each := range t.Schedules {
		list = append(list, schedules.Schedule{Name: each.ID, Function: each.Function, Every: each.Every, Input: each.Input})
	}
	return list
}

func queueSpecs(t *template.Template) []parts.QueueSpec {
	var list []parts.QueueSpec
	for _, q := range t.Queues {
		list = append(list, parts.QueueSpec{Name: q.ID, DeadLetter: q.DeadLetters, MaxReceive: q.MaxReceives, Visibility: q.Visibility, Delay: q.Delay})
	}
	return list
}
