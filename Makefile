# Rakor Ledger. `make` alone lists what can be made.

PYTHON ?= python3
WORKERS ?= auto
ARGS ?=
MINUTES ?= 10
DATES ?= today

VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check -q
BENCH := .venv-bench
MANIFEST := schema/pages/board/persisted-documents.json
CODE := events services schema tests bench docs

# Host, port and data folder (RAKOR_HOST, RAKOR_PORT, RAKOR_DATA) come from the environment
# and reach the program unchanged: nothing here sets them, except `demo` its own folder.

# Compiled modules are kept: tests begin this program some hundreds of times.
export PYTHONDONTWRITEBYTECODE :=

.DEFAULT_GOAL := help
.PHONY: help setup run demo test test-fast pages soak defects bench check format schema golden sbom clean

help: ## Daftar perintah / this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-9s %s\n", $$1, $$2}' $(firstword $(MAKEFILE_LIST))

setup: $(VENV)/.done ## Pasang semua yang diperlukan ke .venv / install everything into .venv

$(VENV)/.done: requirements.txt requirements-dev.txt pyproject.toml
	@command -v $(PYTHON) >/dev/null 2>&1 || { \
	  echo "Perlu Python 3.11 atau lebih baru; '$(PYTHON)' tidak ditemukan. Coba: make setup PYTHON=python3.12" >&2; \
	  echo "Python 3.11 or newer is needed; '$(PYTHON)' was not found. Try: make setup PYTHON=python3.12" >&2; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
	  echo "Perlu Python 3.11 atau lebih baru; '$(PYTHON)' adalah $$($(PYTHON) --version 2>&1). Coba: make setup PYTHON=python3.12" >&2; \
	  echo "Python 3.11 or newer is needed; '$(PYTHON)' is $$($(PYTHON) --version 2>&1). Try: make setup PYTHON=python3.12" >&2; exit 1; }
	@$(PYTHON) -c 'import venv, ensurepip' 2>/dev/null || { \
	  echo "Python ini tidak punya modul venv/ensurepip. Di Debian atau Ubuntu: apt install python3-venv, lalu ulangi." >&2; \
	  echo "This Python lacks the modules venv/ensurepip. On Debian or Ubuntu: apt install python3-venv, then try again." >&2; exit 1; }
	@echo "Memasang ke $(VENV), sekitar setengah menit … / Installing into $(VENV), about half a minute …"
	@$(BIN)/python -m pip --version >/dev/null 2>&1 || $(PYTHON) -m venv --clear $(VENV)
	@$(PIP) install --require-hashes --only-binary :all: -r requirements-dev.txt
	@$(PIP) install --no-deps --no-build-isolation --no-index -e .
	@touch $@

run: setup ## Jalankan server; log kosong diisi data artikel / serve; an empty log gets the article's data
	@RAKOR_DEVELOPMENT="$${RAKOR_DEVELOPMENT:-true}"; export RAKOR_DEVELOPMENT; \
	$(BIN)/rakor seed && $(BIN)/rakor key new --keep && exec $(BIN)/rakor serve

demo: setup ## Jalankan gladi buatan: hari ini H-3 / serve a synthetic rehearsal 3 days ahead (DATES=original)
	@$(if $(filter today original,$(DATES)),,$(error DATES: today, original))\
	RAKOR_DEVELOPMENT="$${RAKOR_DEVELOPMENT:-true}"; export RAKOR_DEVELOPMENT; \
	RAKOR_DATA="$${RAKOR_DATA:-var/demo$(if $(filter original,$(DATES)),-original)}"; export RAKOR_DATA; \
	$(BIN)/rakor rehearse --resume $(if $(filter today,$(DATES)),--days-left 3) gladi-psu-2025 && \
	$(BIN)/rakor key new --keep && exec $(BIN)/rakor serve

test: setup ## Jalankan semua uji / run all tests (ARGS="-k …" for some, WORKERS=2)
	@echo "Sekitar dua puluh menit di dua inti prosesor; di sela penyuntingan: make test-fast" >&2
	@echo "About twenty minutes on two cores; between two edits: make test-fast" >&2
	@$(BIN)/python -m pytest -n $(WORKERS) $(ARGS)

test-fast: setup ## Uji di sela penyuntingan, di bawah semenit / what is worth a run between two edits
	@$(BIN)/python -m pytest -n $(WORKERS) -m "fast or not (slow or hypothesis)" $(ARGS)

