"""`python -m studies [name ...]`: run studies, store their results, figures and tables. `make studies` runs all."""

import argparse
import os
import shutil
import sys
import time
from collections.abc import Sequence
from pathlib import Path

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # before NumPy: each process has its own core already


def main(arguments: Sequence[str]) -> int:
    """Run what was asked for; the exit code is that of the first error."""
    from wane.errors import WaneError

    try:
        return run(parsed(arguments))
    except WaneError as error:
        print(error, file=sys.stderr)
        return error.exit_code


def parsed(arguments: Sequence[str]) -> argparse.Namespace:
    """The command line."""
    from studies.catalogue import NAMES

    parser = argparse.ArgumentParser(prog="python -m studies", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="name", help=f"of {', '.join(NAMES)}; all if none is said")
    parser.add_argument("--out", type=Path, default=Path("out/studies"), help="folder of finished blocks")
    parser.add_argument("--quick", action="store_true", help="few people; results go to --out, not into the docs")
    parser.add_argument("--scores", type=Path, help="folder of real score series (study real)")
    parser.add_argument("--workers", type=int, default=2, help="processes")
    return parser.parse_args(arguments)


def run(asked: argparse.Namespace) -> int:
    """Each study in turn; its result is stored before the next one begins."""
    from studies import stored
    from studies.catalogue import NAMES, study
    from studies.runner import Setting, run_study
    from studies.study import Scale
    from wane.blocks.workers import Processes

    scale = Scale.QUICK if asked.quick else Scale.FULL
    setting = Setting(
        scale=scale, blocks=asked.out / "blocks", scores=asked.scores, workers=Processes(count=asked.workers)
    )
    docs = asked.out / "quick" if asked.quick else stored.DOCS
    if asked.quick:
        docs.mkdir(parents=True, exist_ok=True)
        shutil.copy(stored.DOCS / stored.PAGE, docs / stored.PAGE)
    for each in [study(name) for name in (asked.names or NAMES)]:
        if each.needs_scores and asked.scores is None:
            print(f"{each.name}: left out, it needs a folder of real scores (--scores FOLDER).", file=sys.stderr)
            continue
        began = time.monotonic()
        rows = run_study(each, setting)
        stored.write(each, scale, rows, docs)
        stored.update_page([(each, rows)], docs)
        print(f"{each.name}: {(time.monotonic() - began) / 60.0:.1f} min, {docs / stored.FOLDER / each.name}.json")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
