# `make` lists what can be made.

LISTEN ?= 127.0.0.1:9000
TARGET := $(or $(CARGO_TARGET_DIR),target)

# Lazy on purpose: cargo is asked only where a target needs the answer.
NEXTEST = $(shell cargo nextest --version >/dev/null 2>&1 && echo yes)
CARGO_TEST = cargo $(if $(NEXTEST),nextest run$(if $(filter true,$(CI)), --profile ci),test) --workspace --locked
SUDO = $(shell [ "$$(id -u)" = 0 ] || echo sudo)

# $(call stage,name,command) runs a command and says how long it took.
stage = @echo "== $(1)"; start=$$(date +%s); $(2); code=$$?; \
	echo "== $(1): $$(($$(date +%s) - start)) s"; exit $$code

# A build server builds once, from nothing: what only helps to build again, or to step through, costs time and disk there.
ifeq ($(CI),true)
export CARGO_INCREMENTAL := 0
export CARGO_PROFILE_DEV_DEBUG := 0
endif

# Databases of tests lie in memory where there is room for them: what is tested is what a killed process leaves, not the disk.
ROOM = $(shell [ "$$(df --output=avail -k /dev/shm 2>/dev/null | tail -n 1)" -gt 4000000 ] 2>/dev/null && echo TMPDIR=/dev/shm)

# Many tests wait for something: three of them keep two cores busy.
THREADS = NEXTEST_TEST_THREADS=$(shell echo $$(( $$(getconf _NPROCESSORS_ONLN) * 3 / 2 )))

SCRIPTS := crates/web/scripts
BROWSER := crates/web/tests/browser
AUDIT := crates/web/tests/audit
POSTOFFICE := crates/courier/tests/postoffice

# Packages are here if npm noted the very ones that the lock names, for this machine.
SAME_PACKAGES := const read = (file) => JSON.parse(require("fs").readFileSync(file)).packages; \
	const { "": ours, ...locked } = read("package-lock.json"); const here = read("node_modules/.package-lock.json"); \
	const same = Object.entries(locked).every(([name, it]) => it.optional || here[name]?.integrity === it.integrity); \
	process.exit(same ? 0 : 1)

# $(call packages,folder,what for) installs the packages that a folder's lock names, where they are missing.
packages = ( cd $(1) && if node -e '$(SAME_PACKAGES)' 2>/dev/null; then :; \
	elif [ -n "$(NO_INSTALL)" ]; then \
		echo "The packages of $(2) are missing, and NO_INSTALL forbids to install them."; false; \
	elif npm ci --silent --no-audit --no-fund --ignore-scripts; then echo "The packages of $(2) are installed."; \
	else echo "The packages of $(2) could not be installed."; false; fi )

.PHONY: help run build pages pictures audit-pages test lint tidy bench bench-quick bench-pages clean test-install test-postgres \
	test-postoffice test-prometheus test-compose test-chromium test-valgrind test-lint test-run test-browser

help:
	@echo "make TARGET, one of:"
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  %-11s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

run: build ## start the demo on http://127.0.0.1:9000 (LISTEN=host:port moves it)
	$(TARGET)/release/bronya demo --listen $(LISTEN)

build: pages ## build the server, optimised: target/release/bronya
	cargo build --release --locked

# Where there is no Node, the pages do without scripts.
pages: ## bundle what makes the pages quick (needs Node; without it they work plainly)
	@if ! npm --version >/dev/null 2>&1; then \
		echo "No Node: the pages are built without scripts, and work plainly."; \
	else \
		{ $(call packages,$(SCRIPTS),the scripts of the pages) && cd $(SCRIPTS) && npm run --silent build; } || \
		echo "The scripts of the pages could not be built: the pages work plainly."; \
	fi

pictures: ## take the pictures of every screen anew, for docs/pages
	cargo build --locked && BRONYA_PICTURES=write node --test $(BROWSER)/screens.test.mjs

