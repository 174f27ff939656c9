"""The terms of the settings that tell who acts: `[by] automation = ["role:ci-*"]`."""

from __future__ import annotations

from collections.abc import Iterable

from trailview.errors import UsageError
from trailview.events.conditions import all_of
from trailview.question.acting import KINDS, OwnKind, put_in_force
from trailview.question.fields import find_field
from trailview.question.meaning import meaning
from trailview.question.parse import parse
from trailview.question.terms import Term, every_term


def own_kind(word: str, text: str) -> OwnKind:
    """What it adds that terms stand for a kind. Raises QuestionError, UsageError."""
    clauses = parse(text)
    if not clauses:
        raise UsageError("No term", f"by.{word}: a term was expected.", "For example: role:ci-*")
    for term in every_term(clauses):
        if not _is_of_columns(term):
            raise UsageError(
                "No such term here",
                f"by.{word}: {text!r} asks for more than who calls, from where and what.",
                "Ask for user, role, key, principal, type, agent, ip, event, service or the like.",
            )
    return OwnKind(KINDS[word], clauses, all_of(map(meaning, clauses)))


def put_terms_in_force(terms: Iterable[tuple[str, str]]) -> None:
    """Let these terms, each beside its kind's word, add to what tells who acts, and no others.

    Raises QuestionError, UsageError.
    """
    put_in_force([own_kind(word, text) for word, text in terms])


def _is_of_columns(term: Term) -> bool:
    """Whether a column answers the term, and it is not about who acts itself."""
    field = find_field(term.field)
    return field is not None and field.column not in (None, "by")
