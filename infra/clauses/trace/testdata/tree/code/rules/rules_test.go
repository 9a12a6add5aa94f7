package rules

// TestHelp runs CAL-01.
func TestHelp() {}

func TestSLA02IsInItsName() {}

func TestRows() { _ = []string{"SLA-03: a row"} }
