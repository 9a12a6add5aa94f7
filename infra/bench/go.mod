module flatsupport/infra/bench

go 1.26

require (
	flatsupport v0.0.0
	github.com/goccy/go-yaml v1.19.2
	github.com/rickar/cal/v2 v2.1.13
	github.com/stretchr/testify v1.12.1
)

require go.yaml.in/yaml/v3 v3.0.5 // indirect

replace flatsupport => ../..
