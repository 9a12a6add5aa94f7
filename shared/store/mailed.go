package store

import (
	"context"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"fmt"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
)

// Received is what became of a mail that came in. The mail itself stays where it was put first, under its object key.
type Received struct {
	Outcome string `json:"outcome"`           // empty: it is still being read
	Reason  string `json:"reason,omitempty"`  // why it became no ticket
	Ticket  string `json:"ticket,omitempty"`  // that it made, or that it answers
	Request string `json:"request,omitempty"` // the unverified request that it became

	Told     bool  `json:"-"` // the duty was told of it
	Answered bool  `json:"-"` // it was acknowledged
	Trail    Trail `json:"-"`
}

// Trail is how a mail came to its outcome, or has not come to it yet.
type Trail struct {
	Verdicts string    // what the mail service said of it, in the words of whoever took it first; empty: nobody did
	Read     time.Time // until when somebody reads it; zero: nobody does
	Found    int       // how often it was found without an outcome
	Again    time.Time // when it counts as found again; zero: at once
}

// Steps in the work on a mail that are told from outside and must not be repeated.
const (
	MailTold     = "told"
	MailAnswered = "answered"
)

// ClaimMail takes a mail to read it, until the deadline: nobody else gets it meanwhile, which is ErrConflict. One that
// was read already is returned with its outcome, and is not to be read again. What the mail service said of it, where the
// caller knows that, is kept for whoever reads the mail later and does not.
func (s *Store) ClaimMail(ctx context.Context, object, verdicts string, now, until time.Time) (Received, error) {
	const operation = "claim mail"
	if err := usable(object); err != nil {
		return Received{}, fmt.Errorf("%s: %w", operation, err)
	}
	set, values := "SET #until = :until, #x = :x", item{
		":until": number(until.UnixMilli()), ":now": number(now.UnixMilli()), ":x": number(schemaNow),
	}
	if verdicts != "" {
		set, values[":v"] = set+", v = if_not_exists(v, :v)", text(verdicts)
	}
	out, err := s.db.UpdateItem(ctx, &dynamodb.UpdateItemInput{
		TableName: &s.table, Key: mailKey(object).item(),
		UpdateExpression:                    aws.String(set),
		ConditionExpression:                 aws.String("attribute_not_exists(d) AND (attribute_not_exists(#until) OR #until <= :now)"),
		ExpressionAttributeNames:            map[string]string{"#until": "until", "#x": "x"},
		ExpressionAttributeValues:           values,
		ReturnValues:                        types.ReturnValueAllNew,
		ReturnValuesOnConditionCheckFailure: types.ReturnValuesOnConditionCheckFailureAllOld,
	})
	if err == nil {
		return receivedOf(out.Attributes)
	}
	if stands := standing(err); stands.text("d") != "" {
		return receivedOf(stands)
	}
	return Received{}, failure(operation, object, err)
}

// MarkMail records that a step was taken, MailTold or MailAnswered.
func (s *Store) MarkMail(ctx context.Context, object, step string) error {
	_, err := s.db.UpdateItem(ctx, &dynamodb.UpdateItemInput{
		TableName: &s.table, Key: mailKey(object).item(),
		UpdateExpression:         aws.String("SET #step = :yes"),
		ExpressionAttributeNames: map[string]string{"#step": step}, ExpressionAttributeValues: item{":yes": number(1)},
	})
	return failure("mark mail", object, err)
}

// FinishMail records what became of the mail, which ends the claim. Of two outcomes the first stands.
func (s *Store) FinishMail(ctx context.Context, object string, r Received) error {
	d, err := document(r)
	if err != nil {
		return fmt.Errorf("finish mail: %w", err)
	}
	_, err = s.db.UpdateItem(ctx, &dynamodb.UpdateItemInput{
		TableName: &s.table, Key: mailKey(object).item(),
		UpdateExpression: aws.String("SET d = :d REMOVE #until"), ConditionExpression: aws.String("attribute_not_exists(d)"),
		ExpressionAttributeNames: map[string]string{"#until": "until"}, ExpressionAttributeValues: item{":d": d},
	})
	if err = failure("finish mail", object, err); errors.Is(err, ErrConflict) {
		return nil
	}
	return err
}

// FreeMail gives a claim back, so that the next delivery need not wait for its end.
func (s *Store) FreeMail(ctx context.Context, object string) error {
	_, err := s.db.UpdateItem(ctx, &dynamodb.UpdateItemInput{
		TableName: &s.table, Key: mailKey(object).item(), UpdateExpression: aws.String("REMOVE #until"),
		ExpressionAttributeNames: map[string]string{"#until": "until"},
	})
	return failure("give back mail", object, err)
}

