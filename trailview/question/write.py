"""From terms and groups to text, as a person would type it; `parse` gives the same back."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

from trailview.events.expressions import Expression
from trailview.events.pattern import Pattern, Value
from trailview.question.fields import Compare, find_field
from trailview.question.networks import network_of
from trailview.question.terms import FREE_TEXT, Clause, Group, Term
from trailview.question.values import CURLY, FOLDS, SLASH

_SPECIAL: Final = re.compile(r'([*"\\])')
_LEADING: Final = re.compile(rf"\A([{FOLDS}{SLASH}])")
_NEEDS_QUOTES: Final = re.compile(rf"[\s,()]|\A[{CURLY}]|\A\Z")
_TEXT_NEEDS_QUOTES: Final = re.compile(r":|\A(?:-|\$[.\[])|\A(?:or|OR)\Z")
_ALWAYS: Final = re.compile("")
_IN_SLASHES: Final = re.compile(r"(\\.)|/", re.DOTALL)


def format_terms(clauses: Iterable[Clause]) -> str:
    """The clauses as they are typed; `parse` gives the same back."""
    return " ".join(map(_format_clause, clauses))


def _format_clause(clause: Clause) -> str:
    sign = "-" if clause.negated else ""
    if isinstance(clause, Group):
        return f"{sign}({' or '.join(map(format_terms, clause.alternatives))})"
    return sign + _format_term(clause)


def _format_term(term: Term) -> str:
    if term.field == FREE_TEXT:
        texts = (value for value in term.values if isinstance(value, Pattern))
        return ",".join(_format_pattern(value, _TEXT_NEEDS_QUOTES) for value in texts)
    is_address = _compares(term.field) is Compare.ADDRESS
    return f"{term.field}:" + ",".join(_format_value(value, is_address) for value in term.values)


def _format_value(value: Value, is_address: bool) -> str:
    if isinstance(value, Expression):
        inner = _IN_SLASHES.sub(lambda found: found[1] or rf"\{SLASH}", value.source)
        return f"{SLASH}{inner}{SLASH}"
    needs_quotes = _ALWAYS if is_address and _is_odd_address(value) else None
    if value.folds:
        return FOLDS + _format_pattern(value, needs_quotes)
    written = _format_pattern(value, needs_quotes)
    return _LEADING.sub(r"\\\1", written)


def _format_pattern(pattern: Pattern, needs_quotes: re.Pattern[str] | None = None) -> str:
    plain = "*".join(pattern.pieces)
    written = "*".join(_SPECIAL.sub(r"\\\1", piece) for piece in pattern.pieces)
    if _NEEDS_QUOTES.search(plain) or (needs_quotes and needs_quotes.search(plain)):
        return f'"{written}"'
    return written


def _is_odd_address(pattern: Pattern) -> bool:
    """Whether it would be taken for a broken CIDR if it were not quoted."""
    return any("/" in piece for piece in pattern.pieces) and network_of(pattern) is None


def _compares(name: str) -> Compare:
    field = find_field(name)
    return Compare.TEXT if field is None else field.compare
