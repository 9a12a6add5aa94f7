package template_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"flatsupport/infra/template"
)

// rights is everything that each role may do, as "action on resource". A function that begins to use another action is given it
// here and in the template; one that stops using it loses it in both.
var rights = map[string][]string{
	"IntakeRole": {
		"dynamodb:GetItem on ${SupportTable.Arn}",
		"dynamodb:BatchGetItem on ${SupportTable.Arn}",
		"dynamodb:Query on ${SupportTable.Arn}",
		"dynamodb:PutItem on ${SupportTable.Arn}",
		"dynamodb:UpdateItem on ${SupportTable.Arn}",
		"dynamodb:DeleteItem on ${SupportTable.Arn}",
		"sqs:SendMessage on ${EntitlementQueue.Arn}",
		"sqs:SendMessage on ${NotifyQueue.Arn}",
		"logs:CreateLogStream on ${IntakeLog.Arn}",
		"logs:PutLogEvents on ${IntakeLog.Arn}",
	},
	"EntitlementRole": {
		"dynamodb:GetItem on ${SupportTable.Arn}",
		"dynamodb:Query on ${SupportTable.Arn}",
		"dynamodb:PutItem on ${SupportTable.Arn}",
		"dynamodb:UpdateItem on ${SupportTable.Arn}",
		"sqs:ReceiveMessage on ${EntitlementQueue.Arn}",
		"sqs:DeleteMessage on ${EntitlementQueue.Arn}",
		"sqs:GetQueueAttributes on ${EntitlementQueue.Arn}",
		"sqs:SendMessage on ${NotifyQueue.Arn}",
		"logs:CreateLogStream on ${EntitlementLog.Arn}",
		"logs:PutLogEvents on ${EntitlementLog.Arn}",
	},
	"SlaTimerRole": {
		"dynamodb:Query on ${SupportTable.Arn}/index/wake",
		"dynamodb:UpdateItem on ${SupportTable.Arn}",
		"sqs:SendMessage on ${EscalationQueue.Arn}",
		"sqs:SendMessage on ${ReminderQueue.Arn}",
		"sqs:SendMessage on ${SlaTimerDeadLetterQueue.Arn}",
		"logs:CreateLogStream on ${SlaTimerLog.Arn}",
		"logs:PutLogEvents on ${SlaTimerLog.Arn}",
	},
	"SlaTimerScheduleRole": {
		"lambda:InvokeFunction on ${SlaTimerFunction.Arn}",
		"sqs:SendMessage on ${SlaTimerDeadLetterQueue.Arn}",
	},
	"EscalationRole": {
		"dynamodb:GetItem on ${SupportTable.Arn}",
		"dynamodb:Query on ${SupportTable.Arn}",
		"dynamodb:PutItem on ${SupportTable.Arn}",
		"dynamodb:UpdateItem on ${SupportTable.Arn}",
		"dynamodb:DeleteItem on ${SupportTable.Arn}",
		"sqs:ReceiveMessage on ${EscalationQueue.Arn}",
		"sqs:DeleteMessage on ${EscalationQueue.Arn}",
		"sqs:GetQueueAttributes on ${EscalationQueue.Arn}",
		"sqs:SendMessage on ${EntitlementQueue.Arn}",
		"sqs:SendMessage on ${NotifyQueue.Arn}",
		"logs:CreateLogStream on ${EscalationLog.Arn}",
		"logs:PutLogEvents on ${EscalationLog.Arn}",
	},
	"ReminderRole": {
		"dynamodb:GetItem on ${SupportTable.Arn}",
		"dynamodb:Query on ${SupportTable.Arn}",
		"dynamodb:UpdateItem on ${SupportTable.Arn}",
		"sqs:ReceiveMessage on ${ReminderQueue.Arn}",
		"sqs:DeleteMessage on ${ReminderQueue.Arn}",
		"sqs:GetQueueAttributes on ${ReminderQueue.Arn}",
		"sqs:SendMessage on ${NotifyQueue.Arn}",
		"logs:CreateLogStream on ${ReminderLog.Arn}",
		"logs:PutLogEvents on ${ReminderLog.Arn}",
	},
	"NotifyRole": {
		"dynamodb:GetItem on ${SupportTable.Arn}",
		"dynamodb:Query on ${SupportTable.Arn}",
		"dynamodb:PutItem on ${SupportTable.Arn}",
		"dynamodb:UpdateItem on ${SupportTable.Arn}",
		"sqs:ReceiveMessage on ${NotifyQueue.Arn}",
		"sqs:DeleteMessage on ${NotifyQueue.Arn}",
		"sqs:GetQueueAttributes on ${NotifyQueue.Arn}",
		"ses:SendEmail on arn:${AWS::Partition}:ses:${AWS::Region}:${AWS::AccountId}:identity/support@flat.example",
		"ses:SendEmail on arn:${AWS::Partition}:ses:${AWS::Region}:${AWS::AccountId}:identity/flat.example",
		"ses:SendEmail on arn:${AWS::Partition}:ses:${AWS::Region}:${AWS::AccountId}:configuration-set/${MailReports}",
		"sns:Publish on phones",
		"secretsmanager:GetSecretValue on ${MailSecret}",
		"secretsmanager:GetSecretValue on ${AlertSecret}",
		"logs:CreateLogStream on ${NotifyLog.Arn}",
		"logs:PutLogEvents on ${NotifyLog.Arn}",
	},
	"MailEventsRole": {
		"dynamodb:GetItem on ${SupportTable.Arn}",
		"dynamodb:Query on ${SupportTable.Arn}",
		"dynamodb:PutItem on ${SupportTable.Arn}",
		"dynamodb:UpdateItem on ${SupportTable.Arn}",
		"sqs:ReceiveMessage on ${MailEventsQueue.Arn}",
		"sqs:DeleteMessage on ${MailEventsQueue.Arn}",
		"sqs:GetQueueAttributes on ${MailEventsQueue.Arn}",
		"sqs:SendMessage on ${NotifyQueue.Arn}",
		"secretsmanager:GetSecretValue on ${MailSecret}",
		"logs:CreateLogStream on ${MailEventsLog.Arn}",
		"logs:PutLogEvents on ${MailEventsLog.Arn}",
	},
	"MailroomRole": {
		"dynamodb:GetItem on ${SupportTable.Arn}",
		"dynamodb:Query on ${SupportTable.Arn}",
		"dynamodb:PutItem on ${SupportTable.Arn}",
		"dynamodb:UpdateItem on ${SupportTable.Arn}",
		"dynamodb:DeleteItem on ${SupportTable.Arn}",
		"sqs:ReceiveMessage on ${MailQueue.Arn}",
		"sqs:DeleteMessage on ${MailQueue.Arn}",
		"sqs:GetQueueAttributes on ${MailQueue.Arn}",
		"sqs:ReceiveMessage on ${FormQueue.Arn}",
		"sqs:DeleteMessage on ${FormQueue.Arn}",
		"sqs:GetQueueAttributes on ${FormQueue.Arn}",
		"s3:GetObject on ${MailBucket.Arn}/*",
		"s3:PutObject on ${AttachmentsBucket.Arn}/*",
		"secretsmanager:GetSecretValue on ${MailSecret}",
		"sqs:SendMessage on ${EntitlementQueue.Arn}",
		"sqs:SendMessage on ${NotifyQueue.Arn}",
		"ses:SendEmail on arn:${AWS::Partition}:ses:${AWS::Region}:${AWS::AccountId}:identity/support@flat.example",
		"ses:SendEmail on arn:${AWS::Partition}:ses:${AWS::Region}:${AWS::AccountId}:identity/flat.example",
		"logs:CreateLogStream on ${MailroomLog.Arn}",
		"logs:PutLogEvents on ${MailroomLog.Arn}",
	},
	"FormsRole": {
		"dynamodb:GetItem on ${SupportTable.Arn}",
		"dynamodb:Query on ${SupportTable.Arn}",
		"dynamodb:PutItem on ${SupportTable.Arn}",
		"dynamodb:UpdateItem on ${SupportTable.Arn}",
		"dynamodb:DeleteItem on ${SupportTable.Arn}",
		"secretsmanager:GetSecretValue on ${MailSecret}",
		"sqs:SendMessage on ${FormQueue.Arn}",
		"sqs:SendMessage on ${EntitlementQueue.Arn}",
		"logs:CreateLogStream on ${FormsLog.Arn}",
		"logs:PutLogEvents on ${FormsLog.Arn}",
	},
	"MailSweepRole": {
		"dynamodb:GetItem on ${SupportTable.Arn}",
		"dynamodb:BatchGetItem on ${SupportTable.Arn}",
		"dynamodb:Query on ${SupportTable.Arn}",
		"dynamodb:PutItem on ${SupportTable.Arn}",
		"dynamodb:UpdateItem on ${SupportTable.Arn}",
		"dynamodb:DeleteItem on ${SupportTable.Arn}",
		"dynamodb:Query on ${SupportTable.Arn}/index/wake",
		"s3:ListBucket on ${MailBucket.Arn}",
		"sqs:SendMessage on ${MailQueue.Arn}",
		"ses:SendEmail on arn:${AWS::Partition}:ses:${AWS::Region}:${AWS::AccountId}:identity/support@flat.example",
		"ses:SendEmail on arn:${AWS::Partition}:ses:${AWS::Region}:${AWS::AccountId}:identity/flat.example",
		"sqs:SendMessage on ${MailSweepDeadLetterQueue.Arn}",
		"logs:CreateLogStream on ${MailSweepLog.Arn}",
		"logs:PutLogEvents on ${MailSweepLog.Arn}",
	},
	"MailSweepScheduleRole": {
		"lambda:InvokeFunction on ${MailSweepFunction.Arn}",
		"sqs:SendMessage on ${MailSweepDeadLetterQueue.Arn}",
	},
	"DeskRole": {
		"dynamodb:GetItem on ${SupportTable.Arn}",
		"dynamodb:Query on ${SupportTable.Arn}",
		"dynamodb:PutItem on ${SupportTable.Arn}",
		"dynamodb:UpdateItem on ${SupportTable.Arn}",
		"dynamodb:DeleteItem on ${SupportTable.Arn}",
		"s3:GetObject on ${MailBucket.Arn}/*",
		"sqs:SendMessage on ${EntitlementQueue.Arn}",
		"sqs:SendMessage on ${NotifyQueue.Arn}",
		"logs:CreateLogStream on ${DeskLog.Arn}",
		"logs:PutLogEvents on ${DeskLog.Arn}",
	},
	"ContractsRole": {
		"dynamodb:GetItem on ${SupportTable.Arn}",
		"dynamodb:BatchGetItem on ${SupportTable.Arn}",
		"dynamodb:Query on ${SupportTable.Arn}",
		"dynamodb:PutItem on ${SupportTable.Arn}",
		"dynamodb:UpdateItem on ${SupportTable.Arn}",
		"dynamodb:ConditionCheckItem on ${SupportTable.Arn}",
		"sqs:SendMessage on ${EscalationQueue.Arn}",
		"logs:CreateLogStream on ${ContractsLog.Arn}",
		"logs:PutLogEvents on ${ContractsLog.Arn}",
	},
	"FilesRole": {
		"dynamodb:GetItem on ${SupportTable.Arn}",
		"dynamodb:Query on ${SupportTable.Arn}",
		"dynamodb:PutItem on ${SupportTable.Arn}",
		"dynamodb:UpdateItem on ${SupportTable.Arn}",
		"s3:GetObject on ${AttachmentsBucket.Arn}/*",
		"s3:GetObjectVersion on ${AttachmentsBucket.Arn}/*",
		"s3:PutObject on ${AttachmentsBucket.Arn}/*",
		"sqs:SendMessage on ${NotifyQueue.Arn}",
		"logs:CreateLogStream on ${FilesLog.Arn}",
		"logs:PutLogEvents on ${FilesLog.Arn}",
	},
	"ReleasesRole": {
		"dynamodb:GetItem on ${SupportTable.Arn}",
		"dynamodb:Query on ${SupportTable.Arn}",
		"dynamodb:PutItem on ${SupportTable.Arn}",
		"s3:GetObject on ${ReleasesBucket.Arn}/*",
		"logs:CreateLogStream on ${ReleasesLog.Arn}",
		"logs:PutLogEvents on ${ReleasesLog.Arn}",
	},
}

