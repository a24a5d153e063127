# The commands beside ./run and ./test. `make` alone lists them.
.DEFAULT_GOAL := help
.PHONY: help run test docs bench soak load studies pharmpy pictures validation sbom lock format

ENVIRONMENT = . requirements/environment.sh && environment
BIN = .venv/bin

help:       ## this list
	@grep -E '^[a-z]+: +##' $(MAKEFILE_LIST) | sed 's/: *##/\t/'

run:        ## the main job, on the example person
	./run

test:       ## every check, as CI runs them
	./test

docs:       ## the documentation, as pages in out/docs
	$(ENVIRONMENT) test docs
	NO_MKDOCS_2_WARNING=1 $(BIN)/mkdocs build --strict --site-dir out/docs

bench:      ## how fast it is, beside SciPy and diffrax, in one run
	$(ENVIRONMENT) test bench
	missed=; for each in cold_start population reforecast relief relief_nuts trials; do \
		echo "== $$each"; $(BIN)/python -m "benchmarks.$$each" || missed="$$missed $$each"; \
	done; [ -z "$$missed" ] || { echo "Missed:$$missed" >&2; exit 1; }

soak:       ## kill server and browser 50 times each during live sessions, on both databases
	$(ENVIRONMENT) test && programs_of_the_tests
	$(BIN)/python -m benchmarks.soak

load:       ## how fast the clinic is with 1,000 patients and 20 people at once, on both databases
	$(ENVIRONMENT) test && programs_of_the_tests
	$(BIN)/python -m benchmarks.clinic_load

studies:    ## what docs/validation says of the relief model, in some 45 minutes of two idle cores; SCORES=folder adds real scores
	$(ENVIRONMENT) run test
	$(BIN)/python -m studies $(if $(SCORES),--scores $(SCORES))

pharmpy:    ## what the tests of imported models hold of Pharmpy, by Pharmpy itself: a minute, in an environment of its own
	[ -x out/pharmpy/bin/python ] || python3 -m venv out/pharmpy
	out/pharmpy/bin/python -m pip install --quiet --no-deps --require-hashes --requirement requirements/pharmpy.lock
	PYTHONPATH=src:. out/pharmpy/bin/python -m studies.pharmpy_reference

pictures:   ## the pictures of the README and the docs, by the real command
	$(ENVIRONMENT) run
	sh docs/images/draw.sh

validation: ## the tables of docs/validation, by the real command
	$(ENVIRONMENT) run
	sh docs/validation/update.sh

sbom:       ## every package that a clinic runs on, with its licence, as CycloneDX in out/sbom.json
	$(ENVIRONMENT) run
	mkdir -p out && $(BIN)/python requirements/bill_of_materials.py requirements/run.lock > out/sbom.json

format:     ## lay out the source, and mend what lint can mend
	$(ENVIRONMENT) test
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

lock:       ## write requirements/*.lock anew
	requirements/write_locks.sh
