"""The validation of relief in words: two lines a number for a terminal, tables for the page of the documentation."""

from collections import Counter
from collections.abc import Sequence
from textwrap import wrap

from wane.validate.relief_comparison import ReliefComparison, ReliefGroup, ReliefValidation

WIDTH = 96
HEAD = ("of", "family", "n", "trials", "in 50 %", "in 90 %", "optimism", "median", "90th")
NUMBERS_HEAD = "| row | what | observed | predicted | 50 % | 90 % | hit |"
REASONS_HEAD = "| row | what | why there is no prediction |"


def relief_validation_text(validation: ReliefValidation) -> str:
    """Every number, the misses marked, every reason, then the summary."""
    lines: list[str] = []
    for one in validation.comparisons:
        lines += _wrapped(f"{one.id}  {one.quantity}", "")
        lines += _wrapped(
            f"observed {_value(one.observed, one.unit)}, predicted {_value(one.predicted, one.unit)} "
            f"(50 % {_span(one.low50, one.high50)}, 90 % {_span(one.low90, one.high90)}), "
            + ("inside" if one.inside_90 else "MISS"),
            "    ",
        )
        if one.assumptions:
            lines += _wrapped(f"assumed: {'; '.join(one.assumptions)}", "    ")
        if one.remark:
            lines += _wrapped(f"remark: {one.remark}", "    ")
    lines += ["", f"The model cannot express these {len(validation.not_predicted)} rows:"]
    for row in validation.not_predicted:
        lines += _wrapped(f"{row.id}  {row.quantity}: {row.reason}", "    ")
    return "\n".join([*lines, "", *_table(validation), "", *_wrapped(summary_sentence(validation), "")])


def summary_sentence(validation: ReliefValidation) -> str:
    """All numbers, then those of rows without a remark."""
    every, plain = validation.overall, validation.unremarked
    return (
        f"{validation.rows_predicted} of {validation.rows_predicted + len(validation.not_predicted)} rows could be "
        f"predicted, {every.numbers} numbers of {every.studies} trials: {_percent(every.inside_90)} lie in their 90 % "
        f"interval and {_percent(every.inside_50)} in their 50 % interval; {validation.trials_without_a_miss} trials "
        f"have no miss. Without the error of the model itself "
        f"{_percent(validation.inside_90_without_model_error)} lie in the 90 % interval. Of the {plain.numbers} "
        f"numbers, of {plain.studies} trials, in rows without a remark {_percent(plain.inside_90)} lie in their "
        f"90 % and {_percent(plain.inside_50)} in their 50 % interval."
    )


def relief_validation_markdown(validation: ReliefValidation) -> str:
    """The summary and the tables, as docs/validation/relief.md holds them."""
    remarks = list(dict.fromkeys(c.remark for c in validation.comparisons if c.remark is not None))
    numbers = [
        f"| `{one.id}` | {_what(one, remarks)} | {_value(one.observed, one.unit)} | {_value(one.predicted, one.unit)} "
        f"| {_span(one.low50, one.high50)} | {_span(one.low90, one.high90)} | {'yes' if one.inside_90 else '**no**'} |"
        for one in validation.comparisons
    ]
    reasons = [f"| `{row.id}` | {row.quantity} | {row.reason} |" for row in validation.not_predicted]
    counted = Counter(row.reason for row in validation.not_predicted).most_common()
    return "\n".join(
        [
            summary_sentence(validation),
            "",
            *_groups(validation.by_family),
            "",
            *_groups(validation.by_condition),
            "",
            "### Every number",
            "",
            NUMBERS_HEAD,
            "|---|---|---|---|---|---|---|",
            *numbers,
            "",
            *[f"- *Remark {at}*: {remark}." for at, remark in enumerate(remarks, start=1)],
            "",
            f"### The {len(validation.not_predicted)} rows that the model cannot express",
            "",
            *[f"- {count}: {reason}" for reason, count in counted],
            "",
            REASONS_HEAD,
            "|---|---|---|",
            *reasons,
        ]
    )


def _groups(groups: Sequence[ReliefGroup]) -> list[str]:
    return [f"| {' | '.join(HEAD)} |", "|---|---|---|---|---|---|---|---|---|"] + [
        f"| {' | '.join(_cells(group))} |" for group in groups
    ]


def _table(validation: ReliefValidation) -> list[str]:
    """Both groupings in columns."""
    rows = [HEAD, *(_cells(g) for g in (*validation.by_family, *validation.by_condition))]
    widths = [max(len(row[i]) for row in rows) for i in range(len(HEAD))]
    return [
        "  ".join(c.ljust(w) if i < 2 else c.rjust(w) for i, (c, w) in enumerate(zip(r, widths, strict=True))).rstrip()
        for r in rows
    ]


def _cells(group: ReliefGroup) -> tuple[str, ...]:
    return (
        group.name,
        str(group.family),
        str(group.numbers),
        str(group.studies),
        _percent(group.inside_50),
        _percent(group.inside_90),
        _error(group.mean_optimism, group.error_unit, signed=True),
        _error(group.median_error, group.error_unit),
        _error(group.p90_error, group.error_unit),
    )


def _error(value: float | None, unit: str, *, signed: bool = False) -> str:
    """An error in points, or as how many times; `+` promised more than came."""
    if value is None:
        return ""
    if unit == "times":
        return f"x {value:.2g}"
    return f"{round(value):+d}" if signed else f"{value:.0f}"


def _what(one: ReliefComparison, remarks: Sequence[str]) -> str:
    """What was rated, and the number of its remark."""
    return one.quantity if one.remark is None else f"{one.quantity} (*remark {remarks.index(one.remark) + 1}*)"


def _value(value: float, unit: str) -> str:
    return f"{value:.3g} {unit}"


def _span(low: float, high: float) -> str:
    return f"{low:.3g} to {high:.3g}"


def _percent(share: float) -> str:
    return f"{100.0 * share:.0f} %"


def _wrapped(text: str, indent: str) -> list[str]:
    return wrap(text, WIDTH, initial_indent=indent, subsequent_indent="    ")
