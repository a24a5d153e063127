"""A model of one's own: a file of the shipped schema, let in by the same gate."""

from pathlib import Path
from typing import Final

import yaml

from wane.errors import EvidenceError, FileFormatError
from wane.evidence.model_file import model_from_fields
from wane.evidence.population_model import PopulationModel
from wane.evidence.reading import DATA
from wane.units import shown

MOST_BYTES: Final = 1_000_000
SHOWN: Final = 5


def read_own_model(path: Path) -> PopulationModel:
    """The model in this file; EvidenceError names what the gate has against it, FileFormatError what is unreadable."""
    try:
        if path.stat().st_size > MOST_BYTES:
            raise FileFormatError(f"{shown(path.name)} is larger than {MOST_BYTES} bytes; that is no model.")
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError, ValueError) as error:
        why = getattr(error, "strerror", None) or "it is no UTF-8 text"
        raise FileFormatError(f'The model "{shown(str(path))}" cannot be read ({why}): check its name.') from None
    return own_model(text, path.name)


def own_model(text: str, name: str) -> PopulationModel:
    """The model that this text states, once the gate lets it in; the file need not be named after its alias."""
    from wane.evidence.gate import schema_offences
    from wane.evidence.gate_models import model_offences
    from wane.evidence.registers import read_registers
    from wane.evidence.schema_models import ModelFile

    try:
        fields = yaml.load(text, Loader=yaml.CSafeLoader)
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        mark = getattr(error, "problem_mark", None)
        where = f" in line {mark.line + 1}" if mark is not None else ""
        raise FileFormatError(f"{shown(name)} cannot be read as YAML{where}: correct it.") from None
    offences = list(schema_offences(shown(name), fields, ModelFile))
    if not offences:
        registers, _ = read_registers(DATA)
        offences = list(model_offences(f"{fields['alias']}.yaml", fields, registers))
    if offences:
        some = "; ".join(f"{one.at}: {' '.join(one.what.split())}" for one in offences[:SHOWN])
        more = f"; and {len(offences) - SHOWN} more" if len(offences) > SHOWN else ""
        raise EvidenceError(f"{shown(name)} does not pass the evidence gate: {some}{more}.")
    return model_from_fields(fields)
