package docket

import (
	"context"
	"slices"
	"time"

	"flatsupport/shared/policy"
)

// Engineer picks who is attached to a P1 (R22, G52): the first of the customer's named engineers who is on duty, else
// whoever is on duty for the level, else the named last resort. Empty: there is nobody at all.
func (d Docket) Engineer(ctx context.Context, level policy.Level, named []string, now time.Time) (string, error) {
	roster, err := d.Roster(ctx, level, now)
	if err != nil {
		return "", err
	}
	for _, engineer := range named {
		if slices.Contains(roster.Duty, engineer) {
			return engineer, nil
		}
	}
	if len(roster.Duty) > 0 {
		return roster.Duty[0], nil
	}
	return roster.LastResort, nil
}
