"""What a CloudTrail table in Athena holds, as its metadata tells.

The metadata is the `TableMetadata` of Athena's GetTableMetadata. Tables
differ: by age, by who made them, and by how they are partitioned.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from functools import cached_property
from typing import Any, Final

from trailview.plans.athena.hive_types import HiveType, parse_type


class Role(Enum):
    """What a partition key tells the place of."""

    ACCOUNT = "account"
    REGION = "region"
    DATE = "date"
    YEAR = "year"
    MONTH = "month"
    DAY = "day"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Partition:
    """One partition key."""

    name: str
    type: HiveType
    role: Role
    projection: str = ""
    """How its values are made up: `date`, `enum`, `integer`, `injected`; empty where listed."""
    format: str = ""
    """How a projected date is written, as a Java pattern such as `yyyy/MM/dd`."""
    values: tuple[str, ...] = ()
    """All values of an `enum`."""
    range: str = ""
    """The first and the last value of a projected `date` or `integer`, as `FIRST,LAST`."""


@dataclass(frozen=True)
class TableShape:
    """A table: where it is, its columns, and its partition keys."""

    database: str
    name: str
    columns: tuple[tuple[str, HiveType], ...]
    """Names in lower case, in the table's order; partition keys are not among them."""
    partitions: tuple[Partition, ...] = ()
    catalog: str = "AwsDataCatalog"
    is_assumed: bool = False
    """Whether nobody has been asked yet what the table really holds."""
    facts: str = ""
    """What stands for its rows (`trailview.plans.athena.facts`); empty where nothing does."""

    @cached_property
    def types(self) -> Mapping[str, HiveType]:
        """The type of each column, by its name."""
        return dict(self.columns)

    def partition(self, role: Role) -> Partition | None:
        """The key with this role; None where the table has none."""
        return next((key for key in self.partitions if key.role is role), None)

    @property
    def scheme(self) -> str:
        """The roles of the partition keys in order, such as `account/region/date`; or `none`."""
        return "/".join(key.role.value for key in self.partitions) or "none"


_ROLES: Final = {
    **dict.fromkeys(("account", "account_id", "accountid", "aws_account", "acct"), Role.ACCOUNT),
    **dict.fromkeys(("region", "aws_region"), Role.REGION),
    **dict.fromkeys(("timestamp", "date", "dt", "ds", "event_date", "log_date"), Role.DATE),
    "year": Role.YEAR,
    "month": Role.MONTH,
    "day": Role.DAY,
}
_OWN_FORMAT: Final = "cloudtrail"
_OWN_COLUMNS: Final = frozenset({"useridentity", "eventtime", "eventname", "eventsource"})
_SERDE: Final = re.compile(
    r"(?:inputformat|serde|serialization\.lib|classification)", re.IGNORECASE
)


def shape_of(
    metadata: Mapping[str, Any], database: str = "default", catalog: str = "AwsDataCatalog"
) -> TableShape:
    """The shape of the table that `metadata` is of.

    The metadata does not name the database and catalog it came from.
    """
    keys = _columns(metadata.get("PartitionKeys"))
    properties = {str(k).lower(): str(v) for k, v in (metadata.get("Parameters") or {}).items()}
    names = {name for name, _ in keys}
    return TableShape(
        database=database,
        name=str(metadata.get("Name", "")),
        columns=tuple(column for column in _columns(metadata.get("Columns"))),
        partitions=tuple(_partition(name, kind, names, properties) for name, kind in keys),
        catalog=catalog,
    )


def _columns(listed: Sequence[Mapping[str, Any]] | None) -> list[tuple[str, HiveType]]:
    return [
        (str(c["Name"]).lower(), parse_type(str(c.get("Type", "string")))) for c in listed or ()
    ]


def _partition(
    name: str, kind: HiveType, names: set[str], properties: Mapping[str, str]
) -> Partition:
    projected = properties.get("projection.enabled", "").lower() == "true"

    def projection(what: str) -> str:
        return properties.get(f"projection.{name}.{what}", "") if projected else ""

    made = projection("type").lower()
    role = _ROLES.get(name, Role.OTHER)
    if made == "date" or (role is Role.DAY and not {"year", "month"} <= names):
        role = Role.DATE
    values = tuple(text for value in projection("values").split(",") if (text := value.strip()))
    return Partition(name, kind, role, made, projection("format"), values, projection("range"))


def is_cloudtrail(metadata: Mapping[str, Any]) -> bool:
    """Whether a table is one of CloudTrail events: its format says so, or its columns do."""
    for name, value in (metadata.get("Parameters") or {}).items():
        if _SERDE.search(str(name)) and _OWN_FORMAT in str(value).lower():
            return True
    return {name for name, _ in _columns(metadata.get("Columns"))} >= _OWN_COLUMNS


def is_of_trail_files(told: Mapping[str, Any]) -> bool:
    """Whether a table, as Glue tells of it, reads files as CloudTrail writes them."""
    storage = told.get("StorageDescriptor") or {}
    serde = storage.get("SerdeInfo") or {}
    formats = (storage.get("InputFormat"), serde.get("SerializationLibrary"))
    return any(_OWN_FORMAT in str(named).lower() for named in formats)
