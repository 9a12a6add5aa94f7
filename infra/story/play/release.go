package play

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"

	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/aws-sdk-go-v2/service/s3"

	"flatsupport/shared/presign"
	"flatsupport/shared/ticket"
)

// ReleaseAsked asks for the file of a release, or for the upgrade licences of a major version. A refusal by the policy is an
// answer: it is on record, and what the step expects without naming a ticket is said of it.
type ReleaseAsked struct {
	By           string `yaml:"by"`
	Customer     string `yaml:"customer"`
	Installation string `yaml:"installation"`
	Release      string `yaml:"release"` // "softswitch 4.2"
	Ticket       string `yaml:"ticket"`  // the story's own name of the ticket within which it is asked for
	Key          string `yaml:"key"`
}

// asked are the steps that ask for something of a release, by the last part of their route.
func (s Step) asked() map[string]*ReleaseAsked {
	return map[string]*ReleaseAsked{"downloads": s.RequestRelease, "upgrade-licences": s.RequestLicences}
}

// releaseAnswer is the answer: a decision as it is on record, and the licences.
type releaseAnswer struct {
	Decision struct {
		Answer, Code, Clause, Package, Certificate, Support, Edition string
	}
	Licence struct{ Licences int }
}

// links signs for a bucket that no story asks.
func links() presign.Links {
	nowhere := "http://objects.story.example"
	return presign.New(s3.New(s3.Options{
		Region: "story", BaseEndpoint: &nowhere, UsePathStyle: true,
		Credentials: credentials.NewStaticCredentialsProvider("story", "story", ""),
	}), "releases")
}

func (p *player) release(ctx context.Context, what string, r ReleaseAsked) error {
	product, version, ok := strings.Cut(r.Release, " ")
	if !ok {
		return fmt.Errorf("%q is no release: write softswitch 4.2", r.Release)
	}
	number := ""
	if r.Ticket != "" {
		id, ok := p.tickets[r.Ticket]
		if !ok {
			return fmt.Errorf("no ticket of the story is called %q", r.Ticket)
		}
		number = ticket.ShowNumber(id)
	}
	p.acts++
	role, customer := p.people.role(r.By), r.Customer
	if role != "contact" && role != "partner_contact" {
		customer = or(customer, p.customer())
	}
	p.released = releaseAnswer{}
	resp, err := p.request(ctx, call{
		route: "POST /v1/releases/{product}/{version}/" + what, subject: r.By, role: role,
		key: or(r.Key, fmt.Sprintf("story-act-%d", p.acts)), path: map[string]string{"product": product, "version": version},
		body: some("customer", customer, "installation", r.Installation, "ticket", number),
	})
	if refused := (*problem)(nil); errors.As(err, &refused) && refused.Decision != "" {
		p.released.Decision.Answer, p.released.Decision.Code = "refused", refused.Code
		p.released.Decision.Clause, p.released.Decision.Edition = refused.Clause, refused.Edition
		return nil
	}
	if err != nil {
		return err
	}
	if err := json.Unmarshal([]byte(resp.Body), &p.released); err != nil {
		return fmt.Errorf("answer to a request for %s: %w", r.Release, err)
	}
	return nil
}

// release holds the answer to a request for a release against what is expected of it.
func (c *comparison) release(want Expect, got releaseAnswer) {
	d := got.Decision
	c.is("decision", want.Decision, d.Answer)
	c.is("refusal", want.Refusal, d.Code)
	c.is("clause", want.Clause, d.Clause)
	c.is("package", want.Package, d.Package)
	c.is("certificate", want.Certificate, d.Certificate)
	c.is("support", want.Support, d.Support)
	c.is("edition", want.Edition, d.Edition)
	if want.Licences != 0 {
		c.is("licences", fmt.Sprint(want.Licences), fmt.Sprint(got.Licence.Licences))
	}
}
