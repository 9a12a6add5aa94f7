package ticket_test

import (
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"flatsupport/shared/ticket"
)

const characters = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"

var numbers = rapid.Custom(func(t *rapid.T) string {
	return ticket.Number(rapid.String().Draw(t, "customer"), rapid.String().Draw(t, "key"), rapid.IntRange(0, 3).Draw(t, "try"))
})

func TestAHundredThousandNumbersAreAllDifferent(t *testing.T) {
	t.Parallel()
	const many = 100_000
	seen := make(map[string]bool, many)
	for i := range many {
		n := ticket.Number("volga", strconv.Itoa(i), 0)
		require.False(t, seen[n], n)
		seen[n] = true
	}
	// And they use all of what they could: each character at each of the nine places, about as often as any other.
	for place := range 9 {
		count := map[byte]int{}
		for n := range seen {
			count[n[place]]++
		}
		require.Len(t, count, len(characters))
		for _, c := range count {
			assert.InDelta(t, many/len(characters), c, 400)
		}
	}
}

func TestANumberFollowsFromTheRequestAlone(t *testing.T) {
	t.Parallel()
	n := ticket.Number("volga", "k", 0)
	assert.Equal(t, "440JB-6WQ34", ticket.ShowNumber(n), "numbers that were given out must be found again by later versions")
	assert.Equal(t, n, ticket.Number("volga", "k", 0))
	for _, other := range []string{ticket.Number("volga", "k", 1), ticket.Number("volga", "l", 0), ticket.Number("oka", "k", 0), ticket.Number("volg", "ak", 0)} {
		assert.NotEqual(t, n, other)
	}
}

func TestEveryWrongCharacterIsFound(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		n := numbers.Draw(t, "number")
		for i := range n {
			for _, c := range characters {
				wrong := n[:i] + string(c) + n[i+1:]
				_, err := ticket.ParseNumber(wrong)
				if wrong == n {
					require.NoError(t, err)
				} else {
					require.ErrorIs(t, err, ticket.ErrNumber, wrong)
				}
			}
		}
	})
}

func TestEveryExchangeOfTwoCharactersIsFound(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		n := numbers.Draw(t, "number")
		for i := range n {
			for j := range i {
				wrong := []byte(n)
				wrong[i], wrong[j] = wrong[j], wrong[i]
				if _, err := ticket.ParseNumber(string(wrong)); string(wrong) != n {
					require.ErrorIs(t, err, ticket.ErrNumber, "%s for %s", wrong, n)
				}
			}
		}
	})
}

func TestANumberIsReadAsPeopleWriteIt(t *testing.T) {
	t.Parallel()
	const number = "HBYX7EAXK0"
	cases := []struct{ name, written, want string }{
		{"as it is kept", "HBYX7EAXK0", number},
		{"as it is shown", "HBYX7-EAXK0", number},
		{"small letters", "hbyx7-eaxk0", number},
		{"spelled out in pairs", "HB YX 7E AX K0", number},
		{"spelled out one by one", " h b y x 7 e a x k 0 ", number},
		{"with the dash of a word processor", "HBYX7–EAXK0", number},
		{"with a space that does not break", "HBYX7\u00a0EAXK0", number},
		{"on a line of its own", "HBYX7-EAXK0\r\n", number},
		{"from a Russian keyboard", "НВУХ7-ЕАХКО", number},
		{"from one, in small letters", "нвух7-еахко", number},
		{"with the other letters of a Russian keyboard", "Х1МО1-С9ТЕР", "X1M01C9TEP"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			got, err := ticket.ParseNumber(c.written)
			assert.NoError(t, err)
			assert.Equal(t, c.want, got)
		})
	}
	for _, pair := range []string{"0O", "0o", "0О", "0о", "1I", "1i", "1L", "1l"} {
		n := numberWith(t, pair[0])
		got, err := ticket.ParseNumber(strings.ReplaceAll(n, pair[:1], pair[1:]))
		assert.NoError(t, err)
		assert.Equal(t, n, got, "%s for %s", pair[1:], pair[:1])
	}
}

// numberWith is a number in which the character occurs.
func numberWith(t *testing.T, c byte) string {
	t.Helper()
	for i := range 1000 {
		if n := ticket.Number("volga", strconv.Itoa(i), 0); strings.IndexByte(n, c) >= 0 {
			return n
		}
	}
	t.Fatalf("no number with %c", c)
	return ""
}

func TestWhatIsNoNumberIsRefused(t *testing.T) {
	t.Parallel()
	for _, s := range []string{"", "-", "HBYX7EAXK", "HBYX7EAXK00", "HBYX7EAXKU", "HBYX7EAXK*", "HBYX7_EAXK0", "ticket", strings.Repeat("0", 11), "ЖBYX7EAXK0"} {
		_, err := ticket.ParseNumber(s)
		assert.ErrorIs(t, err, ticket.ErrNumber, s)
	}
	assert.Equal(t, "short", ticket.ShowNumber("short"), "what is no number is shown as it is")
}

func FuzzParseNumber(f *testing.F) {
	for _, s := range []string{"HBYX7EAXK0", "hbyx7-eaxk0", "НВУХ7–ЕАХКО", "O0IL1-OIL01", "\xff\xfe", "ıſ\u2028"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		n, err := ticket.ParseNumber(s)
		if err != nil {
			require.ErrorIs(t, err, ticket.ErrNumber)
			require.Empty(t, n)
			return
		}
		require.Len(t, n, 10)
		require.Empty(t, strings.Trim(n, characters))
		for _, again := range []string{n, ticket.ShowNumber(n), strings.ToLower(n)} {
			got, err := ticket.ParseNumber(again)
			require.NoError(t, err)
			require.Equal(t, n, got)
		}
	})
}
