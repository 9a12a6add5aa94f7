package strict

import (
	"errors"
	"fmt"
	"strings"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/parser"
)

// Documents beyond these are not written by people; refusing them keeps the parser's time and stack small.
const (
	maxSize  = 256 << 10
	maxDepth = 64
)

// Parse opens a document of one mapping. On text that is not YAML the place is absent and the report says why.
func Parse(src []byte) (Place, *Report) {
	report := newReport(src)
	root := Place{report: report}
	body, err := parse(src)
	var syntax yaml.Error
	switch {
	case errors.As(err, &syntax) && syntax.GetToken() != nil:
		at := syntax.GetToken().Position
		report.at[""] = position{at.Line, at.Column}
		report.refuseAt(report.at[""], "", "this is not YAML: %s", syntax.GetMessage())
	case err != nil:
		report.Refuse("", "%s", err)
	default:
		root.node = body
	}
	return root, report
}

func parse(src []byte) (body ast.Node, err error) {
	if len(src) > maxSize {
		return nil, fmt.Errorf("the document has %d bytes, at most %d are read", len(src), maxSize)
	}
	if depth(src) > maxDepth {
		return nil, fmt.Errorf("brackets or dashes are nested more than %d deep", maxDepth)
	}
	// A slip of the parser on odd text must not take the program down; to the author it is one more way of being wrong.
	defer func() {
		if broken := recover(); broken != nil {
			body, err = nil, fmt.Errorf("this is not YAML: %v", broken)
		}
	}()
	file, err := parser.ParseBytes(src, 0, parser.AllowDuplicateMapKey())
	if err != nil {
		return nil, err
	}
	if len(file.Docs) != 1 || file.Docs[0].Body == nil {
		return nil, errors.New("the file must hold exactly one YAML document")
	}
	return file.Docs[0].Body, nil
}

// depth is the deepest nesting of brackets, wherever they stand, and of the signs that begin an item or a key at the
// start of a line, since "- - - -" nests as well. Nesting by indentation alone cannot go deep in a text of this size.
func depth(src []byte) int {
	deepest, brackets, signs, atStart := 0, 0, 0, true
	for i, c := range src {
		switch c {
		case '\n', '\r':
			signs, atStart = 0, true
		case ' ', '\t':
		case '-', '?':
			if atStart = atStart && (i+1 == len(src) || strings.IndexByte(" \t\r\n", src[i+1]) >= 0); atStart {
				signs++
			}
		case '[', '{':
			brackets++
			atStart = false
		case ']', '}':
			brackets = max(0, brackets-1)
			atStart = false
		default:
			atStart = false
		}
		deepest = max(deepest, brackets+signs)
	}
	return deepest
}
