package store

import (
	"context"
	"errors"
	"fmt"
	"time"

	"flatsupport/shared/entitlement"
	"flatsupport/shared/policy"
	"flatsupport/shared/ticket"
)

// Download is one decision on a release that somebody asked for: a file, or the licences of an upgrade. It is written once,
// granted or refused, and never changes.
type Download struct {
	ID           string // by ticket.CommandKey: the same again for a repetition
	Customer     string
	Said         string // fingerprint of what was asked under the key
	At           time.Time
	By           ticket.Actor
	Installation string
	Product      string
	Version      string
	Ticket       string // within which it was asked for; empty: none
	Licence      string // issued for the upgrade; empty: a file was asked for, or nothing was issued

	Answer      string
	Code        policy.RefusalCode
	Clause      policy.ClauseCode
	Edition     string
	Digest      string
	Package     policy.PackageCode
	Certificate string
	Support     string
	Facts       []string
	Readings    []string
	Until       time.Time   // zero: none
	Change      []Statement // of a refusal: what was said to change it
}

// Statement is a sentence of a decision with its clause, as it was told.
type Statement struct {
	Clause policy.ClauseCode
	Text   policy.Text
	Desk   bool // for the desk alone
}

type statementRecord struct {
	Clause string `json:"clause,omitempty"`
	RU     string `json:"ru"`
	EN     string `json:"en"`
	Desk   bool   `json:"desk,omitempty"`
}

// DownloadPage is a part of a customer's log, newest first. Next is the cursor of the part after it; empty: none.
type DownloadPage struct {
	Rows []Download
	Next string
}

type downloadRecord struct {
	ID           string    `json:"id"`
	Said         string    `json:"said"`
	At           time.Time `json:"at"`
	Role         string    `json:"role"`
	By           string    `json:"by"`
	Installation string    `json:"installation"`
	Product      string    `json:"product"`
	Version      string    `json:"version"`
	Ticket       string    `json:"ticket,omitempty"`
	Licence      string    `json:"licence,omitempty"`
	Answer       string    `json:"answer"`
	Code         string    `json:"code,omitempty"`
	Clause       string    `json:"clause"`
	Edition      string    `json:"edition"`
	Digest       string    `json:"digest"`
	Package      string    `json:"package,omitempty"`
	Certificate  string    `json:"certificate,omitempty"`
	Support      string    `json:"support,omitempty"`
	Facts        []string  `json:"facts,omitempty"`
	Readings     []string  `json:"readings,omitempty"`
	Until        time.Time `json:"until,omitzero"`

	Change []statementRecord `json:"change,omitempty"`
}

func (d Download) record() downloadRecord {
	var change []statementRecord
	for _, s := range d.Change {
		change = append(change, statementRecord{string(s.Clause), s.Text.RU, s.Text.EN, s.Desk})
	}
	return downloadRecord{
		ID: d.ID, Said: d.Said, At: d.At, Role: string(d.By.Role), By: d.By.ID, Installation: d.Installation,
		Product: d.Product, Version: d.Version, Ticket: d.Ticket, Licence: d.Licence, Answer: d.Answer, Code: string(d.Code),
		Clause: string(d.Clause), Edition: d.Edition, Digest: d.Digest, Package: string(d.Package), Certificate: d.Certificate,
		Support: d.Support, Facts: d.Facts, Readings: d.Readings, Until: d.Until,
		Change: change,
	}
}

func downloadOf(customer string, it item) (Download, error) {
	var r downloadRecord
	if err := it.decode(&r); err != nil {
		return Download{}, err
	}
	var change []Statement
	for _, s := range r.Change {
		change = append(change, Statement{policy.ClauseCode(s.Clause), policy.Text{RU: s.RU, EN: s.EN}, s.Desk})
	}
	return Download{
		ID: r.ID, Customer: customer, Said: r.Said, At: r.At, By: ticket.Actor{Role: ticket.Role(r.Role), ID: r.By},
		Installation: r.Installation, Product: r.Product, Version: r.Version, Ticket: r.Ticket, Licence: r.Licence,
		Answer: r.Answer, Code: policy.RefusalCode(r.Code), Clause: policy.ClauseCode(r.Clause), Edition: r.Edition,
		Digest: r.Digest, Package: policy.PackageCode(r.Package), Certificate: r.Certificate, Support: r.Support,
		Facts: r.Facts, Readings: r.Readings, Until: r.Until, Change: change,
	}, nil
}

// Asked finds the decision that a person's earlier request under the same key was answered with, and sees to it that it
// stands in the log. ErrNotFound: there was none.
func (s *Store) Asked(ctx context.Context, customer, id string) (Download, error) {
	if err := usable(customer, id); err != nil {
		return Download{}, fmt.Errorf("read decision on release: %w", err)
	}
	it, err := s.get(ctx, "read decision on release", askedKey(customer, id))
	if err != nil {
		return Download{}, err
	}
	d, err := downloadOf(customer, it)
	if err != nil {
		return Download{}, err
	}
	return d, s.log(ctx, d, it)
}

