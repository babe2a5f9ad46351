# Two commands are enough: `make run` and `make test`. Everything lands in .venv and instance/.

V := .venv
PYTHON ?=
ARGS ?=
UPGRADE ?=
STARTS ?= 100
SEASON_DAYS ?= 1096
SEASON_SEEDS ?= 1
SEARCH_QUESTIONS ?= 6000
# What takes long is not stuck: a dump of where it stands, asked for after five minutes, has ended a run of three years.
SLOWLY := $(V)/bin/pytest -q -o faulthandler_timeout=0

COMPILE := $(V)/bin/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-annotate \
	--no-emit-package django --no-emit-package asgiref --no-emit-package sqlparse --no-emit-package django-widget-tweaks \
	$(if $(UPGRADE),--upgrade)

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: FORCE help run test slow bench load faults backups fuzz pictures readers security lint format lock clean

help: ## list these targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-8s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

run: $(V)/.app ## start the tracker on http://127.0.0.1:8000 (PORT, DATABASE_URL, AIC_CONFIG override)
	@exec sh scripts/run.sh

test: $(V)/.test ## run every test on SQLite and PostgreSQL, in a real browser (ARGS="tests/roadmap -k …")
	@exec sh scripts/test.sh $(ARGS)

slow: $(V)/.test ## play three years of a season, and ask 6,000 questions, against naive oracles (SEASON_DAYS, SEASON_SEEDS, SEARCH_QUESTIONS)
	SEASON_DAYS=$(SEASON_DAYS) SEASON_SEEDS=$(SEASON_SEEDS) $(SLOWLY) tests/season --database sqlite $(ARGS)
	SEASON_DAYS=$(SEASON_DAYS) SEASON_SEEDS=$(SEASON_SEEDS) $(SLOWLY) tests/season --database postgresql $(ARGS)
	SEARCH_QUESTIONS=$(SEARCH_QUESTIONS) $(SLOWLY) tests/search/test_any_question.py --database sqlite $(ARGS)
	SEARCH_QUESTIONS=$(SEARCH_QUESTIONS) $(SLOWLY) tests/search/test_any_question.py --database postgresql $(ARGS)

bench: $(V)/.test ## measure what has a limit: the meeting screen, a season, its export, ticks and deliveries, the worst texts
	@for bench in benchmarks/*.py; do $(V)/bin/python $$bench || exit 1; done

load: $(V)/.test ## start the web 100 times under eight readers, on SQLite and PostgreSQL: no worker may die (STARTS, ARGS)
	$(V)/bin/python -m tests.load.starts --database sqlite --starts $(STARTS) $(ARGS)
	$(V)/bin/python -m tests.load.starts --database postgresql --starts $(STARTS) $(ARGS)

faults: $(V)/.test ## kill, cut, fill and restore for two hours, on SQLite and PostgreSQL (ARGS="--minutes 5 kills smtp")
	$(V)/bin/python -m tests.faults.campaign --database sqlite --scale full $(ARGS)
	$(V)/bin/python -m tests.faults.campaign --database postgresql --scale full $(ARGS)

fuzz: $(V)/.test ## type 10,000 times anything in mails, then in every form and address, on each database (FUZZ_EXAMPLES, FUZZ_MINUTES)
	@exec sh scripts/fuzz.sh $(ARGS)

backups: $(V)/.test ## take 50 backups under write load and compare each, once restored, on SQLite and PostgreSQL
	$(MAKE) faults ARGS="backups"

pictures: $(V)/.test ## draw again the pictures of the help, from the demonstration
	PICTURES=draw $(V)/bin/pytest -q tests/journeys/test_help_pictures.py --database sqlite $(ARGS)

readers: $(V)/.test ## have what we send read by other programs, and write docs/lecteurs.md (READERS=folder keeps them installed)
	@exec sh scripts/readers.sh $(ARGS)

security: $(V)/.test $(V)/security/.ready ## ask bandit about the code, and wapiti about the demonstration, signed in as a referent
	@PYTHONPATH=. exec $(V)/bin/python scripts/security.py

lint: $(V)/.test ## check style (ruff) and types (mypy)
	$(V)/bin/ruff check .
	$(V)/bin/ruff format --check .
	$(V)/bin/mypy

format: $(V)/.test ## put the code in its usual form
	$(V)/bin/ruff check --fix-only .
	$(V)/bin/ruff format .

lock: $(V)/.uv ## write the pinned requirements again (UPGRADE=1 takes the latest versions)
	cd requirements && ../$(COMPILE) uv.in -o uv.txt
	cd requirements && ../$(COMPILE) app.in -o app.txt
	cd requirements && ../$(COMPILE) test.in --constraint app.txt -o test.txt
	cd requirements && ../$(COMPILE) security.in -o security.txt
	cd requirements && ../$(COMPILE) readers.in -o readers.txt

clean: ## remove the virtual environment and the caches, never the data in instance/
	rm -rf $(V) .mypy_cache .pytest_cache .ruff_cache .hypothesis test-results
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# Stamps: a start that has nothing new to install touches neither the network nor the disk.
# An environment that lost its Python, or whose checkout moved, is made again.
$(V)/.uv: requirements/uv.txt $(if $(shell sh scripts/venv.sh --is-usable || echo no),FORCE)
	@PYTHON="$(PYTHON)" sh scripts/venv.sh
	@touch $@

$(V)/.app: requirements/app.txt $(V)/.uv
	@sh scripts/install.sh requirements/app.txt
	@touch $@

# The locks agree: the one of the tests covers the application's.
$(V)/.test: requirements/test.txt requirements/app.txt $(V)/.uv
	@sh scripts/install.sh requirements/test.txt
	@touch $(V)/.app $@

# Of their own: wapiti asks for another Flask than the tracker's.
$(V)/security/.ready: requirements/security.txt $(V)/.uv
	@$(V)/bin/uv venv --quiet --clear --python $(V)/bin/python $(V)/security
	@$(V)/bin/uv pip install --quiet --python $(V)/security/bin/python --require-hashes --no-deps -r requirements/security.txt
	@touch $@

FORCE:
