package objects

import (
	"net/http"

	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/aws-sdk-go-v2/service/s3"
)

// Client is a client of a store of this machine at the address, with the credentials that it takes.
func Client(endpoint string, options ...func(*s3.Options)) *s3.Client {
	return s3.New(s3.Options{
		Region: "local", BaseEndpoint: &endpoint, UsePathStyle: true,
		Credentials: credentials.NewStaticCredentialsProvider(accessKey, secretKey, ""),
	}, options...)
}

// Client is a client of the store in this process, as if it were at the address.
func (w Within) Client(endpoint string) *s3.Client {
	return Client(endpoint, func(o *s3.Options) { o.HTTPClient = &http.Client{Transport: w} })
}
