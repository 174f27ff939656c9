"""From terms to text, as a person would type it; `parse` gives the same terms back."""

from __future__ import annotations

import re
from typing import Final

from trailview.events.pattern import Pattern
from trailview.question.fields import Compare, find_field
from trailview.question.networks import network_of
from trailview.question.terms import FREE_TEXT, Term

BARE_NAME: Final = re.compile(r"""[^\s.:,*"'\\\[\]]+""")
"""A member's name that a path has without quotes."""
CURLY: Final = "“”„‟"
"""Quotes that a web page has made of straight ones."""

_SPECIAL: Final = re.compile(r'([*"\\])')
_NEEDS_QUOTES: Final = re.compile(rf"[\s,]|\A[{CURLY}]|\A\Z")
_TEXT_NEEDS_QUOTES: Final = re.compile(r":|\A(?:-|\$[.\[])")
_ALWAYS: Final = re.compile("")


def format_path(parts: tuple[str | int, ...]) -> str:
    """The path as it is typed; `parse_path` gives the same parts back."""
    return "$" + "".join(_segment(part) for part in parts)


def _segment(part: str | int) -> str:
    if isinstance(part, int):
        return f"[{part}]"
    if BARE_NAME.fullmatch(part):
        return f".{part}"
    escaped = re.sub(r"(['\\])", r"\\\1", part)
    return f"['{escaped}']"


def format_terms(terms: tuple[Term, ...]) -> str:
    """The terms as they are typed; `parse` gives the same terms back."""
    return " ".join(_format_term(term) for term in terms)


def _format_term(term: Term) -> str:
    sign = "-" if term.negated else ""
    if term.field == FREE_TEXT:
        return sign + ",".join(_format_value(value, _TEXT_NEEDS_QUOTES) for value in term.values)
    is_address = _compares(term.field) is Compare.ADDRESS
    return f"{sign}{term.field}:" + ",".join(
        _format_value(pattern, _ALWAYS if is_address and _is_odd_address(pattern) else None)
        for pattern in term.values
    )


def _format_value(pattern: Pattern, needs_quotes: re.Pattern[str] | None = None) -> str:
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
