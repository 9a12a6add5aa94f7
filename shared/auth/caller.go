// Package auth answers one question: who is calling? It turns a request of the HTTP API into a verified caller, or refuses.
//
// Only two sources of identity count: the claims that the gateway's JWT authorizer has verified, and, where a key set is
// configured, the bearer token itself. Either way the claims are checked here once more. No other header is ever read, and
// nothing but the subject and the roles leaves this room: for which customer a caller may act is answered by the table.
package auth

import (
	"errors"
	"slices"
)

// ErrUnauthenticated says that the request carries no proof of who is calling, or one that does not hold.
var ErrUnauthenticated = errors.New("not authenticated")

// ErrKeysUnavailable says that the caller could not be checked, because the issuer's keys cannot be read at the moment. The
// same request may succeed later.
var ErrKeysUnavailable = errors.New("the issuer's keys are unavailable")

// ErrForbidden says that the caller is known but holds none of the roles that the route needs.
var ErrForbidden = errors.New("the role does not allow this")

// ErrConfig says that a Verifier cannot be made of its configuration.
var ErrConfig = errors.New("identity is not configured")

// Role is what a caller may be. A role that is not among these constants is no role.
type Role string

// The roles, by the names that the issuer's groups must carry.
const (
	Contact        Role = "contact"         // a customer's person
	PartnerContact Role = "partner_contact" // an employee of a service partner
	Operator       Role = "operator"        // takes calls on the hotline
	Engineer       Role = "engineer"
	Manager        Role = "manager"
	Sales          Role = "sales"
)

var known = []Role{Contact, PartnerContact, Operator, Engineer, Manager, Sales}

// Caller is a verified person. Subject is the issuer's lasting name for them; an address or a name in a claim is no identity
// and is left out. Roles are in the order of the constants, each once.
type Caller struct {
	Subject string
	Roles   []Role
}

// Has says whether the caller holds the role.
func (c Caller) Has(role Role) bool { return slices.Contains(c.Roles, role) }
