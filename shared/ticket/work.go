package ticket

import (
	"slices"
	"strings"

	"flatsupport/shared/policy"
)

// need is what recording a mark needs: a message that the customer reads, or a thing to refer to.
type need struct {
	mark              Mark
	public, reference bool
}

var needs = []need{
	{mark: MarkClassified},
	{mark: MarkDiagnostics},
	{mark: MarkProblem, reference: true},
	{mark: MarkRelease, public: true, reference: true},
	{mark: MarkPatch, reference: true},
	{mark: MarkWorkaround, public: true},
	{mark: MarkRestored, public: true},
	{mark: MarkArrived},
}

func (m Mark) need() (need, bool) {
	i := slices.IndexFunc(needs, func(n need) bool { return n.mark == m })
	if i < 0 {
		return need{}, false
	}
	return needs[i], true
}

// AllMarks lists the marks that can be recorded.
func AllMarks() []Mark {
	all := make([]Mark, len(needs))
	for i, n := range needs {
		all[i] = n.mark
	}
	return all
}

// Public reports whether the mark's message is for the customer to read: a workaround, a release, the news that the
// service is restored (R30-R32).
func (m Mark) Public() bool {
	n, _ := m.need()
	return n.public
}

// Reach records a point of the work. A public one needs the message that the customer reads; a problem, a release and a
// patch need a reference to what they are.
func (t Ticket) Reach(mark Mark, message, reference string) (Fact, error) {
	if err := t.workable(); err != nil {
		return nil, err
	}
	n, known := mark.need()
	switch {
	case !known:
		return nil, unlawful(MarkUnknown)
	case n.public && message == "":
		return nil, unlawful(MessageRequired)
	case n.reference && strings.TrimSpace(reference) == "":
		return nil, unlawful(NothingNamed)
	}
	return Marked{Mark: mark, Message: message, Reference: strings.TrimSpace(reference)}, nil
}

// ChangeLevel hands the ticket over to another level that the package delivers, with a reason: on to level 3 for deep
// analysis and a fix (R33), or back. What starts at level 1 was bought as level 1 and can go on to level 2 (R27).
func (t Ticket) ChangeLevel(ed *policy.Edition, to policy.Level, reason string) (Fact, error) {
	if err := t.workable(); err != nil {
		return nil, err
	}
	pkg, _ := ed.Package(t.Decision.Package)
	switch {
	case to == t.Level:
		return nil, unlawful(SameLevel)
	case !pkg.Delivers(to):
		return nil, unlawfulBy(LevelNotGiven, pkg.Clause)
	case strings.TrimSpace(reason) == "":
		return nil, unlawfulBy(ReasonRequired, "F-L3")
	}
	return LevelChanged{From: t.Level, To: to, Reason: reason}, nil
}

// Visit answers the wish for an engineer's visit to the site in the area, to install a corrective patch (R23): the
// package includes visits, the site lies in an area of theirs (G53), the ticket is open, the problem is established and
// its patch is ready, or a fault is confirmed where onsite.requires asks for no more (G55). Of several conditions that
// fail the first in this order is told. The answer is recorded either way.
func (t Ticket) Visit(ed *policy.Edition, area string) (Fact, error) {
	if t.Status == StatusRegistered {
		return nil, unlawful(NotDecided)
	}
	visit := VisitDecided{Area: area, Code: t.refuseVisit(ed, area)}
	if visit.Code == "" {
		pkg, _ := ed.Package(t.Decision.Package)
		visit.Clause = pkg.Clause
	} else if rule, ok := ed.RefusalFor(visit.Code, t.Decision.Package); ok {
		visit.Clause = rule.Clause
	}
	return visit, nil
}

func (t Ticket) refuseVisit(ed *policy.Edition, area string) policy.RefusalCode {
	pkg, _ := ed.Package(t.Decision.Package)
	_, classified := t.Marked(MarkClassified, t.ReceivedAt)
	_, problem := t.Marked(MarkProblem, t.ReceivedAt)
	_, patch := t.Marked(MarkPatch, t.ReceivedAt)
	confirmed := ed.Readings.OnsiteRequires == policy.OnsiteConfirmedFault
	switch {
	case len(pkg.OnsiteAreas) == 0:
		return policy.OnsiteNotInPackage
	case !slices.Contains(pkg.OnsiteAreas, area):
		return policy.OnsiteOutsideArea
	case !t.Open():
		return policy.OnsiteTicketNotOpen
	case confirmed && !classified && !problem, !confirmed && !problem:
		return policy.OnsiteProblemNotEstablished
	case !confirmed && !patch:
		return policy.OnsiteNotCorrectivePatch
	default:
		return ""
	}
}
