"""The values that occur, and are near one that does not.

In other capitals, of another field, as a part of longer ones, or with one letter off.
Texts are compared, not events: a column has few of them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import chain, islice
from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt

from trailview.events.meanings import SERVICE_SUFFIX
from trailview.events.pattern import Pattern, Value, ValueTest, fold
from trailview.question.fields import FIELDS, Compare, Field, find_field
from trailview.question.meaning import is_arn, service_names
from trailview.question.predicate import value_test
from trailview.question.terms import FREE_TEXT, Term
from trailview.store.columns import Snapshot

MOST: Final = 3
"""Near values that are named."""
_MOST_OF_A_KIND: Final = 2
_MOST_COMPARED: Final = 500_000
"""Texts that are compared for one question, which takes about a tenth of a second."""
_SHORTEST_PART: Final = 3
"""Letters from which on a text is looked for within others."""
_SHORTEST_NEAR: Final = 4
"""Letters from which on one more or less is no accident."""
_ANYWHERE: Final = ("event", "user", "role", "service", "error", "region")
"""Fields among whose values a misspelt free text is looked for."""


class Near(NamedTuple):
    """A term with a value that occurs."""

    term: Term
    text: str
    """The value as it occurs, or what is common to several."""
    events: int
    """How many have it."""
    how: str


class Occurring:
    """Which values occur in the columns of a snapshot, and how often."""

    def __init__(self, snapshot: Snapshot) -> None:
        self._snapshot = snapshot
        self._counts: dict[str, npt.NDArray[np.int64]] = {}
        self._left = _MOST_COMPARED
        self.is_cut = False
        """Whether there were more texts than are compared."""

    def text(self, column: str, code: int) -> str:
        """The text of a column that has a code."""
        return self._snapshot.texts[column].values[code] or ""

    def count(self, column: str, codes: Sequence[int]) -> int:
        """How many events have any of some texts of a column."""
        return int(self._each(column, codes).sum())

    def _each(self, column: str, codes: Sequence[int]) -> npt.NDArray[np.int64]:
        """How many events have each of some texts: texts met since the snapshot have none."""
        counts, asked = self._of(column), np.array(codes, np.int64)
        counted = np.zeros(len(asked), np.int64)
        known = asked < len(counts)
        counted[known] = counts[asked[known]]
        return counted

    def _of(self, column: str) -> npt.NDArray[np.int64]:
        if column not in self._counts:
            self._counts[column] = self._counted(column)
        return self._counts[column]

    def _counted(self, column: str) -> npt.NDArray[np.int64]:
        snapshot = self._snapshot
        if column not in snapshot.people:
            return np.bincount(snapshot.codes[column])
        people = snapshot.people[column]
        of_person = np.bincount(snapshot.identities, minlength=len(people))[: len(people)]
        return np.bincount(people, weights=of_person).astype(np.int64)

    def find(self, column: str, text: str) -> list[int]:
        """The code of a text that is known in a column, if it is."""
        code = self._snapshot.texts[column].find(text)
        return [] if code is None else [code]

    def fitting(self, column: str, test: ValueTest) -> list[int]:
        """The codes of the texts that pass a test and occur, the most frequent first."""
        there_are = self._snapshot.texts[column].values
        texts = there_are[: self._left]
        self._left -= len(texts)
        self.is_cut |= len(texts) < len(there_are)
        codes = [code for code, text in enumerate(texts) if text is not None and test(text)]
        counts = self._each(column, codes)
        order = np.argsort(-counts, kind="stable")
        return [codes[place] for place in order[: int(np.count_nonzero(counts))].tolist()]


def nearest(occurring: Occurring, field_name: str, value: Value) -> list[Near]:
    """Terms with values that occur, near one of a field (or of free text) that does not."""
    if field_name == FREE_TEXT:
        found = chain.from_iterable(
            _one_off(occurring, row, value) for name in _ANYWHERE if (row := find_field(name))
        )
        return list(islice(found, MOST))
    field = find_field(field_name)
    if field is None or field.compare is Compare.FLAG or column_of(field, value) is None:
        return []
    ways: tuple[Callable[[Occurring, Field, Pattern], Iterator[Near]], ...]
    ways = (_in_capitals, _elsewhere, _as_part, _one_off)
    found = chain.from_iterable(
        islice(way(occurring, field, value), _MOST_OF_A_KIND) for way in ways
    )
    each = {near.term: near for near in reversed(list(found))}
    return list(reversed(each.values()))[:MOST]


def column_of(field: Field, value: Value) -> str | None:
    """The column of texts in which a field's value stands; None where none holds it."""
    if field.compare is Compare.FLAG or field.name == "id":
        return None
    if field.compare is Compare.RESOURCE:
        return "resource"  # the one that a row shows: there are others in the record
    if field.compare is Compare.ROLE and is_arn(value):
        return "role-arn"
    return field.column


