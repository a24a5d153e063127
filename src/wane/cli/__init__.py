"""The command line: `wane session`, `forecast`, `explain`, `evidence`, `validate`, `schema`.

Nothing but the standard library is imported until a command runs, so that a session starts fast and the keyboard can
stop it at any time. Every deliberate error is one line on standard error and an exit code by its kind (`wane.errors`);
the parser's own errors exit with 2, in one line too.
"""

import contextlib
import gc
import io
import os
import sys
from collections.abc import Sequence
from typing import Final, NoReturn

from wane.errors import ConflictError, FileFormatError, WaneError

REPEATABLE: Final = frozenset({"--fact", "--below", "--sums"})
BROKEN_PIPE, INTERRUPTED, DEFECT = 1, 130, 70
RARELY: Final = 200_000
"""Objects between two collections: reading evidence makes many that all stay."""


def main(arguments: Sequence[str] | None = None) -> NoReturn:
    """Run one command and exit with its code."""
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # matrices here are small: threads cost more than they bring
    gc.set_threshold(RARELY)
    sys.exit(run(sys.argv[1:] if arguments is None else arguments))


def run(arguments: Sequence[str]) -> int:
    """Run one command; its exit code."""
    if sys.stdout is None:  # closed by whoever called
        return _refused(FileFormatError("Standard output is closed, so nothing can be printed: leave it open."))
    try:
        _refuse_repeats(arguments)
        code = _exit_code(arguments)
        sys.stdout.flush()
    except WaneError as error:
        return _refused(error)
    except KeyboardInterrupt:
        return INTERRUPTED
    except BrokenPipeError:
        _print_nothing_more()
        return BROKEN_PIPE
    except OSError as error:
        _print_nothing_more()
        why = error.strerror or type(error).__name__
        sentence = f"Reading or writing failed ({why}): check the file's name, its folder and the space left."
        return _refused(FileFormatError(sentence))
    except Exception as error:  # the last door: a defect is one sentence too
        if os.environ.get("WANE_TRACEBACK"):
            raise
        if isinstance(error.__cause__, KeyboardInterrupt):  # Python 3.11 wraps it where a class is being made
            return INTERRUPTED
        print(f"wane: a defect in Wane ({type(error).__name__}: {error}); please report it, "
              "with what WANE_TRACEBACK=1 shows.", file=sys.stderr)  # fmt: skip
        return DEFECT
    return code


def _refused(error: WaneError) -> int:
    print(f"wane: {error}", file=sys.stderr)
    return error.exit_code


def _print_nothing_more() -> None:
    """What still waits to be printed goes nowhere; the interpreter would fail on it once more when it ends."""
    with contextlib.suppress(io.UnsupportedOperation):  # no file behind it, as where a test reads along
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _refuse_repeats(arguments: Sequence[str]) -> None:
    """An option given twice says two things, and the parser would keep the last in silence."""
    options = [argument.partition("=")[0] for argument in arguments if argument.startswith("--") and len(argument) > 2]
    twice = next((option for option in options if options.count(option) > 1 and option not in REPEATABLE), None)
    if twice is not None:
        raise ConflictError(f"{twice} came {options.count(twice)} times; once is meant: leave one out.")


def _exit_code(arguments: Sequence[str]) -> int:
    from wane.cli.parser import answer

    return answer(arguments)
