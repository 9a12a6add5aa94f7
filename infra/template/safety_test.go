package template_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"flatsupport/infra/template"
)

func TestNoMessageIsLost(t *testing.T) {
	t.Parallel()
	got := read(t, realTemplate, given)
	dead := map[string]bool{}
	for _, q := range got.Queues {
		if q.DeadLetters != "" {
			dead[q.DeadLetters] = true
		}
	}
	for _, s := range got.Schedules {
		require.NotEmpty(t, s.DeadLetters, s.ID)
		dead[s.DeadLetters] = true
	}
	for _, q := range got.Queues {
		assert.True(t, q.Encrypted, q.ID)
		if dead[q.ID] {
			assert.Empty(t, q.DeadLetters, "%s is the end of the line", q.ID)
			continue
		}
		last, ok := got.Queue(q.DeadLetters)
		require.True(t, ok, "%s has no dead-letter queue", q.ID)
		assert.Greater(t, last.Retention, q.Retention, "what %s gives up is kept longer than it was tried", q.ID)
		assert.GreaterOrEqual(t, q.MaxReceives, 5, "%s: fewer tries than a short outage needs", q.ID)
	}
	assert.Len(t, got.Queues, 2*len(got.Mappings)+2) // and one for each function that is woken
}

func TestVisibilityOutlastsTheFunction(t *testing.T) {
	t.Parallel()
	got := read(t, realTemplate, given)
	for _, m := range got.Mappings {
		q, ok := got.Queue(m.Queue)
		require.True(t, ok)
		f, ok := got.Function(m.Function)
		require.True(t, ok)
		assert.GreaterOrEqual(t, q.Visibility, 6*f.Timeout+m.Window, "%s feeds %s", q.ID, f.ID)
	}
}

func TestAsynchronousInvocationsHaveAFailureDestination(t *testing.T) {
	t.Parallel()
	got := read(t, realTemplate, given)
	for _, s := range got.Schedules {
		function, ok := got.Resource(s.Function)
		require.True(t, ok)
		require.NotEmpty(t, s.DeadLetters, s.ID)
		assert.Equal(t, map[string]any{"Type": "SQS", "Destination": "${" + s.DeadLetters + ".Arn}"},
			dig(t, function.Properties, "EventInvokeConfig", "DestinationConfig", "OnFailure"), s.Function)
	}
}

// alarm is the part of an alarm that says what rings.
type alarm struct{ metric, of, statistic, comparison, threshold, missing string }

func alarms(t *testing.T, from *template.Template) map[alarm]string {
	t.Helper()
	found := map[alarm]string{}
	for _, r := range from.Resources {
		if r.Type != "AWS::CloudWatch::Alarm" {
			continue
		}
		of := []string{}
		dimensions, _ := r.Properties["Dimensions"].([]any)
		for _, dimension := range dimensions {
			of = append(of, strings.Join(texts(dig(t, dimension, "Value")), ""))
		}
		one := alarm{
			metric: text(r, "Namespace") + " " + text(r, "MetricName"), of: strings.Join(of, " "), statistic: text(r, "Statistic"),
			comparison: text(r, "ComparisonOperator"), threshold: text(r, "Threshold"), missing: text(r, "TreatMissingData"),
		}
		assert.Empty(t, found[one], "%s doubles it", r.ID)
		assert.Equal(t, []any{"${AlarmTopic}"}, r.Properties["AlarmActions"], "%s tells somebody", r.ID)
		found[one] = r.ID
	}
	return found
}

func text(r template.Resource, field string) string {
	return strings.Join(texts(r.Properties[field]), " ")
}

func TestEveryQueueIsWatched(t *testing.T) {
	t.Parallel()
	got := read(t, realTemplate, given)
	rings := alarms(t, got)
	for _, q := range got.Queues {
		want := alarm{
			metric: "AWS/SQS ApproximateNumberOfMessagesVisible", of: "${" + q.ID + ".QueueName}", statistic: "Maximum",
			comparison: "GreaterThanOrEqualToThreshold", threshold: "1", missing: "notBreaching",
		}
		if q.DeadLetters != "" {
			want.metric, want.threshold = "AWS/SQS ApproximateAgeOfOldestMessage", "300"
		}
		assert.Contains(t, rings, want)
	}
}

func TestEveryFunctionIsWatched(t *testing.T) {
	t.Parallel()
	got := read(t, realTemplate, given)
	rings := alarms(t, got)
	for _, f := range got.Functions {
		assert.Contains(t, rings, alarm{
			metric: "AWS/Lambda Errors", of: "${" + f.ID + "}", statistic: "Sum",
			comparison: "GreaterThanOrEqualToThreshold", threshold: "1", missing: "notBreaching",
		})
	}
}

func TestSilenceIsAnAlarm(t *testing.T) {
	t.Parallel()
	assert.Contains(t, alarms(t, read(t, realTemplate, given)), alarm{
		metric: "AWS/Lambda Invocations", of: "${SlaTimerFunction}", statistic: "Sum",
		comparison: "LessThanThreshold", threshold: "1", missing: "breaching",
	})
}

func TestLogsEndSomeDay(t *testing.T) {
	t.Parallel()
	got := read(t, realTemplate, given)
	for _, f := range got.Functions {
		function, ok := got.Resource(f.ID)
		require.True(t, ok)
		group, ok := dig(t, function.Properties, "LoggingConfig", "LogGroup").(string)
		require.True(t, ok, "%s logs where the retention is nobody's", f.ID)
		log, ok := got.Resource(strings.Trim(group, "${}"))
		require.True(t, ok, group)
		assert.Equal(t, "30", log.Properties["RetentionInDays"], log.ID)
	}
}

