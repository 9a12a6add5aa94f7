package template

import "time"

// What SQS does when the template is silent.
const (
	standardVisibility = 30 * time.Second
	standardRetention  = 4 * 24 * time.Hour
)

func (r *reading) takeQueue(d declared) error {
	read := readFields(d.id, d.props).only("QueueName", "SqsManagedSseEnabled", "KmsMasterKeyId", "VisibilityTimeout",
		"MessageRetentionPeriod", "DelaySeconds", "ReceiveMessageWaitTimeSeconds", "RedrivePolicy", "Tags")
	q := Queue{
		ID: d.id, Line: d.line,
		Visibility: read.seconds("VisibilityTimeout", standardVisibility),
		Retention:  read.seconds("MessageRetentionPeriod", standardRetention),
		Delay:      read.seconds("DelaySeconds", 0),
		Wait:       read.seconds("ReceiveMessageWaitTimeSeconds", 0),
		Encrypted:  read.flag("SqsManagedSseEnabled") || read.has("KmsMasterKeyId"),
	}
	if read.has("RedrivePolicy") {
		redrive := read.inner("RedrivePolicy").only("deadLetterTargetArn", "maxReceiveCount")
		q.DeadLetters = redrive.resource("deadLetterTargetArn")
		if q.MaxReceives = redrive.integer("maxReceiveCount", 0); q.MaxReceives < 1 {
			redrive.complain(redrive.at, "maxReceiveCount is missing")
		}
		read.adopt(redrive)
	}
	r.Queues = append(r.Queues, q)
	return read.err
}

func (r *reading) takeTable(d declared) error {
	read := readFields(d.id, d.props).only("TableName", "BillingMode", "DeletionProtectionEnabled", "PointInTimeRecoverySpecification",
		"SSESpecification", "AttributeDefinitions", "KeySchema", "GlobalSecondaryIndexes", "TimeToLiveSpecification", "Tags")
	kinds := map[string]string{}
	for _, item := range read.list("AttributeDefinitions") {
		attribute := readFields(d.id+" AttributeDefinitions", item).only("AttributeName", "AttributeType")
		kinds[attribute.text("AttributeName")] = attribute.text("AttributeType")
		read.adopt(attribute)
	}
	t := Table{ID: d.id, Line: d.line, Key: key(read, kinds)}
	for _, item := range read.list("GlobalSecondaryIndexes") {
		index := readFields(d.id+" index", item).only("IndexName", "KeySchema", "Projection")
		projection := index.inner("Projection").only("ProjectionType", "NonKeyAttributes")
		t.Indexes = append(t.Indexes, Index{
			Name: index.text("IndexName"), Key: key(index, kinds), Projection: projection.text("ProjectionType"),
		})
		index.adopt(projection)
		read.adopt(index)
	}
	expiry := read.inner("TimeToLiveSpecification").only("AttributeName", "Enabled")
	if expiry.flag("Enabled") {
		t.TTL = expiry.text("AttributeName")
	}
	read.adopt(expiry)
	r.Tables = append(r.Tables, t)
	return read.err
}

func key(of *fields, kinds map[string]string) Key {
	var k Key
	for _, item := range of.list("KeySchema") {
		part := readFields(of.of+" KeySchema", item).only("AttributeName", "KeyType")
		attribute := Attribute{Name: part.text("AttributeName")}
		attribute.Type = kinds[attribute.Name]
		if part.err == nil && attribute.Type == "" {
			part.complain(item, "attribute %s is not among the AttributeDefinitions", attribute.Name)
		}
		switch kind := part.text("KeyType"); kind {
		case "HASH":
			k.Hash = attribute
		case "RANGE":
			k.Range = attribute
		default:
			part.complain(item, "KeyType is %q where HASH or RANGE is wanted", kind)
		}
		of.adopt(part)
	}
	if k.Hash.Name == "" {
		of.complain(of.at, "KeySchema has no HASH key")
	}
	return k
}

func (r *reading) takeBucket(d declared) error {
	read := readFields(d.id, d.props)
	versioning := read.inner("VersioningConfiguration").only("Status")
	r.Buckets = append(r.Buckets, Bucket{
		ID: d.id, Line: d.line, Versioned: versioning.optional("Status", "") == "Enabled",
	})
	read.adopt(versioning)
	return read.err
}
