package objects

import (
	"context"
	"crypto/subtle"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	v4 "github.com/aws/aws-sdk-go-v2/aws/signer/v4"
)

const (
	accessKey = "local" // that the functions of the local stack have
	secretKey = "local"
	longest   = 7 * 24 * time.Hour // that Amazon S3 lets a link live
)

// private refuses what a private bucket refuses: requests without credentials, and links and forms that were altered or
// have run out by the clock. The double behind it checks neither. Requests of an SDK with an Authorization header pass unchecked.
func private(next http.Handler, now func() time.Time) http.Handler {
	forms := post(next, now)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch query := r.URL.Query(); {
		case query.Has("X-Amz-Signature"):
			if !signed(r.Context(), r, now()) {
				denied(w)
				return
			}
		case r.Method == http.MethodPost && r.Header.Get("Authorization") == "":
			forms.ServeHTTP(w, r)
			return
		case r.Header.Get("Authorization") == "":
			denied(w)
			return
		}
		next.ServeHTTP(w, r)
	})
}

func denied(w http.ResponseWriter) {
	w.Header().Set("Content-Type", "application/xml")
	w.WriteHeader(http.StatusForbidden)
	_, _ = w.Write([]byte(`<?xml version="1.0" encoding="UTF-8"?><Error><Code>AccessDenied</Code><Message>Access Denied</Message></Error>`))
}

// signed signs the request anew and compares.
func signed(ctx context.Context, r *http.Request, now time.Time) bool {
	query := r.URL.Query()
	at, err := time.Parse("20060102T150405Z", query.Get("X-Amz-Date"))
	if err != nil {
		return false
	}
	seconds, err := strconv.Atoi(query.Get("X-Amz-Expires"))
	lives := time.Duration(seconds) * time.Second
	if err != nil || seconds < 1 || lives > longest || now.Before(at.Add(-time.Minute)) || !now.Before(at.Add(lives)) {
		return false
	}
	scope := strings.Split(query.Get("X-Amz-Credential"), "/") // key, day, region, service, aws4_request
	if len(scope) != 5 || scope[0] != accessKey || query.Get("X-Amz-SignedHeaders") != "host" {
		return false
	}
	given := query.Get("X-Amz-Signature")
	for _, own := range []string{"Signature", "Credential", "Date", "SignedHeaders", "Algorithm"} {
		query.Del("X-Amz-" + own)
	}
	anew := &http.Request{Method: r.Method, Host: r.Host, Header: http.Header{}, URL: &url.URL{
		Scheme: "http", Host: r.Host, Path: r.URL.Path, RawPath: r.URL.RawPath, RawQuery: query.Encode(),
	}}
	signer := v4.NewSigner(func(o *v4.SignerOptions) { o.DisableURIPathEscaping = true })
	link, _, err := signer.PresignHTTP(ctx, aws.Credentials{AccessKeyID: accessKey, SecretAccessKey: secretKey}, anew,
		"UNSIGNED-PAYLOAD", scope[3], scope[2], at)
	if err != nil {
		return false
	}
	u, err := url.Parse(link)
	return err == nil && subtle.ConstantTimeCompare([]byte(u.Query().Get("X-Amz-Signature")), []byte(given)) == 1
}
