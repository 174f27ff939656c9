"""What of a clause the columns can tell, where it takes the raw record to tell all of it."""

from __future__ import annotations

from collections.abc import Iterable

from trailview.question.fields import find_field
from trailview.question.terms import Clause, Group, Term, every_term


def needs_record(clause: Clause) -> bool:
    """Whether only the raw record can tell if a term or group holds."""
    return any(map(_has_no_column, every_term((clause,))))


def _has_no_column(term: Term) -> bool:
    field = find_field(term.field)
    return field is None or field.column is None


def narrowed(clauses: Iterable[Clause]) -> tuple[Clause, ...]:
    """Clauses over columns alone that hold wherever all of `clauses` do, and perhaps elsewhere."""
    weaker = (_weaker(clause) for clause in clauses)
    return tuple(clause for clause in weaker if clause is not None)


def _weaker(clause: Clause) -> Clause | None:
    """A clause that holds wherever this one does; None where columns rule nothing out."""
    if not needs_record(clause):
        return clause
    if isinstance(clause, Term):
        return None
    if clause.negated:
        inner = _stronger(Group(clause.alternatives))
        return None if inner is None else _opposite(inner)
    alternatives = tuple(map(narrowed, clause.alternatives))
    return Group(alternatives) if all(alternatives) else None


def _stronger(clause: Clause) -> Clause | None:
    """A clause that holds only where this one does; None where columns never tell that it does."""
    if not needs_record(clause):
        return clause
    if isinstance(clause, Term):
        return None
    if clause.negated:
        inner = _weaker(Group(clause.alternatives))
        return None if inner is None else _opposite(inner)
    alternatives = []
    for parts in clause.alternatives:
        sure = [part for each in parts if (part := _stronger(each)) is not None]
        if len(sure) == len(parts):
            alternatives.append(tuple(sure))
    return Group(tuple(alternatives)) if alternatives else None


def _opposite(clause: Clause) -> Clause:
    return Group(((clause,),), negated=True)
