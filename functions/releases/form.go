package releases

import (
	"fmt"
	"regexp"
	"strings"
	"time"

	"flatsupport/shared/coverage"
	"flatsupport/shared/entitlement"
	"flatsupport/shared/policy"
	"flatsupport/shared/store"
	"flatsupport/shared/web"
)

// Bounds of a form, in characters.
const (
	maxID   = 128 // of a product, a customer, an installation, a ticket
	maxText = 200
	maxFile = 500
)

// releaseForm is what a manager publishes.
type releaseForm struct {
	Product     string `json:"product"`
	Version     string `json:"version"`
	Kind        string `json:"kind"`
	Fixes       string `json:"fixes"` // of a hotfix: the version that it is for
	TitleRU     string `json:"titleRu"`
	TitleEN     string `json:"titleEn"`
	File        string `json:"file"` // key in the bucket of releases
	Size        int    `json:"size"` // bytes
	SHA256      string `json:"sha256"`
	PublishedOn string `json:"publishedOn"`
}

type withdrawalForm struct {
	Reason string `json:"reason"`
}

// askForm asks for a file or for upgrade licences. The customer is named by the desk, and by who acts for several.
type askForm struct {
	Customer       string `json:"customer"`
	Installation   string `json:"installation"`
	Ticket         string `json:"ticket"` // the open ticket within which a hotfix is asked for (G21)
	IdempotencyKey string `json:"idempotencyKey"`
}

var (
	sha256Text = regexp.MustCompile(`^[0-9a-f]{64}$`)
	fileKey    = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9._ +-]*(/[A-Za-z0-9][A-Za-z0-9._ +-]*)*$`)
)

// release checks the form and makes of it what is published. The product is one of the catalogue of the edition in force
// (R1), and nothing is published for a day to come.
func (f releaseForm) release(fields *web.Fields, editions *policy.Library, now time.Time) (store.Release, error) {
	f.check(fields)
	on, err := coverage.ParseDate(f.PublishedOn)
	if f.PublishedOn != "" && (err != nil || on.After(today(now))) {
		fields.Add("publishedOn", web.Invalid, "")
	}
	ed, err := editions.Current(today(now))
	if err != nil {
		return store.Release{}, fmt.Errorf("catalogue of products: %w", err)
	}
	if _, known := ed.Product(f.Product); !known && !fields.Has("product") {
		fields.Add("product", web.Unknown, "")
	}
	return store.Release{
		Release: entitlement.Release{
			Product: f.Product, Version: f.Version, Kind: entitlement.ReleaseKind(f.Kind), Fixes: f.Fixes, PublishedOn: on,
		},
		Title: policy.Text{RU: f.TitleRU, EN: f.TitleEN}, File: f.File, Size: int64(f.Size), SHA256: f.SHA256, At: now,
	}, nil
}

func (f releaseForm) check(fields *web.Fields) {
	for _, field := range []struct {
		name, value string
		limit       int
	}{
		{"product", f.Product, maxID},
		{"version", f.Version, maxID},
		{"titleRu", f.TitleRU, maxText},
		{"titleEn", f.TitleEN, maxText},
		{"file", f.File, maxFile},
		{"sha256", f.SHA256, maxID},
		{"publishedOn", f.PublishedOn, maxID},
	} {
		fields.Require(field.name, field.value)
		fields.MaxLen(field.name, field.value, field.limit)
	}
	var kinds []string
	for _, kind := range entitlement.ReleaseKinds() {
		kinds = append(kinds, string(kind))
	}
	fields.OneOf("kind", f.Kind, kinds...)
	invalid := func(field, value string, bad bool) {
		if value != "" && bad && !fields.Has(field) {
			fields.Add(field, web.Invalid, "")
		}
	}
	_, err := entitlement.ParseVersion(f.Version)
	invalid("version", f.Version, err != nil)
	if f.Kind == string(entitlement.Hotfix) {
		fields.Require("fixes", f.Fixes)
		_, err := entitlement.ParseVersion(f.Fixes)
		invalid("fixes", f.Fixes, err != nil)
	} else if f.Fixes != "" {
		fields.Add("fixes", web.NotAllowed, "")
	}
	invalid("file", f.File, !fileKey.MatchString(f.File) || strings.Contains(f.File, ".."))
	invalid("sha256", f.SHA256, !sha256Text.MatchString(f.SHA256))
	if f.Size < 1 && !fields.Has("size") {
		fields.Add("size", web.Invalid, "")
	}
}

// check finds what is wrong with the form itself; the desk has to say for whom it asks.
func (f askForm) check(fields *web.Fields, desk bool) {
	if desk {
		fields.Require("customer", f.Customer)
	}
	fields.MaxLen("customer", f.Customer, maxID)
	fields.Require("installation", f.Installation)
	fields.MaxLen("installation", f.Installation, maxID)
	fields.MaxLen("ticket", f.Ticket, maxID)
}

// today is the date in Moscow, where the policy counts its days (G11).
func today(now time.Time) coverage.Date { return coverage.DateOf(now, policy.Moscow()) }
