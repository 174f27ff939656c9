"""Athena tables over the files of a trail, as people have them.

Columns and types are those of the Athena user guide's pages "Create a table
for CloudTrail logs"; everything in their values is text but the structs and
the list of resources.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, NamedTuple

from tests.aws_double.trails import Trail

DATABASE: Final = "default"
CREATED: Final = 1_700_000_000
"""When all of them were made, in seconds since 1970."""
_ISSUER: Final = (
    "sessionissuer:struct<"
    "type:string,principalid:string,arn:string,accountid:string,username:string>"
)
_ATTRIBUTES: Final = "attributes:struct<mfaauthenticated:string,creationdate:string>"
_IDENTITY: Final = (
    "type:string,principalid:string,arn:string,accountid:string,invokedby:string,"
    "accesskeyid:string,username:string"
)
_USER_IDENTITY: Final = (
    f"struct<{_IDENTITY},onbehalfof:struct<userid:string,identitystorearn:string>,"
    f"sessioncontext:struct<{_ATTRIBUTES},{_ISSUER},ec2roledelivery:string,"
    "webidfederationdata:struct<federatedprovider:string,attributes:map<string,string>>>>"
)
_OLD_USER_IDENTITY: Final = (
    f"struct<{_IDENTITY},sessioncontext:struct<{_ATTRIBUTES},{_ISSUER},"
    "ec2roledelivery:string,webidfederationdata:map<string,string>>>"
)
_RESOURCES: Final = "array<struct<arn:string,accountid:string,type:string>>"
_TLS: Final = "struct<tlsversion:string,ciphersuite:string,clientprovidedhostheader:string>"
_ADDENDUM: Final = (
    "struct<reason:string,updatedfields:string,originalrequestid:string,originaleventid:string>"
)
_SERDE: Final = "org.apache.hive.hcatalog.data.JsonSerDe"
_OLD_SERDE: Final = "com.amazon.emr.hive.serde.CloudTrailSerde"
_INPUT: Final = "com.amazon.emr.cloudtrail.CloudTrailInputFormat"
_OUTPUT: Final = "org.apache.hadoop.hive.ql.io.HiveIgnoreKeyTextOutputFormat"


class Column(NamedTuple):
    """A column, its type as Hive writes it."""

    name: str
    type: str = "string"


COLUMNS: Final = (
    Column("eventversion"),
    Column("useridentity", _USER_IDENTITY),
    *map(
        Column,
        (
            "eventtime", "eventsource", "eventname", "awsregion", "sourceipaddress", "useragent",
            "errorcode", "errormessage", "requestparameters", "responseelements",
            "additionaleventdata", "requestid", "eventid", "readonly",
        ),
    ),
    Column("resources", _RESOURCES),
    *map(
        Column,
        (
            "eventtype", "apiversion", "recipientaccountid", "serviceeventdetails",
            "sharedeventid", "vpcendpointid", "vpcendpointaccountid", "eventcategory",
        ),
    ),
    Column("addendum", _ADDENDUM),
    Column("sessioncredentialfromconsole"),
    Column("edgedevicedetails"),
    Column("tlsdetails", _TLS),
)  # fmt: skip
"""Those of the documented table."""

_NEWER: Final = frozenset(
    {
        "vpcendpointaccountid", "eventcategory", "addendum", "sessioncredentialfromconsole",
        "edgedevicedetails", "tlsdetails",
    }
)  # fmt: skip
OLD_COLUMNS: Final = tuple(
    Column("useridentity", _OLD_USER_IDENTITY) if column.name == "useridentity" else column
    for column in COLUMNS
    if column.name not in _NEWER
)
"""Those of a table made before the documentation had the newer ones."""


@dataclass(frozen=True)
class Table:
    """An external table over a trail's files."""

    account: str
    """Whose catalog it is in, as `region` is where."""
    region: str
    name: str
    columns: tuple[Column, ...]
    keys: tuple[Column, ...]
    """What it is partitioned by; all partitions that there are files for are known to it."""
    location: str
    properties: Mapping[str, str] = field(default_factory=dict)
    serde: str = _SERDE
    database: str = DATABASE
    input: str = _INPUT
    is_governed: bool = False
    """Whether Lake Formation decides who sees which of its rows."""

    @property
    def place(self) -> Place | None:
        """What its files hold; None where they are no trail's."""
        return Place.of(self.properties.get("storage.location.template", self.location))

    @property
    def injected(self) -> tuple[str, ...]:
        """The keys that every query has to give a value for."""
        return tuple(
            key.name
            for key in self.keys
            if self.properties.get(f"projection.{key.name}.type") == "injected"
        )

    def metadata(self) -> dict[str, Any]:
        """As GetTableMetadata has it."""
        return {
            "Name": self.name,
            "CreateTime": CREATED,
            "TableType": "EXTERNAL_TABLE",
            "Columns": [{"Name": name, "Type": kind} for name, kind in self.columns],
            "PartitionKeys": [{"Name": name, "Type": kind} for name, kind in self.keys],
            "Parameters": {
                "EXTERNAL": "TRUE",
                "inputformat": self.input,
                "location": self.location,
                "outputformat": _OUTPUT,
                "serde.serialization.lib": self.serde,
                **self.properties,
            },
        }


