# What one does with Cairn, one word each. `make` alone lists them.

.DEFAULT_GOAL := help
.PHONY: help run build ui test check bench fuzz walk cover clean

help: ## list what make can do
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "make %-8s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

run: build ## build, and serve a demo company on this machine
	./cairn serve --demo

# Without Node the program is built all the same, and says on its first page what is missing.
build: $(if $(shell command -v npm),ui) ## build the program, ./cairn, with the pages inside
	CGO_ENABLED=0 go build -trimpath -ldflags="-s -w" -o cairn ./cmd/cairn

ui: ui/dist/index.html ## build the pages, where they have changed

ui/dist/index.html: ui/node_modules/.package-lock.json $(shell find ui -path ui/node_modules -prune -o -path ui/dist -prune -o -type f -print 2>/dev/null)
	npm --prefix ui run build
	@touch $@

ui/node_modules/.package-lock.json: ui/package-lock.json
	npm --prefix ui ci --no-audit --no-fund --loglevel=error
	@touch $@

test: ## install what tests need, then run every one of them
	script/need
	go vet ./...
	npm --prefix ui run lint
	npm --prefix ui run build
	npm --prefix ui test
	CAIRN_NEED_PG=1 go test -timeout 20m ./...
	CGO_ENABLED=0 go build -trimpath -ldflags="-s -w" -o cairn ./cmd/cairn
	CAIRN_BIN=$(CURDIR)/cairn npm --prefix ui run e2e

check: ## the quick part of test: the rules of the house, Go without the slow tests
	go vet ./...
	go test -short ./...

bench: ## measure this build as people use it, beside the run before, into docs/bench.md
	go run ./internal/bench $(BENCH)

fuzz: ## fuzz every parser in turn; FUZZ=20s each
	script/fuzz $(or $(FUZZ),20s)

walk: ## do 100,000 random commands on both databases, which must agree; N=1000 for fewer
	CAIRN_WALK=$(or $(N),100000) go test -v -run '^TestWalk$$' -timeout 6h ./internal/app

cover: ## show how much of each package its tests run
	@mkdir -p tmp
	go test -coverprofile=tmp/cover.out ./...
	@go tool cover -func=tmp/cover.out | tail -n 1

clean: ## remove what was built
	rm -rf cairn tmp ui/dist/assets ui/dist/index.html
