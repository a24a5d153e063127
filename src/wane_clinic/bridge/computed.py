"""A computed answer with everything that it was computed from."""

import hashlib
import json
from dataclasses import dataclass
from typing import Any, Final

from wane import __version__

Json = dict[str, Any]
NOT_RECORDS: Final = frozenset({"now"})
"""Inputs that change without anything having been recorded."""


class NotComputedError(Exception):
    """The science refuses these records; its sentence says what is needed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Computed:
    """An answer, its inputs as JSON, and the provenance that a stored answer keeps."""

    inputs: Json
    answer: Json
    models_used: tuple[str, ...]
    evidence_digest: str
    seed: int

    @property
    def inputs_hash(self) -> str:
        """What tells whether the records have changed since."""
        return inputs_hash(self.inputs)

    @property
    def code_version(self) -> str:
        """The code that computed it."""
        return __version__


def inputs_hash(inputs: Json) -> str:
    """The hash of the inputs, but for the moment of asking."""
    kept = {name: value for name, value in inputs.items() if name not in NOT_RECORDS}
    return hashlib.sha256(json.dumps(kept, sort_keys=True).encode()).hexdigest()


def as_json(value: object) -> Json:
    """An object of plain JSON, as it comes back from a database."""
    found: Json = json.loads(json.dumps(value, allow_nan=False))
    return found
