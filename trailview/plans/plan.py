"""What a backend will be asked for a question, and what remains to be checked here."""

from __future__ import annotations

from dataclasses import dataclass

from trailview.question.query import Question, Term


@dataclass(frozen=True, slots=True)
class Plan:
    """One backend's way to answer one question. Pure: making it asks nobody.

    Every term of the question is in exactly one of `pushed`, `residual` and
    `approximate`; whatever comes back is checked against the whole question
    again, so a pushed term may only be one that never loses a right event.
    """

    backend: str
    """The backend's name as the command line spells it."""
    question: Question
    pushed: tuple[Term, ...]
    """Terms the service answers."""
    residual: tuple[Term, ...]
    """Terms checked here, on each record that arrives."""
    approximate: tuple[Term, ...]
    """Terms pushed in the service's own sense, which may differ from ours."""
    request: str
    """What a person would type to ask the same."""
    estimate: str
    """What it will cost or take, as far as that can be known."""
    notes: tuple[str, ...] = ()
    """What the user should know: limits met, windows clipped."""
