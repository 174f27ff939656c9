"""Nothing that names an account, a key, an address or a person is left in what is masked."""

from __future__ import annotations

import io
import json
import os
import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.make import delivery, record
from trailview.backends.plain import PlainTable
from trailview.events.record import Delivery, Event
from trailview.question.parse import parse
from trailview.question.query import Question
from trailview.search.export.export import export
from trailview.search.export.formats import FORMATS
from trailview.search.export.heading import Heading
from trailview.search.export.how import Export
from trailview.search.handoff.marked import MarkedRows
from trailview.search.redaction.redacted import redacted, redacted_table
from trailview.settings.marks import Mark, Origin

EXAMPLES = int(os.environ.get("TRAILVIEW_EXAMPLES", "25"))


def rows_of(*deliveries: Delivery) -> MarkedRows:
    """Rows of these records, with a note that names somebody of the first."""
    return MarkedRows(
        [
            Mark(
                id=str(number),
                told="",
                record=one.raw.decode("utf-8", "replace"),
                marked_at=number,
                origin=Origin(),
                time=number,
                resources=one.resources.decode(),
            )
            for number, one in enumerate(deliveries)
        ]
    )


def written(rows: MarkedRows, name: str, question: str = "", heading: Heading | None = None) -> str:
    """What is written of rows, masked, in a format."""
    how = Export(name, heading=heading or Heading())
    out = io.BytesIO()
    export(*redacted(rows, rows, how, Question(parse(question))), out)
    return out.getvalue().decode() if FORMATS[name].is_text else _parquet_text(out)


def _parquet_text(out: io.BytesIO) -> str:
    parquet = pytest.importorskip("pyarrow.parquet")
    return json.dumps(parquet.read_table(out).to_pylist(), default=str)


def masked_record(value: dict[str, Any]) -> dict[str, Any]:
    """One record, masked."""
    made: dict[str, Any] = json.loads(written(rows_of(delivery(value)), "ndjson"))
    return made


def test_a_value_has_the_same_mask_wherever_it_stands() -> None:
    made = masked_record(
        record(
            errorMessage="User: arn:aws:iam::111122223333:user/team/alice may not, alice!",
            requestParameters={
                "userName": "alice",
                "policyDocument": json.dumps(
                    {"Principal": {"AWS": "arn:aws:iam::111122223333:user/alice"}}, indent=1
                ),
                "encoded": quote("arn:aws:iam::111122223333:user/alice", safe=""),
                "roleSessionName": "bob@example.com",
            },
            responseElements={
                "assumedRoleUser": {
                    "arn": "arn:aws:sts::444455556666:assumed-role/Deploy/bob@example.com",
                    "assumedRoleId": "AROAEXAMPLEEXAMPLE:bob@example.com",
                },
                "credentials": {"accessKeyId": "ASIAEXAMPLEEXAMPLE01", "sessionToken": "FwoGZX"},
            },
            vpcEndpointAccountId="444455556666",
        )
    )
    user = made["userIdentity"]
    assert user["userName"] == "user-1"
    assert user["arn"] == "arn:aws:iam::account-1:user/user-1"
    assert user["accountId"] == made["recipientAccountId"] == "account-1"
    assert made["errorMessage"] == (
        "User: arn:aws:iam::account-1:user/team/user-1 may not, user-1!"
    )
    request = made["requestParameters"]
    body = json.loads(request["policyDocument"])
    assert body == {"Principal": {"AWS": "arn:aws:iam::account-1:user/user-1"}}
    assert request["encoded"].endswith("account-1%3Auser%2Fuser-1")
    given_out = made["responseElements"]
    assert given_out["assumedRoleUser"]["arn"] == (
        f"arn:aws:sts::account-2:assumed-role/role-1/{request['roleSessionName']}"
    )
    assert given_out["assumedRoleUser"]["assumedRoleId"].endswith(f":{request['roleSessionName']}")
    assert given_out["credentials"] == {"accessKeyId": "key-2", "sessionToken": "secret-1"}


