# One verb a chore. `make serve` and `make test` set up what they need; see README.md.
PYTHON ?= python3
VENV   ?= .venv
BIN    := $(VENV)/bin
BIND   ?= 127.0.0.1:8000
ROOT   ?= .

.PHONY: help serve test test-long test-all coverage suites constraints check format bench bench-sparql clean
help:            ## list the chores
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-12s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

$(VENV)/.run: pyproject.toml constraints.txt
	$(PYTHON) -m venv $(VENV)
	$(BIN)/pip install --quiet --disable-pip-version-check -c constraints.txt -e .
	@touch $@

$(VENV)/.dev: $(VENV)/.run
	$(BIN)/pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[dev]'
	@touch $@

serve: $(VENV)/.run   ## publish the records and serve them (BIND=127.0.0.1:8000 ROOT=.)
	$(BIN)/radcat serve --root $(ROOT) --bind $(BIND)

# A file is one process's, so that what it sets up is set up once.
PYTEST := $(BIN)/python -m pytest -n auto --maxprocesses=4 --dist loadfile --no-loadscope-reorder

test: $(VENV)/.dev    ## run the tests that every change needs
	$(PYTEST) -m "not long"

test-long: $(VENV)/.dev ## run the long suites: W3C, browsers, consumers, hostile requests, kills
	$(PYTEST) -m long

test-all: test test-long ## run all tests

coverage: $(VENV)/.dev ## run all tests, and say which lines and branches none of them reaches
	$(PYTEST) --cov --cov-report=term

suites:          ## fetch the suites of standards that tests read, at fixed commits (see tests/suites.toml)
	$(PYTHON) -m tests.fetch_suites

constraints:     ## write the newest version of each dependency into constraints.txt (with the oldest Python: PYTHON=python3.11)
	$(PYTHON) -m venv --clear $(VENV)-constraints
	$(VENV)-constraints/bin/pip install --quiet --disable-pip-version-check -e '.[dev]'
	{ echo '# Every dependency at the version that was tested. `make constraints` writes this file.'; \
	  $(VENV)-constraints/bin/pip freeze --exclude-editable; } > constraints.txt.new
	mv constraints.txt.new constraints.txt
	rm -rf $(VENV)-constraints

check: $(VENV)/.dev   ## lint, types, layers, and the records themselves
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/radcat format --check
	$(BIN)/radcat validate --all --engine shacl --quiet

format: $(VENV)/.dev  ## bring code and records into their one form
	$(BIN)/ruff check --fix-only .
	$(BIN)/ruff format .
	$(BIN)/radcat format

bench: $(VENV)/.dev   ## measure; each benchmark prints ratios taken in one run
	$(BIN)/python benchmarks/run.py

bench-sparql: $(VENV)/.dev ## compare the SPARQL endpoint with Oxigraph's own server and Virtuoso (needs wrk)
	$(BIN)/python benchmarks/sparql.py

clean:           ## remove the virtual environment and the local indexes
	rm -rf $(VENV) .radcat
