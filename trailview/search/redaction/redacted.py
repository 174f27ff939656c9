"""What is to be written, masked: the same rows and records, for every format."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Final

from trailview.backends.plain import PlainTable, plain_table_of
from trailview.events.rebuilt import dumps, loads
from trailview.events.record import Delivery, Event
from trailview.events.text import counted
from trailview.question.query import Question
from trailview.question.terms import every_term
from trailview.search.export.how import Export, Recorded
from trailview.search.export.rows import COLUMNS
from trailview.search.redaction import trees
from trailview.search.redaction.masks import Found, Masks
from trailview.search.redaction.named import MEMBERS, Kind, name, named_in
from trailview.store.relayed import RelayedRows
from trailview.store.rows import Rows

_STAY: Final = frozenset({"by", "category", "event", "error", "is", "region", "service", "type"})
"""Columns that say nothing of who."""
_NAMES: Final = {"user": Kind.USER, "role": Kind.ROLE, "actor": Kind.USER}
"""Columns whose text names somebody, also where it is an ordinary word."""
_LEFT_OUT: Final = dumps({"trailview": "left out: what cannot be read as JSON cannot be masked"})


class MaskedRecords:
    """Records with what is named in them masked (`trailview.search.export.how.Recorded`)."""

    def __init__(self, records: Recorded, masks: Masks) -> None:
        self._records = records
        self._masks = masks

    def events(self, rows: Rows, limit: int | None = None) -> Iterator[Event]:
        """The first `limit` of them, or all, in order. Raises SourceError."""
        for event in self._records.events(rows, limit):
            yield Event(_masked_delivery(event.delivery, self._masks))


class MaskedRows(RelayedRows):
    """Rows with what is named in them masked."""

    def __init__(self, rows: Rows, masks: Masks) -> None:
        super().__init__(rows)
        self._masks = masks

    def texts(self, position: int, columns: Sequence[str]) -> list[str]:
        """The row's text in each column; "" where absent."""
        texts = super().texts(position, columns)
        return [self._masked(column, text) for column, text in zip(columns, texts, strict=True)]

    def _masked(self, column: str, text: str) -> str:
        if column in _STAY or not text:
            return text
        if column in _NAMES:
            return "/".join(map(self._masks.value, text.split("/")))
        return self._masks.text(text)


def redacted(
    records: Recorded,
    rows: Rows,
    how: Export,
    question: Question = Question(),  # noqa: B008  (it is frozen)
) -> tuple[MaskedRecords, MaskedRows, Export]:
    """All that is to be written, masked: reads the records once, to know what is named in them.

    Names that `question` asks for are masked too. Raises SourceError.
    """
    found, unreadable = Found(), 0
    _see_question(question, found)
    count = len(rows) if how.limit is None else min(how.limit, len(rows))
    for position, event in enumerate(records.events(rows, count)):
        try:
            trees.see(loads(event.raw), found)
        except ValueError:
            unreadable += 1
            _see_row(rows, position, found)
        _see_texts((event.delivery.note, *_resource_texts(event.delivery)), found)
    _see_texts(how.heading.texts, found)
    _see_texts((rows.texts(position, ["note"])[0] for position in range(count)), found)
    masks = found.masks()
    if unreadable:
        how.left_out(
            f"{counted(unreadable, 'record')} left out: no JSON, so that it cannot be masked"
        )
    made = replace(how, heading=how.heading.changed(masks.text))
    return MaskedRecords(records, masks), MaskedRows(rows, masks), made


def redacted_table(
    table: PlainTable,
    how: Export,
    question: Question = Question(),  # noqa: B008  (it is frozen)
) -> tuple[PlainTable, Export]:
    """Rows without a record, masked: by what their columns are called, and by form."""
    found = Found()
    _see_question(question, found)
    kinds = [MEMBERS.get(column.lower().rpartition(".")[2]) for column in table.columns]
    for row in table.rows:
        for kind, cell in zip(kinds, row, strict=True):
            if kind is not None and kind is not Kind.ACCOUNT:
                found.see(name(kind, cell))
            found.see(named_in(cell))
    _see_texts((*table.columns, *how.heading.texts), found)
    masks = found.masks()
    cells = tuple(
        tuple(
            masks.text(cell) if kind is None else masks.value(cell)
            for kind, cell in zip(kinds, row, strict=True)
        )
        for row in table.rows
    )
    heading = how.heading.changed(masks.text)
    columns = plain_table_of([*map(masks.text, table.columns)], ()) or table
    return PlainTable(columns.columns, cells), replace(how, heading=heading)


def _see_texts(texts: Iterable[str], found: Found) -> None:
    for text in texts:
        found.see(named_in(text))


def _see_row(rows: Rows, position: int, found: Found) -> None:
    """What the columns of a row tell, where its record cannot be read."""
    columns = [column for column in COLUMNS if column not in ("time", "severity", *_STAY)]
    for column, text in zip(columns, rows.texts(position, columns), strict=True):
        kind = _NAMES.get(column)
        if kind is not None:
            found.see(named for part in text.split("/") for named in name(kind, part))
        found.see(named_in(text))


def _see_question(question: Question, found: Found) -> None:
    """What a question asks for by a field that names somebody, and by form."""
    found.see(named_in(question.text))
    for term in every_term(question.terms):
        kind = {"user": Kind.USER, "actor": Kind.USER, "role": Kind.ROLE}.get(term.field)
        for value in term.values if kind else ():
            for part in getattr(value, "pieces", ()):
                if kind is not None:
                    found.see(named for each in part.split("/") for named in name(kind, each))


def _resource_texts(delivery: Delivery) -> Iterator[str]:
    if delivery.resources:
        yield delivery.resources.decode("utf-8", "replace")


def _masked_delivery(delivery: Delivery, masks: Masks) -> Delivery:
    return delivery._replace(
        raw=_masked_json(delivery.raw, masks) or _LEFT_OUT,
        resources=_masked_json(delivery.resources, masks) if delivery.resources else b"",
        note=masks.text(delivery.note),
    )


def _masked_json(raw: bytes, masks: Masks) -> bytes:
    """JSON masked; empty for what is no JSON, or nests too deep."""
    try:
        return dumps(trees.masked(loads(raw), masks))
    except (ValueError, RecursionError):
        return b""
