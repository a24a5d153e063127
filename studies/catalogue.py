"""All studies, by name, in the order in which they are run and shown. A module is loaded only when it is asked for."""

import importlib
from typing import Final, cast

from studies.study import Study
from wane.errors import UnknownNameError

NAMES: Final = ("sbc", "worlds", "skill", "policies", "prior_predictive", "learning", "real")


def study(name: str) -> Study:
    """The study of this name; UnknownNameError lists those that exist."""
    if name not in NAMES:
        raise UnknownNameError(f"There is no study {name!r}: take of {', '.join(NAMES)}.")
    return cast(Study, importlib.import_module(f"studies.{name}").STUDY)
