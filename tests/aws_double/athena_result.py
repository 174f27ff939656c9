"""A query's result as Athena gives it: everything is text, or absent."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from tests.aws_double.athena_data import Found

_TYPES: Final = {
    "BOOLEAN": "boolean",
    "TINYINT": "tinyint",
    "SMALLINT": "smallint",
    "INTEGER": "integer",
    "BIGINT": "bigint",
    "HUGEINT": "bigint",
    "FLOAT": "float",
    "DOUBLE": "double",
    "DATE": "date",
    "TIMESTAMP": "timestamp",
    "TIMESTAMP WITH TIME ZONE": "timestamp with time zone",
    "JSON": "json",
    "BLOB": "varbinary",
}
"""From DuckDB's names of types to Athena's; nested ones and decimals apart."""


@dataclass(frozen=True)
class Result:
    """Rows of texts; None stands for NULL."""

    names: tuple[str, ...]
    types: tuple[str, ...]
    rows: Sequence[Sequence[str | None]]
    has_header: bool = True
    """Whether its first row repeats the names, as a SELECT's does."""

    def page(self, first: int, end: int) -> list[dict[str, Any]]:
        """Rows as GetQueryResults has them; the header counts as one."""
        return [{"Data": [_datum(text) for text in row]} for row in self._lines(first, end)]

    def _lines(self, first: int, end: int) -> Iterator[Sequence[str | None]]:
        if self.has_header and first == 0 < end:
            yield self.names
        shift = int(self.has_header)
        yield from self.rows[max(first - shift, 0) : max(end - shift, 0)]

    @property
    def length(self) -> int:
        return len(self.rows) + self.has_header

    @property
    def columns(self) -> list[dict[str, Any]]:
        """What `ResultSetMetadata` says of each column."""
        return [
            {
                "CatalogName": "hive",
                "SchemaName": "",
                "TableName": "",
                "Name": name,
                "Label": name,
                "Type": kind,
                "Precision": 0,
                "Scale": 0,
                "Nullable": "UNKNOWN",
                "CaseSensitive": kind == "varchar",
            }
            for name, kind in zip(self.names, self.types, strict=True)
        ]

    @property
    def csv(self) -> bytes:
        """The result object: every text in quotes, nothing at all for NULL."""
        lines = (",".join(map(_quoted, line)) for line in self._lines(0, self.length))
        return "".join(f"{line}\n" for line in lines).encode()


def result_of(found: Found) -> Result:
    """A SELECT's result. Names are in lower case, as all of Athena's are."""
    return Result(
        tuple(name.lower() for name in found.names),
        tuple(map(_type, found.types)),
        [[None if value is None else text_of(value) for value in row] for row in found.rows],
    )


def _type(name: str) -> str:
    if name.endswith("]"):
        return "array"
    for start, kind in (("STRUCT", "row"), ("MAP", "map"), ("DECIMAL", "decimal")):
        if name.startswith(start):
            return kind
    return _TYPES.get(name, "varchar")


def text_of(value: Any) -> str:
    """A value as Athena writes it: `{type=Root, arn=null}` for a row, `[a, b]` for a list."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, dict):
        return "{" + ", ".join(f"{name}={text_of(inner)}" for name, inner in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(text_of, value)) + "]"
    if isinstance(value, datetime):
        text = f"{value:%Y-%m-%d %H:%M:%S}.{value.microsecond // 1000:03d}"
        return f"{text} UTC" if value.tzinfo else text
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, bytes):
        return value.hex(" ")
    return str(value)


def _datum(text: str | None) -> dict[str, str]:
    return {} if text is None else {"VarCharValue": text}


def _quoted(text: str | None) -> str:
    return "" if text is None else '"' + text.replace('"', '""') + '"'
