package parts

import (
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"encoding/xml"
	"fmt"
	"path/filepath"
)

//go:embed dynamodb/pom.xml elasticmq/pom.xml
var poms embed.FS

// part is one program that is fetched: what it is called and the pom that pins it.
type part struct {
	name  string // names its folder, and its pom's
	title string // as people call it
	size  string // roughly what the first fetch brings
}

var (
	dynamoDB  = part{name: "dynamodb", title: "DynamoDB Local", size: "50 MB"}
	elasticMQ = part{name: "elasticmq", title: "ElasticMQ", size: "40 MB"}
)

// pinned is the state of a part as its pom describes it.
type pinned struct {
	part
	pom     []byte
	version string
	digest  string // of the pom: a changed pom is fetched anew, also within one version
}

// pin reads the version out of the embedded pom, so that it is written in one place only.
func (p part) pin() (pinned, error) {
	pom, err := poms.ReadFile(p.name + "/pom.xml")
	if err != nil {
		return pinned{}, fmt.Errorf("read the pom of %s: %w", p.title, err)
	}
	var project struct {
		Dependencies []struct {
			Version string `xml:"version"`
		} `xml:"dependencies>dependency"`
	}
	if err := xml.Unmarshal(pom, &project); err != nil {
		return pinned{}, fmt.Errorf("read the pom of %s: %w", p.title, err)
	}
	if len(project.Dependencies) != 1 || project.Dependencies[0].Version == "" {
		return pinned{}, fmt.Errorf("the pom of %s must name exactly one dependency with its version", p.title)
	}
	sum := sha256.Sum256(pom)
	return pinned{part: p, pom: pom, version: project.Dependencies[0].Version, digest: hex.EncodeToString(sum[:])}, nil
}

// home is the part's own folder under the folder of all parts.
func (p pinned) home(dir string) string { return filepath.Join(dir, p.name+"-"+p.version) }

// lib holds the part's jars and native libraries.
func (p pinned) lib(dir string) string { return filepath.Join(p.home(dir), "lib") }

// marker is written last into home: a folder with the right marker is whole.
func (p pinned) marker(dir string) string { return filepath.Join(p.home(dir), "complete") }
