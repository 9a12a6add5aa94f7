package docket

import (
	"context"
	"slices"
	"time"

	"flatsupport/shared/policy"
)

// supportLevels are the levels at which FLAT's engineers are on duty.
var supportLevels = []policy.Level{2, 3}

// Engineer picks who is attached to a P1 (R22, G52): the first of the customer's named engineers who is on duty, at
// whatever level, else whoever is on duty for the ticket's level, else the named last resort. Empty: there is nobody at
// all. A named engineer who is off duty is not woken: one person cannot be there round the clock, unless the reading
// p1.engineer takes the customer's first engineer for every P1 all the same.
func (d Docket) Engineer(ctx context.Context, ed *policy.Edition, level policy.Level, named []string, now time.Time) (string, error) {
	if ed.Readings.P1Engineer == policy.EngineerPerCustomer && len(named) > 0 {
		return named[0], nil
	}
	roster, err := d.Roster(ctx, level, now)
	if err != nil {
		return "", err
	}
	present, err := d.present(ctx, named, now)
	if err != nil {
		return "", err
	}
	for _, engineer := range named {
		if slices.Contains(present, engineer) {
			return engineer, nil
		}
	}
	if len(roster.Duty) > 0 {
		return roster.Duty[0], nil
	}
	return roster.LastResort, nil
}

// present are all engineers on duty; they matter only to a customer who has named some.
func (d Docket) present(ctx context.Context, named []string, now time.Time) ([]string, error) {
	if len(named) == 0 {
		return nil, nil
	}
	var all []string
	for _, level := range supportLevels {
		duty, err := d.duty(ctx, level, now)
		if err != nil {
			return nil, err
		}
		all = append(all, duty...)
	}
	return all, nil
}
