package trace

import (
	"fmt"
	"slices"
	"strings"
)

// look says what is missing, and why it may be.
func (s *Subject) look(known lists) {
	// A clause of the document is carried and executed by its rules; an addition of the operator has none.
	if s.Kind != OfClause || s.Own {
		s.lack(LacksDatum, len(s.Data) == 0)
		s.lack(LacksCode, len(s.Code) == 0)
	}
	s.lack(LacksStory, len(s.Stories) == 0)
	for _, d := range s.Data {
		s.lack(LacksAlternative, slices.ContainsFunc(d.Plays, func(p Play) bool { return len(p.Stories) == 0 }))
	}
	for _, l := range s.Lacks {
		if reason := known.excused(s.ID, l); reason != "" {
			if s.Excused == nil {
				s.Excused = map[Lack]string{}
			}
			s.Excused[l] = reason
		}
	}
}

func (s *Subject) lack(what Lack, missing bool) {
	if missing && !slices.Contains(s.Lacks, what) {
		s.Lacks = append(s.Lacks, what)
	}
}

// judge reports what is missing without an exception, and exceptions for what is there.
func (l lists) judge(pages []Page) []string {
	var found []string
	missing, known := map[exceptionKey]bool{}, map[string]bool{}
	for _, p := range pages {
		for _, s := range p.Subjects {
			known[s.ID] = true
			for _, lack := range s.Lacks {
				missing[exceptionKey{s.ID, lack}] = true
				if s.Excused[lack] == "" {
					found = append(found, fmt.Sprintf("%s: %s %s lacks %s", p.Edition, s.Kind, s.ID, s.wanting(lack)))
				}
			}
		}
	}
	for _, x := range l.exceptions {
		switch at := fmt.Sprintf("%s:%d: ", l.exceptionsFile, x.line); {
		case !known[x.id]:
			found = append(found, at+x.id+" is no clause, rule or reading")
		case !missing[x.exceptionKey]:
			found = append(found, fmt.Sprintf("%s%s has its %s, so the exception must go", at, x.id, x.lack))
		}
	}
	return found
}

// wanting says what is missing in words that tell what to do.
func (s Subject) wanting(l Lack) string {
	switch l {
	case LacksDatum:
		return "a datum: no row of the edition carries it"
	case LacksCode:
		return "code: no declaration that executes it names it in its comment"
	case LacksStory:
		return "a story: none names it in its clauses"
	case LacksAlternative:
		var values []string
		for _, d := range s.Data {
			for _, p := range d.Plays {
				if len(p.Stories) == 0 {
					values = append(values, d.Name+"="+p.Value)
				}
			}
		}
		return "a story that plays " + strings.Join(values, ", ")
	}
	return string(l)
}
