"""Every error that Wane raises on purpose, and the exit code the command line gives it.

    WaneError                 1
    ├── UnitError            10   a quantity without a unit, or with one of the wrong kind
    ├── OutOfRangeError      11   a number that no person, dose or clock can have
    ├── UnknownNameError     12   a drug, route, model or evidence id that is not in a register
    ├── UnsupportedError     13   a known thing that cannot be answered: the reason is the message
    ├── FileFormatError      14   a file that cannot be read as what it should be
    ├── ConflictError        15   two facts that cannot both hold: overlapping rates, duplicates, a clock going back
    └── EvidenceError        20   the evidence gate failed; the message lists every offence

Each message says what came, what is needed and what to do. A clinical concern is never an error: it is a Finding.
Exit code 2 stays with the command line parser (unknown option, missing argument).
"""


class WaneError(Exception):
    """Base of all deliberate errors."""

    exit_code = 1


class UnitError(WaneError):
    """A quantity without a unit, or with a unit of the wrong kind."""

    exit_code = 10


class OutOfRangeError(WaneError):
    """A number outside what is possible or accepted."""

    exit_code = 11


class UnknownNameError(WaneError):
    """A name that no register knows."""

    exit_code = 12


class UnsupportedError(WaneError):
    """A known request that cannot be answered honestly."""

    exit_code = 13


class FileFormatError(WaneError):
    """A file that cannot be read as what it should be."""

    exit_code = 14


class ConflictError(WaneError):
    """Two facts that cannot both hold."""

    exit_code = 15


class EvidenceError(WaneError):
    """Evidence data that breaks the gate."""

    exit_code = 20
