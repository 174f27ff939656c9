# Everything a newcomer needs; only Python 3.11 or newer has to be there.
PYTHON ?= python3
ARGS ?=
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed

# Compiled modules are kept: each program that a test starts would compile all of them again.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: help demo demo-aws test check format lint types imports bench screenshots vocabulary clean

help: ## show this list
	@sed -n 's/^\([a-z-]*\):.*## /\1\t/p' $(MAKEFILE_LIST) | expand -t 14

$(VENV)/bin/python:
	$(PYTHON) -m venv $(VENV)

$(VENV)/.runs: pyproject.toml | $(VENV)/bin/python
	$(BIN)/python -m pip install --quiet --upgrade 'pip>=25.1'
	$(BIN)/python -m pip install --quiet --editable .
	@touch $@

$(STAMP): $(VENV)/.runs
	$(BIN)/python -m pip install --quiet --group dev
	@touch $@

demo: $(VENV)/.runs ## open trailview on a bundled synthetic trail
	@$(BIN)/trailview demo

demo-aws: $(STAMP) ## open trailview on a double of AWS: all backends, no account (ARGS=QUESTION)
	@$(BIN)/python -m tests.aws_double.demo $(ARGS)

test: $(STAMP) ## run all tests
	$(BIN)/python -m pytest -n 3 --dist worksteal

check: format lint types imports test ## all that has to hold before a commit

format: $(STAMP)
	$(BIN)/ruff format --check .

lint: $(STAMP)
	$(BIN)/ruff check .

types: $(STAMP)
	$(BIN)/mypy

imports: $(STAMP)
	$(BIN)/lint-imports

bench: $(STAMP) ## measure against the targets (half an hour; ARGS=--quick: minutes)
	$(BIN)/python -m bench $(ARGS)

screenshots: $(STAMP) ## make the pictures in screenshots/ from the demo (tmux is needed)
	$(BIN)/python -m screenshots.make
	$(BIN)/python -m screenshots.services

vocabulary: $(STAMP) ## remake the names of events and services from the installed botocore
	$(BIN)/python -m tools.vocabulary

clean: ## remove what was installed and generated
	rm -rf $(VENV) build dist .mypy_cache .ruff_cache .import_linter_cache .hypothesis
	find trailview tests bench screenshots tools -name __pycache__ -type d -prune -exec rm -rf {} +
