"""Wane: how long a ketamine treatment lasts, and when the next session is due.

The names below are the public surface; each is imported from its own module when it is first used, so that
`import wane` costs nothing. docs/reference/python.md shows them all.
"""

import importlib
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from wane.errors import WaneError as WaneError
    from wane.models.person import Covariates as Covariates
    from wane.models.regimen import Administration as Administration
    from wane.models.regimen import Drug as Drug
    from wane.models.regimen import Regimen as Regimen
    from wane.models.regimen import Route as Route
    from wane.models.regimen import nasal_devices as nasal_devices
    from wane.models.regimen import repeated as repeated
    from wane.models.regimen import single_dose as single_dose
    from wane.models.timecourse import Level as Level
    from wane.models.timecourse import Site as Site
    from wane.models.timecourse import TimeCourse as TimeCourse

__version__ = "0.1.0"

__all__ = [
    "Administration", "Covariates", "Drug", "Level", "Regimen", "Route", "Site", "TimeCourse", "WaneError",
    "nasal_devices", "repeated", "single_dose",
]  # fmt: skip

# module: the public names that live in it
HOMES: Final = {
    "wane.errors": ("WaneError",),
    "wane.models.person": ("Covariates",),
    "wane.models.regimen": ("Administration", "Drug", "Regimen", "Route", "nasal_devices", "repeated", "single_dose"),
    "wane.models.timecourse": ("Level", "Site", "TimeCourse"),
}


def __getattr__(name: str) -> object:
    """The public name, imported from its home and kept."""
    for module, names in HOMES.items():
        if name in names:
            value: object = getattr(importlib.import_module(module), name)
            globals()[name] = value
            return value
    raise AttributeError(f"module 'wane' has no attribute {name!r}; it has {', '.join(__all__)}")


def __dir__() -> list[str]:
    return sorted([*globals(), *__all__])
