package web

import (
	"strconv"
	"strings"

	"github.com/aws/aws-lambda-go/events"
)

// choice is one entry of an Accept header, in small letters, with its quality from 0 to 1.
type choice struct {
	value   string
	quality float64
}

// choices reads an Accept header in order. An entry whose quality makes no sense is passed over.
func choices(header string) []choice {
	var found []choice
	for entry := range strings.SplitSeq(strings.ToLower(header), ",") {
		name, params, _ := strings.Cut(entry, ";")
		c := choice{strings.TrimSpace(name), 1}
		for param := range strings.SplitSeq(params, ";") {
			q, isQuality := strings.CutPrefix(strings.TrimSpace(param), "q=")
			if !isQuality {
				continue
			}
			quality, err := strconv.ParseFloat(q, 64)
			if err != nil || !(quality >= 0 && quality <= 1) {
				c.value = ""
			}
			c.quality = quality
		}
		if c.value != "" {
			found = append(found, c)
		}
	}
	return found
}

// WantsHTML says whether the caller would rather have a page than JSON. A page must be wanted more: whoever takes anything,
// says nothing, or wants both alike is taken for a program.
func WantsHTML(req events.APIGatewayV2HTTPRequest) bool {
	accepted := choices(header(req, "Accept"))
	return mediaQuality(accepted, "text", "html") > mediaQuality(accepted, "application", "json")
}

// mediaQuality is how much a media type is wanted; the closest entry decides, type/subtype before type/* before */*.
func mediaQuality(accepted []choice, kind, subtype string) float64 {
	for _, pattern := range []string{kind + "/" + subtype, kind + "/*", "*/*"} {
		for _, c := range accepted {
			if c.value == pattern {
				return c.quality
			}
		}
	}
	return 0
}

// Language is "en" where Accept-Language wants English more than Russian, and "ru" otherwise. Of two wanted alike the first
// counts.
func Language(req events.APIGatewayV2HTTPRequest) string {
	best := choice{Russian, 0}
	for _, c := range choices(header(req, "Accept-Language")) {
		primary, _, _ := strings.Cut(c.value, "-")
		if primary == "*" {
			primary = Russian
		}
		if (primary == Russian || primary == English) && c.quality > best.quality {
			best = choice{primary, c.quality}
		}
	}
	return best.value
}
