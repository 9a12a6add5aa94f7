package entitlement

import (
	"cmp"
	"errors"
	"fmt"
	"strconv"
	"strings"
)

// ErrBadVersion: a text that is no dotted version.
var ErrBadVersion = errors.New("not a dotted version such as 4.10.1")

// versionParts and versionDigits bound a version: four numbers of eight digits, which holds a build made of its date.
const (
	versionParts  = 4
	versionDigits = 8
)

// Version of a product: up to four numbers, of which those that are not written are zero. So 4.10 and 4.10.0 are one
// version.
type Version [versionParts]int

// ParseVersion reads one to four numbers of at most eight digits, joined by dots: 4, 4.10, 4.10.1. Anything else, a
// leading zero too, is [ErrBadVersion].
func ParseVersion(text string) (Version, error) {
	var v Version
	numbers := strings.Split(text, ".")
	if len(numbers) > versionParts {
		return Version{}, fmt.Errorf("%q: %w", text, ErrBadVersion)
	}
	for i, number := range numbers {
		n, err := strconv.Atoi(number)
		if err != nil || n < 0 || strconv.Itoa(n) != number || len(number) > versionDigits {
			return Version{}, fmt.Errorf("%q: %w", text, ErrBadVersion)
		}
		v[i] = n
	}
	return v, nil
}

// Compare orders versions number by number: 4.2 before 4.10 before 4.10.1.
func (v Version) Compare(other Version) int {
	for i := range v {
		if c := cmp.Compare(v[i], other[i]); c != 0 {
			return c
		}
	}
	return 0
}

// sameVersion compares what people have written down: as versions where both are, else as texts. Nothing is the same as
// an unknown version.
func sameVersion(a, b string) bool {
	if a == "" || b == "" {
		return false
	}
	left, errLeft := ParseVersion(a)
	right, errRight := ParseVersion(b)
	if errLeft != nil || errRight != nil {
		return a == b
	}
	return left == right
}
