package given

// WithDesk adds the desk of a story that names no people of its own: an engineer of level 2 and one of level 3 on
// duty, a manager who is also the last resort, an operator, and somebody of sales. A story that names any of them names them all.
func (g Given) WithDesk() Given {
	if len(g.Engineers)+len(g.Managers)+len(g.Operators)+len(g.Sales) > 0 {
		return g
	}
	g.Engineers = []Person{
		{ID: "petrov", Levels: []int{2}, Duty: true},
		{ID: "sidorova", Levels: []int{3}, Duty: true},
	}
	g.Managers = []Person{{ID: "orlova", Duty: true, LastResort: true}}
	g.Operators = []Person{{ID: "smirnov"}}
	g.Sales = []Person{{ID: "zueva", Duty: true}}
	return g
}

// Under sells every certificate that names no edition under the one given.
func (g Given) Under(edition string) Given {
	customers := append([]Customer(nil), g.Customers...)
	for i, c := range customers {
		customers[i].Certificates = append([]Certificate(nil), c.Certificates...)
		for j, cert := range customers[i].Certificates {
			customers[i].Certificates[j].Edition = or(cert.Edition, edition)
		}
	}
	g.Customers = customers
	return g
}
