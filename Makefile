# make run: set up, read the sample reports, open the page.   make test: set up, run the tests.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
export GONGBAO_HOME ?= $(CURDIR)/.gongbao

.PHONY: run test lint bench setup clean

run: setup
	$(BIN)/gongbao ingest --samples
	$(BIN)/gongbao ui

test: setup
	$(BIN)/pytest

lint: setup
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

bench: setup
	$(BIN)/python -m evals.bench

setup: $(VENV)/.ready

# Set up again only when the requirements change: the marker is newer than pyproject.toml otherwise.
$(VENV)/.ready: pyproject.toml
	@$(PYTHON) -c 'import sys; sys.version_info >= (3, 11) or sys.exit("Python 3.11 or newer is needed; this is " + sys.version.split()[0] + " (set PYTHON=...)")'
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[dev,ocr]'
	touch $@

clean:
	rm -rf $(VENV) .gongbao .pytest_cache .mypy_cache .ruff_cache .hypothesis
