"""Which events of the store a question holds for.

A term is tried once for each distinct text of its column, by the same test
that is used on a single record, and the outcomes are spread over the codes.
Terms that only the raw record can answer are left to the caller, and so are
groups that have one; the columns rule out what they can of these.
"""

from __future__ import annotations

import uuid
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from trailview.events.block import NO_TIME, flag_of
from trailview.events.pattern import Pattern, Value, any_fits
from trailview.question.acting import KINDS, in_force
from trailview.question.fields import Compare, Field, find_field
from trailview.question.meaning import chosen_words, is_arn
from trailview.question.predicate import value_test
from trailview.question.query import Window
from trailview.question.terms import Clause, Group, Term
from trailview.store.acting import WORD_OF, KindCodes, code_of, told_kinds
from trailview.store.columns import RowNumbers, Snapshot
from trailview.store.narrowing import narrowed, needs_record
from trailview.store.texts import Texts

Mask = npt.NDArray[np.bool_]


class Filter:
    """Clauses over the columns, for one search: remembers what it has worked out."""

    def __init__(self, clauses: Sequence[Clause], window: Window) -> None:
        self.window = window
        self.terms = narrowed(clauses)
        """What columns can tell: of a group that takes the record, what they rule out."""
        self.record_terms = tuple(clause for clause in clauses if needs_record(clause))
        """What has to be asked of the record of each row that is left."""
        self._outcomes: dict[tuple[Term, str], Mask] = {}

    def rows(self, snapshot: Snapshot, start: int = 0) -> RowNumbers:
        """The rows from `start` on for which window and columns hold, ascending."""
        clauses, rows = self.terms, np.arange(start, snapshot.count, dtype=np.int32)
        if not self.window.is_all:
            rows = rows[self._in_window(snapshot.times[start:])]
        elif clauses and not start:
            # The first is about all events: their rows need not be picked out.
            rows = np.flatnonzero(self._holds(clauses[0], snapshot, None)).astype(np.int32)
            clauses = clauses[1:]
        for clause in clauses:
            rows = rows[self._holds(clause, snapshot, rows)]
        return rows

    def _in_window(self, times: npt.NDArray[np.int64]) -> Mask:
        since, until = self.window.since, self.window.until
        mask: Mask = times > NO_TIME if since is None else times >= since
        if until is not None:
            mask &= times < until
        return mask

    def _holds(self, clause: Clause, snapshot: Snapshot, rows: RowNumbers | None) -> Mask:
        """For each of `rows`, or of all where that is None, whether a term or group holds."""
        if isinstance(clause, Term):
            mask = self._fits(clause, snapshot, rows)
        else:
            mask = self._any_holds(clause, snapshot, rows)
        return ~mask if clause.negated else mask

    def _any_holds(self, group: Group, snapshot: Snapshot, rows: RowNumbers | None) -> Mask:
        """Whether all clauses of an alternative hold; `negated` is not looked at."""
        found: Mask | None = None
        for alternative in group.alternatives:
            first, *others = alternative
            mask = self._holds(first, snapshot, rows)
            for clause in others:
                mask &= self._holds(clause, snapshot, rows)
            found = mask if found is None else found | mask
        assert found is not None, "a group has alternatives"
        return found

    def _fits(self, term: Term, snapshot: Snapshot, rows: RowNumbers | None) -> Mask:
        """Whether any value of a term fits; `negated` is not looked at."""
        field = find_field(term.field)
        assert field is not None
        if field.name == "by":
            wanted = [code_of(KINDS[word]) for word in chosen_words(field, term.values)]
            found: Mask = np.isin(np.arange(len(WORD_OF)), wanted)[self.kinds(snapshot, rows)]
            return found
        if field.compare is Compare.FLAG:
            flags = snapshot.flags if rows is None else snapshot.flags[rows]
            mask: Mask = (flags & _bits(field, term)) != 0
            return mask
        if field.name == "id":
            every = np.arange(snapshot.count, dtype=np.int32)
            return _holds_id(field, term, snapshot, every if rows is None else rows)
        masks = []
        for name, part in _by_column(field, term):
            if name in snapshot.people:
                of_person = self._outcome(field, part, name, snapshot.texts[name])
                lookup = of_person[snapshot.people[name]]
                codes = snapshot.identities
            else:
                lookup = self._outcome(field, part, name, snapshot.texts[name])
                codes = snapshot.codes[name]
            masks.append(lookup[codes if rows is None else codes[rows]])
        return masks[0] if len(masks) == 1 else masks[0] | masks[1]

    def kinds(self, snapshot: Snapshot, rows: RowNumbers | None) -> KindCodes:
        """For each of `rows`, or of all where that is None, who acts (`trailview.store.acting`)."""
        told = told_kinds(snapshot, rows)
        for own in in_force():
            mask = np.ones(len(told), np.bool_)
            for clause in own.clauses:
                mask &= self._holds(clause, snapshot, rows)
            told = np.maximum(told, mask * np.uint8(code_of(own.kind)))
        return told

    def _outcome(self, field: Field, term: Term, column: str, texts: Texts) -> Mask:
        """For each text of a column, whether the term holds for it."""
        known = self._outcomes.get((term, column))
        count = len(texts)
        done = 0 if known is None else len(known)
        if known is not None and done == count:
            return known
        outcome = np.zeros(count, np.bool_)
        if known is not None:
            outcome[:done] = known
        exact = _exact(field, term)
        if exact is None:
            is_role = field.compare is Compare.ROLE  # its values are of this column already
            test = any_fits(term.values) if is_role else value_test(field, term)
            fresh = texts.values[done:count]
            outcome[done:] = [text is not None and test(text) for text in fresh]
        else:
            found = [code for text in exact if (code := texts.find(text)) is not None]
            outcome[[code for code in found if code < count]] = True
        self._outcomes[term, column] = outcome
        return outcome


