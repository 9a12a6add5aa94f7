package rows

import (
	"regexp"
	"slices"
	"strings"

	"flatsupport/infra/supportctl/importing/sheet"
	"flatsupport/shared/policy"
)

// russianAreas are the subdivisions of ISO 3166-2:RU: republics, territories, regions, cities, the autonomous region and
// the autonomous areas. A slip in one would silently cost a customer the visits that were bought (R23).
var russianAreas = strings.Fields(`
	AD AL BA BU CE CU DA IN KB KC KK KL KO KR ME MO SA SE TA TY UD
	ALT KAM KDA KHA KYA PER PRI STA ZAB
	AMU ARK AST BEL BRY CHE IRK IVA KEM KGD KGN KIR KLU KOS KRS LEN LIP MAG MOS MUR NGR NIZ NVS OMS ORE ORL PNZ PSK
	ROS RYA SAK SAM SAR SMO SVE TAM TOM TUL TVE TYU ULY VGG VLA VLG VOR YAR
	MOW SPE
	YEV
	CHU KHM NEN YAN`)

// abroad is the form of a code of another country.
var abroad = regexp.MustCompile(`^[A-Z]{2}-[A-Z0-9]{1,3}$`)

// area reads the region code of a site (G53).
func area(r *sheet.Row, column string) string {
	code := r.Text(column)
	subdivision, russian := strings.CutPrefix(code, "RU-")
	switch {
	case code == "":
	case russian && !slices.Contains(russianAreas, subdivision):
		r.Refuse(column, "%q is no region of Russia by ISO 3166-2; Moscow is RU-MOW, Saint Petersburg RU-SPE", code)
	case !abroad.MatchString(code):
		r.Refuse(column, "%q is no region code of ISO 3166-2 such as RU-MOW", code)
	default:
		return code
	}
	return ""
}

// zone reads the name of a time zone (G11).
func zone(r *sheet.Row, column string) string {
	name := r.Text(column)
	if name == "" {
		return ""
	}
	if _, err := policy.ZoneNamed(name); err != nil {
		r.Refuse(column, "%q is no time zone such as Europe/Moscow or Asia/Omsk", name)
		return ""
	}
	return name
}
