"""The CREATE TABLE statement: what Athena's grammar makes of it, and what it never lets in."""

from __future__ import annotations

from typing import Any

import pytest
import sqlglot
from sqlglot import exp

from tests.unit.plans.duck import TYPES
from trailview.errors import UsageError
from trailview.plans.athena.ddl import create_table
from trailview.plans.athena.hive_types import parse_type

GIVEN: dict[str, Any] = {
    "bucket": "acme-trail",
    "accounts": ("111122223333", "444455556666"),
    "regions": ("us-east-1", "us-gov-west-1"),
}


def _properties(tree: exp.Expression) -> dict[str, str]:
    return {
        p.name: p.args["value"].name for p in tree.find_all(exp.Property) if type(p) is exp.Property
    }


def test_it_is_the_documented_table() -> None:
    tree = sqlglot.parse_one(create_table(**GIVEN), read="athena")
    assert isinstance(tree, exp.Create)
    columns = {
        column.name: parse_type(column.args["kind"].sql("hive"))
        for column in tree.this.expressions
        if isinstance(column, exp.ColumnDef)
    }
    assert columns == {name: parse_type(text) for name, text in TYPES.items()}
    partitioned = tree.find(exp.PartitionedByProperty)
    assert partitioned is not None
    assert [key.name for key in partitioned.find_all(exp.ColumnDef)] == [
        "account",
        "region",
        "timestamp",
    ]
    location = tree.find(exp.LocationProperty)
    assert location is not None
    assert location.this.name == "s3://acme-trail/AWSLogs/"
    assert _properties(tree) == {
        "projection.enabled": "true",
        "projection.account.type": "enum",
        "projection.account.values": "111122223333,444455556666",
        "projection.region.type": "enum",
        "projection.region.values": "us-east-1,us-gov-west-1",
        "projection.timestamp.type": "date",
        "projection.timestamp.format": "yyyy/MM/dd",
        "projection.timestamp.interval": "1",
        "projection.timestamp.interval.unit": "DAYS",
        "projection.timestamp.range": "2020/01/01,NOW",
        "storage.location.template": (
            "s3://acme-trail/AWSLogs/${account}/CloudTrail/${region}/${timestamp}"
        ),
    }


def test_an_organizations_trail_under_a_prefix() -> None:
    text = create_table(
        **{**GIVEN, "accounts": ()},
        prefix="/logs/prod/",
        organization="o-exampleorgid",
        name="trail",
        database="audit-logs",
        since_year=2024,
    )
    assert text.startswith("CREATE EXTERNAL TABLE `audit-logs`.`trail` (")
    assert "LOCATION 's3://acme-trail/logs/prod/AWSLogs/o-exampleorgid/'" in text
    assert "o-exampleorgid/${account}/CloudTrail/" in text
    assert "'projection.account.type'='injected'" in text
    assert "'projection.timestamp.range'='2024/01/01,NOW'" in text
    assert isinstance(sqlglot.parse_one(text, read="athena"), exp.Create)


@pytest.mark.parametrize(
    "changed",
    [
        {"bucket": "b'; DROP TABLE x"},
        {"bucket": "acme-trail\n"},
        {"bucket": "ab"},
        {"prefix": "it's"},
        {"prefix": "${x}"},
        {"prefix": "a\\b"},
        {"accounts": ("12345",)},
        {"regions": ()},
        {"regions": ("us-east-1','x",)},
        {"organization": "o-short"},
        {"name": "T`x"},
        {"database": "a.b"},
        {"since_year": 1999},
    ],
)
def test_odd_values_are_refused(changed: dict[str, Any]) -> None:
    with pytest.raises(UsageError):
        create_table(**{**GIVEN, **changed})
