package forms

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"strconv"
	"strings"
	"time"
)

// stampAge is how long a page can be filled in. It is longer than anybody looks at a form, and short enough that a program
// has to fetch the page again and again.
const stampAge = 24 * time.Hour

// stamp says when a page was given out, and for which key.
func (h Handler) stamp(at time.Time, key string) string {
	second := strconv.FormatInt(at.Unix(), 10)
	return second + "." + h.seal(second, key)
}

// seal is a keyed digest of 128 bits. Its purpose is in it: the key has another use.
func (h Handler) seal(second, key string) string {
	mac := hmac.New(sha256.New, h.Secret)
	mac.Write([]byte("stamp of a form\x00" + second + "\x00" + key))
	return base64.RawURLEncoding.EncodeToString(mac.Sum(nil)[:16])
}

// human reports whether a person can have filled in the form: the field that nobody sees is empty, and the page was given
// out here, for this key, long enough ago and not too long. A form without a stamp, of another site or a program, cannot be
// measured.
func (h Handler) human(f form, key string, least time.Duration, now time.Time) bool {
	if f.Website != "" {
		return false
	}
	if f.Stamp == "" {
		return true
	}
	second, seal, _ := strings.Cut(f.Stamp, ".")
	if !hmac.Equal([]byte(seal), []byte(h.seal(second, key))) {
		return false
	}
	unix, err := strconv.ParseInt(second, 10, 64)
	age := now.Sub(time.Unix(unix, 0))
	return err == nil && age >= least && age <= stampAge
}
