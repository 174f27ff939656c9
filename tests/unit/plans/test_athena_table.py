"""What a table's metadata tells: types, partition keys, and whether it is CloudTrail's."""

from __future__ import annotations

from typing import Any

import pytest

from tests.unit.plans.duck import IDENTITY, documented, metadata
from trailview.plans.athena.hive_types import HiveType, parse_type
from trailview.plans.athena.table import Role, is_cloudtrail, shape_of


def test_types_with_members() -> None:
    identity = parse_type(IDENTITY)
    session = identity.member("sessioncontext")
    assert session is not None
    issuer = session.member("sessionissuer")
    assert issuer is not None
    assert [name for name, _ in issuer.members][:2] == ["type", "principalid"]
    federation = session.member("webidfederationdata")
    assert federation is not None
    assert federation.member("attributes") == HiveType("map", element=HiveType("string"))
    assert identity.member("nosuch") is None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (" STRING ", HiveType("string")),
        ("array<string>", HiveType("array", element=HiveType("string"))),
        (
            "struct<`A b`:int, c : decimal(10,2)>",
            HiveType("struct", (("a b", HiveType("int")), ("c", HiveType("decimal(10,2)")))),
        ),
        ("struct<a:int", HiveType("struct<a:int")),
        ("struct<a:int>x", HiveType("struct<a:int>x")),
        ("struct<a int>", HiveType("struct<a int>")),
        ("array<>", HiveType("array<>")),
        ("map<string>", HiveType("map<string>")),
        ("", HiveType("")),
        ("array<" * 2000, HiveType("array<" * 2000)),
    ],
)
def test_types_as_written(text: str, expected: HiveType) -> None:
    assert parse_type(text) == expected


def test_columns_and_place() -> None:
    shape = shape_of(metadata(), "logs")
    assert (shape.catalog, shape.database, shape.name) == (
        "AwsDataCatalog",
        "logs",
        "cloudtrail_logs",
    )
    assert "timestamp" not in shape.types
    assert shape.types["readonly"].is_text
    assert hash(documented()) == hash(documented())


@pytest.mark.parametrize(
    ("keys", "properties", "scheme"),
    [
        (("timestamp",), None, "date"),
        (("region", "year", "month", "day"), {}, "region/year/month/day"),
        (("account", "region", "year", "month", "day"), {}, "account/region/year/month/day"),
        (("account_id", "region", "dt"), {}, "account/region/date"),
        (("region", "day"), {}, "region/date"),
        (("x",), {"projection.enabled": "TRUE", "projection.x.type": "date"}, "date"),
        (("x",), {"projection.enabled": "false", "projection.x.type": "date"}, "other"),
        ((), {}, "none"),
    ],
)
def test_partition_schemes(
    keys: tuple[str, ...], properties: dict[str, str] | None, scheme: str
) -> None:
    assert shape_of(metadata(keys, properties)).scheme == scheme


def test_projected_values() -> None:
    properties = {
        "projection.enabled": "true",
        "projection.region.type": "enum",
        "projection.region.values": "us-east-1, eu-west-1",
    }
    key = shape_of(metadata(("region",), properties)).partition(Role.REGION)
    assert key is not None
    assert (key.projection, key.values) == ("enum", ("us-east-1", "eu-west-1"))


def _columns(*names: str) -> list[dict[str, str]]:
    return [{"Name": name, "Type": "string"} for name in names]


@pytest.mark.parametrize(
    ("found", "expected"),
    [
        (metadata(), True),
        ({"Parameters": {"inputformat": "com.amazon.emr.cloudtrail.CloudTrailInputFormat"}}, True),
        (
            {
                "Parameters": {
                    "serde.serialization.lib": "com.amazon.emr.hive.serde.CloudTrailSerde"
                }
            },
            True,
        ),
        ({"Columns": _columns("eventTime", "eventName", "eventSource", "userIdentity")}, True),
        ({"Columns": _columns("eventtime", "eventname")}, False),
        ({"Name": "x", "Parameters": {"location": "s3://b/CloudTrail/"}}, False),
        ({}, False),
    ],
)
def test_is_cloudtrail(found: dict[str, Any], expected: bool) -> None:
    assert is_cloudtrail(found) is expected
