// Package attachment is the bucket of the files that people send with their requests and replies. Each has a key of its own
// under its customer and ticket, and what is in it is never read: it is given out as bytes that mean nothing here.
package attachment

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"fmt"
	"mime"
	"net/http"
	"path"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	smithyhttp "github.com/aws/smithy-go/transport/http"

	"flatsupport/shared/presign"
)

// ErrMissing: there is no such file, or not yet.
var ErrMissing = errors.New("no such file")

// contentType is that of all files: what their senders call them is a claim, and nothing opens by itself.
const contentType = "application/octet-stream"

// Bucket is where the files are.
type Bucket struct {
	client *s3.Client
	name   string
}

// New names the bucket, over a client that the caller keeps.
func New(client *s3.Client, bucket string) Bucket { return Bucket{client, bucket} }

// maxExtension is how long the end of a name may be that still says what kind of file it is.
const maxExtension = 12

// Key is where a file of a ticket is. The id is unique within the ticket and has no slash. Keys stand in logs, so of the
// file's name, which a person wrote, only the extension is in it.
func Key(customer, ticket, id, name string) string {
	extension := path.Ext(presign.FileName(name))
	if len(extension) > maxExtension {
		extension = ""
	}
	return strings.Join([]string{presign.FileName(customer), ticket, id, "file" + extension}, "/")
}

// ID is an id made of what tells a file from all others: the same again for the same file, so that writing it once more
// changes nothing.
func ID(of ...[]byte) string {
	all := sha256.New()
	for _, one := range of {
		sum := sha256.Sum256(one)
		all.Write(sum[:])
	}
	return base64.RawURLEncoding.EncodeToString(all.Sum(nil)[:16])
}

// Write puts a file under its key.
func (b Bucket) Write(ctx context.Context, key string, data []byte) error {
	_, err := b.client.PutObject(ctx, &s3.PutObjectInput{
		Bucket: &b.name, Key: &key, Body: bytes.NewReader(data), ContentType: aws.String(contentType),
	})
	if err != nil {
		return fmt.Errorf("write file %s: %w", key, err)
	}
	return nil
}

// Stat is what the bucket knows of a file.
type Stat struct {
	Size    int64
	Version string // empty: the bucket keeps no versions
	Name    string // that the uploader's browser has given it
}

// Stat looks at a file without reading it.
func (b Bucket) Stat(ctx context.Context, key string) (Stat, error) {
	out, err := b.client.HeadObject(ctx, &s3.HeadObjectInput{Bucket: &b.name, Key: &key})
	var answer *smithyhttp.ResponseError
	if errors.As(err, &answer) && (answer.HTTPStatusCode() == http.StatusNotFound || answer.HTTPStatusCode() == http.StatusForbidden) {
		return Stat{}, fmt.Errorf("file %s: %w", key, ErrMissing) // who may not list a bucket is told 403 of what is not there
	}
	if err != nil {
		return Stat{}, fmt.Errorf("look at file %s: %w", key, err)
	}
	name, err := new(mime.WordDecoder).DecodeHeader(out.Metadata[presign.NameField])
	if err != nil {
		name = ""
	}
	return Stat{Size: aws.ToInt64(out.ContentLength), Version: aws.ToString(out.VersionId), Name: name}, nil
}
