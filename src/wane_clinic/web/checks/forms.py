"""The answer to a planned check: done, when and with what result, or not done and why."""

from datetime import tzinfo
from typing import Any, Final

from django import forms

from wane_clinic.care.models import FollowedCheck, Outcome
from wane_clinic.web.happened_form import HappenedForm, started, why_field

OUTCOMES: Final = [(Outcome.DONE.value, "done"), (Outcome.NOT_DONE.value, "not done")]
MOST_WORDS: Final = 2000


def words(label: str) -> forms.CharField:
    """A few lines."""
    return forms.CharField(
        label=label, required=False, max_length=MOST_WORDS, strip=True, widget=forms.Textarea(attrs={"rows": 2})
    )


class CheckForm(HappenedForm):
    """One check; a result where it was done, a reason where it was not."""

    outcome = forms.ChoiceField(
        label="Answer", choices=[("", "choose"), *OUTCOMES],
        error_messages=dict.fromkeys(("required", "invalid_choice"), "Say whether it was done."),
    )  # fmt: skip
    result = words("Result, in words")
    because = words("Not done, because")

    def clean(self) -> dict[str, Any]:
        """What was done has a result, what was not has a reason, and neither has the other's."""
        said = super().clean() or {}
        is_done = said.get("outcome") == Outcome.DONE
        if not said.get("outcome") or {"result", "because"} & set(self.errors):
            return said
        wanted, other = ("result", "because") if is_done else ("because", "result")
        if not said[wanted]:
            self.add_error(wanted, "Say what was found." if is_done else "Say why it was not done.")
        if said[other]:
            self.add_error(other, f"This belongs to a check that was {'not ' if is_done else ''}done; leave it out.")
        return said

    @property
    def told(self) -> dict[str, Any]:
        """The columns of the check."""
        return {name: self.cleaned_data[name] for name in ("outcome", "result", "because")}


class CorrectCheckForm(CheckForm):
    """A check as it was answered, to be corrected or taken back."""

    reason = why_field()
    is_taken_back = forms.BooleanField(label="Take it back whole: it is due again", required=False)

    def __init__(self, check: FollowedCheck, *args: Any, zone: tzinfo, **kwargs: Any) -> None:
        shown = {"outcome": check.outcome, "result": check.result, "because": check.because}
        super().__init__(*args, zone=zone, initial=started(check.happened_at, zone) | shown, **kwargs)
