package store

import (
	"crypto/sha256"
	"encoding/base64"
	"strings"
)

// A cursor is the sort key after which a list goes on, with a check over the list's owner, so that one that was
// altered, cut off or given out for somebody else is refused. The check is no secret and need not be: whoever forges
// one still only moves about in the partition of the customer for whom the list is read.

const cursorCheck = 8

func cursorSum(customer, sk string) string {
	sum := sha256.Sum256([]byte("cursor\x00" + customer + "\x00" + sk))
	return string(sum[:cursorCheck])
}

func sealCursor(customer, sk string) string {
	return base64.RawURLEncoding.EncodeToString([]byte(cursorSum(customer, sk) + sk))
}

// openCursor gives the sort key of a cursor; an empty cursor is the beginning of the list. The keys of the list begin with
// the prefix.
func openCursor(customer, cursor, prefix string) (string, error) {
	if cursor == "" {
		return "", nil
	}
	raw, err := base64.RawURLEncoding.Strict().DecodeString(cursor)
	if err != nil || len(raw) <= cursorCheck {
		return "", ErrBadCursor
	}
	check, sk := string(raw[:cursorCheck]), string(raw[cursorCheck:])
	if check != cursorSum(customer, sk) || !strings.HasPrefix(sk, prefix) {
		return "", ErrBadCursor
	}
	return sk, nil
}
