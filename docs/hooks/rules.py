"""The page of rules that mkdocs builds from the evidence and from the specification's tables."""

from pathlib import Path
from typing import Final

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files

from wane.plan.rules import VERDICTS, Rule, load_rules
from wane.plan.vocabulary import vocabulary

SPEC: Final = Path(__file__).parents[2] / "tests" / "spec"
OPENING: Final = """# Rules

How rules are read stands in [Rules and plan](../models/rules.md). The first tables are the specification: each row is a
test that runs with every change. The last table is every rule of the evidence, as the program reads it."""


def on_files(files: Files, config: MkDocsConfig) -> Files:
    """Add the generated page to those that were written."""
    files.append(File.generated(config, "reference/rules.md", content=rules_page()))
    return files


def rules_page() -> str:
    """The whole page."""
    parts = [OPENING, "## Facts and verdicts", _spec("rules.md"), "## Leaving and driving", _spec("leaving.md")]
    parts += ["## Doses", _spec("doses.md"), "## Every rule", rule_table(), "## Every fact", fact_table()]
    return "\n\n".join(parts) + "\n"


def rule_table() -> str:
    """One row a rule."""
    head = "| rule | written for | speaks when | says | why | strength | read |\n|---|---|---|---|---|---|---|"
    return "\n".join([head, *(_rule_row(rule) for rule in load_rules())])


def fact_table() -> str:
    """One row a fact: its name, when it is known, and its question."""
    head = "| fact | known | question |\n|---|---|---|"
    rows = (f"| `{word.name}` | {word.part} | {word.question} |" for word in vocabulary().facts.values())
    return "\n".join([head, *rows])


def _rule_row(rule: Rule) -> str:
    threshold = f"{rule.threshold:g}" if isinstance(rule.threshold, float) else str(rule.threshold)
    if isinstance(rule.threshold, bool):
        threshold = "yes" if rule.threshold else "no"
    cells = (
        rule.id,
        rule.scope.text,
        f"`{rule.fact}` {rule.compare} {threshold} {rule.unit}".strip(),
        VERDICTS[rule.action].value,
        rule.rationale.replace("|", "/"),
        rule.strength,
        rule.confidence + ("" if rule.is_checked else ", not re-checked"),
    )
    return f"| {' | '.join(cells)} |"


def _spec(name: str) -> str:
    return (SPEC / name).read_text(encoding="utf-8").strip()
