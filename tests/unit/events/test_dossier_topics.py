"""What a text means that a dossier is asked about, and what asks for its events."""

from __future__ import annotations

import pytest

from trailview.events.dossier.topic import Kind, Topic, caller_topic, topics_of
from trailview.events.issued import CalledBy

ID = "7b5a4e0c-1111-4222-8333-444455556666"


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("AKIAIOSFODNN7EXAMPLE", [Kind.KEY]),
        ("ASIAIOSFODNN7EXAMPLE", [Kind.KEY]),
        ("AROADBQP57FF2AEXAMPLE:alice", [Kind.PRINCIPAL]),
        ("alice", [Kind.USER, Kind.ROLE, Kind.RESOURCE]),
        ("dana@example.com", [Kind.USER, Kind.ROLE, Kind.RESOURCE]),
        ("203.0.113.7", [Kind.ADDRESS]),
        ("203.0.113.0/24", [Kind.ADDRESS]),
        ("2001:db8::/32", [Kind.ADDRESS]),
        ("arn:aws:iam::111122223333:user/alice", [Kind.PRINCIPAL]),
        ("arn:aws:iam::111122223333:policy/Admin", [Kind.RESOURCE]),
        ("arn:aws:s3:::bucket", [Kind.RESOURCE]),
        ("i-0123456789abcdef0", [Kind.RESOURCE, Kind.USER]),
        (ID, [Kind.EVENT, Kind.RESOURCE]),
        ("role:Admin", [Kind.ROLE]),
        ("user:arn:aws:iam::111122223333:user/alice", [Kind.PRINCIPAL]),
        ("resource:arn:aws:iam::111122223333:role/Admin", [Kind.RESOURCE]),
        ("ip:2001:db8::1", [Kind.ADDRESS]),
        ("/aws/lambda/f", [Kind.RESOURCE]),
        ("  ", []),
    ],
)
def test_meanings(text: str, kinds: list[Kind]) -> None:
    assert [topic.kind for topic in topics_of(text)] == kinds


def test_an_address_has_to_be_one() -> None:
    with pytest.raises(ValueError, match="no IP address"):
        topics_of("ip:home")


@pytest.mark.parametrize(
    ("text", "asks"),
    [
        (
            "arn:aws:iam::111122223333:user/team/alice",
            (
                ("user", ("alice",)),
                ("principal", ("arn:aws:iam::111122223333:user/team/alice",)),
            ),
        ),
        (
            "arn:aws:iam::111122223333:root",
            (("principal", ("arn:aws:iam::111122223333:root",)),),
        ),
        (
            "arn:aws:iam::111122223333:role/x/Admin",
            (("role", ("arn:aws:iam::111122223333:role/x/Admin",)),),
        ),
        ("arn:aws:s3:::logs", (("resource", ("arn:aws:s3:::logs", "logs")),)),
        ("arn:aws:s3:::logs/a/b", (("resource", ("arn:aws:s3:::logs/a/b",)),)),
        (
            "arn:aws:secretsmanager:eu-west-1:111122223333:secret:db-AbCdEf",
            (
                (
                    "resource",
                    (
                        "arn:aws:secretsmanager:eu-west-1:111122223333:secret:db-AbCdEf",
                        "db-AbCdEf",
                        "db",
                    ),
                ),
            ),
        ),
        (ID, (("id", (ID,)),)),
        (
            "AROADBQP57FF2AEXAMPLE",
            (
                (
                    "$.userIdentity.sessionContext.sessionIssuer.principalId",
                    ("AROADBQP57FF2AEXAMPLE",),
                ),
            ),
        ),
    ],
)
def test_what_asks_for_its_events(text: str, asks: object) -> None:
    assert topics_of(text)[0].asks == asks


def test_whose_dossier_a_callers_is() -> None:
    arn = "arn:aws:iam::111122223333:user/alice"
    assert caller_topic(CalledBy("IAMUser", arn, key="AKIA1")) == Topic(Kind.PRINCIPAL, arn)
    session = CalledBy("AssumedRole", "arn:aws:sts::1:assumed-role/a/b", key="ASIA1")
    assert caller_topic(session) == Topic(Kind.KEY, "ASIA1")
    assert caller_topic(CalledBy("AWSService", invoked_by="ec2.amazonaws.com")) is None
