// Package clock is the one door through which the running product learns what time it is.
//
// Only the wiring of a function asks it, once for each event; everything below takes the instant as an
// argument. What is deployed is built without the build tag localclock and has the machine's clock and nothing
// else: the code that could move it is not in the binary. The local stack builds with the tag, so that a breach
// can be seen without waiting for it.
package clock
