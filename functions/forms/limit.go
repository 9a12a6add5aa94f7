package forms

import (
	"context"
	"net/http"
	"net/netip"
	"time"

	"github.com/aws/aws-lambda-go/events"

	"flatsupport/shared/store"
	"flatsupport/shared/texts"
	"flatsupport/shared/web"
)

const (
	perNetwork = 20 // forms in an hour
	perAddress = 20 // in a day
	retry      = 5 * time.Second
)

// within counts the form among those of its network in the hour and of its address in the day. What is too much is refused,
// with the number by which a critical fault is reported at any time.
func (h Handler) within(ctx context.Context, req events.APIGatewayV2HTTPRequest, f store.Form, lang, hotline string) error {
	day, hour := f.At.Truncate(24*time.Hour), f.At.Truncate(time.Hour)
	limits := []struct {
		source, period string
		limit          int
		end            time.Time
	}{
		{network(req.RequestContext.HTTP.SourceIP), hour.Format("2006-01-02T15"), perNetwork, hour.Add(time.Hour)},
		{f.Email, day.Format(time.DateOnly), perAddress, day.Add(24 * time.Hour)},
	}
	for _, l := range limits {
		if l.source == "" {
			continue
		}
		within, err := h.Store.CountForm(ctx, l.source, l.period, f.ID, l.limit, l.end)
		if err != nil {
			return err
		}
		if !within {
			wait := l.end.Sub(f.At)
			return &web.Error{
				Status: http.StatusTooManyRequests, Code: web.TooManyRequests, RetryAfter: wait,
				Detail: texts.TooManyForms(lang, wait, hotline),
			}
		}
	}
	return nil
}

// network is what one subscriber has: an address of IPv4, or a /64 of IPv6.
func network(ip string) string {
	addr, err := netip.ParseAddr(ip)
	if err != nil {
		return ""
	}
	if addr = addr.Unmap(); addr.Is6() {
		prefix, _ := addr.WithZone("").Prefix(64) // never fails for 64 of 128 bits
		return "net " + prefix.String()
	}
	return "net " + addr.String()
}
