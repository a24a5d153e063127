"""Running a study: finished blocks are kept and never repeated, the rest is computed, then all is summarised."""

from dataclasses import dataclass
from pathlib import Path

from studies.study import Rows, Scale, Study, job_of, rows_of
from wane.blocks.run import run_blocks
from wane.blocks.workers import Workers
from wane.cli.progress import progress_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """How studies are run: how large, where blocks lie, the folder of real scores or None, and who computes."""

    scale: Scale
    blocks: Path
    scores: Path | None
    workers: Workers


def run_study(study: Study, setting: Setting) -> Rows:
    """The summary of one study. Blocks of other code, data or size lie in another folder and are not taken."""
    job = job_of(study, setting.scale, setting.scores if study.needs_scores else None)
    folder = setting.blocks / f"{study.name}-{setting.scale}-{job.digest[:12]}"
    folder.parent.mkdir(parents=True, exist_ok=True)
    with progress_of(study.name) as tell:
        answers = list(run_blocks(job, folder, workers=setting.workers, tell=tell))
    return study.summarise(rows_of(answers))
