"""The whole fit, condition by condition: each result is written as it finishes, and one that still holds is kept."""

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import cast

import numpy as np
import yaml

from wane.errors import ConflictError
from wane.evidence.reading import DATA, FITTED_FOLDER, load_yaml
from wane.fit.readings import digest_of
from wane.fit.relief.noise import NOISE_SETTINGS, noise_of
from wane.fit.relief.outcome import fitted_fields, prior_fields, settings_digest
from wane.fit.relief.parameters import NAMES, Prior, hyper_at
from wane.fit.relief.predict import predict
from wane.fit.relief.problem import (
    Problem,
    borrowed_priors,
    condition_block,
    condition_names,
    own_priors,
    readings_of,
)
from wane.fit.relief.readings import Reading
from wane.fit.relief.solve import ReliefFit, solve, standard_error

HEAD = "# Written by `wane evidence fit relief`; do not edit.\n"
Tell = Callable[[str], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Places:
    """Where results go: fitted/relief_<condition>.yaml and relief/<condition>__<instrument>.yaml under one folder."""

    folder: Path

    def fitted(self, condition: str) -> Path:
        """The fit of a condition."""
        return self.folder / FITTED_FOLDER / f"relief_{condition}.yaml"

    def prior(self, name: str) -> Path:
        """One prior of the relief model."""
        return self.folder / "relief" / f"{name}.yaml"


PACKAGE = Places(folder=DATA)


def run(
    problem: Problem, version: str, *, places: Places = PACKAGE, tell: Tell = lambda _: None
) -> dict[str, ReliefFit]:
    """Every condition in order. A stored result whose rows, settings and code version still hold is taken as it is."""
    fits: dict[str, ReliefFit] = {}
    for condition in condition_names(problem):
        fits[condition] = fit_condition(problem, condition, fits, version, places=places, tell=tell)
    return fits


def fit_condition(
    problem: Problem,
    condition: str,
    done: Mapping[str, ReliefFit],
    version: str,
    *,
    places: Places = PACKAGE,
    tell: Tell = lambda _: None,
) -> ReliefFit:
    """One condition, from its stored result where that holds; what it borrows from must be among `done`."""
    priors, readings = priors_of(problem, condition, done), readings_of(problem, condition)
    rows = problem.rows
    said = settings_digest(
        problem.settings, load_yaml(NOISE_SETTINGS), {n: (p.median, p.sd) for n, p in priors.items()}
    )
    path = places.fitted(condition)
    if path.is_file():
        stored = load_yaml(path)
        used = {r.row for r in readings}
        holds = (said, version, digest_of(row for row in rows if row["id"] in used))
        if (stored["settings_sha256"], stored["code_version"], stored["rows_sha256"]) == holds:
            tell(f"{condition}: kept, nothing it rests on has changed")
            return stored_fit(problem, condition, priors, readings, stored)
    fit = solve(condition, readings, priors, problem.scene, problem.errors, tell=tell)
    people, seed = cast(int, problem.settings["people"]), cast(int, problem.settings["seed"])
    fields = fitted_fields(fit, rows, settings_sha256=said, version=version, people=people, seed=seed)
    _write(path, fields)
    for name, prior in shipped_priors(problem, fit).items():
        _write(places.prior(name), prior)
    return fit


def priors_of(problem: Problem, condition: str, done: Mapping[str, ReliefFit]) -> dict[str, Prior]:
    """Own priors, or those borrowed from the condition that the reading file names."""
    lender = condition_block(problem, condition)["borrow"]
    if lender is None:
        return own_priors(problem, condition)
    if str(lender) not in done:
        raise ConflictError(f"{condition} borrows from {lender}, which is not fitted yet: fit that one first.")
    return borrowed_priors(problem, condition, done[str(lender)])


def shipped_priors(problem: Problem, fit: ReliefFit) -> dict[str, dict[str, object]]:
    """A prior file for each instrument that the condition ships."""
    block = condition_block(problem, fit.condition)
    noises = cast(Mapping[str, Mapping[str, object]], problem.settings["instruments"])
    found = {}
    for instrument in cast(list[str], block["ship"]):
        name = f"{fit.condition}__{instrument}"
        noise = noises[instrument]["noise"]
        values = {k: v for k, v in asdict(problem.rules.instruments[instrument]).items() if k != "name"}
        found[name] = prior_fields(
            fit, values, asdict(problem.scene.held), noise_of(str(noise)) if noise else None, name=name
        )
    return found


def stored_fit(
    problem: Problem,
    condition: str,
    priors: Mapping[str, Prior],
    readings: tuple[Reading, ...],
    stored: Mapping[str, object],
) -> ReliefFit:
    """A fit from its file: predictions are made again from the stored steps, which are rounded."""
    steps = np.array([cast(Mapping[str, float], stored["steps"])[n] for n in NAMES])
    parameters = cast(Mapping[str, Mapping[str, float]], stored["parameters"])
    hyper = hyper_at(steps, priors)
    return ReliefFit(
        condition=condition,
        hyper=hyper,
        steps=steps,
        covariance=np.array(stored["covariance"]),
        priors=priors,
        study_sd=parameters["study_sd"]["value"],
        duration_study_sd=parameters["duration_study_sd"]["value"],
        readings=readings,
        predicted=tuple(predict(r, hyper, problem.scene) for r in readings),
        standard_errors=tuple(standard_error(r, problem.errors) for r in readings),
        log_posterior=cast(float, stored["log_posterior"]),
    )


def _write(path: Path, fields: Mapping[str, object]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    text = yaml.safe_dump(dict(fields), sort_keys=False, width=130, allow_unicode=True, default_flow_style=None)
    path.write_text(HEAD + text, encoding="utf-8")
