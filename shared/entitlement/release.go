package entitlement

import (
	"flatsupport/shared/coverage"
	"flatsupport/shared/policy"
)

// ReleaseKind is what a release brings.
type ReleaseKind string

// Kinds of releases: a corrective patch for one version, an update or technical release (R17), a major version (R18), and
// an update of the operating system, which no package includes (R17).
const (
	Hotfix   ReleaseKind = "hotfix"
	Update   ReleaseKind = "update"
	Major    ReleaseKind = "major"
	OSUpdate ReleaseKind = "os_update"
)

// ReleaseKinds are all kinds.
func ReleaseKinds() []ReleaseKind { return []ReleaseKind{Hotfix, Update, Major, OSUpdate} }

// Release is what a right to download hangs on.
type Release struct {
	Product     string
	Version     string
	Kind        ReleaseKind
	Fixes       string        // of a hotfix: the version that it is for
	PublishedOn coverage.Date // the day from which it can be had
	WithdrawnOn coverage.Date // the day from which it cannot be had any more; zero: it can
}

// CurrentVersion is the version of a product that is current on a day (R15, G15): of the major versions and updates
// published by that day and not withdrawn by then, the greatest. A hotfix makes no version current, and an update of the
// operating system is none of the product. It reports false where nothing was published.
func CurrentVersion(releases []Release, product string, on coverage.Date) (Release, bool) {
	var current Release
	var highest Version
	found := false
	for _, r := range releases {
		if r.Product != product || r.Kind != Major && r.Kind != Update || !r.published(on) {
			continue
		}
		v, err := ParseVersion(r.Version)
		if err != nil {
			continue // the catalogue refuses such a version
		}
		if !found || v.Compare(highest) > 0 {
			current, highest, found = r, v, true
		}
	}
	return current, found
}

func (r Release) published(on coverage.Date) bool {
	return !r.PublishedOn.IsZero() && !r.PublishedOn.After(on) && (r.WithdrawnOn.IsZero() || r.WithdrawnOn.After(on))
}

// The checks of one certificate where a release is asked for and not support: the same as of a ticket as far as they
// concern who asks and what runs, and in place of channel and level what is asked for.
//
//  1. who asks
//  2. product: the release must be one of the product of the installation
//  3. operating system: refused to everybody, whatever was bought
//  4. support
//  5. commissioned (R19)
//  6. released: in loyalty only what loyalty.rights gives
var releaseLadder = []func(matter, *verdict) policy.RefusalCode{
	whoAsks, releasedProduct, ofTheProduct, supported, commissioned, released,
}

// releasedProduct: a release is had for the system that runs its product (R1, R17).
func releasedProduct(m matter, v *verdict) policy.RefusalCode {
	if code := product(m, v); code != "" || m.req.Release.Product != m.installation.Product {
		return policy.ProductNotCovered
	}
	return ""
}

// ofTheProduct: updates of the operating system are not included in any package (R17).
func ofTheProduct(m matter, _ *verdict) policy.RefusalCode {
	if m.req.Release.Kind == OSUpdate {
		return policy.OSUpdateExcluded
	}
	return ""
}

// released: running support gives everything, updates and technical releases (R17) as well as major versions with their
// licences (R18). In loyalty there is no moving to new versions (R11): nothing but a fix for the installed version,
// within an open ticket of the installation; or everything but a major version where loyalty.rights has it so (G21). A
// renewal that is bought gives everything again from then on, because then its own certificate is the one that runs (R12).
func released(m matter, v *verdict) policy.RefusalCode {
	if v.support != Loyalty {
		v.clause = refusal(v.edition, policy.OSUpdateExcluded).Clause // the sentence that gives all but those
		return ""
	}
	v.applied("loyalty.rights")
	r := m.req.Release
	gives := r.Kind == Hotfix && sameVersion(r.Fixes, m.installation.Version) && m.req.Ticket != ""
	if v.edition.Readings.LoyaltyRights == policy.LoyaltyAllButMajors {
		gives = r.Kind != Major
	}
	if !gives {
		return policy.ReleaseNotEntitled
	}
	return ""
}
