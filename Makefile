# Two commands: `make site` shows the register, `make test` proves it.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
INSTALLED := $(VENV)/.installed
TESTED := $(VENV)/.test-installed

.DEFAULT_GOAL := help
SECONDS ?= 120

.PHONY: help site serve check test full lint bench fuzz mutants clean

help: ## what can be made
	@awk -F ':.*## ' '/^[a-z]+:.*## / {printf "make %-8s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

site: $(INSTALLED) ## check the register and build its site into site/
	$(BIN)/registre check
	$(BIN)/registre build
	@echo 'Next: make serve, then open http://127.0.0.1:8000/'

serve: $(INSTALLED) ## show the site on this computer, made again when something is saved
	$(BIN)/registre serve

check: $(INSTALLED) ## check the declarations
	$(BIN)/registre check

test: $(TESTED) lint ## everything that must hold, in a few minutes
	$(BIN)/pytest -n 2

full: $(TESTED) lint ## the same at full size
	$(BIN)/pytest -n 2 --full

lint: $(TESTED)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

bench: $(TESTED) ## measure the speed claims, and write benchmarks/RESULTS.md
	$(BIN)/python -m benchmarks --write

fuzz: $(TESTED) ## look for inputs that break or slow the check: make fuzz SECONDS=600
	$(BIN)/pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable '.[fuzz]'
	$(BIN)/python -m tests.robustness.fuzz --seconds $(SECONDS)

mutants: $(TESTED) ## spoil the code of the checks, and see whether a test notices (hours)
	$(BIN)/pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable '.[mutants]'
	$(BIN)/python -m tests.robustness.mutants

clean: ## remove what was made
	rm -rf $(VENV) site .site.* build dist

$(BIN)/python:
	$(PYTHON) -m venv $(VENV)

$(INSTALLED): $(BIN)/python pyproject.toml constraints.txt
	$(BIN)/pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable .
	touch $@

$(TESTED): $(INSTALLED)
	$(BIN)/pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable '.[test]'
	bash tests/install-browser
	touch $@
