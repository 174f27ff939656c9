"""Conditions joined by `and` or `or`, before they are written out with parentheses."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple


class InexpressibleError(Exception):
    """A language has no way to say a condition."""


class Joined(NamedTuple):
    """Two or more conditions joined by one operator. No part is joined by the same."""

    operator: str
    parts: tuple[Expression, ...]


Expression = str | Joined
"""One condition as text, or several joined."""


def either_case(text: str) -> str:
    """A regular expression for a folded text, in capitals or not.

    Raises InexpressibleError for one beyond ASCII.
    """
    if not text.isascii():
        raise InexpressibleError
    return "".join(f"[{x.upper()}{x}]" if x.isalpha() else x for x in text)


def join(operator: str, expressions: Iterable[Expression]) -> Expression:
    """The expressions joined, each different one once; one alone stays as it is.

    Raises InexpressibleError for none at all.
    """
    parts: list[Expression] = []
    for expression in expressions:
        if isinstance(expression, Joined) and expression.operator == operator:
            parts += expression.parts
        else:
            parts.append(expression)
    parts = list(dict.fromkeys(parts))
    if not parts:
        raise InexpressibleError
    return parts[0] if len(parts) == 1 else Joined(operator, tuple(parts))


def text_of(expression: Expression, *, wrap_all: bool) -> str:
    """The expression written out; `wrap_all` puts even single conditions in parentheses."""
    if isinstance(expression, str):
        return expression
    return f" {expression.operator} ".join(
        f"({text_of(part, wrap_all=wrap_all)})" if wrap_all or isinstance(part, Joined) else part
        for part in expression.parts
    )
