"""What an Athena query says when it fails, and what to do about it.

The texts are those of Athena's user guide, pages "Troubleshooting" and
"Error reference". Its message is always shown as it is; only the title and
the hint are ours.
"""

from __future__ import annotations

import re
from typing import Final, NamedTuple

from trailview.errors import DeniedError, ServiceError


class _Row(NamedTuple):
    part: str
    """What the message contains, in lower case."""
    types: tuple[int, ...]
    """Error types of Athena's catalogue that mean the same, whatever the message."""
    title: str
    hint: str


_ROWS: Final = (
    _Row(
        "no output location",
        (),
        "No place for results",
        "Give --athena-output s3://BUCKET/PREFIX/, or a workgroup that has one.",
    ),
    _Row(
        "table_not_found",
        (1110,),
        "No such table",
        "Check the database and the table's name: --athena-table DATABASE.TABLE.",
    ),
    _Row(
        "column_not_found",
        (),
        "No such column",
        "The table may be an older one: `trailview athena ddl` prints a complete one.",
    ),
    _Row("syntax_error", (), "Query is not understood", "Check the SQL where it says so."),
    _Row("mismatched input", (), "Query is not understood", "Check the SQL where it says so."),
    _Row(
        "access denied",
        (1500, 1501),
        "Permission denied",
        "A policy has to allow s3:GetObject and s3:ListBucket on the trail's bucket, "
        "s3:PutObject and s3:GetObject on the results' bucket, and kms:Decrypt where they are "
        "encrypted with a key of your own.",
    ),
    _Row(
        "hive_bad_data",
        (1007,),
        "Table does not fit its files",
        "A column has another type than the files: compare the table with `trailview athena ddl`.",
    ),
    _Row(
        "hive_cursor_error",
        (1005,),
        "File below the table is no trail file",
        "Digest files may lie there too: the table's location has to end in /CloudTrail/.",
    ),
    _Row(
        "reduce your request rate",
        (1403,),
        "S3 is throttling Athena",
        "Ask again, for a shorter time range or fewer regions.",
    ),
    _Row(
        "hive_partition_schema_mismatch",
        (),
        "Partition does not fit its table",
        "Make the table's partitions anew, or use partition projection: `trailview athena ddl`.",
    ),
    _Row(
        "query exhausted resources",
        tuple(range(9)),
        "Query is too big",
        "Ask again, for a shorter time range or fewer regions.",
    ),
    _Row(
        "bytes scanned limit",
        (),
        "Workgroup's limit reached",
        "Ask again, for a shorter time range or fewer regions. What was scanned is charged.",
    ),
)
_PLACE: Final = re.compile(r"\bline ([1-9]\d{0,5}):([1-9]\d{0,5})\b")
_OTHER: Final = _Row("", (), "Athena query failed", "")


def query_failure(reason: str, error_type: int | None = None) -> ServiceError:
    """The error that a FAILED or CANCELLED query is.

    `reason` is its StateChangeReason, `error_type` its AthenaError.ErrorType.
    """
    said = reason.lower()
    row = next((row for row in _ROWS if row.part in said), None)
    if row is None:
        row = next((row for row in _ROWS if error_type in row.types), _OTHER)
    said = reason or "Athena gave no reason."
    if row.title == "Permission denied":
        return DeniedError(row.title, said, row.hint)
    return ServiceError(row.title, said, row.hint, at=place_in(reason))


def place_in(message: str) -> tuple[int, int] | None:
    """The line and the character in it that a message is about, from 0: `line 1:8: …`."""
    found = _PLACE.search(message)
    return None if found is None else (int(found[1]) - 1, int(found[2]) - 1)
