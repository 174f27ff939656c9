"""Whether a table's rows are known by what Glue says of it, so that they need not be asked twice.

What is looked at are members of Glue's `Table` (Glue API reference, "Table structure").
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import Any, Final, NamedTuple

from trailview.plans.athena.table import TableShape, is_of_trail_files

_COUNTS: Final = frozenset(
    {
        "averagerecordsize",
        "column_stats_accurate",
        "numfiles",
        "numrows",
        "objectcount",
        "rawdatasize",
        "recordcount",
        "sizekey",
        "totalsize",
    }
)
"""Properties that crawlers and Hive write anew when files come, and that change no row."""
_EXTERNAL: Final = "EXTERNAL_TABLE"
_ELSEWHERE: Final = ("TargetTable", "FederatedTable", "ViewDefinition", "IcebergTableMetadata")
"""Members of a table whose rows are not told by its own location."""


class Facts(NamedTuple):
    """What stands for a table, or why nothing can."""

    text: str = ""
    """Of two tables with one text the rows are the same; empty where that cannot be said."""
    why_none: str = ""
    """Why not, as the rest of a sentence about the table."""


def facts_of(told: Mapping[str, Any], shape: TableShape) -> Facts:
    """What stands for the table that Glue tells `told` of, as whoever asks Athena sees it."""
    why_none = "".join(_reasons(told)[:1])
    return Facts(why_none=why_none) if why_none else Facts(_checksum(told, shape))


def _reasons(told: Mapping[str, Any]) -> list[str]:
    storage = told.get("StorageDescriptor") or {}
    checks = {
        # Engines are told by it whether to ask Lake Formation for credentials and filters.
        "who may see which of its rows is up to Lake Formation": (
            told.get("IsRegisteredWithLakeFormation") is not False
            or bool(told.get("RLSProperties"))
        ),
        "it has no files of its own": (
            str(told.get("TableType", "")).upper() != _EXTERNAL
            or any(told.get(name) for name in _ELSEWHERE)
            or not storage.get("Location")
        ),
        "it is not over the files as the trail delivers them": not is_of_trail_files(told),
    }
    return [reason for reason, holds in checks.items() if holds]


def _checksum(told: Mapping[str, Any], shape: TableShape) -> str:
    """A checksum of all that decides which rows there are, and how they read."""
    storage = told["StorageDescriptor"]
    serde = storage.get("SerdeInfo") or {}
    said = [
        shape.catalog,
        told.get("CreateTime"),
        storage["Location"],
        storage.get("AdditionalLocations"),
        storage.get("InputFormat"),
        serde.get("SerializationLibrary"),
        serde.get("Parameters"),
        _properties(told),
        _properties(storage),
        [(name, repr(kind)) for name, kind in shape.columns],
        [repr(key) for key in shape.partitions],
    ]
    text = json.dumps(said, sort_keys=True, default=str)
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def _properties(told: Mapping[str, Any]) -> dict[str, str]:
    listed = (told.get("Parameters") or {}).items()
    return {str(k): str(v) for k, v in listed if str(k).lower() not in _COUNTS}