func TestEachRoleMayDoWhatItsFunctionDoesAndNothingElse(t *testing.T) {
	t.Parallel()
	got := read(t, realTemplate, given)
	roles := map[string][]string{}
	for _, r := range got.Resources {
		if r.Type != "AWS::IAM::Role" {
			continue
		}
		assert.NotContains(t, r.Properties, "ManagedPolicyArns", "%s: managed policies allow more than is used", r.ID)
		roles[r.ID] = allowed(t, r)
	}
	for id, want := range rights {
		assert.ElementsMatch(t, want, roles[id], id)
	}
	assert.Len(t, roles, len(rights), "a role that is not pinned")
}

func TestNoRoleHasAWildcard(t *testing.T) {
	t.Parallel()
	for _, params := range installations() {
		for _, r := range read(t, realTemplate, params).Resources {
			if r.Type != "AWS::IAM::Role" {
				assert.NotContains(t, []string{"AWS::IAM::Policy", "AWS::IAM::ManagedPolicy"}, r.Type, "%s: rights stand in the role", r.ID)
				continue
			}
			for _, right := range allowed(t, r) {
				assert.NotContains(t, strings.TrimSuffix(right, "Bucket.Arn}/*"), "*", "%s: only the objects of a bucket have no names here", r.ID)
				assert.NotContains(t, right, "iam:", r.ID)
			}
		}
	}
}

