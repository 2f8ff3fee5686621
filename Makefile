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

.PHONY: help run build test lint tidy bench clean test-install test-postgres test-postoffice test-prometheus test-compose test-lint test-run

help:
	@echo "make TARGET, one of:"
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  %-7s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

run: build ## start the demo on http://127.0.0.1:9000 (LISTEN=host:port moves it)
	$(TARGET)/release/bronya demo --listen $(LISTEN)

build: ## build the server, optimised: target/release/bronya
	cargo build --release --locked

test: ## install what the tests need (NO_INSTALL=1: do not), lint, then test on SQLite and on a real PostgreSQL
	$(call stage,install,$(MAKE) --no-print-directory test-install)
	$(call stage,lint,$(MAKE) --no-print-directory test-lint)
	$(call stage,build,$(CARGO_TEST) --no-run)
	$(call stage,tests,$(MAKE) --no-print-directory test-run)

lint: ## check the format and every warning
	cargo fmt --check
	cargo clippy --workspace --all-targets --locked -- -D warnings

tidy: ## check the rules of the house that no compiler knows
	cargo run -p xtask --locked -- tidy

bench: ## measure bookings a second: a replayed trace and POST over loopback, on both engines
	scripts/with-postgres.sh cargo bench -p bronya-server --locked

clean: ## remove everything that was built
	cargo clean

# The stages of `test`. What is missing fails where CI=true; elsewhere it is skipped, in words.

test-install: test-postgres test-postoffice test-prometheus test-compose

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

# The mail server of the tests needs Node and its packages. They are here if npm noted the very ones that the lock names.
POSTOFFICE := crates/courier/tests/postoffice
SAME_PACKAGES := const read = (file) => JSON.parse(require("fs").readFileSync(file)).packages; \
	const { "": ours, ...locked } = read("package-lock.json"); \
	process.exit(JSON.stringify(locked) === JSON.stringify(read("node_modules/.package-lock.json")) ? 0 : 1)

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
	@cd $(POSTOFFICE) && if ! node --version >/dev/null 2>&1; then \
		echo "No mail server for the tests: there is no Node."; \
	elif node -e '$(SAME_PACKAGES)' 2>/dev/null; then \
		echo "The mail server of the tests is here."; \
	elif [ -n "$(NO_INSTALL)" ]; then \
		echo "The packages of the tests' mail server are missing, and NO_INSTALL forbids to install them."; \
	elif npm ci --silent --no-audit --no-fund --ignore-scripts; then \
		echo "The mail server of the tests is installed."; \
	else \
		echo "The packages of the tests' mail server could not be installed."; \
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
		scripts/with-postgres.sh $(CARGO_TEST); \
	else \
		echo "No PostgreSQL: its tests are skipped."; \
		BRONYA_TEST_POSTGRES=none $(CARGO_TEST); \
	fi
