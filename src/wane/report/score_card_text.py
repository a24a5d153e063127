"""The terminal page of a score card: the verdict first."""

from collections.abc import Iterator
from typing import TextIO

from wane.report.learn_words import left_out_words
from wane.report.score_card_words import (
    LIMITS,
    ScoreCardReport,
    asked_words,
    bin_rows,
    coverage_rows,
    duration_rows,
    line_rows,
    pit_words,
    provenance_words,
    score_rows,
    subgroup_rows,
    title,
    verdict_sentences,
)
from wane.report.text import BOLD, PLAIN, WIDTH, carried_by, is_heading, section, table, wrapped
from wane.report.wording import INTENDED_USE

HEADS = ("", "", "95 % interval")


def write_score_card_text(report: ScoreCardReport, stream: TextIO) -> None:
    """Write the page: headings bold on a terminal, ASCII where the stream cannot carry more."""
    lines = [line.rstrip() for line in _lines(report)]
    if stream.isatty():
        lines = [f"{BOLD}{line}{PLAIN}" if is_heading(line) else line for line in lines]
    stream.write(carried_by("\n".join(lines) + "\n", stream.encoding or "ascii"))


def _lines(report: ScoreCardReport) -> Iterator[str]:
    card = report.card
    yield from wrapped(title(report), first="", rest="")
    yield from wrapped(asked_words(report), first="", rest="")
    yield "─" * WIDTH
    yield from section("VERDICT", verdict_sentences(report))
    if card.scores.forecasts:
        held = [("interval", "held", "95 % interval"), *coverage_rows(card.scores)]
        yield from section(
            "SCORES", [*table(held, right=(1,)), "", *table([HEADS, *score_rows(card.scores)], right=(1,))]
        )
        yield from section(
            "IN EACH TENTH OF THE FORECAST (10 IS CALIBRATED), %", (pit_words(card.pit_scores.tolist()),)
        )
    if card.durations.forecasts:
        yield from section(
            f"DAYS TO RELAPSE ({card.durations.relapses} OF {card.durations.forecasts} ENDED IN RELAPSE)",
            [
                *table([("interval", "held", "95 % interval"), *coverage_rows(card.durations)], right=(1,)),
                "",
                *table([HEADS, *duration_rows(card.durations, report.fixed_days)], right=(1,)),
            ],
        )
    yield from section("CHANCE OF A SCORE AT OR ABOVE THE LINE", _chances(report))
    if card.subgroups:
        heads = ("", "people", "scores", "90 % held", "95 % interval", "RMSE", "skill, last score")
        yield from section("BY GROUP", table([heads, *subgroup_rows(card)], right=(1, 2, 3, 5, 6)))
    yield from section(f"LEFT OUT ({len(report.left_out)})", left_out_words(report.left_out))
    yield from section("HOW TO READ IT", LIMITS)
    yield ""
    yield from wrapped(f"{provenance_words(report)} {INTENDED_USE}", first="", rest="")


def _chances(report: ScoreCardReport) -> Iterator[str]:
    if not any(line.forecasts for line in report.card.lines):
        return
    heads = ("", "forecasts", "people", "Brier", "skill, last score", "skill, base rate")
    yield from table([heads, *line_rows(report.card)], right=(1, 2, 3, 4, 5))
    yield ""
    yield from table(
        [("chance said", "forecasts", "said", "seen", "95 % interval"), *bin_rows(report.card)], right=(1, 2, 3)
    )
