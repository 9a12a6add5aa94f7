// Command asking asks the clock and nothing else, so that a test can look into a binary that holds it.
package main

import (
	"fmt"

	"flatsupport/shared/clock"
)

func main() { fmt.Println(clock.Now()) }