pages: setup $(VENV)/.pages ## Uji papan di Chromium / look at the board in Chromium (pictures: var/pictures)
	@if [ -d tests/pages/node_modules ]; then npm --prefix tests/pages run -s check; fi
	@$(BIN)/python -m pytest -n 0 tests/pages $(ARGS)

# Installed on top, once: from then on `make test` looks at the pages too.
$(VENV)/.pages: requirements-pages.txt tests/pages/package-lock.json | $(VENV)/.done
	@$(PIP) install --require-hashes --only-binary :all: -r requirements-pages.txt
	@if command -v npm >/dev/null; then npm --prefix tests/pages ci -s; else \
	  echo "Tanpa npm: tipe skrip dan axe tidak diperiksa / without npm: neither types of scripts nor axe" >&2; fi
	@touch $@

soak: setup ## Contoh acak baru selama MINUTES=10 / fresh random examples for so long; failures are kept
	@end=$$(($$(date +%s) + 60 * $(MINUTES))); \
	while [ $$(date +%s) -lt $$end ]; do \
	  $(BIN)/python -m pytest -q -n $(WORKERS) -m hypothesis --hypothesis-profile=soak $(ARGS) || { \
	    echo "Contoh yang gagal tersimpan di tests/data/found: masukkan ke git, make test mengulanginya." >&2; \
	    echo "Failing examples are kept in tests/data/found: commit them, make test replays them." >&2; \
	    exit 1; }; \
	done

defects: setup ## Sisipkan cacat kecil, sebut yang lolos uji / which small defects no test finds (ARGS="services/state --sample 40")
	@$(BIN)/python -m tests.defects $(ARGS)

check: setup ## Periksa gaya, tipe, impor, dan skema / check style, types, imports and schema
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-logo
	@$(BIN)/rakor schema > $(VENV)/schema.graphql
	@diff -u schema/schema.graphql $(VENV)/schema.graphql || { \
	  echo "schema/schema.graphql tidak sama dengan kode; jalankan: make schema, lalu periksa perubahannya." >&2; \
	  echo "schema/schema.graphql differs from the code; run: make schema, then review the change." >&2; exit 1; }
	@$(BIN)/rakor schema --documents | diff -u $(MANIFEST) - || { \
	  echo "$(MANIFEST) tidak sama dengan dokumen papan; jalankan: make schema" >&2; \
	  echo "$(MANIFEST) differs from the board's documents; run: make schema" >&2; exit 1; }

bench: setup $(BENCH)/.done ## Ukur di samping pembanding / measure beside peers (ARGS="--only home,append", --quick, --full)
	@$(BENCH)/bin/python -m bench.run $(ARGS)

# The peers are measured, never depended on: they have an environment of their own.
$(BENCH)/.done: requirements-bench.txt
	@echo "Memasang pembanding ke $(BENCH) … / Installing the peers into $(BENCH) …"
	@$(BIN)/python -m venv --clear $(BENCH)
	@$(BENCH)/bin/python -m pip --disable-pip-version-check -q install --require-hashes --only-binary :all: -r requirements-bench.txt
	@touch $@

format: setup ## Rapikan kode / format the code
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

schema: setup ## Tulis ulang skema dan manifes dokumen / rewrite schema and manifest of documents
	@$(BIN)/rakor schema > $(VENV)/schema.graphql
	@cp $(VENV)/schema.graphql schema/schema.graphql
	@$(BIN)/rakor schema --documents > $(VENV)/documents.json
	@cp $(VENV)/documents.json $(MANIFEST)
	@echo "schema/schema.graphql $(MANIFEST)"

golden: setup ## Tambah byte acuan fakta baru dan tabelnya di docs / add a new fact's golden bytes and its row in docs
	@$(BIN)/python -m tests.events.format.golden

sbom: setup ## Cetak daftar bahan (CycloneDX JSON) / print what the program is built of
	@$(BIN)/python -m tests.contracts.sbom

clean: ## Hapus .venv dan hasil antara; data di var/ tetap / remove environments and caches; keeps var/
	rm -rf $(VENV) $(BENCH) tests/pages/node_modules build dist *.egg-info .mypy_cache .pytest_cache .ruff_cache .hypothesis .import_linter_cache .grimp_cache
	find $(CODE) -name __pycache__ -type d -prune -exec rm -rf {} +
