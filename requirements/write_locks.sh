#!/bin/sh
# Write every lock file anew: pinned, hashed, for Python 3.11 to 3.13 on every platform, with no address of an index in it.
#   requirements/write_locks.sh [--upgrade]
# Without --upgrade the pins that still fit are kept. The index is whatever uv's own environment says.
set -eu
cd "$(dirname "$0")/.."
uv=${UV:-.venv/bin/uv}
[ -x "$uv" ] || .venv/bin/python -m pip install --quiet 'uv>=0.5'

compile() {
    lock=requirements/$1.lock
    shift
    "$uv" pip compile --quiet --universal --python-version 3.11 --fork-strategy fewest --generate-hashes \
        --no-header --no-strip-extras --no-emit-index-url --no-emit-find-links --output-file "$lock" "$@"
    echo "$lock: $(grep -c '^[a-z].*==' "$lock") packages"
}

# One version of a package in all of them: the later ones are held to the pins of test.lock.
compile test pyproject.toml --extra test --extra cluster --extra clinic requirements/run.in "$@"
compile run pyproject.toml --extra clinic requirements/run.in --constraints requirements/test.lock "$@"
compile docs pyproject.toml --extra docs --constraints requirements/test.lock "$@"
compile bench pyproject.toml --extra bench --extra fit --constraints requirements/test.lock "$@"
# In an environment of its own (`make pharmpy`), with versions of its own: SymPy takes an older, slower mpmath than the tests.
compile pharmpy pyproject.toml --extra pharmpy "$@"
