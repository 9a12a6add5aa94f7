# Everything a contributor runs. `make` alone lists it. What is downloaded, built or stored stays under .local/.

.DEFAULT_GOAL := help
SHELL := /bin/sh

TOOLS := .local/tools/bin
SAM   := .local/tools/sam/bin/sam
WITH  := .local/bin/with

# What the tests run over; any of them can be set on the command line.
PACKAGES    ?= ./...
STORIES     ?= events/stories
RACE        ?= -race
TESTFLAGS   ?= -timeout 12m
FUZZTIME    ?= 10s
FUZZIN      ?= .
# What sam local is to find, and its own folder; events/env.json names the same ports. Another folder than that of sam
# build: what is built for the processor of this machine must never be deployed.
INVOKE      := .local/data/invoke
PARTS_PORTS := --dynamodb-port 18000 --sqs-port 19324
ARCH        := $(if $(filter arm64 aarch64,$(shell uname -m)),arm64,x86_64)
# Tags, flags and the check of what is published are in infra/build, where sam build itself finds them.
SAMBUILD     = $(SAM) build --template-file $(TEMPLATE)
STORYRUN    := go run ./infra/story
TEMPLATE    ?= template.yaml

# make run PORT=9000 SMTP=2526, make story FILE=... FAULTS=42
RUNFLAGS    := $(if $(PORT),--port $(PORT)) $(if $(SMTP),--smtp-port $(SMTP))
STORYFLAGS  := $(if $(FAULTS),--faults seed=$(FAULTS))

.NOTPARALLEL:
export SAM_CLI_TELEMETRY := 0
# Nothing here has an AWS account: no test may look for one, and sam asks for a region only to lint.
export AWS_EC2_METADATA_DISABLED := true
export AWS_DEFAULT_REGION ?= eu-central-1

