"""Records out of the texts that Athena writes for structs."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.aws_double.athena_result import text_of
from trailview.plans.athena.raw_rows import is_record, record_of_texts, struct_of

_NAMES = st.sampled_from(["type", "arn", "username", "sessioncontext"])
_TEXTS = st.none() | st.from_regex(r"[A-Za-z0-9:/+=,.@_-]{1,12}", fullmatch=True).filter(
    lambda text: text != "null"
)
"""What IAM lets names be made of, and null; an empty text looks like none."""
_VALUES = st.recursive(
    _TEXTS,
    lambda inner: st.dictionaries(_NAMES, inner) | st.lists(st.dictionaries(_NAMES, inner)),
    max_leaves=12,
)


@given(st.dictionaries(_NAMES, _VALUES))
def test_structs_are_read_back(value: dict[str, Any]) -> None:
    assert struct_of(text_of(value)) == value


@pytest.mark.parametrize(
    "text",
    [
        "{type=SAMLUser, username=a, type=Root, type=SAMLUser}",
        "{username=a}, type=Root}",
        "{type=IAMUser",
        "{a}",
        "[a, b]",
        "plain",
        "{" * 50,
        "",
    ],
)
def test_what_can_be_read_in_two_ways_is_not_read(text: str) -> None:
    with pytest.raises(ValueError, match=r".*"):
        struct_of(text)


COLUMNS = (
    *("eventversion", "useridentity", "eventtime", "eventsource", "eventname", "awsregion"),
    *("requestparameters", "eventid", "resources", "region", "timestamp", "eventname"),
)
ROW = (
    *("1.11", "{type=IAMUser, username=alice, accountid=null}", "2025-11-22T12:00:00Z"),
    *("iam.amazonaws.com", "CreateUser", "eu-west-1", '{"userName":"x"}', "1"),
    *("[{arn=arn:aws:s3:::b, accountid=1, type=T}]", "eu-west-1", "2025/11/22", "Other"),
)


def test_a_row_with_all_that_makes_a_record_is_one() -> None:
    assert is_record(COLUMNS)
    assert not is_record(COLUMNS[1:])
    assert json.loads(record_of_texts(COLUMNS, ROW)) == {
        "eventVersion": "1.11",
        "userIdentity": {"type": "IAMUser", "userName": "alice"},
        "eventTime": "2025-11-22T12:00:00Z",
        "eventSource": "iam.amazonaws.com",
        "eventName": "CreateUser",
        "awsRegion": "eu-west-1",
        "requestParameters": {"userName": "x"},
        "eventID": "1",
        "resources": [{"ARN": "arn:aws:s3:::b", "accountId": "1", "type": "T"}],
    }


@pytest.mark.parametrize(
    ("identity", "expected"),
    [
        ('{"type":"Root"}', {"type": "Root"}),
        ("{type=a, username=b, type=Root}", "{type=a, username=b, type=Root}"),
    ],
)
def test_json_is_taken_as_it_is_and_what_cannot_be_read_stays_text(
    identity: str, expected: object
) -> None:
    row = (ROW[0], identity, *ROW[2:])
    assert json.loads(record_of_texts(COLUMNS, row))["userIdentity"] == expected
