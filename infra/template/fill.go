package template

import (
	"fmt"
	"regexp"
)

// Reference is what a piece of text such as ${NotifyQueue.Arn} refers to.
type Reference struct {
	// Resource is a logical id or a pseudo parameter such as AWS::Region.
	Resource string
	// Attribute is empty for a plain Ref.
	Attribute string
}

// String gives the reference as it stands in text.
func (r Reference) String() string {
	if r.Attribute == "" {
		return "${" + r.Resource + "}"
	}
	return "${" + r.Resource + "." + r.Attribute + "}"
}

var referenceInText = regexp.MustCompile(`\$\{([A-Za-z0-9:]+)(?:\.([A-Za-z0-9.]+))?\}`)

// Fill replaces every reference in text by what lookup says, and passes on its error.
func Fill(text string, lookup func(Reference) (string, error)) (string, error) {
	var failure error
	filled := referenceInText.ReplaceAllStringFunc(text, func(found string) string {
		parts := referenceInText.FindStringSubmatch(found)
		value, err := lookup(Reference{Resource: parts[1], Attribute: parts[2]})
		if err != nil && failure == nil {
			failure = fmt.Errorf("fill %s: %w", found, err)
		}
		return value
	})
	if failure != nil {
		return "", failure
	}
	return filled, nil
}

// Fill gives the environment with every reference replaced by what lookup says.
func (f Function) Fill(lookup func(Reference) (string, error)) (map[string]string, error) {
	filled := make(map[string]string, len(f.Environment))
	for name, value := range f.Environment {
		text, err := Fill(value, lookup)
		if err != nil {
			return nil, fmt.Errorf("environment of %s: %s: %w", f.ID, name, err)
		}
		filled[name] = text
	}
	return filled, nil
}

// referenceOnly reads text that is a single reference and nothing else.
func referenceOnly(text string) (Reference, bool) {
	parts := referenceInText.FindStringSubmatch(text)
	if len(parts) == 0 || parts[0] != text {
		return Reference{}, false
	}
	return Reference{Resource: parts[1], Attribute: parts[2]}, true
}