# need PROGRAM,WHAT FOR,HOW: one sentence when a program is missing.
need = @command -v $(1) >/dev/null || { echo "$(1) is needed $(2) and is not on PATH ($(3))." >&2; exit 1; }
need-go     = $(call need,go,to build and test,https://go.dev/dl - the version is in go.mod)
need-java   = $(call need,java,to run DynamoDB Local and ElasticMQ,on Debian: apt-get install openjdk-17-jre-headless)
need-python = $(call need,python3,to run the SAM CLI,on Debian: apt-get install python3 python3-venv)

.PHONY: help
help: ## this list
	@echo "make TARGET:"
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  %-12s %s\n", $$1, $$2}' $(firstword $(MAKEFILE_LIST))

.PHONY: run
run: fetch ## the whole stack on this machine; PORT=9000 for another port, SMTP=2526 for another of mail
	@go build -o .local/bin/local ./infra/local
	@.local/bin/local $(RUNFLAGS)

.PHONY: mail-clients
mail-clients: fetch ## a real swaks and a real Postfix write to a stack of their own; as root
	@go run ./infra/local/mailclients

.PHONY: reset
reset: need-go ## forget what the local stack has stored
	@go run ./infra/local reset

.PHONY: test
test: fetch need-cc $(WITH) ## all tests on real DynamoDB Local and ElasticMQ, then the stories
	@$(WITH) $(MAKE) --no-print-directory test-go test-clauses test-stories test-capacity test-corpora
	@$(MAKE) --no-print-directory test-fuzz test-bench

.PHONY: test-go test-clauses test-stories test-capacity test-corpora test-fuzz test-bench
# The stories play the very functions that all other tests have raced, and what an edition keeps once built is shared by those
# too; raced once more they would take twice as long. Verifying, proving and reading mails share nothing between goroutines.
UNRACED := /infra/story/play$$|/infra/(verify|proof)$$|/shared/(inbound|policy)$$
test-go:
	go list $(PACKAGES) | grep -vE '$(UNRACED)' | xargs -r go test $(RACE) $(TESTFLAGS)
	go list $(PACKAGES) | grep -E '$(UNRACED)' | xargs -r go test $(TESTFLAGS)
test-clauses:
	go run ./infra/clauses --quiet
test-stories:
	$(STORYRUN) $(STORIES)
test-capacity:
	$(STORYRUN) --capacity
# A module of its own, so that the library that we are measured against is no part of the desk.
test-bench:
	go -C infra/bench test ./...
	go -C infra/bench run . --short
# The mails that other libraries are tested with; a module of its own for the same reason.
test-corpora:
	go -C infra/corpora test ./...
	go -C infra/corpora run .
# What anybody may send is fuzzed a little each time: the reading of mails.
test-fuzz:
	@$(MAKE) --no-print-directory fuzz-each FUZZIN=shared/inbound FUZZTIME=3s

.PHONY: story
story: fetch $(WITH) ## one story, several, or a folder: FILE=..., FAULTS=seed to disturb it
	@test -n "$(FILE)" || { echo "Which story? make story FILE=$(STORIES)" >&2; exit 1; }
	@$(WITH) $(STORYRUN) $(STORYFLAGS) $(FILE)

.PHONY: capacity
capacity: fetch $(WITH) ## what a ticket's life, a mailed one's and a certificate's costs in read and write units
	@$(WITH) $(STORYRUN) --capacity

.PHONY: clauses
clauses: need-go ## every clause, rule and reading with its datum, code and stories; 1 when one lacks any
	@go run ./infra/clauses

.PHONY: lint
lint: need-go $(TOOLS)/golangci-lint ## gofumpt and golangci-lint
	@failed=0; \
	unformatted=$$(find . -name '*.go' -not -path './.*' -exec $(TOOLS)/gofumpt -l {} +) || failed=1; \
	if [ -n "$$unformatted" ]; then echo "$$unformatted"; echo "not formatted: make fmt" >&2; failed=1; fi; \
	$(TOOLS)/golangci-lint run $(PACKAGES) || failed=1; \
	$(TOOLS)/golangci-lint run --build-tags localclock ./shared/clock/... || failed=1; \
	for module in infra/bench infra/corpora; do \
		(cd $$module && $(CURDIR)/$(TOOLS)/golangci-lint run ./...) || failed=1; \
	done; \
	exit $$failed

.PHONY: fmt
fmt: need-go $(TOOLS)/golangci-lint ## format all Go code
	@find . -name '*.go' -not -path './.*' -exec $(TOOLS)/gofumpt -l -w {} +

.PHONY: validate
validate: $(SAM) ## sam validate --lint
	@$(SAM) validate --lint --template-file $(TEMPLATE)

.PHONY: build
build: need-go $(SAM) ## sam build, as a deployment does it
	@$(SAMBUILD)

# The function is that of the event's folder, unless named by its folder or by its name in the template.
FUNCTION ?= $(notdir $(patsubst %/,%,$(dir $(EVENT))))
INVOKED   = $(shell awk '/^  [A-Za-z]+:$$/ {id = $$1; sub(":", "", id)} $$1 == "CodeUri:" && \
	($$2 == "functions/$(FUNCTION)/lambda" || id == "$(FUNCTION)") {print id}' $(TEMPLATE))

.PHONY: invoke
invoke: need-docker fetch $(SAM) $(WITH) ## one function in a container, by sam local: EVENT=events/<function>/<case>.json
	@{ test "$(EVENT)" = - || test -f "$(EVENT)"; } && test -n "$(INVOKED)" || \
		{ echo "Which event, and for which function? make invoke EVENT=events/intake/portal-json-p3.json, or make invoke FUNCTION=intake EVENT=FILE (- for standard input)." >&2; exit 1; }
	@mkdir -p $(INVOKE) && go build -o .local/bin/local ./infra/local
	@$(SAMBUILD) $(INVOKED) --build-dir $(INVOKE)/build --parameter-overrides Architecture=$(ARCH) >$(INVOKE)/build.log 2>&1 || \
		{ cat $(INVOKE)/build.log >&2; exit 1; }
	@env -u DYNAMODB_ENDPOINT -u SQS_ENDPOINT $(WITH) $(PARTS_PORTS) --dynamodb-data $(INVOKE)/dynamodb \
		$(MAKE) --no-print-directory invoke-built

# With the keys of nobody: the function can reach nothing but this machine.
.PHONY: invoke-built
invoke-built:
	@.local/bin/local --data $(INVOKE) --dynamodb-endpoint $$DYNAMODB_ENDPOINT --sqs-endpoint $$SQS_ENDPOINT prepare
	@env -u AWS_PROFILE -u AWS_SESSION_TOKEN AWS_ACCESS_KEY_ID=local AWS_SECRET_ACCESS_KEY=local \
		$(SAM) local invoke $(INVOKED) --template-file $(INVOKE)/build/template.yaml --parameter-overrides Architecture=$(ARCH) \
		--event $(EVENT) --env-vars events/env.json --skip-pull-image --add-host host.docker.internal:host-gateway && echo

.PHONY: fuzz
fuzz: fetch $(WITH) ## every fuzz test for FUZZTIME (10s)
	@$(WITH) $(MAKE) --no-print-directory fuzz-each

# Making an interesting input smaller is cut short: whole editions and stories would be at it all the time.
.PHONY: fuzz-each
fuzz-each:
	@set -e; for file in $$(grep -rl --include='*_test.go' --exclude-dir='.?*' '^func Fuzz' $(FUZZIN)); do \
		for name in $$(sed -n 's/^func \(Fuzz[A-Za-z0-9_]*\)(.*/\1/p' "$$file"); do \
			echo "$$(dirname "$$file") $$name"; \
			go test -run '^$$' -fuzz "^$$name\$$" -fuzztime $(FUZZTIME) -fuzzminimizetime 1s "./$$(dirname "$$file")"; \
		done; \
	done

.PHONY: bench
bench: need-go ## how fast covered time is counted, against a public library; about a minute
	@go -C infra/bench build -o $(CURDIR)/.local/bin/bench . && cd infra/bench && $(CURDIR)/.local/bin/bench

.PHONY: bench-all
bench-all: fetch $(WITH) ## every benchmark of the tests
	@$(WITH) go test -run '^$$' -bench . -benchmem $(PACKAGES)

# make model N=1000000 SEED=7
.PHONY: model
model: need-go ## random histories against the plain model of the policy: N=100000 SEED=1
	@go run ./infra/model/run -n $(or $(N),100000) -seed $(or $(SEED),1)

.PHONY: clean
clean: ## remove what was built; keep data, downloads and tools
	@rm -rf .aws-sam .local/bin

# The two real parts, from Maven Central, once.
.PHONY: fetch
fetch: need-go need-java
	@go run ./infra/local/parts/fetch

$(WITH): $(wildcard infra/local/parts/*.go infra/local/parts/*/*.go infra/local/parts/*/pom.xml)
	@go build -o $@ ./infra/local/parts/with

# The linters, at the versions of infra/tools/go.mod, compiled once for each change of it.
$(TOOLS)/golangci-lint: infra/tools/go.mod infra/tools/go.sum
	$(need-go)
	@infra/tools/slow "compiling golangci-lint and gofumpt, one to three minutes" \
		env GOBIN=$(CURDIR)/$(TOOLS) go -C infra/tools install tool
	@touch $@

# The SAM CLI in a Python environment of its own, once for each change of its version.
$(SAM): infra/tools/sam.txt
	$(need-python)
	@python3 -c 'import venv, ensurepip' 2>/dev/null || { echo "python3 lacks venv, which the SAM CLI is installed with (on Debian: apt-get install python3-venv)." >&2; exit 1; }
	@infra/tools/slow "installing the SAM CLI, about a minute" \
		sh -c 'python3 -m venv --clear .local/tools/sam && .local/tools/sam/bin/pip install --quiet --disable-pip-version-check -r infra/tools/sam.txt'
	@touch $@

.PHONY: need-go need-java need-cc need-docker
need-go:
	$(need-go)
need-java:
	$(need-java)
need-cc:
	@test -z "$(RACE)" || command -v cc >/dev/null || command -v gcc >/dev/null || \
		{ echo "A C compiler is needed for the race detector and none is on PATH (on Debian: apt-get install gcc; or make test RACE=)." >&2; exit 1; }
need-docker:
	@docker version >/dev/null 2>&1 || { echo "sam local runs functions in containers, and no Docker engine answers (make run does without one)." >&2; exit 1; }
