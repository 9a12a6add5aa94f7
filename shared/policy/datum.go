package policy

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"
)

// datum is a reading as the code knows it: which values can be executed, and where the one taken is kept.
type datum struct {
	name   string
	values []string // all that can be executed; nil when the value is open: a figure, hours, a zone
	pinned bool     // only the value in force can be executed, though it is not one of a list
	taken  bool     // stands elsewhere in the edition, so its row has no value of its own
	read   func() string
	write  func(string) error
}

// ErrUnlawfulValue: a reading cannot have the value, or no rule executes it.
var ErrUnlawfulValue = errors.New("not a lawful value")

// alternatives are the values that could be taken instead of the one in force.
func (d datum) alternatives() []string {
	return slices.DeleteFunc(slices.Clone(d.values), func(v string) bool { return v == d.read() })
}

// open reports whether any other lawful value can be taken, of which there are too many to list: a figure, hours, a zone.
func (d datum) open() bool { return d.values == nil && !d.pinned }

// choice is a datum that is one of several words.
func choice[T ~string](name string, at *T, values ...T) datum {
	d := datum{name: name, read: func() string { return string(*at) }}
	for _, v := range values {
		d.values = append(d.values, string(v))
	}
	d.write = func(v string) error {
		if err := oneOf(d.values, v); err != nil {
			return err
		}
		*at = T(v)
		return nil
	}
	return d
}

// fixed is a datum of which one value only is implemented.
func fixed(name, value string) datum {
	return datum{
		name:   name,
		values: []string{value},
		read:   func() string { return value },
		write:  func(v string) error { return oneOf([]string{value}, v) },
	}
}

// elsewhere is a datum that stands in another chapter of the edition and can only be changed there.
func elsewhere(name string, read func() string) datum {
	return datum{
		name: name, taken: true, pinned: true, read: read,
		write: func(v string) error { return oneOf([]string{read()}, v) },
	}
}

// whole is a datum that is a figure.
func whole(name string, at *int, low, high int) datum {
	return datum{
		name: name,
		read: func() string { return strconv.Itoa(*at) },
		write: func(v string) error {
			n, err := strconv.Atoi(v)
			if err != nil || n < low || n > high {
				return fmt.Errorf("%q is %w; it can be a whole number from %d to %d", v, ErrUnlawfulValue, low, high)
			}
			*at = n
			return nil
		},
	}
}

// span is a datum that is a time in whole seconds.
func span(name string, at *time.Duration, high time.Duration) datum {
	return datum{
		name: name,
		read: func() string { return printSpan(*at) },
		write: func(v string) error {
			d, err := time.ParseDuration(v)
			if err != nil || d%time.Second != 0 || d < 0 || d > high {
				return fmt.Errorf("%q is %w; it can be a time from 0s to %s, in whole seconds", v, ErrUnlawfulValue, printSpan(high))
			}
			*at = d
			return nil
		},
	}
}

// truth is a datum that holds or does not.
func truth(name string, at *bool) datum {
	values := []string{"false", "true"}
	return datum{
		name: name, values: values,
		read: func() string { return strconv.FormatBool(*at) },
		write: func(v string) error {
			if err := oneOf(values, v); err != nil {
				return err
			}
			*at = v == "true"
			return nil
		},
	}
}

func oneOf(values []string, v string) error {
	if slices.Contains(values, v) {
		return nil
	}
	return fmt.Errorf("%q is %w; it can be %s", v, ErrUnlawfulValue, strings.Join(values, ", "))
}

// printSpan prints 10m and 2h rather than 10m0s and 2h0m0s.
func printSpan(d time.Duration) string {
	text := d.String()
	if strings.HasSuffix(text, "m0s") {
		text = strings.TrimSuffix(text, "0s")
	}
	if strings.HasSuffix(text, "h0m") {
		text = strings.TrimSuffix(text, "0m")
	}
	return text
}
