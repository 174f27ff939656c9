"""What Athena says when a query fails."""

from __future__ import annotations

import pytest

from trailview.aws.failures.athena import query_failure
from trailview.errors import DeniedError, ServiceError

CASES = [
    (
        "No output location provided. An output location is required either …",
        None,
        "--athena-output",
    ),
    ("TABLE_NOT_FOUND: line 1:15: Table 'a.db.t' does not exist", 1110, "--athena-table"),
    ("COLUMN_NOT_FOUND: line 1:8: Column 'x' cannot be resolved", 1004, "athena ddl"),
    ("SYNTAX_ERROR: line 1:1", 1006, "Check the SQL"),
    ("line 1:8: mismatched input 'FORM'", None, "Check the SQL"),
    ("Permission denied on S3 path: Access Denied (Service: Amazon S3; 403)", 1500, "kms:Decrypt"),
    ("HIVE_BAD_DATA: Error parsing field value", 1001, "compare the table"),
    ("HIVE_CURSOR_ERROR: Row is not a valid JSON Object", 1005, "/CloudTrail/"),
    ("HIVE_CANNOT_OPEN_SPLIT: … Please reduce your request rate", 1403, "shorter time range"),
    ("HIVE_PARTITION_SCHEMA_MISMATCH: There is a mismatch", 1004, "partition projection"),
    ("Query exhausted resources at this scale factor", 3, "shorter time range"),
    ("Bytes scanned limit was exceeded", None, "charged"),
]


@pytest.mark.parametrize(("reason", "error_type", "hint"), CASES, ids=lambda value: str(value)[:20])
def test_reason_is_shown_as_it_is_with_what_to_do(
    reason: str, error_type: int | None, hint: str
) -> None:
    told = query_failure(reason, error_type)
    assert isinstance(told, ServiceError)
    assert told.message == reason
    assert hint in told.hint


def test_the_error_type_tells_where_the_text_does_not() -> None:
    assert isinstance(query_failure("Something new", 1501), DeniedError)
    assert query_failure("Something new", 7).title == "Query is too big"


def test_anything_else_is_told_without_advice() -> None:
    told = query_failure("", 9999)
    assert (told.title, told.hint) == ("Athena query failed", "")
    assert told.message
