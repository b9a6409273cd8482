.DEFAULT_GOAL := help
VENV := .venv
PYTHON ?= python3
BIN := $(VENV)/bin
UV := $(shell command -v uv 2>/dev/null)
RUN_STAMP := $(VENV)/.installed
DEV_STAMP := $(VENV)/.installed-dev

# uv where it is installed, venv and pip otherwise. Exact versions and hashes come from the locks.
ifeq ($(UV),)
MAKE_VENV = $(PYTHON) -m venv $(VENV)
SYNC = $(BIN)/python -m pip install --quiet --disable-pip-version-check
else
MAKE_VENV = $(UV) venv --quiet --allow-existing --python $(PYTHON) $(VENV)
SYNC = VIRTUAL_ENV=$(VENV) $(UV) pip install --quiet
endif

# Names, versions and hashes only: no address of any registry belongs in a lock.
COMPILE = --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-annotate \
	--no-emit-index-url

.PHONY: help chat preview run test check install dev format pictures lock clean

help: ## List the targets
	@awk -F ':.*## ' '/^[a-z]+:.*## /{printf "  make %-8s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

chat: install ## Talk with the assistant in this terminal
	@$(BIN)/mediation-bot chat

preview: install ## Try the assistant in a browser, and see why it answers so
	@$(BIN)/mediation-bot preview

run: install ## Serve the assistant on Telegram (needs TELEGRAM_BOT_TOKEN)
	@$(BIN)/mediation-bot run

test: dev ## Run the whole test suite
	@$(BIN)/python -m pytest

check: dev ## Format, lint, types, catalogues, knowledge and data
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check .
	@$(BIN)/mypy
	@$(BIN)/python -m pytest -q tests/test_texts.py tests/faq/test_knowledge.py
	@$(BIN)/mediation-bot check --quick

install: $(RUN_STAMP) ## Make .venv with mediation-bot in it

dev: $(DEV_STAMP) ## The same with the tools for development

$(VENV)/bin/python:
	@echo "Making $(VENV) ..."
	@$(MAKE_VENV)

$(RUN_STAMP): pyproject.toml requirements.lock | $(VENV)/bin/python
	@echo "Installing mediation-bot (a minute the first time) ..."
	@$(SYNC) --require-hashes -r requirements.lock
	@$(SYNC) --no-deps -e .
	@touch $@

$(DEV_STAMP): requirements-dev.lock $(RUN_STAMP)
	@echo "Installing the tools for development ..."
	@$(SYNC) --require-hashes -r requirements-dev.lock
	@touch $@

format: dev ## Format the code
	@$(BIN)/ruff format .
	@$(BIN)/ruff check --fix .

pictures: dev ## Make the pictures of the documentation anew (needs Chromium)
	@$(BIN)/python docs/pictures/make.py

lock: dev ## Renew the locks (needs uv)
	@uv pip compile $(COMPILE) --extra dev -o requirements-dev.lock pyproject.toml
	@uv pip compile $(COMPILE) -c requirements-dev.lock -o requirements.lock pyproject.toml

clean: ## Remove .venv and caches
	@rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .hypothesis dist build
