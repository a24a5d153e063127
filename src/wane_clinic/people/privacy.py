"""What each stored field says of a person, declared beside the field's model.

`identifies` names somebody or lets them be found, `free_text` may hold anything, `safe` is neither. A field that nobody
declared fails the tests: an export without names is only as good as this list.
"""

from collections.abc import Callable
from enum import StrEnum
from typing import Final, TypeVar

from django.db import models

Model = TypeVar("Model", bound=type[models.Model])


class Privacy(StrEnum):
    """What a field gives away."""

    IDENTIFIES = "identifies"
    FREE_TEXT = "free_text"
    SAFE = "safe"


PRIVACY: Final[dict[str, dict[str, Privacy]]] = {}
"""Label of a model (`people.Patient`): privacy of each of its fields."""


def privacy(*, identifies: str = "", free_text: str = "", safe: str = "") -> Callable[[Model], Model]:
    """Declare the fields of a model, each list as names between spaces."""

    def declared(model: Model) -> Model:
        given = {Privacy.IDENTIFIES: identifies, Privacy.FREE_TEXT: free_text, Privacy.SAFE: safe}
        pairs = [(name, kind) for kind, names in given.items() for name in names.split()]
        if len(dict(pairs)) != len(pairs):
            raise TypeError(f"{model._meta.label}: a field is declared twice; leave one out")
        PRIVACY[model._meta.label] = dict(pairs)
        return model

    return declared


def undeclared(model: type[models.Model]) -> frozenset[str]:
    """Fields of a model without privacy, and declared names that are no fields."""
    stored = {field.name for field in model._meta.concrete_fields} | {field.name for field in model._meta.many_to_many}
    return frozenset(stored ^ set(PRIVACY.get(model._meta.label, {})))
