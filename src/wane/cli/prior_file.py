"""Prior file: a prior of relief that `wane learn` wrote, in the shape of data/relief/*.yaml."""

from collections.abc import Mapping
from pathlib import Path
from typing import Final, cast

import yaml

from wane.errors import FileFormatError, WaneError
from wane.models.relief_prior import ReliefPrior, prior_from_fields
from wane.units import shown

MAX_BYTES: Final = 200_000


def read_prior(path: Path) -> ReliefPrior:
    """The prior in the file; FileFormatError in one sentence where there is none."""
    try:
        raw = path.read_bytes()
        if len(raw) > MAX_BYTES:
            raise FileFormatError(f"The prior file {path.name} has {len(raw)} bytes; at most {MAX_BYTES} are read.")
        fields: object = yaml.safe_load(raw.decode("utf-8-sig"))
    except OSError as error:
        why = error.strerror or "it cannot be read"
        raise FileFormatError(f'The prior file "{shown(str(path))}" cannot be read ({why}): check its name.') from None
    except (UnicodeDecodeError, yaml.YAMLError, RecursionError):
        raise FileFormatError(f"The prior file {path.name} is no YAML: write it with wane learn --out.") from None
    if not isinstance(fields, dict):
        raise FileFormatError(f"The prior file {path.name} holds no prior: write it with wane learn --out.")
    try:
        return prior_from_fields(cast(Mapping[str, object], fields))
    except WaneError as error:
        why = str(error).split(": ", maxsplit=1)[-1]
        raise FileFormatError(f"The prior file {path.name}: {why} Write it with wane learn --out.") from None
