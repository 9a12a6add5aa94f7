package template_test

import (
	"encoding/json"
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"flatsupport/infra/template"
	"flatsupport/shared/metric"
	"flatsupport/shared/policy"
)

// written lists the names of the metrics that the functions put.
func written(t *testing.T) map[string]bool {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(project, "functions", "*", "*.go"))
	require.NoError(t, err)
	names := map[string]bool{}
	for _, path := range files {
		file, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.SkipObjectResolution)
		require.NoError(t, err)
		ast.Inspect(file, func(n ast.Node) bool {
			if call, ok := n.(*ast.CallExpr); ok && called(call) == "Put" {
				for _, argument := range call.Args {
					addKeys(names, argument)
				}
			}
			return true
		})
	}
	require.NotEmpty(t, names)
	return names
}

// addKeys adds the keys of a literal mapping of values.
func addKeys(names map[string]bool, argument ast.Expr) {
	values, ok := argument.(*ast.CompositeLit)
	if !ok {
		return
	}
	for _, element := range values.Elts {
		if pair, ok := element.(*ast.KeyValueExpr); ok {
			if name, ok := pair.Key.(*ast.BasicLit); ok {
				names[strings.Trim(name.Value, `"`)] = true
			}
		}
	}
}

// counted gives the filter pattern behind each metric that is counted from a log.
func counted(from *template.Template) map[string]string {
	patterns := map[string]string{}
	for _, r := range from.Resources {
		if r.Type != "AWS::Logs::MetricFilter" {
			continue
		}
		transformations, _ := r.Properties["MetricTransformations"].([]any)
		for _, transformation := range transformations {
			if fields, ok := transformation.(map[string]any); ok && fields["MetricNamespace"] == metric.Namespace {
				patterns[strings.Join(texts(fields["MetricName"]), "")] = text(r, "FilterPattern")
			}
		}
	}
	return patterns
}

// An alarm on a metric that nobody writes never rings, and a line of the dashboard stays empty.
func TestMetricsOfTheTemplateAreWritten(t *testing.T) {
	t.Parallel()
	got := read(t, realTemplate, given)
	exists := written(t)
	for name := range counted(got) {
		exists[name] = true
	}
	used := map[string]string{}
	for _, r := range got.Resources {
		if r.Properties["Namespace"] == metric.Namespace {
			used[text(r, "MetricName")] = r.ID
		}
	}
	board, ok := got.Resource("Dashboard")
	require.True(t, ok)
	body := text(board, "DashboardBody")
	assert.True(t, json.Valid([]byte(body)), "the dashboard is JSON")
	for _, pattern := range []string{`\["FlatSupport", "(\w+)"`, `MetricName=\\"(\w+)\\"`} {
		found := regexp.MustCompile(pattern).FindAllStringSubmatch(body, -1)
		require.NotEmpty(t, found, pattern)
		for _, match := range found {
			used[match[1]] = "Dashboard"
		}
	}
	for _, name := range []string{"WakeUpLateness", "P1WithoutHuman"} {
		assert.Contains(t, used, name, "promised to be watched")
	}
	for name, by := range used {
		assert.True(t, exists[name], "%s uses %s, which nobody writes", by, name)
	}
}

// The P1 that nobody has called is counted when the 80 % rung of its call-back ladder is taken, so that every such ladder must
// have the rung, and the filter must know its effect key.
func TestAP1WithoutAHumanIsCounted(t *testing.T) {
	t.Parallel()
	patterns := counted(read(t, realTemplate, given))
	cases := []struct {
		name, metric string
		yes, no      []string
	}{
		{
			"the call-back at 80 %", "P1WithoutHuman",
			[]string{"callback/1/P1/warn_80/1", "callback/12/P1/warn_80/1"},
			[]string{"callback/1/P1/warn_50/1", "reaction/1/P1/warn_80/1", "callback/1/P1/breach/1"},
		},
		{
			"a breach of any clock", "Breaches",
			[]string{"callback/1/P1/breach/1", "reaction/2/P4/breach/1"},
			[]string{"reaction/1/P1/warn_80/1", "reaction/1/P1/repeat/3"},
		},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			inside := regexp.MustCompile(`^\{ \$\.step = %(.+)% \}$`).FindStringSubmatch(patterns[c.metric])
			require.Len(t, inside, 2, "a filter on the field step")
			filter := regexp.MustCompile(inside[1])
			for _, key := range c.yes {
				assert.Regexp(t, filter, key)
			}
			for _, key := range c.no {
				assert.NotRegexp(t, filter, key)
			}
		})
	}

	handler, err := os.ReadFile(filepath.Join(project, "functions", "escalation", "handler.go"))
	require.NoError(t, err)
	assert.Contains(t, string(handler), `"step", e.Key`, "the function logs the effect key under the name that the filters look at")

	editions, err := policy.Editions()
	require.NoError(t, err)
	edition, err := editions.Edition("flat-1.4")
	require.NoError(t, err)
	ladders := 0
	for _, p := range edition.Packages {
		ladder, ok := edition.Ladder(policy.Callback, p.Code, policy.P1)
		if !ok {
			continue
		}
		ladders++
		named := map[string]policy.Percent{}
		for _, step := range ladder.Steps {
			named[step.Name] = step.At
		}
		assert.EqualValues(t, 80, named["warn_80"], "%s", p.Code)
		assert.EqualValues(t, 100, named["breach"], "%s", p.Code)
	}
	assert.NotZero(t, ladders)
}
