"""A tree grown over a service: whose calls, the keys that they issued, the calls of those."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final

from trailview.events.issued import Call, account_in
from trailview.events.lookups import Answer, Gap
from trailview.events.subject import Subject
from trailview.events.tree import Branch, tree_of, uses_of
from trailview.question.query import Question, Window
from trailview.question.terms import Group
from trailview.search.who import questions

_AT_ONCE: Final = 200
"""Keys that one question names at most: a filter pattern has room for the last letters of so
many, and each question reads all of the time."""
PORTAL: Final = ("signin", "sso")
"""The services that record what an Identity Center user does to get at credentials (IAM Identity
Center user guide, "Understanding IAM Identity Center sign-in events")."""


def own_calls(subject: Subject, window: Window) -> Question:
    """The question for the calls of the subject itself."""
    if subject.key:
        return Question((questions.term("key", subject.key),), window)
    if subject.arn is None:
        named = questions.term("user", subject.text)
        return Question((Group(((named,), questions.of_person(subject.text))),), window)
    name = () if subject.name is None else (questions.term("user", subject.name),)
    whose = questions.term("role" if subject.is_role else "principal", subject.arn)
    return Question((*name, whose), window)


def in_one(subject: Subject, window: Window) -> Sequence[Question]:
    """The same, where one question may have alternatives."""
    return (own_calls(subject, window),)


def looked_up(subject: Subject, window: Window) -> Sequence[Question]:
    """The same in questions that event history can look up.

    It has no attribute for what a person does at Identity Center's sign-in page and portal:
    those services' events are looked up, and told apart here.
    """
    if subject.key or subject.arn:
        return (own_calls(subject, window),)
    services = questions.term("service", *PORTAL)
    named = questions.term("user", subject.text)
    at_portal = (services, *questions.of_person(subject.text))
    return (Question((named,), window), Question(at_portal, window))


def grow(
    subject: Subject,
    window: Window,
    ask: Callable[[Question, str | None], Answer],
    *,
    keys_at_once: int = _AT_ONCE,
    own: Callable[[Subject, Window], Sequence[Question]] = in_one,
) -> tuple[Branch, tuple[Gap, ...]]:
    """The tree of a subject over a service, and what was in the way. Blocks.

    `ask` puts a question to every place that has the calls of an account, or to all where
    that is None. `own` gives the questions for the subject's own calls.
    """
    calls: dict[object, Call] = {}
    gaps: list[Gap] = []
    done: set[str] = set()
    waiting = [(question, account_in(subject.arn)) for question in own(subject, window)]
    while waiting:
        keys: dict[str, str | None] = {}
        for question, account in waiting:
            answer = ask(question, account)
            gaps += answer.gaps
            for call in answer.calls:
                issued = call.issued
                made = issued.key if issued else None
                calls[call.id, call.time, call.account, call.caller, made] = call
                if issued and issued.key and not issued.is_lasting and issued.key not in done:
                    keys[issued.key] = issued.account
        done |= keys.keys()
        waiting = _of_keys(keys, window, keys_at_once)
    found = list(calls.values())
    return tree_of(subject, uses_of(found), found), tuple(dict.fromkeys(gaps))


def _of_keys(
    keys: dict[str, str | None], window: Window, at_once: int
) -> list[tuple[Question, str | None]]:
    """Questions for the calls of some keys, by the account in which they are made."""
    found = []
    for account in dict.fromkeys(keys.values()):
        own: Sequence[str] = [key for key, whose in keys.items() if whose == account]
        for start in range(0, len(own), at_once):
            few = own[start : start + at_once]
            found.append((Question((questions.term("key", *few),), window), account))
    return found