func TestEachFunctionHasARoleOfItsOwn(t *testing.T) {
	t.Parallel()
	got := read(t, realTemplate, given)
	seen := map[string]string{}
	for _, f := range got.Functions {
		require.NotEmpty(t, f.Role, "%s: a role made by SAM has managed policies", f.ID)
		assert.Empty(t, seen[f.Role], "%s is shared", f.Role)
		seen[f.Role] = f.ID
		role, ok := got.Resource(f.Role)
		require.True(t, ok)
		assert.Equal(t, "AWS::IAM::Role", role.Type)
		assert.Equal(t, map[string]any{"Service": "lambda.amazonaws.com"}, trusted(t, role))
	}
	for _, id := range []string{"SlaTimerScheduleRole", "MailSweepScheduleRole"} {
		schedule, ok := got.Resource(id)
		require.True(t, ok)
		assert.Equal(t, map[string]any{"Service": "scheduler.amazonaws.com"}, trusted(t, schedule))
	}
}

// A function that is told of a queue may send to it, and one that may send is told of it.
func TestQueueAddressesAndRightsGoTogether(t *testing.T) {
	t.Parallel()
	got := read(t, realTemplate, given)
	for _, f := range got.Functions {
		told, may := []string{}, []string{}
		for name, value := range f.Environment {
			if strings.HasSuffix(name, "_QUEUE_URL") {
				told = append(told, strings.Trim(value, "${}"))
			}
		}
		for _, right := range rights[f.Role] {
			if queue, ok := strings.CutPrefix(right, "sqs:SendMessage on ${"); ok {
				if queue = strings.TrimSuffix(queue, ".Arn}"); !strings.HasSuffix(queue, "DeadLetterQueue") {
					may = append(may, queue)
				}
			}
		}
		assert.ElementsMatch(t, told, may, f.ID)
	}
}

