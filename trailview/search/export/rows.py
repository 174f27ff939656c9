"""The columns that events are written in, and their texts."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final

from trailview.store.rows import Rows

COLUMNS: Final = (
    "time",
    "severity",
    "event",
    "actor",
    "user",
    "role",
    "key",
    "principal",
    "type",
    "ip",
    "service",
    "region",
    "account",
    "error",
    "message",
    "resource",
    "agent",
    "category",
    "principal-id",
    "role-arn",
    "id",
    "is",
    "by",
    "note",
)
"""Columns that can be chosen; all of them are in CSV and Parquet unless others are asked for."""

TABLE_COLUMNS: Final = (
    "time",
    "severity",
    "event",
    "actor",
    "ip",
    "service",
    "region",
    "account",
    "error",
    "resource",
)
"""Those that are in a table unless others are asked for."""


def row_texts(
    rows: Rows, position: int, columns: Sequence[str], time_text: Callable[[int], str]
) -> list[str]:
    """One row's text in each column, time and severity in words among them."""
    plain = [name for name in columns if name not in ("time", "severity")]
    texts = dict(zip(plain, rows.texts(position, plain), strict=True))
    if "time" in columns:
        time = rows.time(position)
        texts["time"] = "" if time is None else time_text(time)
    if "severity" in columns:
        texts["severity"] = rows.severity(position).label
    return [texts[name] for name in columns]
