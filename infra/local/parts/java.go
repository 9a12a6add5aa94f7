package parts

import (
	"context"
	"errors"
	"fmt"
	"os/exec"
	"regexp"
	"strconv"
)

// javaNeeded is the oldest Java that the parts run on.
const javaNeeded = 17

var (
	// ErrJava: there is no Java on PATH, or one that is too old.
	ErrJava = errors.New("java 17 or newer is needed")
	// ErrMaven: a part has yet to be fetched and there is no Maven on PATH to fetch it with.
	ErrMaven = errors.New("mvn is needed once, to fetch DynamoDB Local and ElasticMQ")
)

var javaVersion = regexp.MustCompile(`version "(\d+)(?:\.(\d+))?`)

// findJava gives the path of a Java that is new enough, or ErrJava with what was found and what to do.
func findJava(ctx context.Context) (string, error) {
	path, err := exec.LookPath("java")
	if err != nil {
		return "", fmt.Errorf("%w to run DynamoDB Local and ElasticMQ, and there is no java on PATH (on Debian: apt-get install openjdk-17-jre-headless)", ErrJava)
	}
	out, err := exec.CommandContext(ctx, path, "-version").CombinedOutput()
	if err != nil {
		return "", fmt.Errorf("%w, and `%s -version` fails: %w", ErrJava, path, err)
	}
	major, ok := majorVersion(string(out))
	if !ok {
		return "", fmt.Errorf("%w, and `%s -version` names no version", ErrJava, path)
	}
	if major < javaNeeded {
		return "", fmt.Errorf("%w, and %s is Java %d (on Debian: apt-get install openjdk-17-jre-headless)", ErrJava, path, major)
	}
	return path, nil
}

// majorVersion reads "17.0.15" as 17 and the old way of counting, "1.8.0_392", as 8.
func majorVersion(printed string) (int, bool) {
	m := javaVersion.FindStringSubmatch(printed)
	if m == nil {
		return 0, false
	}
	number := m[1]
	if number == "1" && m[2] != "" {
		number = m[2]
	}
	major, err := strconv.Atoi(number)
	return major, err == nil
}

func findMaven() (string, error) {
	path, err := exec.LookPath("mvn")
	if err != nil {
		return "", fmt.Errorf("%w, and there is no mvn on PATH (on Debian: apt-get install maven)", ErrMaven)
	}
	return path, nil
}
