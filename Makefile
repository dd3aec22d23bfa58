# Two commands: `make site` shows the register, `make test` proves it.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
INSTALLED := $(VENV)/.installed
TESTED := $(VENV)/.test-installed
# What the form of the site takes from npm; the site is built without its script when it lacks.
FORM := site_templates/assets/js/form/libraries.js

.DEFAULT_GOAL := help
SECONDS ?= 120

.PHONY: help site serve form check test full lighthouse lint bench fuzz mutants clean

help: ## what can be made
	@awk -F ':.*## ' '/^[a-z]+:.*## / {printf "make %-10s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

site: $(INSTALLED) form ## check the register and build its site into site/
	$(BIN)/registre check
	$(BIN)/registre build
	@echo 'Next: make serve, then open http://127.0.0.1:8000/'

serve: $(INSTALLED) form ## show the site on this computer, made again when something is saved
	$(BIN)/registre serve

check: $(INSTALLED) ## check the declarations
	$(BIN)/registre check

test: $(TESTED) form lint ## everything that must hold, in a few minutes
	$(BIN)/pytest -n 2

full: $(TESTED) form lint ## the same at full size
	bash tests/install-tools
	$(BIN)/pytest -n 2 --full

lighthouse: $(TESTED) form ## ask Lighthouse what it thinks of four pages of the fictive register
	bash tests/install-tools
	$(BIN)/registre build --registry tests/registers/fictive/registry --site-dir build/lighthouse
	$(BIN)/python -m tests.site.judges build/lighthouse

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
	rm -f site_templates/assets/js/form/libraries.*

$(BIN)/python:
	$(PYTHON) -m venv $(VENV)

$(INSTALLED): $(BIN)/python pyproject.toml constraints.txt
	$(BIN)/pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable .
	touch $@

# npm is the computer's own, else the one of the extra "form".
form: $(INSTALLED)
	@if [ ! -f $(FORM) ] || [ -n "$$(find generator/form -newer $(FORM) -type f)" ]; then \
	  command -v npm >/dev/null || $(BIN)/pip install --quiet --disable-pip-version-check \
	    --constraint constraints.txt --editable '.[form]'; \
	  $(BIN)/python generator/form/bundle.py || true; \
	fi

$(TESTED): $(INSTALLED)
	$(BIN)/pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable '.[test]'
	bash tests/install-browser
	touch $@
