"""Random questions about given records."""

from __future__ import annotations

import random
import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from tests.reference import field_values
from trailview.events.expressions import Expression
from trailview.events.pattern import Pattern, Value, fold
from trailview.events.times import seconds
from trailview.question.fields import BY_NAME, FIELDS
from trailview.question.query import ALL_TIME, Question, Window
from trailview.question.terms import FREE_TEXT, Clause, Group, Term

Record = dict[str, Any]
OF_EVERY_KIND = (
    "",
    "is:write",
    "is:denied -service:s3",
    "event:Describe*,List* type:AssumedRole",
    "service:iam is:write",
    "ip:203.0.113.0/24",
    "agent:*console* -user:root",
    "error:* -is:read",
    "role:*Admin* is:read",
    '"accesskey"',
    "$.userIdentity.sessionContext.attributes.mfaAuthenticated:true",
    "readonly:false category:Management",
)
"""Questions that every service can be asked."""
_PATHS = ("userIdentity.invokedBy", "requestParameters.bucketName", "userIdentity.type")


def random_question(
    dice: random.Random, records: Sequence[Record], *, record_terms: bool = False
) -> Question:
    """A question about what some of the records say; of all time, or of some of it.

    With `record_terms` it can ask for paths and free text too.
    """
    terms = tuple(_term(dice, records, record_terms) for _ in range(dice.choice([1, 1, 2, 3])))
    return Question(terms, _window(dice, records))


def grown_question(dice: random.Random, records: Sequence[Record]) -> Question:
    """A question of all that the language has: groups that nest, any case, expressions, paths."""
    count = dice.choice([1, 1, 2])
    clauses = tuple(_clause(dice, records, depth=3) for _ in range(count))
    return Question(clauses, _window(dice, records))


def _clause(dice: random.Random, records: Sequence[Record], depth: int) -> Clause:
    if not depth or dice.random() < 0.4:
        return _grown(dice, _term(dice, records, record_terms=True))
    alternatives = tuple(
        tuple(_clause(dice, records, depth - 1) for _ in range(dice.choice([1, 1, 2])))
        for _ in range(dice.choice([1, 2, 2, 3]))
    )
    return Group(alternatives, negated=dice.random() < 0.25)


def _grown(dice: random.Random, term: Term) -> Term:
    """The term, with some of its values in any case, or as an expression that they match."""
    if term.field in (FREE_TEXT, "is", "readonly"):
        return term
    return replace(term, values=tuple(_value(dice, value) for value in term.values))


def _value(dice: random.Random, value: Value) -> Value:
    if not isinstance(value, Pattern) or dice.random() < 0.6:
        return value
    if dice.random() < 0.5:
        return Pattern(tuple(map(fold, value.pieces)), folds=True)
    start, end = dice.choice(["", "^"]), dice.choice(["", "$"])
    whole = start + ".*".join(map(_as_itself, value.pieces)) + end
    return Expression(dice.choice(["", "(?i)"]) + (whole or "e"))


def _as_itself(text: str) -> str:
    return re.sub(r"[^A-Za-z0-9_ -]", r"\\\g<0>", text)


def _term(dice: random.Random, records: Sequence[Record], record_terms: bool) -> Term:
    """A term about what one of the records says, exact, with a wildcard, or negated."""
    negated = dice.random() < 0.3
    record = dice.choice(records)
    if record_terms and dice.random() < 0.1:
        return _path_term(dice, record, negated)
    if record_terms and dice.random() < 0.05:
        word = dice.choice(field_values("event", record) + field_values("user", record))
        return Term(FREE_TEXT, (Pattern((word.lower(),)),), negated)
    name = dice.choice([field.name for field in FIELDS])
    if name in ("is", "by", "readonly"):
        words = BY_NAME[name].words
        return Term(name, (Pattern((dice.choice(words),)),), negated)
    texts = field_values(name, record) or [dice.choice(["", "nowhere"])]
    values = []
    for _ in range(dice.choice([1, 1, 2])):
        text = dice.choice(texts)
        cut = dice.randrange(len(text) + 1)
        values.append(
            dice.choice([Pattern((text,)), Pattern((text[:cut], "")), Pattern(("", text[cut:]))])
        )
    return Term(name, tuple(values), negated)


def _path_term(dice: random.Random, record: Record, negated: bool) -> Term:
    path = dice.choice(_PATHS)
    value: Any = record
    for name in path.split("."):
        value = value.get(name) if isinstance(value, dict) else None
    pattern = Pattern((value,)) if isinstance(value, str) else Pattern(("", ""))
    return Term(f"$.{path}", (pattern,), negated)


def _window(dice: random.Random, records: Sequence[Record]) -> Window:
    if dice.random() < 0.5:
        return ALL_TIME
    times = [seconds(dice.choice(records)["eventTime"]) for _ in range(2)]
    since, until = sorted(time or 0 for time in times)
    return Window(since, until)
