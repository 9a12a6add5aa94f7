package template

import (
	"slices"
	"strings"
)

// api is what the routes of an HTTP API share.
type api struct {
	authorizers map[string]bool
	standard    string // the authorizer of a route that names none
	throttle    Throttle
	throttles   map[string]routeThrottle // by "METHOD /path"
}

type routeThrottle struct {
	Throttle
	node *node
}

func (r *reading) takeAPI(d declared) error {
	read := readFields(d.id, d.props).
		only("Name", "FailOnWarnings", "Auth", "DefaultRouteSettings", "RouteSettings", "AccessLogSettings", "Description", "Tags")
	auth := read.inner("Auth").only("DefaultAuthorizer", "Authorizers")
	a := api{authorizers: map[string]bool{}, throttles: map[string]routeThrottle{}}
	authorizers := auth.inner("Authorizers")
	for _, name := range authorizers.at.keys {
		one := authorizers.inner(name).only("IdentitySource", "JwtConfiguration", "AuthorizationScopes")
		jwt := one.inner("JwtConfiguration").only("issuer", "audience")
		jwt.text("issuer")
		if audience := jwt.texts("audience"); len(audience) == 0 || slices.Contains(audience, "") {
			jwt.complain(jwt.at, "audience is missing, so that tokens for anybody would do")
		}
		one.adopt(jwt)
		authorizers.adopt(one)
		a.authorizers[name] = true
	}
	auth.adopt(authorizers)
	if a.standard = auth.optional("DefaultAuthorizer", ""); a.standard != "" && !a.authorizers[a.standard] {
		auth.complain(auth.at, "there is no authorizer %s", a.standard)
	}
	read.adopt(auth)

	standard := read.inner("DefaultRouteSettings")
	a.throttle = throttle(standard, Throttle{})
	read.adopt(standard)
	settings := read.inner("RouteSettings")
	for _, route := range settings.at.keys {
		one := settings.inner(route)
		a.throttles[route] = routeThrottle{Throttle: throttle(one, a.throttle), node: one.at}
		settings.adopt(one)
	}
	read.adopt(settings)
	r.apis[d.id] = a
	return read.err
}

func throttle(read *fields, otherwise Throttle) Throttle {
	read.only("ThrottlingRateLimit", "ThrottlingBurstLimit", "DetailedMetricsEnabled")
	return Throttle{
		Rate:  read.decimal("ThrottlingRateLimit", otherwise.Rate),
		Burst: read.integer("ThrottlingBurstLimit", otherwise.Burst),
	}
}

func (r *reading) takeRoute(function, event string, props *node, line int) error {
	read := readFields(function+" "+event, props).only("ApiId", "Method", "Path", "Auth")
	route := Route{
		Method: strings.ToUpper(read.text("Method")), Path: read.text("Path"),
		Function: function, Line: line,
	}
	id := read.resource("ApiId")
	if read.err != nil {
		return read.err
	}
	a, ok := r.apis[id]
	if !ok {
		return props.wrong("%s %s names %s, which is no API of this template", function, event, id)
	}
	if !strings.HasPrefix(route.Path, "/") {
		return props.wrong("%s %s: path %s does not begin with a slash", function, event, route.Path)
	}
	auth := read.inner("Auth").only("Authorizer")
	switch route.Authorizer = auth.optional("Authorizer", a.standard); {
	case route.Authorizer == "NONE":
		route.Authorizer = ""
	case route.Authorizer != "" && !a.authorizers[route.Authorizer]:
		auth.complain(auth.at, "there is no authorizer %s", route.Authorizer)
	}
	route.Throttle = a.throttle
	if own, ok := a.throttles[route.Method+" "+route.Path]; ok {
		route.Throttle = own.Throttle
	}
	r.Routes = append(r.Routes, route)
	return auth.err
}