def _exact(field: Field, term: Term) -> list[str] | None:
    """The texts a term compares with, where a look-up of each answers it."""
    if field.compare not in (Compare.TEXT, Compare.ROLE):
        return None
    literals = [None if _folds(value) else value.literal for value in term.values]
    return None if None in literals else [text for text in literals if text is not None]


def _folds(value: Value) -> bool:
    """Whether letters compare without regard to case."""
    return isinstance(value, Pattern) and value.folds


def _by_column(field: Field, term: Term) -> list[tuple[str, Term]]:
    """The column, or for a role the two columns, in which a term's values are looked up."""
    assert field.column is not None
    if field.compare is not Compare.ROLE:
        return [(field.column, term)]
    arns = tuple(pattern for pattern in term.values if is_arn(pattern))
    names = tuple(pattern for pattern in term.values if not is_arn(pattern))
    parts = []
    if names:
        parts.append(("role", Term(term.field, names)))
    if arns:
        parts.append(("role-arn", Term(term.field, arns)))
    return parts


def _bits(field: Field, term: Term) -> int:
    """The flags of which any must be set."""
    bits = 0
    for word in chosen_words(field, term.values):
        bits |= flag_of(field.meanings[word])
    return bits


def _holds_id(field: Field, term: Term, snapshot: Snapshot, rows: RowNumbers) -> Mask:
    """Event IDs are not coded: plain ones compare as numbers, all others as text."""
    mask = np.zeros(len(rows), np.bool_)
    if all(pattern.is_any for pattern in term.values):
        mask[:] = True
    elif all(value.literal is not None and not _folds(value) for value in term.values):
        ids = snapshot.ids[rows]
        for value in term.values:
            try:
                number = uuid.UUID(value.literal or "")
            except ValueError:
                continue
            if str(number) == value.literal:
                high, low = number.int >> 64, number.int & (2**64 - 1)
                mask |= (ids[:, 0] == np.uint64(high)) & (ids[:, 1] == np.uint64(low))
    else:
        test = value_test(field, term)
        texts = (snapshot.event_id(row) for row in rows.tolist())
        mask[:] = [text is not None and test(text) for text in texts]
    for row, text in list(snapshot.odd_ids.items()):
        position = int(np.searchsorted(rows, row))
        if position < len(rows) and rows[position] == row:
            mask[position] = text is not None and value_test(field, term)(text)
    return mask