// RecordDownload writes a decision under its id and into the customer's log, and returns what stands: of two that are
// made under one id at once, the first. Nothing is given out before it is in the log; one that was written only half is
// completed when it is asked for again.
func (s *Store) RecordDownload(ctx context.Context, d Download) (Download, error) {
	const operation = "record decision on release"
	if err := usable(d.Customer, d.ID); err != nil {
		return Download{}, fmt.Errorf("%s: %w", operation, err)
	}
	d.At = d.At.UTC().Truncate(time.Millisecond)
	doc, err := document(d.record())
	if err != nil {
		return Download{}, fmt.Errorf("%s: %w", operation, err)
	}
	it := askedKey(d.Customer, d.ID).with(item{"d": doc})
	stands, err := s.create(ctx, operation, it)
	switch {
	case stands != nil:
		it = stands
		if d, err = downloadOf(d.Customer, it); err != nil {
			return Download{}, err
		}
	case err != nil:
		return Download{}, err
	}
	return d, s.log(ctx, d, it)
}

func (s *Store) log(ctx context.Context, d Download, it item) error {
	return s.createSame(ctx, "log decision on release", downloadKey(d.Customer, d.ID, d.At).with(item{"d": it["d"]}))
}

// Downloads reads the customer's log of decisions on releases, newest first, at most limit of them (1 to 100). cursor is
// empty for the newest, or what the page before gave as Next; anything else is ErrBadCursor.
func (s *Store) Downloads(ctx context.Context, customer, cursor string, limit int) (DownloadPage, error) {
	const operation = "list downloads of customer"
	if err := usable(customer); err != nil {
		return DownloadPage{}, fmt.Errorf("%s: %w", operation, err)
	}
	after, err := openCursor(customer, cursor, downloadSK)
	if err != nil {
		return DownloadPage{}, fmt.Errorf("%s %s: %w", operation, customer, err)
	}
	items, more, err := s.latest(ctx, operation, customerPK(customer), downloadSK, after, min(max(limit, 1), maxPage))
	if err != nil {
		return DownloadPage{}, err
	}
	var page DownloadPage
	for _, it := range items {
		d, err := downloadOf(customer, it)
		if err != nil {
			return DownloadPage{}, err
		}
		page.Rows = append(page.Rows, d)
	}
	if more != "" {
		page.Next = sealCursor(customer, more)
	}
	return page, nil
}

// UpgradeLicence are the free licences of a major version for one installation (R18).
type UpgradeLicence struct {
	ID           string // random
	Customer     string
	Installation string
	Product      string
	Version      string
	Licences     int // as many as were activated
	At           time.Time
	By           ticket.Actor
	Certificate  string // under which it was issued
}

type licenceRecord struct {
	ID          string    `json:"id"`
	Product     string    `json:"product"`
	Version     string    `json:"version"`
	Licences    int       `json:"licences"`
	At          time.Time `json:"at"`
	Role        string    `json:"role"`
	By          string    `json:"by"`
	Certificate string    `json:"certificate"`
}

// IssueUpgradeLicence writes the licences of a version for an installation and returns what stands: the first that was
// issued, however often and by whomever it is asked for.
func (s *Store) IssueUpgradeLicence(ctx context.Context, l UpgradeLicence) (UpgradeLicence, error) {
	const operation = "issue upgrade licence"
	v, err := entitlement.ParseVersion(l.Version)
	if err = errors.Join(err, usable(l.Customer, l.Installation)); err != nil {
		return UpgradeLicence{}, fmt.Errorf("%s: %w", operation, err)
	}
	l.At = l.At.UTC().Truncate(time.Millisecond)
	doc, err := document(licenceRecord{l.ID, l.Product, l.Version, l.Licences, l.At, string(l.By.Role), l.By.ID, l.Certificate})
	if err != nil {
		return UpgradeLicence{}, fmt.Errorf("%s: %w", operation, err)
	}
	stands, err := s.create(ctx, operation, licenceKey(l.Customer, l.Installation, l.Product, v).with(item{"d": doc}))
	if stands == nil {
		return l, err
	}
	return licenceOf(l.Customer, l.Installation, stands)
}

// UpgradeLicence reads the licences of a version for an installation. ErrNotFound: none were issued.
func (s *Store) UpgradeLicence(ctx context.Context, customer, installation, product, version string) (UpgradeLicence, error) {
	const operation = "read upgrade licence"
	v, err := entitlement.ParseVersion(version)
	if err = errors.Join(err, usable(customer, installation)); err != nil {
		return UpgradeLicence{}, fmt.Errorf("%s: %w: %w", operation, ErrNotFound, err)
	}
	it, err := s.get(ctx, operation, licenceKey(customer, installation, product, v))
	if err != nil {
		return UpgradeLicence{}, err
	}
	return licenceOf(customer, installation, it)
}

func licenceOf(customer, installation string, it item) (UpgradeLicence, error) {
	var r licenceRecord
	if err := it.decode(&r); err != nil {
		return UpgradeLicence{}, err
	}
	return UpgradeLicence{
		ID: r.ID, Customer: customer, Installation: installation, Product: r.Product, Version: r.Version, Licences: r.Licences,
		At: r.At, By: ticket.Actor{Role: ticket.Role(r.Role), ID: r.By}, Certificate: r.Certificate,
	}, nil
}
