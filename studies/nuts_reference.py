"""`python -m studies.nuts_reference`: the chances over the line that NUTS finds, stored for the test of the engine.

Needs the extra `fit`. Half an hour on one core. A person who is stored already, read with the same prior by the same
model, is not sampled again; the file is whole after each person.
"""

import hashlib
import json
import sys
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final, cast

import numpy as np

from studies.nuts_histories import AHEAD_DAYS, PEOPLE, STORED, Person, history_of, person_fields
from wane.models.relief_prior import load_relief_prior

SEED, CHAINS, WARMUP, DRAWS = 15, 4, 1000, 4000
MODEL: Final = Path(__file__).with_name("nuts_model.py")


def main() -> int:
    """Sample whoever is missing."""
    from studies.nuts_model import VERSIONS

    head: dict[str, object] = {
        "what": (__doc__ or "").splitlines()[0], "seed": SEED, "chains": CHAINS, "warmup": WARMUP, "draws": DRAWS,
        "model_sha256": hashlib.sha256(MODEL.read_bytes()).hexdigest(), "versions": VERSIONS,
        "ahead_days": list(AHEAD_DAYS),
    }  # fmt: skip
    found = kept(head)
    for index, person in enumerate(PEOPLE):
        if person.name not in found:
            found[person.name] = sampled(index, person)
            store(head, [found[each.name] for each in PEOPLE if each.name in found])
            print(f"{person.name}: {found[person.name]['seconds']} s", file=sys.stderr)
    store(head, [found[person.name] for person in PEOPLE])
    return 0


def kept(head: Mapping[str, object]) -> dict[str, Mapping[str, object]]:
    """Who is stored already, of those who would be sampled in the same way."""
    if not STORED.is_file():
        return {}
    stored = json.loads(STORED.read_text(encoding="utf-8"))
    if any(stored.get(key) != value for key, value in head.items()):
        return {}
    same = {person.name: json.loads(json.dumps(person_fields(person))) for person in PEOPLE}
    people = cast(Sequence[Mapping[str, object]], stored["people"])
    return {str(p["name"]): p for p in people if same.get(str(p["name"])) == {key: p[key] for key in ASKED}}


ASKED: Final = tuple(person_fields(PEOPLE[0]))


def store(head: Mapping[str, object], people: Sequence[Mapping[str, object]]) -> None:
    """Head and people, a line each."""
    lines = ",\n  ".join(json.dumps(person, allow_nan=False) for person in people)
    STORED.parent.mkdir(exist_ok=True)
    part = STORED.with_suffix(".part")
    part.write_text(f'{json.dumps(head)[:-1]}, "people": [\n  {lines}\n]}}\n', encoding="utf-8")
    part.replace(STORED)


def sampled(index: int, person: Person) -> Mapping[str, object]:
    """One person by NUTS: chances, their Monte Carlo errors, and how well the chains mixed."""
    import jax
    from numpyro.diagnostics import effective_sample_size, gelman_rubin

    from studies.nuts_model import sampler

    began = time.monotonic()
    chains = sampler(warmup=WARMUP, draws=DRAWS, chains=CHAINS)
    key = jax.random.fold_in(jax.random.PRNGKey(SEED), index)
    prior, history = load_relief_prior(person.prior), history_of(person.records)
    chains.run(key, prior, history, np.array(AHEAD_DAYS), extra_fields=("diverging",))
    chance = np.asarray(chains.get_samples(group_by_chain=True)["chance"])
    effective = np.asarray(effective_sample_size(chance))
    return {
        **person_fields(person),
        "chance": chance.mean(axis=(0, 1)).round(5).tolist(),
        "mcse": (chance.std(axis=(0, 1)) / np.sqrt(effective)).round(5).tolist(),
        "effective_draws": effective.round().astype(int).tolist(),
        "r_hat": np.asarray(gelman_rubin(chance)).round(4).tolist(),
        "diverging": int(np.asarray(chains.get_extra_fields()["diverging"]).sum()),
        "seconds": round(time.monotonic() - began),
    }


if __name__ == "__main__":
    sys.exit(main())
