package ledger

import (
	"fmt"
	"slices"
	"strings"
	"text/tabwriter"
)

// Table prints the rows, the sum of each step and the total.
func (l *Ledger) Table() string {
	rows := l.Units()
	var b strings.Builder
	w := tabwriter.NewWriter(&b, 0, 0, 2, ' ', tabwriter.AlignRight)
	line := func(step, operation, index, requests, write, read string) {
		fmt.Fprintf(w, "%s\t%s\t%s\t%s\t%s\t%s\t\n", step, operation, index, requests, write, read)
	}
	line("step", "operation", "index", "requests", "write units", "read units")
	var steps []string
	for i, row := range rows {
		step := row.Step
		if i > 0 && rows[i-1].Step == step {
			step = ""
		}
		if !slices.Contains(steps, row.Step) {
			steps = append(steps, row.Step)
		}
		line(step, row.Operation, row.Index, fmt.Sprint(row.Requests), fmt.Sprintf("%g", row.Write), fmt.Sprintf("%g", row.Read))
	}
	line("", "", "", "", "", "")
	for _, step := range steps {
		write, read := l.Sum(step)
		line(step, "sum", "", "", fmt.Sprintf("%g", write), fmt.Sprintf("%g", read))
	}
	write, read := l.Sum()
	line("total", "", "", "", fmt.Sprintf("%g", write), fmt.Sprintf("%g", read))
	_ = w.Flush() // a strings.Builder takes everything
	return b.String()
}