func trusted(t *testing.T, role template.Resource) any {
	t.Helper()
	statements := statementsOf(t, role.Properties["AssumeRolePolicyDocument"])
	require.Len(t, statements, 1)
	assert.Equal(t, "sts:AssumeRole", statements[0]["Action"])
	return statements[0]["Principal"]
}

// allowed lists the rights of a role.
func allowed(t *testing.T, role template.Resource) []string {
	t.Helper()
	var list []string
	policies, ok := role.Properties["Policies"].([]any)
	require.True(t, ok, "%s has no policies", role.ID)
	for _, policy := range policies {
		for _, statement := range statementsOf(t, dig(t, policy, "PolicyDocument")) {
			require.Equal(t, "Allow", statement["Effect"], role.ID)
			for _, action := range texts(statement["Action"]) {
				if but, has := statement["NotResource"]; has {
					require.NotContains(t, statement, "Resource", role.ID)
					require.Equal(t, "arn:${AWS::Partition}:sns:*:*:*", but, "%s: only of SNS is what has no ARN a phone", role.ID)
					require.Equal(t, "sns:Publish", action, role.ID)
					list = append(list, action+" on phones")
					continue
				}
				for _, resource := range texts(statement["Resource"]) {
					list = append(list, action+" on "+resource)
				}
			}
		}
	}
	return list
}

func statementsOf(t *testing.T, document any) []map[string]any {
	t.Helper()
	items, ok := dig(t, document, "Statement").([]any)
	require.True(t, ok)
	statements := make([]map[string]any, 0, len(items))
	for _, item := range items {
		statement, ok := item.(map[string]any)
		require.True(t, ok)
		statements = append(statements, statement)
	}
	return statements
}

// texts reads what may be one text or a list of them.
func texts(value any) []string {
	items, ok := value.([]any)
	if !ok {
		return []string{fmt.Sprint(value)}
	}
	list := make([]string, 0, len(items))
	for _, item := range items {
		list = append(list, fmt.Sprint(item))
	}
	return list
}