# What is measured is what people run: the optimised build.
audit-pages: export BRONYA_BINARY = $(abspath $(TARGET))/release/bronya
audit-pages: build ## have Lighthouse judge the page on which guests book (95 of 100 or more), and scroll a large day
	@$(call packages,$(AUDIT),the judge of the pages) && $(call packages,$(BROWSER),the browser's stories)
	node $(AUDIT)/audit.mjs
	node $(AUDIT)/scroll.mjs

test: ## install what the tests need (NO_INSTALL=1: do not), lint, then test on SQLite and on a real PostgreSQL
	$(call stage,install,$(MAKE) --no-print-directory test-install)
	$(call stage,pages,$(MAKE) --no-print-directory pages)
	$(call stage,lint,$(MAKE) --no-print-directory test-lint)
	$(call stage,build,$(CARGO_TEST) --no-run && cargo build --locked)
	$(call stage,tests,$(MAKE) --no-print-directory test-run)
	$(call stage,browser,$(MAKE) --no-print-directory test-browser)

lint: ## check the format and every warning
	cargo fmt --check
	cargo clippy --workspace --all-targets --locked -- -D warnings
	@if [ -d $(SCRIPTS)/node_modules ]; then cd $(SCRIPTS) && npm run --silent check; fi

tidy: ## check the rules of the house that no compiler knows
	cargo run -p xtask --locked -- tidy

bench: ## measure everything beside the machine's floor (about a quarter of an hour); README's table is written from it
	scripts/with-postgres.sh cargo bench -p bronya-server --locked --bench floor
	cargo bench -p bronya-server --locked --bench floor -- --report

bench-quick: ## the same for the few figures that one looks at every day (a minute)
	scripts/with-postgres.sh cargo bench -p bronya-server --locked --bench floor -- --quick

bench-pages: ## measure the day of a large venue
	scripts/with-postgres.sh cargo bench -p bronya-server --locked --bench pages

clean: ## remove everything that was built
	cargo clean

# The stages of `test`. What is missing fails where CI=true; elsewhere it is skipped, in words.

test-install: test-postgres test-postoffice test-chromium test-prometheus test-compose test-valgrind

test-postgres:
	@if scripts/with-postgres.sh --find >/dev/null 2>&1; then \
		echo "PostgreSQL is here."; \
	elif [ -n "$(BRONYA_TEST_POSTGRES)" ]; then \
		echo "PostgreSQL: BRONYA_TEST_POSTGRES=$(BRONYA_TEST_POSTGRES), nothing to install."; \
	elif [ -n "$(NO_INSTALL)" ]; then \
		echo "PostgreSQL is missing, and NO_INSTALL forbids to install it."; \
	else \
		echo "PostgreSQL is missing and gets installed (NO_INSTALL=1 forbids it)."; \
		{ $(SUDO) apt-get update && $(SUDO) env DEBIAN_FRONTEND=noninteractive \
			apt-get install --yes --no-install-recommends postgresql; } || \
		echo "PostgreSQL could not be installed."; \
	fi

# The mail server of the tests and the browser's stories need Node and its packages.
test-postoffice:
	@if node --version >/dev/null 2>&1 && npm --version >/dev/null 2>&1; then :; \
	elif [ -n "$(NO_INSTALL)" ]; then \
		echo "Node is missing, and NO_INSTALL forbids to install it."; \
	else \
		echo "Node is missing and gets installed (NO_INSTALL=1 forbids it)."; \
		{ $(SUDO) apt-get update && $(SUDO) env DEBIAN_FRONTEND=noninteractive \
			apt-get install --yes --no-install-recommends nodejs npm; } || \
		echo "Node could not be installed."; \
	fi
	@if node --version >/dev/null 2>&1; then \
		$(call packages,$(POSTOFFICE),the tests' mail server) || true; $(call packages,$(BROWSER),the browser's stories) || true; \
	else \
		echo "No mail server and no browser for the tests: there is no Node."; \
	fi

# The browser without a window: it draws the same pages in half of the time.
test-chromium:
	@if chromium-headless-shell --version >/dev/null 2>&1; then \
		echo "Chromium is here."; \
	elif [ -n "$(NO_INSTALL)" ]; then \
		echo "Chromium (chromium-headless-shell) is missing, and NO_INSTALL forbids to install it."; \
	else \
		echo "Chromium is missing and gets installed (NO_INSTALL=1 forbids it)."; \
		{ $(SUDO) apt-get update && $(SUDO) env DEBIAN_FRONTEND=noninteractive \
			apt-get install --yes --no-install-recommends chromium-headless-shell fonts-dejavu-core; } || \
		echo "Chromium could not be installed."; \
	fi

# The boards are tested on a real Prometheus. Where services are started, its package starts one, as PostgreSQL's does;
# the tests use neither and start their own.
test-prometheus:
	@if prometheus --version >/dev/null 2>&1 && promtool --version >/dev/null 2>&1; then \
		echo "Prometheus is here."; \
	elif [ -n "$(NO_INSTALL)" ]; then \
		echo "Prometheus is missing, and NO_INSTALL forbids to install it."; \
	else \
		echo "Prometheus is missing and gets installed (NO_INSTALL=1 forbids it)."; \
		{ $(SUDO) apt-get update && $(SUDO) env DEBIAN_FRONTEND=noninteractive \
			apt-get install --yes --no-install-recommends prometheus; } || \
		echo "Prometheus could not be installed."; \
	fi

# Instructions are counted with it.
test-valgrind:
	@if valgrind --version >/dev/null 2>&1; then \
		echo "Valgrind is here."; \
	elif [ -n "$(NO_INSTALL)" ]; then \
		echo "Valgrind is missing, and NO_INSTALL forbids to install it."; \
	else \
		echo "Valgrind is missing and gets installed (NO_INSTALL=1 forbids it)."; \
		{ $(SUDO) apt-get update && $(SUDO) env DEBIAN_FRONTEND=noninteractive \
			apt-get install --yes --no-install-recommends valgrind; } || \
		echo "Valgrind could not be installed."; \
	fi

# Compose only reads compose.yaml; no container engine is needed for that.
test-compose:
	@if docker compose version >/dev/null 2>&1 || docker-compose version >/dev/null 2>&1; then \
		echo "Compose is here."; \
	elif [ -n "$(NO_INSTALL)" ]; then \
		echo "Compose is missing, and NO_INSTALL forbids to install it."; \
	else \
		echo "Compose is missing and gets installed (NO_INSTALL=1 forbids it)."; \
		{ $(SUDO) apt-get update && $(SUDO) env DEBIAN_FRONTEND=noninteractive \
			apt-get install --yes --no-install-recommends docker-compose; } || \
		echo "Compose could not be installed."; \
	fi

test-lint:
	@if cargo fmt --version >/dev/null 2>&1 && cargo clippy --version >/dev/null 2>&1; then \
		$(MAKE) --no-print-directory lint; \
	else \
		echo "Not linted: rustfmt or clippy is missing (rustup component add rustfmt clippy)."; \
		[ "$(CI)" != true ]; \
	fi

test-run:
	@if [ "$(CI)" = true ] || [ -n "$(BRONYA_TEST_POSTGRES)" ] || scripts/with-postgres.sh --find >/dev/null; then \
		$(ROOM) $(THREADS) scripts/with-postgres.sh $(CARGO_TEST); \
	else \
		echo "No PostgreSQL: its tests are skipped."; \
		$(ROOM) $(THREADS) BRONYA_TEST_POSTGRES=none $(CARGO_TEST); \
	fi

# The pages as people use them, in a real browser, on the binary that was just built.
test-browser:
	@if chromium-headless-shell --version >/dev/null 2>&1 && [ -d $(BROWSER)/node_modules/playwright-core ] && [ -f crates/web/dist/guest.js ]; then \
		$(ROOM) BRONYA_BINARY=$(abspath $(TARGET))/debug/bronya node --test --test-concurrency=2 $(BROWSER)/*.test.mjs; \
	else \
		echo "The pages were not tried in a browser: Chromium, Node or its packages are missing."; \
		[ "$(CI)" != true ]; \
	fi
