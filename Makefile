# The front door. `make demo` runs the product, `make test` checks it.
#
# With DATABASE_URL and DATABASE_OWNER_URL set, every target uses that server; without
# them each starts the embedded PostgreSQL, with separate data for demo, tests and bench.

PYTHON := .venv/bin/python
SERVER := $(PYTHON) -m lendcore.database.server
MIGRATE := env DATABASE_ROLE=owner $(PYTHON) manage.py migrate --noinput

.PHONY: help runtime dev demo test lint format bench migrate shell lock clean

help: ## Show this list
	@awk -F ':.*## ' '/^[a-z]+:.*## /{printf "make %-9s %s\n", $$1, $$2}' Makefile

runtime:
	@scripts/bootstrap.sh runtime

dev:
	@scripts/bootstrap.sh dev

demo: runtime ## Serve the product with demo data on 127.0.0.1:8000
	@$(PYTHON) -m lendcore.demo

test: dev ## Run every check and every test
	@$(SERVER) run --profile test -- scripts/check.sh

lint: dev ## Check style, format and layers
	@.venv/bin/ruff check .
	@.venv/bin/ruff format --check .
	@.venv/bin/lint-imports --no-logo

format: dev ## Rewrite the code in the project's style
	@.venv/bin/ruff check --fix .
	@.venv/bin/ruff format .

bench: runtime ## Measure the product with a million customers
	@$(SERVER) run --profile bench -- sh -c '$(MIGRATE) && $(PYTHON) manage.py bench && $(PYTHON) manage.py bench_engine'

migrate: runtime ## Bring the demo's database up to date
	@$(SERVER) run -- $(MIGRATE)

shell: runtime ## Open a shell in which `python manage.py` works on the demo's data
	@$(SERVER) run -- env PATH="$(CURDIR)/.venv/bin:$$PATH" $${SHELL:-/bin/sh}

lock: ## Write the locks from requirements*.in (UPGRADE=1: with newest versions)
	@scripts/bootstrap.sh lock $(if $(UPGRADE),--upgrade)

clean: ## Remove what can be made again; data stays
	rm -rf .venv .uv-bootstrap .pytest_cache .ruff_cache .mypy_cache .hypothesis .import_linter_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