def test_what_aws_owns_and_what_happened_stay() -> None:
    role = "AWSServiceRoleForAutoScaling"
    made = masked_record(
        record(
            userIdentity={
                "type": "AssumedRole",
                "principalId": "AROAEXAMPLEEXAMPLE:AutoScaling",
                "arn": f"arn:aws:sts::111122223333:assumed-role/{role}/AutoScaling",
                "accountId": "111122223333",
                "sessionContext": {"sessionIssuer": {"type": "Role", "userName": role}},
                "invokedBy": "autoscaling.amazonaws.com",
            },
            sourceIPAddress="autoscaling.amazonaws.com",
            requestParameters={
                "policyArn": "arn:aws:iam::aws:policy/AdministratorAccess",
                "cidrIp": "0.0.0.0/0",
                "function": "arn:aws:lambda:eu-west-1:111122223333:function:catalog",
                "userAgentLike": "Chrome/120.0.0.0",
                "size": 123456789012,
            },
        )
    )
    identity = made["userIdentity"]
    assert identity["sessionContext"]["sessionIssuer"]["userName"] == role
    assert identity["arn"].startswith(f"arn:aws:sts::account-1:assumed-role/{role}/")
    assert identity["invokedBy"] == made["sourceIPAddress"] == "autoscaling.amazonaws.com"
    assert made["requestParameters"] == {
        "policyArn": "arn:aws:iam::aws:policy/AdministratorAccess",
        "cidrIp": "0.0.0.0/0",
        "function": "arn:aws:lambda:eu-west-1:account-1:function:catalog",
        "userAgentLike": "Chrome/120.0.0.0",
        "size": 123456789012,
    }
    for name in ("eventID", "eventName", "eventTime", "eventSource", "awsRegion"):
        assert made[name] == record()[name]


@pytest.mark.parametrize("user", ["role", "ec2", "userName", "s3", "al", "arn"])
def test_somebody_with_a_name_of_the_grammar_does_not_break_it(user: str) -> None:
    made = masked_record(
        record(
            userIdentity={
                "type": "IAMUser",
                "userName": user,
                "arn": f"arn:aws:iam::111122223333:user/{user}",
                "accountId": "111122223333",
            }
        )
    )
    assert made["userIdentity"] == {
        "type": "IAMUser",
        "userName": "user-1",
        "arn": "arn:aws:iam::account-1:user/user-1",
        "accountId": "account-1",
    }
    assert made["eventSource"] == "ec2.amazonaws.com"


def test_a_mask_is_never_somebodys_name() -> None:
    made = masked_record(record(requestParameters={"userName": "user-1"}))
    assert made["userIdentity"]["userName"] != made["requestParameters"]["userName"]
    assert "user-1" not in json.dumps(made)


def test_spellings_of_one_address_or_account_share_a_mask() -> None:
    made = masked_record(
        record(
            sourceIPAddress="2001:DB8:0:0::1",
            requestParameters={
                "from": ["2001:db8::1", "10.0.0.7", "ip-10-0-0-7.ec2.internal"],
                "account": "1111-2222-3333",
            },
        )
    )
    mask = made["sourceIPAddress"]
    shown, dotted, host = made["requestParameters"]["from"]
    assert shown == mask
    assert host == f"ip-{dotted}.ec2.internal"
    assert made["requestParameters"]["account"] == "account-1"


def test_a_record_that_cannot_be_read_is_left_out_and_told() -> None:
    told: list[str] = []
    broken = Delivery(b'{"eventID": "1", "userIdentity": {"userName": "alice"')
    rows = rows_of(broken, delivery(record()))
    out = io.BytesIO()
    export(*redacted(rows, rows, Export("ndjson", left_out=told.append)), out)
    assert b"alice" not in out.getvalue()
    assert len(out.getvalue().splitlines()) == 2
    assert told == ["1 record left out: no JSON, so that it cannot be masked"]


