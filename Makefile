# make app    opens finmodel with Helsingborg's published plan
# make test   everything a change must pass: lint, types, contracts, docstrings, tests, the app in a browser
# make bench  benchmarks at full size, as ratios against a named alternative
# make soak   long fuzzing, and mutation testing of the engine (hours)
# On Windows, or without make: see README.md.

PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
# One BLAS thread: more only get in each other's way on small matrices.
export OPENBLAS_NUM_THREADS := 1
export OMP_NUM_THREADS := 1

.PHONY: app test lint types contracts docstrings pytest bench soak docs lock clean

app: $(VENV)/.app
	$(BIN)/finmodel app

test: $(VENV)/.dev system lint types contracts docstrings pytest

$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit("finmodel needs Python 3.11 or later; this is " + sys.version.split()[0] + ". Try: make PYTHON=python3.12 app" if sys.version_info < (3, 11) else 0)'
	$(PYTHON) -m venv $(VENV)

$(VENV)/.app: requirements/app.txt pyproject.toml | $(VENV)/bin/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/app.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $@

$(VENV)/.dev: requirements/dev.txt pyproject.toml | $(VENV)/bin/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/dev.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $@ $(VENV)/.app

.PHONY: system
system:
	@sh tests/system_packages.sh

lint: $(VENV)/.dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: $(VENV)/.dev
	$(BIN)/mypy

contracts: $(VENV)/.dev
	$(BIN)/lint-imports --no-cache

docstrings: $(VENV)/.dev
	$(BIN)/python -m numpydoc.hooks.validate_docstrings --config pyproject.toml $$(git ls-files 'finmodel/*.py')

pytest: $(VENV)/.dev
	$(BIN)/python -m pytest --doctest-modules finmodel --quiet
	$(BIN)/python -m pytest -n 2 --dist worksteal --benchmark-disable

bench: $(VENV)/.dev
	$(BIN)/python -m pytest tests/benchmarks --benchmark-only --benchmark-columns=min,median,rounds

soak: $(VENV)/.dev
	$(BIN)/python -m pytest -m soak -n 2
	$(MAKE) mutation

# MODULES="payback mirr" for some of them only
.PHONY: mutation
mutation: $(VENV)/.dev
	$(BIN)/python -m tests.engine.mutation $(MODULES)

docs: $(VENV)/.dev
	$(BIN)/python -m docs.reference
	$(BIN)/python -m docs.indicators
	$(BIN)/python -m docs.tutorial

lock:
	uv pip compile pyproject.toml --group dev --universal --generate-hashes --python-version 3.11 --no-emit-index-url --no-header -q -o requirements/dev.txt
	uv pip compile pyproject.toml --group build --universal --generate-hashes --python-version 3.11 --no-emit-index-url --no-header -q -c requirements/dev.txt -o requirements/app.txt

clean:
	rm -rf $(VENV) .mypy_cache .ruff_cache .hypothesis .benchmarks
