"""Records rebuilt from rows: every field reads as it does in the original."""

from __future__ import annotations

import json

import pytest
from hypothesis import given

from tests import strategies
from tests.make import delivery, record
from tests.reference import Record
from tests.unit.plans.duck import TYPES, row, tidy, values
from trailview.events.decode import Decoder
from trailview.events.record import Delivery, Event
from trailview.plans.athena.record import record_of, spelled
from trailview.question.fields import FIELDS

FULL = record(
    userIdentity={
        "type": "AssumedRole",
        "principalId": "AROA:alice",
        "arn": "arn:aws:sts::1:assumed-role/Admin/alice",
        "accountId": "1",
        "accessKeyId": "ASIA1",
        "sessionContext": {
            "sessionIssuer": {"type": "Role", "arn": "arn:aws:iam::1:role/Admin", "userName": "A"},
            "attributes": {"mfaAuthenticated": "true", "creationDate": "2026-11-20T10:00:00Z"},
            "webIdFederationData": {"federatedProvider": "p", "attributes": {"aud:Name": "x"}},
            "ec2RoleDelivery": "2.0",
        },
        "invokedBy": "cloudformation.amazonaws.com",
        "onBehalfOf": {"userId": "u", "identityStoreArn": "arn:store"},
    },
    requestParameters={"userName": "bob", "nested": [{"Key": None}], "n": 1.5},
    responseElements={"user": {"arn": "arn:aws:iam::1:user/bob"}},
    additionalEventData={"MFAUsed": "Yes"},
    resources=[{"ARN": "arn:aws:s3:::b", "accountId": "1", "type": "AWS::S3::Bucket"}, {}],
    addendum={"reason": "DELIVERY_DELAY", "originalRequestID": "r", "originalEventID": "e"},
    sessionCredentialFromConsole="true",
    tlsDetails={"tlsVersion": "TLSv1.3", "clientProvidedHostHeader": "h", "cipherSuite": "c"},
    vpcEndpointId="vpce-1",
    sharedEventID="s",
    errorCode="AccessDenied",
    errorMessage="User: ü is not\nauthorized",
)


def rebuilt(made: Record) -> bytes:
    return record_of(tuple(TYPES), values(row(made)))


def test_a_record_comes_back_whole() -> None:
    assert json.loads(rebuilt(FULL)) == FULL


@given(strategies.records())
def test_every_field_reads_the_same(drawn: Record) -> None:
    made = tidy(drawn)
    before, after = Event(delivery(made)), Event(Delivery(rebuilt(made)))
    for field in FIELDS:
        assert sorted(field.read(after)) == sorted(field.read(before)), field.name
    assert after.time == before.time
    assert (after.identity, after.severity) == (before.identity, before.severity)


def test_the_decoder_makes_the_same_of_it() -> None:
    one, other = Decoder(), Decoder()
    before = one.deliveries([delivery(FULL)], 0)
    after = other.deliveries([Delivery(rebuilt(FULL))], 0)
    assert (before.texts, before.people, before.flags, before.ids, before.severities) == (
        after.texts,
        after.people,
        after.flags,
        after.ids,
        after.severities,
    )


def _one(column: str, value: str | None) -> object:
    return json.loads(record_of((column,), (value,)))


@pytest.mark.parametrize(
    ("column", "value", "expected"),
    [
        ("eventname", None, {}),
        ("eventname", "", {"eventName": ""}),
        ("requestparameters", None, {"requestParameters": None}),
        ("responseelements", "{broken", {"responseElements": "{broken"}),
        ("responseelements", "", {"responseElements": ""}),
        ("requestparameters", '{\n"a":\r\n1}', {"requestParameters": {"a": 1}}),
        ("additionaleventdata", None, {}),
        ("readonly", "true", {"readOnly": True}),
        ("readonly", "maybe", {"readOnly": "maybe"}),
        ("managementevent", "false", {"managementEvent": False}),
        ("useridentity", "{type=Root, arn=x}", {"userIdentity": "{type=Root, arn=x}"}),
        (
            "useridentity",
            '{"type":"Root","sessioncontext":null,"newthing":"x"}',
            {"userIdentity": {"type": "Root", "newthing": "x"}},
        ),
        ("resources", '[null,{"arn":"a"}]', {"resources": [None, {"ARN": "a"}]}),
        ("mycolumn", "x", {"mycolumn": "x"}),
        ('a"b', 'x"y\n', {'a"b': 'x"y\n'}),
    ],
)
def test_values(column: str, value: str | None, expected: object) -> None:
    assert _one(column, value) == expected


def test_a_record_is_one_line_and_keeps_its_numbers() -> None:
    raw = record_of(("eventname", "requestparameters"), ("a\nb", '{\n"n": 1.50e3}'))
    assert b"\n" not in raw
    assert b"1.50e3" in raw


def test_half_a_character_and_deep_nesting_do_no_harm() -> None:
    deep = '{"a":' * 20_000 + "1" + "}" * 20_000
    raw = record_of(("useragent", "requestparameters", "useridentity"), ("\ud800", deep, deep))
    assert json.loads(raw)["userAgent"] == "?"
    assert json.loads(raw)["userIdentity"] == deep


def test_spelling() -> None:
    assert spelled("sourceipaddress") == "sourceIPAddress"
    assert spelled("arn") == "arn"
    assert spelled("arn", "resources") == "ARN"
    assert spelled("vendor_field") == "vendor_field"
