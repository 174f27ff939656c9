"""Values that cannot occur, as far as the names are known that there are, or are misread.

Nothing is refused for it: AWS has new names before they are known here
(`vocabulary.py`), and an answer without events may be just what is wanted.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import cache
from typing import Final, NamedTuple

from trailview.events.pattern import Pattern
from trailview.question.misread import misread
from trailview.question.terms import Clause, every_term


class _Names(NamedTuple):
    """What is known of a field's values."""

    what: str
    """What a value is, with its article."""
    knows: Callable[[Pattern], bool]
    """Whether any name there is fits."""
    nearest: Callable[[str], str | None]


_WITH_NAMES: Final = ("event", "service", "type", "region")


@cache
def _names(field: str) -> _Names:
    from trailview.question import vocabulary  # most questions are about none of these

    return {
        "event": _Names("an event", vocabulary.knows_an_event, vocabulary.nearest_event),
        "service": _Names("a service", vocabulary.knows_a_service, vocabulary.nearest_service),
        "type": _Names("a type of identity", vocabulary.knows_a_type, vocabulary.nearest_type),
        "region": _Names("a Region", vocabulary.knows_a_region, vocabulary.nearest_region),
    }[field]


def doubts(clauses: Iterable[Clause], *, unfinished: bool = False) -> tuple[str, ...]:
    """A sentence for each value that cannot occur, with the nearest that can.

    Where the clauses are `unfinished`, values may still go on. Can take some
    tens of milliseconds.
    """
    return tuple(dict.fromkeys(_doubts(clauses, unfinished)))


def _doubts(clauses: Iterable[Clause], unfinished: bool) -> Iterator[str]:
    terms = [*every_term(clauses)]
    for term in terms:
        if not unfinished or term is not terms[-1]:
            yield from misread(term)
        if term.field not in _WITH_NAMES:
            continue
        names = _names(term.field)
        for value in term.values:
            # An empty value asks for what is absent, and what an expression finds is not known.
            if isinstance(value, Pattern) and any(value.pieces):
                asked = Pattern((*value.pieces, ""), value.folds) if unfinished else value
                if not names.knows(asked):
                    yield _sentence(names, value)


def _sentence(names: _Names, value: Pattern) -> str:
    written = "*".join(value.pieces)
    said = f"`{written}` is not known as {names.what}"
    if value.literal is None:
        return f"{said}: nothing that is known fits it."
    nearest = names.nearest(written)
    return (
        f"{said}; the nearest is `{nearest}`." if nearest else f"{said}, nor is any name near it."
    )
