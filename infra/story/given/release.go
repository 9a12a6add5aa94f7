package given

import (
	"crypto/sha256"
	"encoding/hex"

	"flatsupport/shared/entitlement"
	"flatsupport/shared/policy"
	"flatsupport/shared/store"
)

// Release is an item of the catalogue; kind "hotfix", which then says what it fixes, "update", "major" or "os_update".
type Release struct {
	Product     string `yaml:"product"`
	Version     string `yaml:"version"`
	Kind        string `yaml:"kind"`
	Fixes       string `yaml:"fixes"`
	TitleRU     string `yaml:"titleRu"`
	TitleEN     string `yaml:"titleEn"`
	PublishedOn string `yaml:"publishedOn"`
	WithdrawnOn string `yaml:"withdrawnOn"`
	Content     string `yaml:"content"` // of its file
}

// File is the key of the release's file.
func (r Release) File() string { return r.Product + "/" + r.Product + "-" + r.Version + ".txt" }

// Bytes are what the file holds.
func (r Release) Bytes() []byte { return []byte(or(r.Content, r.Product+" "+r.Version+"\n")) }

func (c *checker) release(r Release) {
	name := r.Product + " " + r.Version
	c.need("product of a release", r.Product)
	if _, err := entitlement.ParseVersion(r.Version); err != nil {
		c.say("release %s: %w", name, err)
	}
	var kinds []string
	for _, kind := range entitlement.ReleaseKinds() {
		kinds = append(kinds, string(kind))
	}
	c.oneOf("kind of "+name, r.Kind, kinds...)
	if r.Kind == string(entitlement.Hotfix) {
		c.need("fixes of "+name, r.Fixes)
	}
	c.need("publishedOn of "+name, r.PublishedOn)
	c.date("publishedOn of "+name, r.PublishedOn)
	c.date("withdrawnOn of "+name, r.WithdrawnOn)
}

func (w *writer) release(r Release) {
	sum := sha256.Sum256(r.Bytes())
	name := r.Product + " " + r.Version
	record := store.Release{
		Release: entitlement.Release{
			Product: r.Product, Version: r.Version, Kind: entitlement.ReleaseKind(r.Kind), Fixes: r.Fixes, PublishedOn: date(r.PublishedOn),
		},
		Title: policy.Text{RU: or(r.TitleRU, name), EN: or(r.TitleEN, name)}, File: r.File(), Size: int64(len(r.Bytes())),
		SHA256: hex.EncodeToString(sum[:]), By: "given", At: date(r.PublishedOn).In(policy.Moscow()),
	}
	w.try("release "+name, func() error {
		_, err := w.store.PublishRelease(w.ctx, record)
		return err
	})
	if r.WithdrawnOn == "" {
		return
	}
	record.WithdrawnOn, record.Why, record.At = date(r.WithdrawnOn), "given", date(r.WithdrawnOn).In(policy.Moscow())
	w.try("withdrawal of "+name, func() error {
		_, err := w.store.WithdrawRelease(w.ctx, record)
		return err
	})
}