class Place(NamedTuple):
    """Which files lie below a location: those of a bucket, maybe of one account, of one Region."""

    bucket: str
    account: str | None
    region: str | None

    @classmethod
    def of(cls, location: str) -> Place | None:
        """Read `s3://BUCKET/[PREFIX/]AWSLogs/[o-ID/][ACCOUNT/CloudTrail[/REGION[/…]]]`.

        A `${key}` stands for any value. None where it is no trail's folder.
        """
        match = _LOCATION.match(location)
        if match is None:
            return None
        account, region = (None if x and x.startswith("$") else x for x in match.group(2, 3))
        return cls(match[1], account or None, region or None)


_LOCATION: Final = re.compile(
    r"s3://([^/]+)/(?:.*?/)?AWSLogs(?:/o-[a-z0-9]+)?"
    r"(?:/(\d{12}|\$\{\w+\})(?:/CloudTrail(?:/([a-z0-9-]+|\$\{\w+\}))?)?)?(?:/|$)"
)


def tables_of(trail: Trail, accounts: Sequence[str], regions: Sequence[str]) -> Iterator[Table]:
    """The tables that the double has over a trail: one of each kind that people have.

    All hold everything the trail delivered but `cloudtrail_logs`, which is of
    the trail's own Region as the documentation makes it.
    """
    prefix = f"{trail.prefix}/" if trail.prefix else ""
    organization = "o-double/" if trail.organization else ""
    root = f"s3://{trail.bucket}/{prefix}AWSLogs/{organization}"
    home = root if trail.organization else f"{root}{trail.account}/CloudTrail/"
    one_region = f"{root}{trail.account}/CloudTrail/{trail.region}/"

    def table(name: str, keys: str, location: str, **others: Any) -> Table:
        others.setdefault("columns", COLUMNS)
        named = tuple(map(Column, keys.split()))
        return Table(trail.account, trail.region, name, keys=named, location=location, **others)

    yield table(
        "cloudtrail_logs",
        "timestamp",
        one_region,
        properties=_projected(f"{one_region}${{timestamp}}"),
    )
    yield table("cloudtrail_regions", "region year month day", home)
    yield table("cloudtrail_organization", "account region year month day", root)
    yield table(
        "cloudtrail_projected",
        "account region timestamp",
        root,
        properties=_projected(
            f"{root}${{account}}/CloudTrail/${{region}}/${{timestamp}}",
            account=accounts,
            region=regions,
        ),
    )
    yield table("cloudtrail_console", "", home, serde=_OLD_SERDE)
    yield table(
        "cloudtrail_old", "region year month day", home, columns=OLD_COLUMNS, serde=_OLD_SERDE
    )


def _projected(template: str, **enums: Sequence[str]) -> dict[str, str]:
    """Properties of a table with a projected `timestamp`, and keys of listed values."""
    properties = {
        "projection.enabled": "true",
        "projection.timestamp.type": "date",
        "projection.timestamp.format": "yyyy/MM/dd",
        "projection.timestamp.interval": "1",
        "projection.timestamp.interval.unit": "DAYS",
        "projection.timestamp.range": "2020/01/01,NOW",
        "storage.location.template": template,
    }
    for key, values in enums.items():
        properties[f"projection.{key}.type"] = "enum"
        properties[f"projection.{key}.values"] = ",".join(values)
    return properties
