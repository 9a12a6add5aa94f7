package policy

import (
	"flatsupport/shared/policy/internal/strict"
)

func (l *loader) packages(at strict.Place) {
	seen := map[PackageCode]bool{}
	for _, row := range at.Rows() {
		f := row.Fields("code", "clause", "name", "terms", "levels", "coverage", "coverageByType", "namedEngineer",
			"onsiteAreas", "partnerOnly")
		p := Package{
			Code:          word(f.Need("code"), packageCodes...),
			Clause:        l.clause(f),
			Name:          l.text(f.Need("name")),
			Levels:        levels(f.Need("levels")),
			Coverage:      l.packageCoverage(f.Need("coverage")),
			NamedEngineer: words(f.May("namedEngineer"), priorityCodes...),
			OnsiteAreas:   areas(f.May("onsiteAreas")),
			PartnerOnly:   f.May("partnerOnly").Truth(),
		}
		if f.Has("coverageByType") {
			p.ByType = l.coverageByType(f.May("coverageByType"))
		}
		terms := f.Need("terms").Fields("clause", "months")
		p.TermsClause, p.TermsMonths = l.clause(terms), ascending(terms.Need("months"), 1, 120)
		once(seen, f.Need("code"), p.Code)
		l.e.Packages = append(l.e.Packages, p)
	}
}

func (l *loader) packageCoverage(at strict.Place) map[PriorityCode]WindowName {
	f := at.Fields(printAll(priorityCodes)...)
	hours := map[PriorityCode]WindowName{}
	for _, code := range priorityCodes {
		hours[code] = l.windowName(f.Need(string(code)))
	}
	return hours
}

// coverageByType reads the hours that a type of request has of its own, for some priorities or for all.
func (l *loader) coverageByType(at strict.Place) map[RequestType]map[PriorityCode]WindowName {
	f := at.Fields(printAll(requestTypes)...)
	all := map[RequestType]map[PriorityCode]WindowName{}
	for _, kind := range requestTypes {
		if !f.Has(string(kind)) {
			continue
		}
		row := f.May(string(kind)).Fields(printAll(priorityCodes)...)
		all[kind] = map[PriorityCode]WindowName{}
		for _, prio := range priorityCodes {
			if row.Has(string(prio)) {
				all[kind][prio] = l.windowName(row.May(string(prio)))
			}
		}
	}
	return all
}

// windowName reads the name of a window that the edition has.
func (l *loader) windowName(at strict.Place) WindowName {
	names := make([]WindowName, 0, len(l.e.Windows))
	for _, w := range l.e.Windows {
		names = append(names, w.Name)
	}
	return word(at, names...)
}

func levels(at strict.Place) []Level {
	var list []Level
	for _, n := range ascending(at, 1, 3) {
		list = append(list, Level(n))
	}
	return list
}

// ascending reads whole numbers, each above the one before it, at least one.
func ascending(at strict.Place, low, high int) []int {
	var list []int
	for _, item := range at.Rows() {
		n := item.Whole(low, high)
		if len(list) > 0 && n != 0 && n <= list[len(list)-1] {
			item.Refuse("%d does not come after %d", n, list[len(list)-1])
		}
		list = append(list, n)
	}
	return list
}

func areas(at strict.Place) []string {
	var list []string
	for _, item := range at.Items() {
		area := item.Text()
		if area != "" && !areaCode.MatchString(area) {
			item.Refuse("%q is not an area code such as RU-MOW", area)
		}
		list = append(list, area)
	}
	return list
}
