package web

import (
	"context"
	"log/slog"
	"net/http"
	"slices"
	"time"

	"github.com/aws/aws-lambda-go/events"
)

// Handler answers one request. An error is answered by [Answer].
type Handler func(ctx context.Context, req events.APIGatewayV2HTTPRequest) (events.APIGatewayV2HTTPResponse, error)

// Routes names the handler of each route by the gateway's route key, for example "POST /v1/requests".
type Routes map[string]Handler

// Serve makes one handler of all routes. It answers a route that is not among them with 404 NOT_FOUND, refuses forms from
// other sites before any handler sees them, and turns errors into problems in the caller's language, as a page for who would
// rather have one, so that the error it returns is always nil. A panic is left to the runtime, which ends the process.
//
// The routes named in open take forms from other sites too. Only a route that goes by nobody's session may be among them.
//
// Each request leaves one line in log: the route and never the path, the outcome, and for a failure of ours its cause. now is
// asked before and after, for the duration alone.
func (r Routes) Serve(log *slog.Logger, now func() time.Time, open ...string) Handler {
	return func(ctx context.Context, req events.APIGatewayV2HTTPRequest) (events.APIGatewayV2HTTPResponse, error) {
		start := now()
		resp, err := r.answer(ctx, req, open)
		attrs := []slog.Attr{
			slog.String("method", req.RequestContext.HTTP.Method),
			slog.String("route", r.label(req)),
			slog.String("requestId", req.RequestContext.RequestID),
		}
		level := slog.LevelInfo
		if err != nil {
			resp = answerTo(req, err)
			attrs = append(attrs, slog.String("code", refusal(err).Code))
		}
		if resp.StatusCode >= http.StatusInternalServerError {
			level = slog.LevelError
			if err != nil {
				attrs = append(attrs, slog.String("error", err.Error()))
			}
		}
		attrs = append(attrs, slog.Int("status", resp.StatusCode), slog.Int64("durationMs", now().Sub(start).Milliseconds()))
		log.LogAttrs(ctx, level, "answered", attrs...)
		return resp, nil
	}
}

func (r Routes) answer(ctx context.Context, req events.APIGatewayV2HTTPRequest, open []string) (events.APIGatewayV2HTTPResponse, error) {
	handler, ok := r[req.RouteKey]
	if !ok {
		return events.APIGatewayV2HTTPResponse{}, refuse(http.StatusNotFound, NotFound, "no such route")
	}
	if isWrite(req.RequestContext.HTTP.Method) && !slices.Contains(open, req.RouteKey) {
		if err := SameOrigin(req); err != nil {
			return events.APIGatewayV2HTTPResponse{}, err
		}
	}
	return handler(ctx, req)
}

// label is the route for the log. A key that is not ours is not repeated.
func (r Routes) label(req events.APIGatewayV2HTTPRequest) string {
	if _, ok := r[req.RouteKey]; ok {
		return req.RouteKey
	}
	return "unknown"
}

func isWrite(method string) bool {
	return method != http.MethodGet && method != http.MethodHead && method != http.MethodOptions
}