def _in_capitals(occurring: Occurring, field: Field, value: Value) -> Iterator[Near]:
    if not isinstance(value, Pattern):
        return  # an expression says itself what capitals are to it
    values = service_names((value,)) if field.compare is Compare.SERVICE else (value,)
    folded = [Pattern(tuple(map(fold, each.pieces)), folds=True) for each in values]
    if any(each.is_any for each in folded):
        return
    lengths = {len(each.literal or "") for each in folded}
    are_literal = all(each.literal is not None for each in folded)

    def test(text: str) -> bool:
        is_as_long = not are_literal or len(text) in lengths  # folding keeps lengths
        return is_as_long and any(each.matches(text) for each in folded)

    yield from _near(occurring, field, value, test, "in other capitals")


def _elsewhere(occurring: Occurring, field: Field, value: Value) -> Iterator[Near]:
    """The same value in other fields."""
    if value.literal is None:
        return
    for other in FIELDS:
        column = None if other.name == field.name else column_of(other, value)
        if column is None or (column != other.column and other.compare is not Compare.ROLE):
            continue
        term = Term(other.name, (value,))
        count = occurring.count(column, _codes(occurring, other, column, term))
        if count:
            yield Near(term, value.literal, count, f"as {other.name}")


def _codes(occurring: Occurring, field: Field, column: str, term: Term) -> list[int]:
    """The texts of a column that a term of one literal fits."""
    literal = term.values[0].literal
    if field.compare in (Compare.TEXT, Compare.ROLE) and literal is not None:
        return occurring.find(column, literal)
    return occurring.fitting(column, value_test(field, term))


def _as_part(occurring: Occurring, field: Field, value: Value) -> Iterator[Near]:
    """Longer values that have it in them: one by itself, several by a wildcard."""
    literal = value.literal or ""
    if len(literal) < _SHORTEST_PART or field.compare not in (Compare.TEXT, Compare.ROLE):
        return
    column = column_of(field, value)
    if column is None or is_arn(value):
        return
    codes = occurring.fitting(column, lambda text: literal in text and text != literal)
    if len(codes) == 1:
        text = occurring.text(column, codes[0])
        yield Near(_term(field, text), text, occurring.count(column, codes), "as a part")
    elif codes:
        term = Term(field.name, (Pattern(("", literal, "")),))
        yield Near(term, literal, occurring.count(column, codes), "as a part of several")


def _one_off(occurring: Occurring, field: Field, value: Value) -> Iterator[Near]:
    text = fold((value.literal or "").removesuffix(SERVICE_SUFFIX))
    if len(text) < _SHORTEST_NEAR or field.compare is Compare.ADDRESS:
        return
    shortest, longest = len(text) - 1, len(text) + 1

    def test(other: str) -> bool:
        if field.compare is Compare.SERVICE:
            other = other.removesuffix(SERVICE_SUFFIX)
        return shortest <= len(other) <= longest and is_one_off(text, fold(other))

    yield from _near(occurring, field, value, test, "one letter off")


def _near(
    occurring: Occurring, field: Field, value: Value, test: ValueTest, how: str
) -> Iterator[Near]:
    column = column_of(field, value)
    assert column is not None, "such fields have been left out"
    for code in occurring.fitting(column, test):
        text = occurring.text(column, code)
        term = _term(field, text)
        shown = term.values[0].literal or text
        yield Near(term, shown, occurring.count(column, (code,)), how)


def _term(field: Field, text: str) -> Term:
    is_service = field.compare is Compare.SERVICE
    short = text.removesuffix(SERVICE_SUFFIX) if is_service else text
    return Term(field.name, (Pattern((text if "." in short else short,)),))


def is_one_off(one: str, other: str) -> bool:
    """Whether two texts differ in one letter: another, one more or less, or two swapped."""
    if one == other:
        return False
    shorter, longer = sorted((one, other), key=len)
    begin = 0
    while begin < len(shorter) and shorter[begin] == longer[begin]:
        begin += 1
    if len(shorter) != len(longer):
        return shorter[begin:] == longer[begin + 1 :]
    if shorter[begin + 1 :] == longer[begin + 1 :]:
        return True
    are_swapped = shorter[begin : begin + 2] == longer[begin : begin + 2][::-1]
    return are_swapped and shorter[begin + 2 :] == longer[begin + 2 :]
