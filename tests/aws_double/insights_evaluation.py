"""Answer a Logs Insights query over log events.

The members of a JSON message are fields: nested names joined with dots, array
entries by their index, null and empty ones absent. Only the first 200 of an
event are discovered. A boolean is the number 1 or 0: seen in real queries, not
documented. `insights_conditions` says how values compare.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import islice
from operator import itemgetter
from typing import Any, Final

from tests.aws_double.insights_conditions import Reading, Row, reading_of, verdict_of
from tests.aws_double.insights_functions import AGGREGATES, Moment, Scalar, as_text
from tests.aws_double.insights_language import TIMESTAMP
from tests.aws_double.insights_query import (
    Aggregate,
    Command,
    Dedup,
    Display,
    FieldRef,
    Fields,
    Filter,
    Limit,
    Literal,
    Named,
    Parse,
    Query,
    Sort,
    Stats,
)

DISCOVERED: Final = 200
"""How many fields of an event's message are found."""
POINTER: Final = "@ptr"
"""The column that every row which is a log event has."""


@dataclass(frozen=True, eq=False)
class LogEvent:
    """One log event."""

    timestamp: int
    """Milliseconds since 1970: of CloudTrail, when the record was delivered."""
    message: str
    log: str = "111122223333:group"
    stream: str = "stream"
    pointer: str = ""

    @cached_property
    def size(self) -> int:
        """Bytes of its message."""
        return len(self.message.encode())

    @cached_property
    def row(self) -> dict[str, Scalar]:
        """Its fields: those that CloudWatch adds, and those discovered in a JSON message."""
        try:
            tree = json.loads(self.message)
        except ValueError:
            tree = None
        row = dict(islice(_leaves(tree, ""), DISCOVERED)) if isinstance(tree, dict) else {}
        row[TIMESTAMP] = row["@ingestionTime"] = Moment(self.timestamp)
        row |= {"@message": self.message, "@log": self.log, "@logStream": self.stream}
        row[POINTER] = self.pointer
        return row


@dataclass(frozen=True)
class Answer:
    """What a query finds."""

    rows: list[list[tuple[str, str]]]
    """Column and text; a row lacks the columns that it has no value for."""
    matched: int
    """How many events all filters let through."""


@dataclass
class _Table:
    rows: Sequence[Row]
    columns: list[str] = field(default_factory=list)
    """Empty: those that a query without `fields` shows."""
    displayed: bool = False
    """Whether `display` has settled the columns."""
    matched: int | None = None
    """How many rows there were when the first command made fewer or others of them."""


def _leaves(value: Any, name: str) -> Iterator[tuple[str, Scalar]]:
    if isinstance(value, dict):
        items: Iterable[tuple[Any, Any]] = value.items()
    elif isinstance(value, list):
        items = enumerate(value)
    elif value is None:
        return
    else:
        yield name, int(value) if isinstance(value, bool) else value
        return
    for key, inner in items:
        yield from _leaves(inner, f"{name}.{key}" if name else str(key))


def matches(query: Query, event: LogEvent) -> bool:
    """Whether all filters of a query let an event through."""
    return bool(evaluate(query, [event]).matched)


def evaluate(query: Query, events: Iterable[LogEvent]) -> Answer:
    """What a query finds in events. Newest first, unless it sorts."""
    ordered = sorted(events, key=lambda event: event.timestamp, reverse=True)
    table = _Table([event.row for event in ordered])
    for command in query.commands:
        _RUNS[type(command)](table, command)
    columns = table.columns or [TIMESTAMP, "@message"]
    rows = [_shown(row, columns) for row in table.rows]
    return Answer(rows, len(table.rows) if table.matched is None else table.matched)


def _shown(row: Row, columns: Sequence[str]) -> list[tuple[str, str]]:
    names = [*columns, POINTER] if POINTER in row and POINTER not in columns else columns
    return [(name, as_text(value)) for name in names if (value := row.get(name)) is not None]


