package entitlement

import (
	"cmp"
	"slices"
	"time"

	"flatsupport/shared/coverage"
	"flatsupport/shared/policy"
)

// Loyalty is the span in which support goes on after the end because the customer declared the intent to renew
// (R10, R11): from the end, or from a declaration that came later, until the window closes or the intent is withdrawn.
// The window itself never moves (G18). It reports false when no intent opens the window. Where loyalty.perCertificate
// allows several spans, it is the last one.
func (l Life) Loyalty(intents ...Intent) (coverage.Span, bool) {
	spans := l.loyalties(intents)
	if len(spans) == 0 {
		return coverage.Span{}, false
	}
	return spans[len(spans)-1], true
}

// hadLoyalty reports whether a span of loyalty is over at the instant.
func (l Life) hadLoyalty(at time.Time, intents []Intent) bool {
	return slices.ContainsFunc(l.loyalties(intents), func(span coverage.Span) bool { return !at.Before(span.To) })
}

// loyalties are the spans of loyalty in their order, none touching another. A certificate has one (G20): that of the
// earliest intent that opens it, and none after it; an intent withdrawn before the end has opened nothing and does not
// use it up. Where loyalty.perCertificate is unlimited every intent opens its own, and those that meet are one.
func (l Life) loyalties(intents []Intent) []coverage.Span {
	if l.Start.IsZero() {
		return nil
	}
	type opened struct {
		coverage.Span
		declared time.Time
	}
	var spans []opened
	for _, intent := range intents {
		if span, opens := l.opened(intent); opens {
			spans = append(spans, opened{span, intent.DeclaredAt})
		}
	}
	slices.SortStableFunc(spans, func(a, b opened) int {
		return cmp.Or(a.declared.Compare(b.declared), a.To.Compare(b.To))
	})
	var merged []coverage.Span
	for _, s := range spans {
		last := len(merged) - 1
		switch {
		case last >= 0 && l.readings.LoyaltyTimes != policy.LoyaltyUnlimited:
			return merged
		case last >= 0 && !s.From.After(merged[last].To):
			merged[last].To = later(merged[last].To, s.To)
		default:
			merged = append(merged, s.Span)
		}
	}
	return merged
}

// Opens reports whether the intent, were it never withdrawn, opens loyalty: it is for this certificate and comes in time
// (G18).
func (l Life) Opens(intent Intent) bool {
	intent.WithdrawnAt = time.Time{}
	_, opens := l.opened(intent)
	return opens
}

func (l Life) opened(intent Intent) (coverage.Span, bool) {
	end, closes := l.over(l.End), l.over(l.LoyaltyEnd)
	if intent.Certificate != l.Certificate || l.readings.LoyaltyDeclare == policy.DeclareBeforeExpiry && intent.DeclaredAt.After(end) {
		return coverage.Span{}, false
	}
	span := coverage.Span{From: later(end, intent.DeclaredAt.UTC()), To: closes}
	if !intent.WithdrawnAt.IsZero() && intent.WithdrawnAt.Before(closes) {
		span.To = intent.WithdrawnAt.UTC()
	}
	return span, span.From.Before(span.To)
}
