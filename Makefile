# Siangsa: everything a person types. The work itself is in ops/bootstrap and in the console script `.venv/bin/siangsa`.
SHELL := /bin/bash
.DEFAULT_GOAL := help
.PHONY: help setup setup-dev run check test test-faults test-fuzz test-mutants test-security test-screens bench web lock env clean

PYTHON_DIRS := api data geo ingest ops routing simulators tests

help: ## show this list
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

setup: ## install what is missing, build the console; then use .venv/bin/siangsa
	@ops/bootstrap/setup.sh

setup-dev: ## the same, with the tools that `make test` needs
	@ops/bootstrap/setup.sh --dev

run: setup ## the demo: the whole system on this machine, until Ctrl-C (ARGS="--speed 120")
	@exec .venv/bin/siangsa up $(ARGS)

check: setup-dev ## lint, format, types, walls, web, known vulnerabilities (AUDIT=strict fails where none can be asked for)
	.venv/bin/ruff check .
	.venv/bin/ruff format --check .
	.venv/bin/mypy
	.venv/bin/lint-imports
	@ops/bootstrap/npm.sh run --silent check
	@.venv/bin/python -m ops.audit

test: check ## check, then every test that belongs in CI (ARGS="-k name")
	.venv/bin/pytest -n 3 $(ARGS)

test-faults: setup-dev ## kill programs, cut lines, fill disks for a quarter of an hour (ARGS="-k disk")
	.venv/bin/pytest tests/faults tests/e2e/test_whole_system.py -m "faults_long or not faults_long" --timeout 1500 $(ARGS)

test-fuzz: setup-dev ## a million random messages for every decoder; set FUZZ_SEED for others
	FUZZ_PAYLOADS=1000000 .venv/bin/pytest -s tests/property/contract/test_fuzz.py --timeout 1500 $(ARGS)

test-security: setup-dev ## 200 made-up requests per operation, signed in and not (FUZZ_EXAMPLES=1000 for more)
	FUZZ_EXAMPLES=$${FUZZ_EXAMPLES:-200} .venv/bin/pytest -n 2 tests/api/test_fuzz.py $(ARGS)
	@cat var/schemathesis-*.txt

test-mutants: setup-dev ## remove one mechanism at a time and expect its tests to fail (ARGS="-k receipt")
	.venv/bin/pytest tests/mutants -m mutants $(ARGS)

test-screens: setup-dev ## every screen at both sizes in both languages, with pictures in tests/e2e/output
	.venv/bin/pytest tests/e2e -k "screen or every_tab" -m "all_screens or not all_screens" $(ARGS)

bench: setup-dev ## measure; writes docs/benchmarks.md
	.venv/bin/siangsa bench --out docs/benchmarks.md

web: ## build the console only
	@ops/bootstrap/setup.sh

lock: setup-dev ## resolve all requirements anew
	@ops/bootstrap/lock.sh

env: setup-dev ## write .env.example anew from the settings classes
	.venv/bin/python tests/architecture/env_example.py

clean: ## remove what was built or cached (data in var/ stays)
	rm -rf .venv .tools api/static web/node_modules .mypy_cache .ruff_cache .pytest_cache .import_linter_cache
	find api data geo ingest ops routing simulators tests -name __pycache__ -type d -exec rm -rf {} +