// ReceivedMail reads what became of a mail; ErrNotFound for one that never came.
func (s *Store) ReceivedMail(ctx context.Context, object string) (Received, error) {
	it, err := s.get(ctx, "read mail", mailKey(object))
	if err != nil {
		return Received{}, err
	}
	return receivedOf(it)
}

func receivedOf(it item) (Received, error) {
	var r Received
	if it.text("d") != "" {
		if err := it.decode(&r); err != nil {
			return Received{}, err
		}
	}
	r.Told, r.Answered = it.number(MailTold) == 1, it.number(MailAnswered) == 1
	r.Trail = Trail{it.text("v"), it.instant("until"), it.number("nf"), it.instant("fa")}
	return r, nil
}

// PutConversation records that a mail of one of the customer's people, by its Message-ID, belongs to the ticket. Of two
// tickets the first stands: an id that is used again says nothing new.
func (s *Store) PutConversation(ctx context.Context, customer, messageID, ticket string) error {
	if err := usable(customer, ticket); err != nil {
		return fmt.Errorf("record conversation: %w", err)
	}
	_, err := s.create(ctx, "record conversation", conversationKey(customer, messageID).with(item{"t": text(ticket)}))
	if errors.Is(err, ErrConflict) {
		return nil
	}
	return err
}

// Conversation is the ticket to which a mail of one of the customer's people belongs; ErrNotFound: none is known.
func (s *Store) Conversation(ctx context.Context, customer, messageID string) (string, error) {
	it, err := s.get(ctx, "read conversation", conversationKey(customer, messageID))
	if err != nil {
		return "", err
	}
	return it.text("t"), nil
}

// CountAnswer counts what is answered by itself to an address on the UTC day of the instant; the same key counts once. false:
// the day's limit is reached, and nothing is counted. The count is forgotten two days later.
func (s *Store) CountAnswer(ctx context.Context, email, key string, limit int, at time.Time) (bool, error) {
	return s.count(ctx, answersKey(email, at), key, limit, at.Add(48*time.Hour))
}

// CountAnswerOn is CountAnswer with a second limit, of answers on one topic, within the first.
func (s *Store) CountAnswerOn(ctx context.Context, email, topic, key string, limit, onTopic int, at time.Time) (bool, error) {
	return s.counted(ctx, answersKey(email, at), key, at.Add(48*time.Hour),
		"ADD k :key, #topic :key SET #ttl = :ttl, #x = :x",
		"contains(k, :one) OR (attribute_not_exists(k) OR size(k) < :limit) AND (attribute_not_exists(#topic) OR size(#topic) < :onTopic)",
		map[string]string{"#topic": topicPrefix + short(topic)}, item{":limit": number(limit), ":onTopic": number(onTopic)})
}

// topicPrefix names the attributes of the counts by topic.
const topicPrefix = "on-"

// count adds the member to what is counted under the key, up to the limit.
func (s *Store) count(ctx context.Context, under key, member string, limit int, forget time.Time) (bool, error) {
	return s.counted(ctx, under, member, forget,
		"ADD k :key SET #ttl = :ttl, #x = :x", "attribute_not_exists(k) OR contains(k, :one) OR size(k) < :limit",
		map[string]string{}, item{":limit": number(limit)})
}

func (s *Store) counted(
	ctx context.Context, under key, member string, forget time.Time, update, condition string, names map[string]string, values item,
) (bool, error) {
	names["#ttl"], names["#x"] = ExpiryAttribute, "x"
	values[":key"], values[":one"] = &types.AttributeValueMemberSS{Value: []string{member}}, text(member)
	values[":ttl"], values[":x"] = number(forget.Unix()), number(schemaNow)
	_, err := s.db.UpdateItem(ctx, &dynamodb.UpdateItemInput{
		TableName: &s.table, Key: under.item(),
		UpdateExpression: &update, ConditionExpression: &condition, ExpressionAttributeNames: names, ExpressionAttributeValues: values,
	})
	if err = failure("count", "what comes from or goes to an address", err); errors.Is(err, ErrConflict) {
		return false, nil
	}
	return err == nil, err
}

// short is a digest that can stand in a key and tells nothing of what it was made of.
func short(what string) string {
	sum := sha256.Sum256([]byte(what))
	return base64.RawURLEncoding.EncodeToString(sum[:16])
}
