package alert_test

import (
	"errors"
	"net/http"
	"net/http/httptest"
	"net/url"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/aws-sdk-go-v2/service/sns"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"flatsupport/shared/alert"
)

// service is SNS that answers every request alike and keeps the last one.
type service struct {
	status int
	code   string // of the error
	asked  url.Values
	times  int
}

func (s *service) sms(t *testing.T) alert.SMS {
	t.Helper()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		s.times++
		assert.NoError(t, r.ParseForm())
		s.asked = r.PostForm
		w.Header().Set("Content-Type", "text/xml")
		w.WriteHeader(s.status)
		if s.code != "" {
			_, _ = w.Write([]byte(`<ErrorResponse xmlns="http://sns.amazonaws.com/doc/2010-03-31/"><Error><Type>Sender</Type><Code>` + s.code +
				`</Code><Message>Invalid parameter: +74990000001</Message></Error></ErrorResponse>`))
			return
		}
		_, _ = w.Write([]byte(`<PublishResponse xmlns="http://sns.amazonaws.com/doc/2010-03-31/"><PublishResult><MessageId>m-1</MessageId></PublishResult></PublishResponse>`))
	}))
	t.Cleanup(server.Close)
	return alert.NewSMS(sns.New(sns.Options{
		BaseEndpoint: aws.String(server.URL), Region: "eu-central-1", RetryMaxAttempts: 1,
		Credentials: credentials.NewStaticCredentialsProvider("test", "test", ""),
	}))
}

func TestWhatGoesToThePhone(t *testing.T) {
	t.Parallel()
	s := &service{status: http.StatusOK}
	require.NoError(t, s.sms(t).Send(t.Context(), alert.Line{Phone: "+7 (499) 000-00-01", Text: "P1 K7M29-QXF4T: перезвоните", Ticket: "K7M29QXF4T", Key: "k"}))
	assert.Equal(t, "Publish", s.asked.Get("Action"))
	assert.Equal(t, "+74990000001", s.asked.Get("PhoneNumber"))
	assert.Equal(t, "P1 K7M29-QXF4T: перезвоните", s.asked.Get("Message"))
	assert.Empty(t, s.asked.Get("TopicArn"))
	assert.Equal(t, "AWS.SNS.SMS.SMSType", s.asked.Get("MessageAttributes.entry.1.Name"))
	assert.Equal(t, "Transactional", s.asked.Get("MessageAttributes.entry.1.Value.StringValue"))
}

// Which answers of SNS are for good: trying again would only repeat them. None tells the number.
func TestAnswersOfSNS(t *testing.T) {
	t.Parallel()
	cases := []struct {
		name, code string
		status     int
		want       error
	}{
		{"the number is none", "InvalidParameter", http.StatusBadRequest, alert.ErrRefused},
		{"its owner wants none", "OptedOut", http.StatusBadRequest, alert.ErrRefused},
		{"too many requests", "Throttled", http.StatusTooManyRequests, alert.ErrAgain},
		{"the money for SMS is spent", "AuthorizationError", http.StatusForbidden, alert.ErrAgain},
		{"the service is broken", "InternalError", http.StatusInternalServerError, alert.ErrAgain},
		{"nothing is understood", "", http.StatusBadGateway, alert.ErrAgain},
	}
	for _, c := range cases {
		s := &service{status: c.status, code: c.code}
		err := s.sms(t).Send(t.Context(), alert.Line{Phone: "+74990000001", Text: "line"})
		require.ErrorIs(t, err, c.want, c.name)
		assert.NotContains(t, err.Error(), "4990000001", c.name)
		for _, other := range []error{alert.ErrRefused, alert.ErrAgain, alert.ErrNowhere} {
			assert.Equal(t, errors.Is(other, c.want), errors.Is(err, other), c.name)
		}
	}
}

func TestANumberThatIsNone(t *testing.T) {
	t.Parallel()
	for phone, want := range map[string]error{
		"": alert.ErrNowhere, "  ": alert.ErrNowhere, "84990000001": alert.ErrRefused, "+7499": alert.ErrRefused, "+0499000000111": alert.ErrRefused,
		"arn:aws:sns:eu-central-1:1:topic": alert.ErrRefused, "+74990000001 доб. 3": alert.ErrRefused, "+7499000000123456": alert.ErrRefused,
		"+7\u0660499000001": alert.ErrRefused,
	} {
		s := &service{status: http.StatusOK}
		require.ErrorIs(t, s.sms(t).Send(t.Context(), alert.Line{Phone: phone, Text: "line"}), want, phone)
		assert.Zero(t, s.times, phone)
	}
	for _, phone := range []string{"+74990000001", "+7 499 000-00-01", "+7 (499) 000.00.01", " +7\u00a0499\u00a0000\u00a000\u00a001 "} {
		number, err := alert.Number(phone)
		require.NoError(t, err, phone)
		assert.Equal(t, "+74990000001", number, phone)
	}
}
