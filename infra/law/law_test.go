// Package law_test holds the laws about which part of the desk may know which: they are what keeps the rules readable as
// policy and testable in a microsecond. The linter says the same while one types; these tests look at what is compiled.
package law_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
)

const (
	module = "flatsupport/"
	sdk    = "github.com/aws/aws-sdk-go-v2"
)

// rooms of rules, each with those below it. The standard library is open to them as far as withoutIO says.
var rooms = map[string][]string{
	"coverage":    {},
	"policy":      {"coverage"},
	"entitlement": {"coverage", "policy"},
	"contract":    {"coverage", "policy", "entitlement"},
	"ticket":      {"coverage", "policy"},
	"sla":         {"coverage", "policy", "ticket"},
	"escalation":  {"coverage", "policy", "ticket", "sla"},
	"reminder":    {"coverage", "policy", "entitlement"},
}

// law tells what is wrong with one package; nothing when it keeps the law.
type law struct {
	name string
	find func(p pkg) []string
}

var laws = []law{
	{"coverage <- policy <- entitlement <- contract and reminder, policy <- ticket <- sla <- escalation", func(p pkg) []string {
		room := p.room()
		below, isRoom := rooms[room]
		if !isRoom {
			return nil
		}
		return p.imports(func(path string) bool {
			other, ours := strings.CutPrefix(path, module)
			return ours && !within(other, "shared/"+room) && !anyOf(below, func(b string) bool { return within(other, "shared/"+b) })
		})
	}},
	{"the rooms of rules touch nothing outside: no files, network, environment, chance or log", func(p pkg) []string {
		if _, isRoom := rooms[p.room()]; !isRoom {
			return nil
		}
		return p.imports(func(path string) bool {
			return anyOf([]string{"os", "net", "syscall", "io/ioutil", "database", "log", "math/rand", "crypto/rand", "runtime"}, func(std string) bool { return within(path, std) })
		})
	}},
	{"the rooms of rules know no AWS, not even through others", func(p pkg) []string {
		if _, isRoom := rooms[p.room()]; !isRoom {
			return nil
		}
		return p.reaches(func(path string) bool { return strings.HasPrefix(path, "github.com/aws/") })
	}},
	{"the rooms of rules use nobody else's code but to read YAML", func(p pkg) []string {
		if _, isRoom := rooms[p.room()]; !isRoom {
			return nil
		}
		return p.imports(func(path string) bool {
			return strings.Contains(strings.SplitN(path, "/", 2)[0], ".") && !strings.HasPrefix(path, "github.com/goccy/go-yaml")
		})
	}},
	{"no function knows another", func(p pkg) []string {
		name := p.function()
		if name == "" {
			return nil
		}
		return p.reaches(func(path string) bool {
			other, ok := strings.CutPrefix(path, module+"functions/")
			return ok && !within(other, name)
		})
	}},
	{"shared rooms know neither the functions nor the tools", func(p pkg) []string {
		if !strings.HasPrefix(p.path(), "shared/") || p.path() == "shared/store/storetest" { // which starts a database for tests
			return nil
		}
		return p.reaches(func(path string) bool {
			return strings.HasPrefix(path, module+"functions/") || strings.HasPrefix(path, module+"infra/")
		})
	}},
	{"handlers know no SDK, but for the mailer of notify", func(p pkg) []string {
		if p.function() == "" || strings.HasSuffix(p.path(), "/lambda") {
			return nil
		}
		return p.imports(func(path string) bool {
			mailer := p.function() == "notify" && (path == sdk+"/aws" || within(path, sdk+"/service/sesv2"))
			return within(path, sdk) && !mailer
		})
	}},
	{"the store knows the rooms of facts and events, and none that decides", func(p pkg) []string {
		if !within(p.path(), "shared/store") {
			return nil
		}
		found := p.reaches(func(path string) bool {
			return anyOf([]string{"sla", "escalation", "reminder", "docket", "view", "texts"}, func(r string) bool { return path == module+"shared/"+r })
		})
		return append(found, p.uses("entitlement.Decide", "entitlement.DecideUnverified", "policy.Editions", "policy.Load")...)
	}},
	{"instants are arguments: only a main asks the clock", func(p pkg) []string {
		if !strings.HasPrefix(p.path(), "shared/") && p.function() == "" || p.path() == "shared/clock" {
			return nil
		}
		clocks := []string{"time.Now", "time.Since", "time.Until"}
		if !strings.HasSuffix(p.path(), "/lambda") {
			clocks = append(clocks, "clock.Now")
		}
		return p.uses(clocks...)
	}},
	{"the rooms of rules never wait", func(p pkg) []string {
		if _, isRoom := rooms[p.room()]; !isRoom {
			return nil
		}
		return p.uses("time.Sleep", "time.After", "time.AfterFunc", "time.Tick", "time.NewTimer", "time.NewTicker")
	}},
	{"nothing happens on import", func(p pkg) []string { return p.declares("init") }},
	{"names that refuse nothing are refused", func(p pkg) []string {
		return p.named("utils", "util", "common", "helpers", "models", "types", "misc")
	}},
}

func TestTheLawsAreKept(t *testing.T) {
	t.Parallel()
	all := packages(t)
	for _, l := range laws {
		t.Run(l.name, func(t *testing.T) {
			t.Parallel()
			for _, p := range all {
				assert.Empty(t, l.find(p), p.ImportPath)
			}
		})
	}
}

// A law that nothing can break would be none: each finds the one who breaks it.
func TestEveryLawCanBeBroken(t *testing.T) {
	t.Parallel()
	cases := map[string]pkg{
		laws[0].name:  {ImportPath: module + "shared/ticket", Imports: []string{"time", module + "shared/policy", module + "shared/sla"}},
		laws[1].name:  {ImportPath: module + "shared/policy/internal/strict", Imports: []string{"os/exec"}},
		laws[2].name:  {ImportPath: module + "shared/sla", Deps: []string{"time", sdk + "/service/dynamodb"}},
		laws[3].name:  {ImportPath: module + "shared/coverage", Imports: []string{"github.com/rickar/cal/v2"}},
		laws[4].name:  {ImportPath: module + "functions/desk/lambda", Deps: []string{module + "functions/desk", module + "functions/intake"}},
		laws[5].name:  {ImportPath: module + "shared/view", Deps: []string{module + "functions/desk"}},
		laws[6].name:  {ImportPath: module + "functions/notify", Imports: []string{sdk + "/service/sesv2/types", sdk + "/service/dynamodb"}},
		laws[7].name:  {ImportPath: module + "shared/store", Selectors: []string{"entitlement.Facts", "entitlement.Decide"}},
		laws[8].name:  {ImportPath: module + "functions/desk", Selectors: []string{"time.Duration", "clock.Now"}},
		laws[9].name:  {ImportPath: module + "shared/escalation", Selectors: []string{"time.Sleep"}},
		laws[10].name: {ImportPath: module + "infra/story", Functions: []string{"main", "init"}},
		laws[11].name: {ImportPath: module + "shared/utils"},
	}
	for _, l := range laws {
		t.Run(l.name, func(t *testing.T) {
			t.Parallel()
			assert.Len(t, l.find(cases[l.name]), 1)
		})
	}
}
