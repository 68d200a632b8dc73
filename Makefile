# Each target is a line; the logic is in packaging/dev.py.  `make help` lists them.
PYTHON ?= $(shell for p in python3.11 python3.12 python3.13 python3.14; do $$p -c '' 2>/dev/null && echo $$p && exit; done; echo python3)
VENV_PYTHON = .venv/bin/python
DEV = $(PYTHON) packaging/dev.py

.PHONY: help setup demo test check fix bench bench-sync sim strings migration drills
.DEFAULT_GOAL := help

help: ## list the targets
	@sed -n 's/^\([a-z-]*\):.*## /\1\t/p' Makefile | expand -t 12
setup: ## make .venv, install pinned packages, compile translations
	@$(DEV) setup
demo: setup ## a province, a commune, two laptops, one conflict, then the window
	@$(VENV_PYTHON) packaging/demo.py
test: setup ## the whole suite; make test args="-k search"
	@$(DEV) test $(args)
check: setup ## format, lint, types, contracts, rules of the house
	@$(DEV) check
fix: setup ## mend what tools can mend
	@$(DEV) fix
bench: setup ## figures beside their rivals and budgets
	@$(VENV_PYTHON) -m tests.benchmarks $(args)
bench-sync: setup ## sync over a line beside PouchDB (needs node); make bench-sync args="--large"
	@$(VENV_PYTHON) -m tests.benchmarks.sync_line $(args)
sim: setup ## many laptops and faults from seeds; make sim SEEDS=20000, or one again: make sim seed=7
	@$(DEV) sim "$(seed)" "$(SEEDS)"
strings: setup ## refresh translations/ from the sources
	@$(DEV) strings
migration: setup ## write a numbered migration; make migration m="add event"
	@$(DEV) migration "$(m)"
drills: setup ## lost power, full disk, damaged files
	@$(DEV) drills
