package ticket

import (
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"strings"
)

// CommandKey is the effect key of a command that a person sent under an idempotency key: eleven characters that tell
// nothing about either. The same person and key always give the same.
func CommandKey(by Actor, key string) string {
	return digest(8, string(by.Role), by.ID, key)
}

// Print is a short fingerprint of what a command said, to tell a repetition from another command under the same key.
func Print(said ...string) string { return digest(6, said...) }

// EventMark is four characters by which people tell one event of a ticket from another, wherever they hear of it.
func EventMark(ticket, cause string) string {
	sum := sha256.Sum256([]byte(ticket + "\x00" + cause))
	return hex.EncodeToString(sum[:2])
}

func digest(bytes int, parts ...string) string {
	hash := sha256.New()
	for _, part := range parts {
		hash.Write([]byte(part))
		hash.Write([]byte{0})
	}
	return base64.RawURLEncoding.EncodeToString(hash.Sum(nil)[:bytes])
}

// Command returns the fingerprint of the command that was carried out under the effect key, if one was. Commands are
// recorded as "key.fingerprint".
func (t Ticket) Command(key string) (said string, found bool) {
	for have := range t.Keys {
		if before, after, ok := strings.Cut(have, "."); ok && before == key {
			return after, true
		}
	}
	return "", false
}