def test_names_that_only_the_question_has_are_masked_above() -> None:
    heading = Heading("T", (), (Origin(question="user:carol role:Ops key:AKIAEXAMPLEEXAMPLE9"),))
    text = written(rows_of(delivery(record())), "markdown", "user:carol role:Ops", heading)
    assert not re.search("carol|Ops|AKIA", text)


def test_rows_without_a_record_are_masked_by_column_and_form() -> None:
    table = PlainTable(
        ("userIdentity.userName", "n", "arn"),
        (("Ann Lee", "3", "arn:aws:iam::111122223333:user/Ann"),),
    )
    made, _ = redacted_table(table, Export("csv"))
    assert made.rows == (("user-1", "3", "arn:aws:iam::account-1:user/user-2"),)


names = st.text(st.sampled_from("abcdeXYZ019.-_@+ é"), min_size=5, max_size=14).filter(
    lambda text: text.strip() == text and any(c.isalpha() for c in text)
)
accounts = st.integers(10**11, 10**12 - 1).map(str)
keys = st.text(st.sampled_from("ABCDEFGH234567"), min_size=16, max_size=16).map("AKIA".__add__)
addresses = st.one_of(st.ip_addresses(v=4), st.ip_addresses(v=6)).filter(
    lambda ip: not (ip.is_loopback or ip.is_unspecified or str(ip) == "169.254.169.254")
)


@st.composite
def trails(draw: st.DrawFn) -> tuple[list[dict[str, Any]], set[str]]:
    """Records, and what names somebody in them, put wherever it may stand."""
    made, named = [], set[str]()
    for number in range(draw(st.integers(1, 3))):
        account, key = draw(accounts), draw(keys)
        user, other = draw(names), draw(names)
        address = str(draw(addresses))
        named |= {account, key, user, other, address}
        nested: Any = {"text": f"by {other} ({account}, {address}) with {key}"}
        for _ in range(draw(st.integers(0, 3))):
            nested = draw(st.sampled_from([{"deeper": nested}, [nested, user], {user: nested}]))
        made.append(
            record(
                number,
                eventID=f"event {number}",
                userIdentity={
                    "type": "IAMUser",
                    "userName": user,
                    "arn": f"arn:aws:iam::{account}:user/{user}",
                    "accountId": account,
                    "accessKeyId": key,
                },
                recipientAccountId=account,
                sourceIPAddress=address,
                errorMessage=f"{user} of {account} may not: {json.dumps({'who': other})}",
                requestParameters={"userName": other, "nested": nested, "text": quote(user)},
            )
        )
    return made, named


def texts_in(text: str) -> Iterator[str]:
    """A text as it is, and as it is after its escapes are read."""
    yield text.casefold()
    for line in text.splitlines():
        try:
            yield json.dumps(json.loads(line), ensure_ascii=False).casefold()
        except ValueError:
            continue


@settings(max_examples=EXAMPLES)
@given(trails(), st.sampled_from([name for name in FORMATS if name != "parquet"]))
def test_nothing_that_is_named_is_left(
    made: tuple[list[dict[str, Any]], set[str]], name: str
) -> None:
    records, named = made
    rows = rows_of(*map(delivery, records))
    text = written(rows, name)
    for found in texts_in(text):
        for secret in named:
            assert not re.search(rf"(?<!\w){re.escape(secret.casefold())}(?!\w)", found), secret
    if name == "ndjson":
        assert [json.loads(line)["eventID"] for line in text.splitlines()] == [
            made["eventID"] for made in records
        ]


def test_parquet_is_masked_too() -> None:
    text = written(rows_of(delivery(record())), "parquet")
    assert "user-1" in text
    assert not re.search("alice|111122223333|AKIAEXAMPLE|203.0.113.7", text)


def test_columns_say_what_the_masked_record_says() -> None:
    rows = rows_of(delivery(record()))
    records, shown, _ = redacted(rows, rows, Export("csv"))
    (event,) = records.events(shown)
    assert isinstance(event, Event)
    assert shown.texts(0, ["user", "account", "key", "ip"]) == [
        event.identity.user,
        event.account,
        event.identity.key,
        event.text("sourceIPAddress"),
    ]
