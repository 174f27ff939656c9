"""How files answer a question: those that can hold it, and every term by the embedded engine."""

from __future__ import annotations

import shlex
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from trailview.events.times import iso
from trailview.plans.plan import Brings, Pick, Plan, Scope
from trailview.plans.raw import refuse_raw
from trailview.plans.trail_files import notes_of, part_of
from trailview.question.fields import find_field
from trailview.question.query import Question
from trailview.question.terms import Term, every_term

_WHOLE: Final = "Every file is read whole: a record can stand in any of them."


def plan(question: Question, scope: Scope) -> Plan:
    """The plan for the log files and folders of a scope. Raises UsageError for a raw text."""
    refuse_raw(question, "files")
    part = part_of(question, scope.late)
    notes = [*notes_of(part, scope.late)] or [_WHOLE]
    notes += asked_of(question)
    return Plan(
        backend="files",
        question=question,
        pushed=question.terms,
        residual=(),
        approximate=(),
        request=command(_query(scope.paths), question),
        estimate="No requests and no cost. How long it takes is known once the files are found.",
        notes=tuple(notes),
    )


def picking(question: Question, brings: Brings, scope: Scope) -> Plan | None:
    """The plan that brings only what may match; None where too little has to be in a record.

    Then it is quicker to make columns of everything and to try the question on these.
    """
    pick = pick_of(question, brings)
    return None if pick is None else replace(plan(question, scope), pick=pick)


def asked_of(question: Question) -> list[str]:
    """What is to be known of how records that have been read are asked."""
    notes = []
    from_record = [term for term in every_term(question.terms) if _needs_record(term)]
    if from_record:
        names = ", ".join(dict.fromkeys(_name(term) for term in from_record))
        notes.append(f"Looks into each record that the other terms leave, for: {names}.")
    if not question.window.is_all:
        notes.append("Events without a usable time lie in no time range and are left out.")
    return notes


def pick_of(question: Question, brings: Brings) -> Pick | None:
    """What is picked out where it is read; None where too little has to be in a record."""
    from trailview.question.hints import hints_of  # a screen reads everything

    if not hints_of(question.terms):
        return None
    whole = tuple(
        clause for clause in question.terms if any(map(_needs_record, every_term((clause,))))
    )
    return Pick(question.terms, whole, brings is Brings.RECORDS)


def _needs_record(term: Term) -> bool:
    field = find_field(term.field)
    return field is None or field.column is None


def _name(term: Term) -> str:
    return term.field or "free text"


def _query(paths: Sequence[str]) -> list[str]:
    words = ["trailview", "query"]
    for path in paths:
        words += ["--path", path]
    return words


def command(begins: Sequence[str], question: Question) -> str:
    """A command that asks the question, as it is typed into a shell; its first words are given."""
    words = [*begins]
    window = question.window
    if window.since is not None:
        words += ["--since", iso(window.since)]
    if window.until is not None:
        words += ["--until", iso(window.until)]
    text = question.text
    if text.startswith("-"):
        words.append("--")  # or it would be taken for an option
    return shlex.join([*words, text] if text else words)
