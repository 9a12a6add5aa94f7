package contest_test

import (
	"os"
	"testing"
	_ "time/tzdata"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"flatsupport/infra/model/deals"
	"flatsupport/infra/model/deals/contest"
	"flatsupport/shared/policy"
)

// Histories enough to meet every refusal in some seconds; make model plays as many as one has patience for.
const (
	histories = 200
	seed      = 20261125
)

// No sequence of sales, renewals, intents, commissionings, corrections and withdrawals gives overlapping or contradictory
// coverage, and on every day each certificate is what the model says.
func TestTheDeskAndTheModelAgreeOnDeals(t *testing.T) {
	t.Parallel()
	c, err := contest.New(os.DirFS("../../../.."))
	require.NoError(t, err)
	result, err := c.Run(seed, 0, histories, 2, nil)
	require.NoError(t, err)
	t.Log(result.Summary())
	if result.Failure != nil {
		t.Fatalf("seed %d, %s", seed, result.Failure)
	}
	assert.Equal(t, histories, result.Played)
	for _, kind := range []deals.Kind{
		deals.Sell, deals.Renew, deals.Declare, deals.Withdraw, deals.Commission, deals.Count, deals.BuyUpgrade, deals.Install,
		deals.Correct, deals.Rebind, deals.Status,
	} {
		assert.Positive(t, result.Lawful[kind], "is lawful at times: %s", kind)
	}
	for _, code := range []policy.RefusalCode{
		policy.TermNotOffered, policy.ProductRequired, policy.ActivationTooLate, policy.PackagePartnerOnly, policy.RenewedAlready,
		policy.RenewalQuantityShort, policy.RenewalQuantityOver, policy.UpgradeRequired, policy.IntentTooLate, policy.LoyaltyUsed,
		policy.DeclarerNotAllowed, policy.RecordsContradict,
	} {
		assert.Positive(t, result.Refused[string(code)], "is met: %s", code)
	}
}
