# How sam build makes a function: it runs the target build-<logical id> of arm64/Makefile or x86_64/Makefile, from the
# folder of the template, as the template's Metadata says. Whoever starts it, no function is built out of an edition or a
# calendar that is broken, or out of an edition that was changed after it had been published.

CHECK := go run ./infra/supportctl policy check --published

# IntakeFunction lives in functions/intake/lambda.
build-%Function:
	@env -u GOOS -u GOARCH -u GOFLAGS $(CHECK)
	@CGO_ENABLED=0 GOOS=linux GOARCH=$(GOARCH) go build -trimpath -tags=lambda.norpc -ldflags=-s \
		-o "$(ARTIFACTS_DIR)/bootstrap" ./functions/$$(echo $* | tr '[:upper:]' '[:lower:]')/lambda
