# The commands of a developer's day. `make help` lists them.
# Needs GNU make, git, Go; the rest `make test` installs (scripts/install-test-tools).

SHELL := /bin/bash
.DEFAULT_GOAL := help

.PHONY: help
help: ## list the commands
	@awk -F ':.*## ' '/^[a-z0-9-]+:.*## / { printf "  make %-16s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

# The tests open the same studies again and again. Collecting garbage less often
# costs them memory, and spares a fifth of their time. Tests that measure memory
# set the collector themselves; benchmarks run with Go's own setting.
test: export GOGC = 400

.PHONY: test
test: test-tools ## all tests, as CI runs them; installs what they need
	@$(MAKE) --no-print-directory --jobs=2 --output-sync=target test-lane-code test-lane-pages

# The two halves of `make test`, side by side, each with its output in one piece:
# what waits for a browser or for one long package leaves the machine to the other.
.PHONY: test-lane-code test-lane-pages
test-lane-code: test-tools
	@scripts/lint
	@scripts/test-go
test-lane-pages: test-tools
	@scripts/check-generated
	@scripts/test-e2e
	@scripts/test-race

.PHONY: test-race
test-race: test-tools ## the tests of what works in several goroutines, under the race detector
	@scripts/test-race

.PHONY: test-e2e
test-e2e: test-tools ## the tests of the pages in a real browser; SEKISHO_SHOTS=DIR leaves pictures
	@scripts/test-e2e

.PHONY: check
check: lint ## the quick half of `make test`, before every commit
	@scripts/test-go

.PHONY: test-tools
test-tools: ## install what the tests need from Debian's packages
	@scripts/install-test-tools

.PHONY: lint
lint: ## gofmt, go vet, staticcheck, unreachable code
	@scripts/lint

.PHONY: generate
generate: ## rewrite generated files, such as the JSON Schema
	go generate ./...

.PHONY: golden
golden: ## rewrite golden files with what the tests produce; review the difference
	@scripts/update-golden

.PHONY: check-generated
check-generated: ## fail where go mod tidy or generate would change anything
	@scripts/check-generated

.PHONY: fuzz
fuzz: ## run every fuzz target for FUZZTIME (60s)
	@scripts/fuzz

.PHONY: crash
crash: test-tools ## kill writers and databases CRASHROUNDS (200) times; a few minutes
	SEKISHO_CRASH_ROUNDS=$(or $(CRASHROUNDS),200) go test -count=1 -timeout=30m -run=Crash -v ./internal/...

.PHONY: bench
bench: ## run the benchmarks whose name matches BENCH (all)
	go test -run='^$$' -bench='$(or $(BENCH),.)' -benchmem ./...

.PHONY: bench-solvers
bench-solvers: ## our solver beside others on the same problems; many minutes, see scripts/bench-solvers
	@scripts/bench-solvers

# Releases are built with this Go: newer patches of it mend weaknesses that the
# oldest one that can build sekisho still has.
RELEASE_GO := go1.26.11

.PHONY: vulncheck
vulncheck: ## look for known weaknesses in what sekisho calls; needs a network
	GOTOOLCHAIN=$(RELEASE_GO) scripts/vulncheck

.PHONY: release
release: ## build the archives for Linux, Windows and macOS in dist, the same ones for everybody
	rm -rf dist
	GOTOOLCHAIN=$(RELEASE_GO) go run ./devtools/release

.PHONY: build
build: ## build bin/sekisho
	CGO_ENABLED=0 go build -trimpath -o bin/sekisho ./cmd/sekisho