def _computed(rows: Sequence[Row], named: Sequence[Named]) -> Sequence[Row]:
    """The rows with the columns that are not just fields of theirs."""
    new = [(x.name, reading_of(x.value)) for x in named if x.value != FieldRef(x.name)]
    if not new:
        return rows
    return [{**row, **{name: read(row) for name, read in new}} for row in rows]


def _fields(table: _Table, command: Fields) -> None:
    table.rows = _computed(table.rows, command.columns)
    if not table.displayed:
        names = [column.name for column in command.columns]
        table.columns += [name for name in names if name not in table.columns]


def _display(table: _Table, command: Display) -> None:
    table.rows = _computed(table.rows, command.columns)
    table.columns = [column.name for column in command.columns]
    table.displayed = True


def _filter(table: _Table, command: Filter) -> None:
    verdict = verdict_of(command.condition)
    table.rows = [row for row in table.rows if verdict(row)]


def _sort(table: _Table, command: Sort) -> None:
    rows = list(table.rows)
    for key in reversed(command.keys):
        rows = _sorted(rows, reading_of(key.value), descending=key.descending)
    table.rows = rows


def _sorted(rows: Sequence[Row], read: Reading, *, descending: bool) -> list[Row]:
    """Numbers before texts; rows without a value last, whichever way."""
    valued = [(read(row), row) for row in rows]
    known = [(isinstance(value, str), value, row) for value, row in valued if value is not None]
    known.sort(key=itemgetter(0, 1), reverse=descending)
    return [row for _, _, row in known] + [row for value, row in valued if value is None]


def _settle(table: _Table) -> None:
    if table.matched is None:
        table.matched = len(table.rows)


def _limit(table: _Table, command: Limit) -> None:
    _settle(table)
    table.rows = table.rows[: command.count]


def _dedup(table: _Table, command: Dedup) -> None:
    """Keep the first row of each; one that lacks a field is no duplicate of any."""
    _settle(table)
    seen: set[tuple[Scalar, ...]] = set()
    kept = []
    for row in table.rows:
        key = tuple(row.get(field.name) for field in command.fields)
        if None in key or key not in seen:
            kept.append(row)
            seen.add(key)
    table.rows = kept


def _parse(table: _Table, command: Parse) -> None:
    read = reading_of(command.source)
    rows = []
    for row in table.rows:
        found = command.pattern.search(as_text(read(row)))
        values = found.groups() if found else (None,) * len(command.names)
        rows.append({**row, **dict(zip(command.names, values, strict=True))})
    table.rows = rows


def _stats(table: _Table, command: Stats) -> None:
    _settle(table)
    readings = [reading_of(named.value) for named in command.by]
    groups: dict[tuple[Scalar, ...], list[Row]] = {}
    for row in table.rows:
        groups.setdefault(tuple(read(row) for read in readings), []).append(row)
    if not command.by:
        groups.setdefault((), [])
    names = [named.name for named in command.by]
    table.rows = [
        dict(zip(names, key, strict=True))
        | {x.name: _aggregate(x, rows) for x in command.aggregates}
        for key, rows in groups.items()
    ]
    table.columns = [*names, *(x.name for x in command.aggregates)]


def _aggregate(aggregate: Aggregate, rows: Sequence[Row]) -> Scalar:
    read = reading_of(aggregate.argument or Literal(1))
    oldest_first = sorted(rows, key=lambda row: row.get(TIMESTAMP) or 0)
    values = [value for row in oldest_first if (value := read(row)) is not None]
    return AGGREGATES[aggregate.function](values)


_RUNS: Final[dict[type[Command], Any]] = {
    Dedup: _dedup,
    Display: _display,
    Fields: _fields,
    Filter: _filter,
    Limit: _limit,
    Parse: _parse,
    Sort: _sort,
    Stats: _stats,
}
