"""Designs of virtual trials, for tests."""

import tempfile
from collections.abc import Callable
from pathlib import Path

from wane.blocks.run import run_blocks
from wane.blocks.workers import Workers
from wane.simulate.answers import TrialAnswer
from wane.simulate.design import Design
from wane.simulate.plan import TrialPlan, plan_trial
from wane.simulate.reading import read_design
from wane.simulate.trial import BlockResult, answer_of, trial_job

TWO_ARMS = """
name: Ketamine against midazolam
people: {people}
condition: depression
instrument: MADRS
baseline: {{mean: 33, sd: 6}}
arms:
  - name: ketamine
    drug: ketamine
    route: iv
    dose: {dose}
    over: 40 min
    days: {days}
{more}
  - {{name: midazolam, drug: midazolam, days: [0, 3, 7]}}
observe: {{days: {observe}}}
response: 50 %
relapse: {{among: responders, line: 20, from: 8}}
doubt: {{draws: {draws}, people: 200, forecast_people: 4}}
{end}
"""


def design_text(
    *,
    people: int = 400,
    dose: str = "0.5 mg/kg",
    days: str = "[0, 3, 7]",
    observe: str = "[0, 1, 7, 8, 21, 35]",
    draws: int = 4,
    more: str = "",
    end: str = "",
) -> str:
    """A design of two arms; `more` stands in the first arm, `end` at the end."""
    return TWO_ARMS.format(people=people, dose=dose, days=days, observe=observe, draws=draws, more=more, end=end)


def design(**changes: object) -> Design:
    """The same, read."""
    return read_design(design_text(**changes))  # type: ignore[arg-type]  # names are those of design_text


def simulated(
    of: Design | TrialPlan,
    *,
    seed: int = 1,
    workers: Workers | None = None,
    folder: Path | None = None,
    keep: Callable[[BlockResult], None] | None = None,
) -> TrialAnswer:
    """The whole trial."""
    plan = plan_trial(of) if isinstance(of, Design) else of
    job = trial_job(plan, seed=seed, code_version="test", tables=keep is not None)
    with tempfile.TemporaryDirectory() as own:
        blocks = run_blocks(job, folder or Path(own) / "blocks", workers=workers)
        watch = {} if keep is None else {"keep": keep}
        return answer_of(plan, blocks, seed=seed, code_version="test", **watch)
