package gateway

import (
	"fmt"
	"strings"
)

// Route is one route of the HTTP API, as the template describes it.
type Route struct {
	Method   string // "ANY" for all
	Path     string // "/v1/tickets/{number}", "/files/{proxy+}"; the route key "$default" has the path "$default"
	Function string
	JWT      bool // only with a valid token
	Throttle Throttle
}

// Throttle is a token bucket. The zero value throttles nothing.
type Throttle struct {
	PerSecond float64
	Burst     int
}

func (r Route) key() string {
	if r.Path == "$default" {
		return r.Path
	}
	return r.Method + " " + r.Path
}

// How exactly a segment of a route fits, the better the higher.
const (
	fitsRest  = iota // {proxy+}
	fitsOne          // {name}
	fitsWords        // the text itself
)

type table []*entry

// entry is a route, cut at its slashes.
type entry struct {
	Route
	segments []string
	limiter  limiter
}

func newTable(routes []Route) (table, error) {
	var t table
	seen := map[string]bool{}
	for _, r := range routes {
		if seen[r.key()] {
			return nil, fmt.Errorf("route %s is there twice", r.key())
		}
		seen[r.key()] = true
		e := &entry{Route: r, limiter: newLimiter(r.Throttle)}
		if r.Path != "$default" {
			if !strings.HasPrefix(r.Path, "/") {
				return nil, fmt.Errorf("route %s: a path begins with a slash", r.key())
			}
			e.segments = strings.Split(r.Path[1:], "/")
		}
		t = append(t, e)
	}
	return t, nil
}

// find gives the route that fits best: exact words before parameters before the rest of a path, from left to right;
// the method itself before ANY; $default when nothing else fits. It gives nil when there is no route.
func (t table) find(method, path string) (*entry, map[string]string) {
	var (
		best   *entry
		score  []int
		values map[string]string
	)
	for _, e := range t {
		if e.Path != "$default" && e.Method != method && e.Method != "ANY" {
			continue
		}
		got, fit, ok := e.match(path)
		if !ok {
			continue
		}
		if best == nil || better(fit, score) {
			best, score, values = e, fit, got
		}
	}
	return best, values
}

// match compares segment by segment; fit has one figure for each, and a last one for the method.
func (e *entry) match(path string) (values map[string]string, fit []int, ok bool) {
	if e.Path == "$default" {
		return nil, nil, true
	}
	parts := strings.Split(strings.TrimPrefix(path, "/"), "/")
	for n, want := range e.segments {
		name, isParameter := strings.CutPrefix(want, "{")
		name = strings.TrimSuffix(name, "}")
		rest := strings.HasSuffix(name, "+")
		switch {
		case n >= len(parts):
			return nil, nil, false
		case rest:
			values = with(values, strings.TrimSuffix(name, "+"), strings.Join(parts[n:], "/"))
			return values, append(fit, fitsRest, e.methodFit()), true
		case isParameter && parts[n] != "":
			values = with(values, name, parts[n])
			fit = append(fit, fitsOne)
		case !isParameter && want == parts[n]:
			fit = append(fit, fitsWords)
		default:
			return nil, nil, false
		}
	}
	return values, append(fit, e.methodFit()), len(parts) == len(e.segments)
}

func (e *entry) methodFit() int {
	if e.Method == "ANY" {
		return 0
	}
	return 1
}

func with(values map[string]string, name, value string) map[string]string {
	if values == nil {
		values = map[string]string{}
	}
	values[name] = value
	return values
}

func better(fit, than []int) bool {
	for n := range min(len(fit), len(than)) {
		if fit[n] != than[n] {
			return fit[n] > than[n]
		}
	}
	return len(fit) > len(than)
}
