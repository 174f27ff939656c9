"""What stands for a table's rows: two that can differ have different ones."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from trailview.plans.athena.facts import facts_of
from trailview.plans.athena.table import shape_of

STORAGE: Mapping[str, Any] = {
    "Location": "s3://logs/AWSLogs/111122223333/CloudTrail/",
    "InputFormat": "com.amazon.emr.cloudtrail.CloudTrailInputFormat",
    "SerdeInfo": {"SerializationLibrary": "org.apache.hive.hcatalog.data.JsonSerDe"},
}
TOLD: Mapping[str, Any] = {
    "Name": "logs",
    "TableType": "EXTERNAL_TABLE",
    "CreateTime": 1,
    "IsRegisteredWithLakeFormation": False,
    "StorageDescriptor": STORAGE,
    "Parameters": {"projection.enabled": "true", "recordCount": "1"},
}
METADATA: Mapping[str, Any] = {
    "Name": "logs",
    "Columns": [{"Name": "eventtime", "Type": "string"}],
    "PartitionKeys": [{"Name": "timestamp", "Type": "string"}],
    "Parameters": {
        "projection.enabled": "true",
        "projection.timestamp.type": "date",
        "projection.timestamp.range": "2020/01/01,NOW",
    },
}
SHAPE = shape_of(METADATA)


def stored(**changes: Any) -> dict[str, Any]:
    return {"StorageDescriptor": {**STORAGE, **changes}}


def test_the_same_table_is_the_same_whatever_was_counted_of_it() -> None:
    made = facts_of(TOLD, SHAPE)
    assert made.text
    assert made.why_none == ""
    counted = {**TOLD, "Parameters": {"recordCount": "2", "projection.enabled": "true"}}
    for told in (counted, {**TOLD, "UpdateTime": 9, "VersionId": "7"}, {**TOLD, **stored()}):
        assert facts_of(told, shape_of(METADATA)) == made


@pytest.mark.parametrize(
    "change",
    [
        {"CreateTime": 2},
        {"Parameters": {"projection.enabled": "false"}},
        {"Parameters": {"skip.header.line.count": "1"}},
        stored(Location="s3://other/"),
        stored(InputFormat="other.CloudTrailInputFormat"),
        stored(SerdeInfo={"SerializationLibrary": "x.CloudTrailSerde"}),
        stored(SerdeInfo={**STORAGE["SerdeInfo"], "Parameters": {"a": "b"}}),
        stored(AdditionalLocations=["s3://more/"]),
        stored(Parameters={"a": "b"}),
    ],
)
def test_one_that_may_have_other_rows_is_another(change: Mapping[str, Any]) -> None:
    made = facts_of({**TOLD, **change}, SHAPE)
    assert made.text
    assert made != facts_of(TOLD, SHAPE)


@pytest.mark.parametrize(
    "change",
    [
        {"Columns": [{"Name": "eventtime", "Type": "timestamp"}]},
        {"Columns": [*METADATA["Columns"], {"Name": "eventname", "Type": "string"}]},
        {"Parameters": {**METADATA["Parameters"], "projection.timestamp.range": "2021/01/01,NOW"}},
    ],
)
def test_so_is_one_that_is_seen_otherwise(change: Mapping[str, Any]) -> None:
    made = facts_of(TOLD, shape_of({**METADATA, **change}))
    assert made.text
    assert made != facts_of(TOLD, SHAPE)


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"IsRegisteredWithLakeFormation": True}, "Lake Formation"),
        ({"IsRegisteredWithLakeFormation": None}, "Lake Formation"),
        ({"RLSProperties": {"DefaultRLSPolicy": "x"}}, "Lake Formation"),
        ({"TableType": "VIRTUAL_VIEW"}, "no files of its own"),
        ({"TargetTable": {"Name": "other"}}, "no files of its own"),
        ({"FederatedTable": {"Identifier": "other"}}, "no files of its own"),
        ({"StorageDescriptor": None}, "no files of its own"),
        (stored(Location=""), "no files of its own"),
        (stored(InputFormat="org.apache.parquet.hive"), "not over the files"),
    ],
)
def test_what_something_else_decides_about_has_none(change: Mapping[str, Any], why: str) -> None:
    made = facts_of({**TOLD, **change}, SHAPE)
    assert made.text == ""
    assert why in made.why_none
