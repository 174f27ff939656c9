"""What a question is made of: terms, and groups of them. docs/QUERY.md describes the language."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

from trailview.events.pattern import Value
from trailview.frozen import Frozen

FREE_TEXT: Final = ""
"""The `field` of a term that searches the whole record."""


class Term(Frozen):
    """One condition: `field` equals any of `values`, or none of them when `negated`.

    `field` is a field's canonical name, a JSON path that starts with `$.`,
    or `FREE_TEXT`.
    """

    field: str
    values: tuple[Value, ...]
    negated: bool = False

    @property
    def is_path(self) -> bool:
        """Whether `field` is a path."""
        return self.field.startswith("$")


class Group(Frozen):
    """Alternatives: one of them holds, with all of its clauses, or none when `negated`."""

    alternatives: tuple[tuple[Clause, ...], ...]
    """None is empty, and there is at least one."""
    negated: bool = False


Clause = Term | Group
"""What stands in a question beside others that must all hold."""


def single_terms(clauses: Iterable[Clause]) -> tuple[Term, ...]:
    """The terms that must hold by themselves: none that is in a group."""
    return tuple(clause for clause in clauses if isinstance(clause, Term))


def every_term(clauses: Iterable[Clause]) -> Iterator[Term]:
    """All the terms there are, in groups too, from left to right."""
    for clause in clauses:
        if isinstance(clause, Term):
            yield clause
        else:
            for alternative in clause.alternatives:
                yield from every_term(alternative)
