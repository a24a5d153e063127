"""A score by hand: its answers where they may be shown, or the total alone."""

from collections.abc import Iterator
from datetime import tzinfo
from typing import Any, Final

from django import forms

from wane_clinic.care.models import AnsweredBy, Score
from wane_clinic.care.terminology import Item, Questionnaire
from wane_clinic.web.entry_forms import whole
from wane_clinic.web.happened_form import HappenedForm, started, why_field

MOST_CHOICES: Final = 5
"""Answers up to so many are chosen; a longer scale is typed as a number."""
WHO: Final = [(AnsweredBy.PATIENT.value, "the patient"), (AnsweredBy.CLINICIAN.value, "a clinician")]


class ScoreForm(HappenedForm):
    """One score of one instrument; `items` are its answers in order, or None where the total alone was entered."""

    answered_by = forms.ChoiceField(label="Answered or judged by", choices=WHO)

    def __init__(self, asked: Questionnaire, *args: Any, zone: tzinfo, **kwargs: Any) -> None:
        super().__init__(*args, zone=zone, **kwargs)
        self.asked = asked
        self.fields.update({f"q{item.number}": _answer(asked, item) for item in asked.items})
        self.fields["total"] = _total(asked)
        if asked.watched_item:
            self.fields["item9"] = whole(f"Item {asked.watched_item}", 0, asked.options[-1].value)
            self.fields["no_item9"] = forms.BooleanField(
                label=f"Item {asked.watched_item} is not known", required=False
            )

    def answers(self) -> Iterator[forms.BoundField]:
        """The questions, as they are drawn."""
        for item in self.asked.items:
            if f"q{item.number}" in self.fields:
                yield self[f"q{item.number}"]

    def totals(self) -> Iterator[forms.BoundField]:
        """The total, and item 9 where it may be known alone."""
        for name in ("total", "item9", "no_item9"):
            if name in self.fields:
                yield self[name]

    def clean(self) -> dict[str, Any]:
        """All of the answers or none, and something at least."""
        said = super().clean() or {}
        given = {field.name: said.get(field.name) for field in self.answers()}
        empty = [name for name, answer in given.items() if answer in (None, "") and name not in self.errors]
        if given and len(empty) < len(given):
            for name in empty:
                self.add_error(name, f"Question {name[1:]} has no answer; answer each, or enter the total alone.")
        elif said.get("total") is None and not self.errors:
            self.add_error("total", "Neither answers nor a total came; enter one.")
        elif said.get("total") is not None and "item9" in self.fields and "item9" not in self.errors:
            self._ask_for_item9(said)
        return said

    def _ask_for_item9(self, said: dict[str, Any]) -> None:
        """With a total alone, somebody says what stood there, or that nobody knows: silence is no zero."""
        item, is_unknown = self.asked.watched_item, bool(said.get("no_item9"))
        if said.get("item9") is None and not is_unknown:
            self.add_error("item9", f"Enter item {item}, or tick that it is not known: above 0 it reaches somebody.")
        if said.get("item9") is not None and is_unknown:
            self.add_error("no_item9", f"Item {item} has a number and is ticked as not known; only one can hold.")

    @property
    def items(self) -> list[int] | None:
        """The answers in order."""
        found = [self.cleaned_data.get(field.name) for field in self.answers()]
        return [int(one) for one in found if one is not None] if found and found[0] not in (None, "") else None


class CorrectScoreForm(ScoreForm):
    """A score as it stands, its answers or its total, to be corrected or taken back."""

    def __init__(self, asked: Questionnaire, score: Score, *args: Any, zone: tzinfo, **kwargs: Any) -> None:
        initial = started(score.happened_at, zone) | {"answered_by": score.answered_by}
        if score.items is None:
            initial |= {"total": f"{score.total:g}", "item9": score.item9, "no_item9": score.item9 is None}
        else:
            initial |= {f"q{number}": answer for number, answer in enumerate(score.items, start=1)}
        super().__init__(asked, *args, zone=zone, initial=initial, **kwargs)
        answered = {f"q{item.number}" for item in asked.items}
        for name in {"total", "item9", "no_item9"} if score.items is not None else answered:
            self.fields.pop(name, None)
        self.fields["reason"] = why_field()
        self.fields["is_taken_back"] = forms.BooleanField(
            label="Take it back whole: it was not so, or it is another patient's", required=False
        )


def _answer(asked: Questionnaire, item: Item) -> forms.Field:
    label = f"{item.number}. {item.text}"
    if len(asked.options) > MOST_CHOICES:
        return whole(label, asked.options[0].value, asked.options[-1].value)
    return forms.TypedChoiceField(
        label=label, required=False, coerce=int, empty_value=None, widget=forms.RadioSelect,
        choices=[(option.value, str(option.value)) for option in asked.options],
        error_messages={"invalid_choice": f"Question {item.number} has no such answer; choose one of its numbers."},
    )  # fmt: skip


def _total(asked: Questionnaire) -> forms.FloatField:
    words = f"The total of {asked.name} is a number from {asked.low:g} to {asked.high:g}, without a unit."
    return forms.FloatField(
        label=f"Total, {asked.low:g} to {asked.high:g}", required=False, min_value=asked.low, max_value=asked.high,
        error_messages=dict.fromkeys(("invalid", "min_value", "max_value"), words),
    )  # fmt: skip
