package policy

// CheckSources checks texts as if they were those that are published.
var CheckSources = checkPublished
