package given

import (
	"context"
	"errors"
	"strconv"
	"strings"

	"flatsupport/shared/entitlement"
	"flatsupport/shared/store"
)

// Record writes the certificates and intents that the customer comes to have later, each as the next version of its
// record. The edition is the one under which certificates are sold unless they name another.
func Record(ctx context.Context, s *store.Store, customer, edition string, certificates []Certificate, intents []Intent) error {
	facts, err := s.Facts(ctx, customer)
	if err != nil {
		return err
	}
	versions := map[string]int{}
	for _, c := range facts.Certificates {
		versions["certificate "+c.ID] = versionOf(c.Ref)
	}
	for _, i := range facts.Intents {
		versions["intent for "+i.Certificate] = max(versions["intent for "+i.Certificate], versionOf(i.Ref))
	}
	w := writer{ctx: ctx, store: s}
	next := func(what string) int {
		versions[what]++
		return versions[what]
	}
	for _, cert := range certificates {
		what := "certificate " + cert.ID
		cert.Edition = or(cert.Edition, edition)
		w.try(what, func() error { return s.PutCertificate(ctx, customer, sold(cert), next(what)) })
	}
	for _, intent := range intents {
		what := "intent for " + intent.Certificate
		w.try(what, func() error { return s.PutIntent(ctx, customer, intended(intent), next(what)) })
	}
	return w.err
}

func versionOf(ref entitlement.Ref) int {
	_, version, _ := strings.Cut(string(ref), "@")
	n, _ := strconv.Atoi(version)
	return n
}

// CheckRecord finds what cannot be recorded.
func CheckRecord(customer string, certificates []Certificate, intents []Intent) error {
	c := checker{}
	c.need("customer of a record", customer)
	for _, cert := range certificates {
		c.date("soldOn of "+cert.ID, cert.SoldOn)
		c.date("activationOn of "+cert.ID, cert.ActivationOn)
		c.date("previousEnd of "+cert.ID, cert.PreviousEnd)
	}
	for _, intent := range intents {
		c.instant("declaredOn", intent.DeclaredOn)
		c.instant("withdrawnOn", intent.WithdrawnOn)
	}
	if len(certificates)+len(intents) == 0 {
		c.say("a record needs `certificates` or `intents`")
	}
	return errors.Join(c.errs...)
}
