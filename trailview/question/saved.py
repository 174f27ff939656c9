"""Questions with names, and with parameters where they are about somebody or something.

`user:{who} is:write` has one parameter, `who`. A value is put in as it is:
spaces, commas and quotes in it are part of it, and only `*` means what it
means in a question.

A text in a backend's own language can have a name too. It takes no
parameters, as nothing is known here of how a value would have to be written
in it; braces in it are left as they are.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Final

from trailview.errors import UsageError
from trailview.events.expressions import Expression, ExpressionError
from trailview.events.pattern import Pattern, Value, fold
from trailview.frozen import Frozen
from trailview.question.fields import Compare, find_field
from trailview.question.networks import network_of
from trailview.question.parse import parse
from trailview.question.query import Question
from trailview.question.terms import Clause, Term
from trailview.question.triage import LIBRARY
from trailview.question.write import format_terms

_PARAMETER: Final = re.compile(r"\{([a-z][a-z0-9_-]*)\}")
_OPERATOR: Final = re.compile(r"[!-/:-@\[-`{-~]")
"""What means something in an expression, or may: behind a backslash it stands for itself."""


class Saved(Frozen):
    """A question under a name."""

    name: str
    text: str
    """In the question language, with parameters in braces; or in that of `backend`."""
    why: str = ""
    """Why one asks it."""
    since: str = ""
    """The span it is usually asked about, as it is typed; empty for the one in force."""
    backend: str = ""
    """In whose own language the text is; empty for one in the question language."""
    is_own: bool = False
    """Whether it is the user's, not one that trailview brings along."""

    @property
    def parameters(self) -> tuple[str, ...]:
        """The names of the parameters, in the order they come, each once."""
        return () if self.backend else tuple(dict.fromkeys(_PARAMETER.findall(self.text)))

    @property
    def question(self) -> Question:
        """What is asked, parameters as they are written. Raises QuestionError."""
        return Question(raw=self.text) if self.backend else Question(parse(self.text))

    def filled(self, values: Mapping[str, str]) -> Question:
        """What is asked, with these values for the parameters; of any time.

        Raises UsageError where one is missing, empty or none of the
        question's, and QuestionError where the question is not understood.
        """
        for name in self.parameters:
            if not values.get(name):
                raise UsageError(
                    "Nothing to ask about",
                    f"{self.name} asks {self.text} and needs a value for {name}.",
                    f"Give --param {name}=VALUE",
                )
        for name in values:
            if name not in self.parameters:
                raise UsageError(
                    "No such parameter", f"{self.name} has no {name!r}.", self._parameters_hint
                )
        if not values:
            return self.question
        clauses = (_filled_in(clause, values) for clause in self.question.terms)
        return Question(parse(format_terms(clauses)))

    @property
    def _parameters_hint(self) -> str:
        if self.backend:
            return "It is a raw text, and those take none."
        return f"Its parameters: {', '.join(self.parameters) or 'none'}"


def _filled_in(clause: Clause, values: Mapping[str, str]) -> Clause:
    if isinstance(clause, Term):
        filled = tuple(_filled(clause.field, each, values) for each in clause.values)
        return replace(clause, values=filled)
    alternatives = (tuple(_filled_in(each, values) for each in one) for one in clause.alternatives)
    return replace(clause, alternatives=tuple(alternatives))


def _filled(field: str, pattern: Value, values: Mapping[str, str]) -> Value:
    if isinstance(pattern, Expression):
        return _filled_expression(pattern, values)
    pieces: list[str] = []
    for piece in pattern.pieces:
        pieces.append("")
        # Every second part is a parameter's name.
        for at, part in enumerate(_PARAMETER.split(piece)):
            first, *rest = values[part].split("*") if at % 2 else [part]
            pieces[-1] += first
            pieces += rest
    filled = Pattern(tuple(map(fold, pieces)) if pattern.folds else tuple(pieces), pattern.folds)
    if filled != pattern:
        _check_range(field, filled)
    return filled


def _filled_expression(expression: Expression, values: Mapping[str, str]) -> Expression:
    """The expression with values in it, whose characters all stand for themselves."""
    parts = _PARAMETER.split(expression.source)
    filled = (
        _OPERATOR.sub(r"\\\g<0>", values[part]) if at % 2 else part for at, part in enumerate(parts)
    )
    try:
        return Expression("".join(filled))
    except ExpressionError as error:
        raise UsageError("No expression with that value", error.message, error.hint) from None


def _check_range(field: str, pattern: Pattern) -> None:
    """Refuse a broken range of addresses, which would be compared as a text and find nothing."""
    row, text = find_field(field), "*".join(pattern.pieces)
    is_address = row is not None and row.compare is Compare.ADDRESS
    if is_address and "/" in text and network_of(pattern) is None:
        raise UsageError("No range of addresses", repr(text), "A range is like 203.0.113.0/24.")


def collection(own: Iterable[tuple[str, str, str, str, str]] = ()) -> dict[str, Saved]:
    """All saved questions by name: those that come along, and the user's own.

    `own` are names, texts, why, since, and backends of raw texts. One of the
    user's takes the place of one of the same name.
    """
    found = {row[0]: Saved(*row) for row in LIBRARY}
    found.update((row[0], Saved(*row, is_own=True)) for row in own)
    return found


def find_saved(name: str, questions: Mapping[str, Saved]) -> Saved:
    """The question of this name. Raises UsageError."""
    if name in questions:
        return questions[name]
    from difflib import get_close_matches

    close = get_close_matches(name, questions, 1)
    hint = f"Did you mean {close[0]}?" if close else "To list them: trailview saved"
    raise UsageError("No such saved question", repr(name), hint)
