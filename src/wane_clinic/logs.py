"""The server's log: what happened to the server, never to a patient.

A request is logged as its method, its route's pattern and its status: no path, no query, no form. An exception is
logged as its type and the lines of source that it passed, without its message and without the values of variables:
both may hold what somebody typed.
"""

import logging
import traceback
from typing import Any, Final


class Discreet(logging.Formatter):
    """One line a record, from fields that hold no patient data."""

    def format(self, record: logging.LogRecord) -> str:
        """The record's line."""
        head = f"{self.formatTime(record, '%Y-%m-%dT%H:%M:%S')} {record.levelname.lower()} {record.name}"
        if record.name in OURS or record.name.startswith("gunicorn"):
            return f"{head}: {record.getMessage()}{_failure(record)}"
        request, status = getattr(record, "request", None), getattr(record, "status_code", "")
        if request is not None:
            return f"{head}: {getattr(request, 'method', '')} {_route(request)} {status}{_failure(record)}"
        return f"{head}: {record.msg if not record.args else str(record.msg).split('%')[0]}{_failure(record)}"


def _route(request: object) -> str:
    match = getattr(request, "resolver_match", None)
    return str(match.route) if match is not None else "(no route)"


def _failure(record: logging.LogRecord) -> str:
    if not record.exc_info or record.exc_info[0] is None:
        return ""
    kind, _, where = record.exc_info
    places = [f"{frame.filename.rsplit('/', 1)[-1]}:{frame.lineno}" for frame in traceback.extract_tb(where)[-6:]]
    return f" {kind.__name__} at {' > '.join(places)}"


OURS: Final = frozenset({"wane_clinic"})
LOGGING: Final[dict[str, Any]] = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"discreet": {"()": "wane_clinic.logs.Discreet"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "discreet"}},
    "root": {"handlers": ["stderr"], "level": "WARNING"},
    "loggers": {
        "django": {"handlers": ["stderr"], "level": "WARNING", "propagate": False},
        "django.server": {"handlers": ["stderr"], "level": "ERROR", "propagate": False},
        "wane_clinic": {"handlers": ["stderr"], "level": "INFO", "propagate": False},
    },
}
