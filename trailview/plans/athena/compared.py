"""What a question compares texts with, in SQL."""

from __future__ import annotations

import re
from typing import Final, NamedTuple

from trailview.events.expressions import Expression
from trailview.events.pattern import Pattern
from trailview.plans.athena.sql import FALSE, TRUE, all_of, any_of, fits, found_in
from trailview.plans.athena.texts import json_mentions, json_requires
from trailview.plans.conditions import safely_folded, texts_required
from trailview.question.portable import portable

_NUMBER: Final = re.compile(r"[0-9.eE+-]*")
_WHOLE: Final = re.compile(r"-?(?:0|[1-9][0-9]{0,14})")


class Tested(NamedTuple):
    """A test of what a path leads to."""

    sql: str
    exact: bool
    surely: str = FALSE
    """A test that only holds where the path's own text does: what is not sure fails it."""


class ComparedTexts(NamedTuple):
    """What texts are compared with, in SQL. Of several values and expressions, one will do."""

    values: tuple[Pattern, ...] = ()
    expressions: tuple[Expression, ...] = ()

    def of_text(self, said: str) -> Tested:
        """The test of one text."""
        kept = [safely_folded(value) for value in self.values]
        told = [value for value, one in zip(self.values, kept, strict=True) if value == one]
        tests = [fits(said, kept), *(_found(said, one) for one in self.expressions)]
        exact = not self.expressions and len(told) == len(kept)
        return Tested(any_of(tests), exact, fits(said, told))

    def in_json(self, said: str) -> str:
        """Whether JSON text can have a fitting text in it: it may hold for others too."""
        texts = [text for one in self.expressions for text in texts_required(one)]
        if any(map(may_be_number, (*self.values, *texts))):
            return TRUE  # engines write numbers differently
        return any_of(
            [
                *(json_mentions(said, value) for value in self.values),
                *(json_requires(said, one) for one in self.expressions),
            ]
        )


def _found(said: str, one: Expression) -> str:
    """Whether an expression is found; where engines could read it differently, what it requires."""
    source = portable(one.source)
    if source is not None:
        return found_in(said, source)
    return all_of([fits(said, [text]) for text in texts_required(one)])


def may_be_number(value: Pattern) -> bool:
    """Whether a JSON number that is not a plain whole one can fit the value."""
    if value.literal is not None and (value.literal == "" or _WHOLE.fullmatch(value.literal)):
        return False
    return all(_NUMBER.fullmatch(piece) for piece in value.pieces)
