"""The records of a corpus in DuckDB, as Athena's JSON SerDe gives them."""

from __future__ import annotations

import json
import tempfile
import threading
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, ClassVar, Final, NamedTuple
from weakref import WeakKeyDictionary

import duckdb
from duckdb.func import SPECIAL
from sqlglot import exp

from tests.aws_double.athena_functions import FUNCTIONS, MACROS
from tests.aws_double.athena_table import Column, Table
from tests.aws_double.corpus import Corpus, Delivered
from tests.aws_double.trails import Trail

_FOLDERS: Final = {
    "account": '"$account"',
    "region": '"$region"',
    "year": '"$day"[1:4]',
    "month": '"$day"[6:7]',
    "day": '"$day"[9:10]',
}
"""What a partition key of that name holds; one of any other name holds the day of delivery."""
_DAY: Final = '"$day"'
_LARGEST_ROW: Final = 400_000_000


class Source(NamedTuple):
    """Where the rows of an Athena table are: the names of two views."""

    rows: str
    """All columns, then the partition keys."""
    files: str
    """The partition keys and `$bytes`, for each record."""


class Found(NamedTuple):
    """What a statement gives."""

    names: tuple[str, ...]
    types: tuple[str, ...]
    """As DuckDB writes them."""
    rows: list[tuple[Any, ...]]


class Warehouse:
    """A corpus in DuckDB: one table of records for each set of columns that is asked for."""

    _all: ClassVar[WeakKeyDictionary[Corpus, Warehouse]] = WeakKeyDictionary()
    _making: ClassVar = threading.Lock()

    def __init__(self, corpus: Corpus) -> None:
        self._deliveries = corpus.deliveries
        self._connection = duckdb.connect()
        self._connection.execute("SET TimeZone = 'UTC'")
        self._connection.execute("SET threads = 1")
        for name, (function, parameters, result) in FUNCTIONS.items():
            self._connection.create_function(
                name,
                function,
                ["VARCHAR" for _ in range(parameters)],
                result,
                null_handling=SPECIAL,
            )
        for macro in MACROS:
            self._connection.execute(f"CREATE MACRO {macro}")
        self._records: dict[tuple[Column, ...], str] = {}
        self._views: dict[str, str] = {}
        self._lock = threading.Lock()

    @classmethod
    def of(cls, corpus: Corpus) -> Warehouse:
        """The one warehouse of a corpus, which all doubles of a process share."""
        with cls._making:
            if corpus not in cls._all:
                cls._all[corpus] = cls(corpus)
            return cls._all[corpus]

    def source(self, table: Table, trail: Trail | None) -> Source:
        """The views of a table whose location is in the bucket of `trail`."""
        place = "" if trail is None else _where(table, trail)
        keys = [f'{_FOLDERS.get(key.name, _DAY)} AS "{key.name}"' for key in table.keys]
        with self._lock:
            tail = f"FROM {self._loaded(table.columns)} WHERE {place or 'false'}"
            columns = [f'"{column.name}"' for column in table.columns]
            rows, files = ", ".join([*columns, *keys]), ", ".join(['"$bytes"', *keys])
            return Source(self._view(f"SELECT {rows} {tail}"), self._view(f"SELECT {files} {tail}"))

    def run(self, sql: str) -> Found:
        """What a statement in DuckDB's language gives. Raises duckdb.Error."""
        with self._connection.cursor() as cursor:
            cursor.execute(sql)
            columns = [(str(column[0]), str(column[1])) for column in cursor.description or ()]
            rows = cursor.fetchall()
        return Found(tuple(x for x, _ in columns), tuple(x for _, x in columns), rows)

    def scanned(self, source: Source, predicates: Sequence[str]) -> int:
        """How many bytes lie in the partitions that predicates on the keys leave."""
        kept = " AND ".join(f"({predicate})" for predicate in ("true", *predicates))
        found = self.run(f'SELECT coalesce(sum("$bytes"), 0) FROM {source.files} WHERE {kept}')
        return int(found.rows[0][0])

    def _view(self, select: str) -> str:
        name = self._views.get(select)
        if name is None:
            name = self._views[select] = f"view_{len(self._views)}"
            self._connection.execute(f"CREATE VIEW {name} AS {select}")
        return name

    def _loaded(self, columns: tuple[Column, ...]) -> str:
        name = self._records.get(columns)
        if name is None:
            name = self._records[columns] = f"records_{len(self._records)}"
            _load(self._connection, name, columns, self._deliveries)
        return name


def _where(table: Table, trail: Trail) -> str:
    """Which of all records a table's location holds."""
    place = table.place
    if place is None or not (trail.organization or place.account in (None, trail.account)):
        return "false"
    account = place.account if trail.organization else trail.account
    wanted = (("$account", account), ("$region", place.region))
    return " AND ".join(f"\"{name}\" = '{value}'" for name, value in wanted if value) or "true"


def _load(
    connection: duckdb.DuckDBPyConnection,
    name: str,
    columns: tuple[Column, ...],
    deliveries: Sequence[Delivered],
) -> None:
    types = {column.name: exp.DataType.build(column.type, dialect="hive") for column in columns}
    duck = {name: kind.sql("duckdb") for name, kind in types.items()}
    duck |= {"$account": "VARCHAR", "$region": "VARCHAR", "$day": "VARCHAR", "$bytes": "BIGINT"}
    spelled = ", ".join(f"'{column}': '{kind}'" for column, kind in duck.items())
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "records.json")
        with path.open("w", encoding="utf-8") as file:
            file.writelines(f"{json.dumps(row)}\n" for row in _rows(types, deliveries))
        connection.execute(
            f"CREATE TABLE {name} AS SELECT * FROM read_json('{path}', "
            f"format = 'newline_delimited', maximum_object_size = {_LARGEST_ROW}, "
            f"columns = {{{spelled}}})"
        )


def _rows(
    types: dict[str, exp.DataType], deliveries: Sequence[Delivered]
) -> Iterator[dict[str, Any]]:
    for delivered in deliveries:
        held = delivered.held
        members = {name.lower(): value for name, value in held.record.items()}
        row = {name: _shaped(members.get(name), kind) for name, kind in types.items()}
        day = datetime.fromtimestamp(delivered.at, UTC).strftime("%Y/%m/%d")
        row |= {"$account": held.account, "$region": held.region, "$day": day}
        row["$bytes"] = len(held.raw)
        yield row


def _shaped(value: Any, kind: exp.DataType) -> Any:
    """A value of a record as the SerDe gives it for a type; None where it does not fit."""
    if kind.is_type("struct"):
        if not isinstance(value, dict):
            return None
        members = {name.lower(): inner for name, inner in value.items()}
        return {x.name: _shaped(members.get(x.name), x.args["kind"]) for x in kind.expressions}
    if kind.is_type("array"):
        [inner] = kind.expressions
        return [_shaped(item, inner) for item in value] if isinstance(value, list) else None
    if kind.is_type("map"):
        inner = kind.expressions[1]
        if not isinstance(value, dict):
            return None
        return {name: _shaped(item, inner) for name, item in value.items()}
    if value is None or isinstance(value, str):
        return value
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
