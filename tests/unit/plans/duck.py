"""The documented CloudTrail table, its rows, and a DuckDB that stands in for Athena."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Sequence
from typing import Any

import duckdb
import sqlglot

from tests.reference import Record
from trailview.plans.athena.hive_types import HiveType
from trailview.plans.athena.statement import AthenaPlan
from trailview.plans.athena.table import TableShape, shape_of

TEXTS = (
    "eventversion", "eventtime", "eventsource", "eventname", "awsregion", "sourceipaddress",
    "useragent", "errorcode", "errormessage", "requestid", "eventid", "readonly", "eventtype",
    "apiversion", "recipientaccountid", "sharedeventid", "vpcendpointid", "vpcendpointaccountid",
    "eventcategory", "sessioncredentialfromconsole",
)  # fmt: skip
JSON_TEXTS = (
    "requestparameters", "responseelements", "additionaleventdata", "serviceeventdetails",
    "edgedevicedetails",
)  # fmt: skip
ISSUER = "struct<type:string,principalid:string,arn:string,accountid:string,username:string>"
SESSION = (
    "struct<attributes:struct<mfaauthenticated:string,creationdate:string>,"
    f"sessionissuer:{ISSUER},ec2roledelivery:string,"
    "webidfederationdata:struct<federatedprovider:string,attributes:map<string,string>>>"
)
IDENTITY = (
    "struct<type:string,principalid:string,arn:string,accountid:string,invokedby:string,"
    "accesskeyid:string,username:string,"
    f"onbehalfof:struct<userid:string,identitystorearn:string>,sessioncontext:{SESSION}>"
)
NESTED = {
    "useridentity": IDENTITY,
    "resources": "array<struct<arn:string,accountid:string,type:string>>",
    "addendum": (
        "struct<reason:string,updatedfields:string,originalrequestid:string,originaleventid:string>"
    ),
    "tlsdetails": ("struct<tlsversion:string,ciphersuite:string,clientprovidedhostheader:string>"),
}
TYPES = {**dict.fromkeys((*TEXTS, *JSON_TEXTS), "string"), **NESTED}
DAILY = {
    "projection.enabled": "true",
    "projection.timestamp.type": "date",
    "projection.timestamp.format": "yyyy/MM/dd",
}


def metadata(
    partitions: Sequence[str] = ("timestamp",),
    properties: dict[str, str] | None = None,
    without: Sequence[str] = (),
    **types: str,
) -> dict[str, Any]:
    """`TableMetadata` as GetTableMetadata gives it, of the documented table or nearly so."""
    columns = {**TYPES, **types}
    return {
        "Name": "cloudtrail_logs",
        "TableType": "EXTERNAL_TABLE",
        "Columns": [{"Name": n, "Type": t} for n, t in columns.items() if n not in without],
        "PartitionKeys": [{"Name": name, "Type": "string"} for name in partitions],
        "Parameters": {
            "inputformat": "com.amazon.emr.cloudtrail.CloudTrailInputFormat",
            "serde.serialization.lib": "org.apache.hive.hcatalog.data.JsonSerDe",
            **(DAILY if properties is None else properties),
        },
    }


def documented() -> TableShape:
    return shape_of(metadata())


def tidy(record: Record) -> Record:
    """The record as CloudTrail would have written it: all that has a wrong type is left out."""
    found: Record = {"requestParameters": None, "responseElements": None}
    kinds = documented().types
    for name, value in record.items():
        kept: Any
        if name.lower() in JSON_TEXTS:
            kept = value if isinstance(value, dict | list) else None
        elif name == "readOnly":
            kept = {"true": True, "false": False}.get(str(value).lower())
        else:
            kept = _fitting(value, kinds[name.lower()])
        if kept is not None:
            found[name] = kept
    return found


def _fitting(value: Any, kind: HiveType) -> Any:
    """The part of a value that is of the type; None where nothing is."""
    if kind.kind == "array" and isinstance(value, list):
        assert kind.element is not None
        return [_fitting(item, kind.element) for item in value if isinstance(item, dict)]
    if kind.kind == "struct" and isinstance(value, dict):
        members = dict(kind.members)
        kept = {
            n: _fitting(v, members[n.lower()]) for n, v in value.items() if n.lower() in members
        }
        return {name: inner for name, inner in kept.items() if inner is not None}
    if isinstance(value, bool) and kind.is_text:
        return str(value).lower()
    return value if isinstance(value, str) and kind.is_text else None


Writer = Callable[[Any], str]


def plain(value: Any) -> str:
    """JSON with no more escapes than it needs."""
    return json.dumps(value, ensure_ascii=False)


def careful(value: Any) -> str:
    """JSON as writers put it that fear for HTML and for anything but ASCII."""
    text = json.dumps(value, separators=(",", ":")).replace("/", "\\/")
    for character in "<>&='":
        text = text.replace(character, f"\\u{ord(character):04x}")
    return text


def row(record: Record, write: Writer = plain) -> dict[str, Any]:
    """What the table holds for a tidy record; structs have all their members."""
    found: dict[str, Any] = dict.fromkeys(TYPES)
    kinds = documented().types
    for name, value in record.items():
        column = name.lower()
        if column in JSON_TEXTS:
            found[column] = None if value is None else write(value)
        elif column in NESTED:
            found[column] = _held(value, kinds[column])
        else:
            found[column] = str(value).lower() if isinstance(value, bool) else value
    return found


def _held(value: Any, kind: HiveType) -> Any:
    if kind.kind == "array" and isinstance(value, list):
        assert kind.element is not None
        return [_held(item, kind.element) for item in value]
    if kind.kind == "struct" and isinstance(value, dict):
        lower = {name.lower(): inner for name, inner in value.items()}
        return {name: _held(lower.get(name), inner) for name, inner in kind.members}
    return value


def values(held: dict[str, Any]) -> list[str | None]:
    """A row as Athena's result has it: every value text."""
    return [
        json.dumps(value) if isinstance(value, dict | list) else value for value in held.values()
    ]


def _duck_type(kind: HiveType) -> Any:
    if kind.kind == "array":
        assert kind.element is not None
        return [_duck_type(kind.element)]
    if kind.kind == "struct":
        return {name: _duck_type(inner) for name, inner in kind.members}
    return "MAP(VARCHAR, VARCHAR)" if kind.kind == "map" else "VARCHAR"


def database(
    records: Iterable[Record], write: Writer = plain, day: str = "2026/11/20"
) -> duckdb.DuckDBPyConnection:
    """The table with the records in it, all delivered on one day."""
    made = duckdb.connect()
    held = json.dumps([row(record, write) for record in records])
    structure = json.dumps([{name: _duck_type(kind) for name, kind in documented().columns}])
    made.execute(
        'CREATE TABLE cloudtrail_logs AS SELECT unnest(r), CAST($3 AS VARCHAR) AS "timestamp" '
        "FROM (SELECT unnest(from_json($1, $2)) AS r)",
        [held, structure, day],
    )
    return made


def answer(made: duckdb.DuckDBPyConnection, plan: AthenaPlan) -> list[tuple[str | None, ...]]:
    """The rows of a plan's statement, translated for DuckDB."""
    (statement,) = sqlglot.transpile(plan.sql, read="athena", write="duckdb")
    cursor = made.execute(statement)
    assert cursor.description is not None
    assert tuple(column[0] for column in cursor.description) == plan.columns
    return cursor.fetchall()
