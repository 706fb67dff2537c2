PY ?= python3
BIN := .venv/bin
PIP := $(BIN)/python -m pip install -q -c constraints.txt
PO := $(wildcard casebook/translations/*/parts/*.po casebook/translations/*/LC_MESSAGES/*.po)

.PHONY: run test test-long mutate bench lint translations clean

run: .venv/.translations
	$(BIN)/casebook init && $(BIN)/casebook demo --once && $(BIN)/casebook serve

test: .venv/.test
	$(BIN)/python -m pytest -q -n 2

test-long: .venv/.test
	$(BIN)/python -m pytest -q -n 2 --long

mutate: .venv/.test
	$(BIN)/python -m tests.mutate

bench: .venv/.test
	$(BIN)/python -m bench

lint: .venv/.lint
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/djlint templates --lint --quiet

translations: .venv/.app
	$(BIN)/python setup.py -q translations

clean:
	rm -rf .venv build dist test-results htmlcov .coverage .hypothesis .mypy_cache .pytest_cache .ruff_cache *.egg-info
	find casebook tests -name __pycache__ -prune -exec rm -rf {} +

.venv/.app: setup.cfg setup.py pyproject.toml constraints.txt
	test -x $(BIN)/python || $(PY) -m venv .venv
	$(PIP) setuptools -e .
	touch $@

.venv/.translations: .venv/.app $(PO)
	$(BIN)/python setup.py -q translations
	touch $@

.venv/.test: .venv/.translations
	$(PIP) -e '.[test,browser,postgres]'
	touch $@

.venv/.lint: .venv/.app
	$(PIP) -e '.[lint]'
	touch $@
