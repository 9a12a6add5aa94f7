package outbox

import "strings"

// NoPhone reports whether SMS to the number are refused, told from its end as with addresses: "…0404".
func NoPhone(number string) bool { return strings.HasSuffix(number, "0404") }