func TestQueuesTakeNothingInTheClearAndOnlyFromTheirProducers(t *testing.T) {
	t.Parallel()
	for name, params := range installations() {
		got := read(t, realTemplate, params)
		secure, producers := map[string]bool{}, map[string][]string{}
		for _, r := range got.Resources {
			if r.Type != "AWS::SQS::QueuePolicy" {
				continue
			}
			for _, statement := range statementsOf(t, r.Properties["PolicyDocument"]) {
				if fromTopic(t, r, statement) {
					continue
				}
				if statement["Sid"] == "FromTheTopic" { // a service has no role that could allow it
					assert.Equal(t, "${MailTopic}", dig(t, statement, "Condition", "ArnEquals", "aws:SourceArn"))
					assert.Equal(t, map[string]any{"Service": "sns.amazonaws.com"}, statement["Principal"])
					continue
				}
				assert.Equal(t, "Deny", statement["Effect"], r.ID)
				for _, queue := range texts(statement["Resource"]) {
					id := strings.TrimSuffix(strings.TrimPrefix(queue, "${"), ".Arn}")
					assert.Contains(t, r.Properties["Queues"], "${"+id+"}", "%s says what holds for %s", r.ID, id)
					switch statement["Sid"] {
					case "OnlyOverTls":
						assert.Equal(t, "false", dig(t, statement, "Condition", "Bool", "aws:SecureTransport"))
						secure[id] = statement["Action"] == "sqs:*"
					case "OnlyNamedProducers":
						assert.Equal(t, "sqs:SendMessage", statement["Action"])
						unless, ok := dig(t, statement, "Condition", "ArnNotEquals").(map[string]any)
						require.True(t, ok)
						for _, of := range []string{"aws:SourceArn", "aws:PrincipalArn"} {
							if unless[of] != nil {
								producers[id] = append(producers[id], texts(unless[of])...)
							}
						}
					default:
						t.Errorf("%s: what is %v", r.ID, statement["Sid"])
					}
				}
			}
		}
		for _, q := range got.Queues {
			assert.True(t, secure[q.ID], q.ID)
			if q.DeadLetters == "" {
				continue
			}
			want := []string{}
			for role, list := range rights {
				for _, right := range list {
					if right == "sqs:SendMessage on ${"+q.ID+".Arn}" {
						want = append(want, "${"+role+".Arn}")
					}
				}
			}
			if q.ID == "MailEventsQueue" { // nobody's of ours, as its own policy says
				assert.Empty(t, want)
				continue
			}
			if q.ID == "MailQueue" {
				want = append(want, "${MailTopic}")
			}
			if params["OperatorRoleArn"] != "" {
				want = append(want, params["OperatorRoleArn"])
			}
			assert.ElementsMatch(t, want, producers[q.ID], "%s, installation %s", q.ID, name)
		}
	}
}

// fromTopic holds a statement that lets a topic of SNS send, or nobody but it and the operator, against what it must say;
// false for any other statement.
func fromTopic(t *testing.T, r template.Resource, statement map[string]any) bool {
	t.Helper()
	condition, effect := "ArnEquals", "Allow"
	switch statement["Sid"] {
	case "FromItsTopic":
		assert.Equal(t, map[string]any{"Service": "sns.amazonaws.com"}, statement["Principal"], r.ID)
	case "OnlyFromItsTopic":
		condition, effect = "ArnNotEquals", "Deny"
	default:
		return false
	}
	assert.Equal(t, effect, statement["Effect"], r.ID)
	assert.Equal(t, "sqs:SendMessage", statement["Action"], r.ID)
	assert.Equal(t, "${MailEventsTopic}", dig(t, statement, "Condition", condition, "aws:SourceArn"), r.ID)
	return true
}

func TestDataOutlivesTheStack(t *testing.T) {
	t.Parallel()
	got := read(t, realTemplate, given)
	for _, id := range []string{"SupportTable", "AttachmentsBucket", "ReleasesBucket", "MailBucket", "MailSecret", "AlertSecret", "UserPool"} {
		kept, ok := got.Resource(id)
		require.True(t, ok)
		assert.Equal(t, "Retain", kept.DeletionPolicy, id)
		assert.Equal(t, "Retain", kept.UpdateReplacePolicy, id)
	}
	table, ok := got.Resource("SupportTable")
	require.True(t, ok)
	assert.Equal(t, true, table.Properties["DeletionProtectionEnabled"])
	assert.Equal(t, true, dig(t, table.Properties, "PointInTimeRecoverySpecification", "PointInTimeRecoveryEnabled"))
	assert.Equal(t, true, dig(t, table.Properties, "SSESpecification", "SSEEnabled"))

	require.Len(t, got.Buckets, 3)
	for _, b := range got.Buckets {
		assert.True(t, b.Versioned, b.ID)
		bucket, ok := got.Resource(b.ID)
		require.True(t, ok)
		assert.Equal(t, map[string]any{
			"BlockPublicAcls": true, "BlockPublicPolicy": true, "IgnorePublicAcls": true, "RestrictPublicBuckets": true,
		}, bucket.Properties["PublicAccessBlockConfiguration"], b.ID)
		assert.NotEmpty(t, bucket.Properties["BucketEncryption"], b.ID)
	}
}
