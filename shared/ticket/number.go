package ticket

import (
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"strconv"
	"strings"
	"unicode"
)

// A ticket number is nine random characters and a check character in Crockford's base 32, which has no I, L, O or U:
// short enough to read out on the phone, and nothing about a customer can be guessed from it. It is derived from the
// customer and the idempotency key, so that a request sent again finds its own ticket.
const (
	alphabet     = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
	numberData   = 9
	numberLength = numberData + 1
)

// ErrNumber: not a ticket number, or misheard: the check character does not fit.
var ErrNumber = errors.New("not a ticket number")

// Number derives the number of the ticket that a customer's idempotency key asks for. try is 0, and counts on in the
// rare case that the number already belongs to another request.
func Number(customer, key string, try int) string {
	sum := sha256.Sum256([]byte("ticket\x00" + customer + "\x00" + key + "\x00" + strconv.Itoa(try)))
	bits := binary.BigEndian.Uint64(sum[:8])
	out := make([]byte, numberData, numberLength)
	for i := range out {
		out[i] = alphabet[bits>>(59-5*i)&31]
	}
	return string(append(out, checkOf(string(out))))
}

// ParseNumber reads a number as people write it: any case, in any groups, O for 0, I and L for 1, and Cyrillic letters
// that look like Latin ones, which is what a Russian keyboard gives. Any one wrong character and any two exchanged ones
// are found by the check character. Errors: ErrNumber.
func ParseNumber(s string) (string, error) {
	s = strings.Map(plain, s)
	if len(s) != numberLength || strings.Trim(s, alphabet) != "" || s[numberData] != checkOf(s[:numberData]) {
		return "", ErrNumber
	}
	return s, nil
}

// lookalikes are the Cyrillic capitals that are written like Latin ones, in the order of latin.
const (
	lookalikes = "АВЕКМНОРСТУХ"
	latin      = "ABEKMH0PCTYX"
)

// plain is the character of the alphabet that was meant; what only sets characters apart is left out.
func plain(r rune) rune {
	if unicode.IsSpace(r) || unicode.Is(unicode.Pd, r) { // Pd: hyphens and dashes
		return -1
	}
	r = unicode.ToUpper(r)
	switch r {
	case 'O':
		return '0'
	case 'I', 'L':
		return '1'
	}
	i := 0
	for _, cyrillic := range lookalikes {
		if r == cyrillic {
			return rune(latin[i])
		}
		i++
	}
	return r
}

// ShowNumber writes a number for people: two groups of five.
func ShowNumber(id string) string {
	if len(id) != numberLength {
		return id
	}
	return id[:5] + "-" + id[5:]
}

// formPrefix begins the id of a form, so that it is told from the key of a mail.
const formPrefix = "form-"

// FormID derives the id of a request by the public form from the address that it has and its key.
func FormID(email, key string) string { return formPrefix + Number("form", email+"\x00"+key, 0) }

// FormReference is how people call a form by its id. It is no number of a ticket, and cannot be taken for one.
func FormReference(id string) string { return "F-" + ShowNumber(strings.TrimPrefix(id, formPrefix)) }

// checkOf weighs each character with its own power of x in the field of 32 elements: a wrong character changes the
// sum, and so do two that have changed places, because no two weights are equal, nor is any of them that of the check
// character itself.
func checkOf(data string) byte {
	var sum, weight byte = 0, 1
	for i := range len(data) {
		weight = times(weight, 2)
		sum ^= times(weight, byte(strings.IndexByte(alphabet, data[i])))
	}
	return alphabet[sum]
}

// times multiplies in GF(32) modulo x^5+x^2+1.
func times(a, b byte) byte {
	var product byte
	for ; b > 0; b >>= 1 {
		if b&1 == 1 {
			product ^= a
		}
		a <<= 1
		if a&32 != 0 {
			a ^= 0b100101
		}
	}
	return product
}
