"""Counts in place of events: what a plan that counts has in common."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from trailview.events.conditions import Text
from trailview.plans.plan import Plan
from trailview.question.fields import find_field

COUNT: Final = "events"
"""The column of counts."""


def is_settled(plan: Plan) -> bool:
    """Whether all that was asked is settled where it is asked, with nothing to check here."""
    question = plan.question
    return not (question.raw or plan.residual or plan.approximate)


def texts_of(by: Sequence[str]) -> list[Text] | None:
    """The texts that columns hold, as a record tells them; None where one tells more."""
    found = [_text_of(name) for name in by]
    return None if None in found else [text for text in found if text is not None]


def _text_of(name: str) -> Text | None:
    field = find_field(name)
    return None if field is None or field.name != name else field.text
