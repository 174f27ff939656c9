"""What Athena knows of tables and workgroups, and what it runs queries with.

All of it is asked (`trailview.aws.asking.Asking`): `yield from` it, or `wait_for` it.
Metadata is that of the API: a `TableMetadata`, as GetTableMetadata has it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final, NamedTuple

from trailview.aws.asking import Asking, Caller
from trailview.aws.calls import Stop
from trailview.errors import DeniedError, ServiceError

CATALOG: Final = "AwsDataCatalog"
"""The account's own catalog, in Glue."""
PRIMARY: Final = "primary"
"""The workgroup that every account has."""
Metadata = Mapping[str, Any]


class FoundTables(NamedTuple):
    """A table, and where it is."""

    database: str
    metadata: Metadata
    catalog: str = CATALOG


class Workgroup(NamedTuple):
    """What a workgroup says about its queries, as GetWorkGroup tells it."""

    name: str
    output: str = ""
    """Where its results go, as `s3://…`."""
    is_enforced: bool = False
    """Whether another place for results is ignored."""
    is_managed: bool = False
    """Whether Athena keeps the results itself, and refuses to be told a place."""
    scan_limit: int = 0
    """Bytes at which it stops a query; 0 where it has no limit."""


def split_name(name: str) -> tuple[str, str]:
    """The database and the name of `DATABASE.TABLE`. Athena knows both in lower case."""
    database, _, table_name = name.lower().rpartition(".")
    return database or "default", table_name


def table(caller: Caller, database: str, name: str, stop: Stop) -> Asking[FoundTables]:
    """One table. Raises Cancelled, and TrailviewError where it is not there."""
    parameters = {"CatalogName": CATALOG, "DatabaseName": database, "TableName": name}
    answer = yield from caller.ask("athena", "get_table_metadata", parameters, stop)
    return FoundTables(database, answer["TableMetadata"])


def tables(
    caller: Caller, is_wanted: Callable[[Metadata], bool], stop: Stop
) -> Asking[tuple[FoundTables, ...]]:
    """All tables that are wanted, by database and name. Raises Cancelled and TrailviewError.

    A database that may not be looked into has none.
    """
    found = []
    for database in (yield from _databases(caller, stop)):
        try:
            listed = yield from _all(
                caller,
                "list_table_metadata",
                {"CatalogName": CATALOG, "DatabaseName": database},
                "TableMetadataList",
                stop,
            )
        except DeniedError:
            continue
        found += [FoundTables(database, metadata) for metadata in listed if is_wanted(metadata)]
    return tuple(found)


def _databases(caller: Caller, stop: Stop) -> Asking[list[str]]:
    parameters = {"CatalogName": CATALOG}
    listed = yield from _all(caller, "list_databases", parameters, "DatabaseList", stop)
    return [database["Name"] for database in listed]


def _all(
    caller: Caller, operation: str, parameters: Mapping[str, str], member: str, stop: Stop
) -> Asking[list[Metadata]]:
    """What all pages of a list hold."""
    found: list[Metadata] = []
    token: dict[str, str] = {}
    while True:
        answer = yield from caller.ask("athena", operation, {**parameters, **token}, stop)
        found += answer.get(member, ())
        if not answer.get("NextToken"):
            return found
        token = {"NextToken": answer["NextToken"]}


def workgroup(caller: Caller, name: str, stop: Stop) -> Asking[Workgroup]:
    """A workgroup's settings; only its name where they may not be looked at.

    Raises Cancelled, and TrailviewError where there is no such workgroup.
    """
    try:
        answer = yield from caller.ask("athena", "get_work_group", {"WorkGroup": name}, stop)
    except DeniedError:
        return Workgroup(name)
    except ServiceError as error:
        if error.code != "InvalidRequestException":
            raise
        raise ServiceError(
            "No such workgroup", error.message, "Check --athena-workgroup, and the region."
        ) from error
    configuration = answer["WorkGroup"].get("Configuration", {})
    return Workgroup(
        name,
        configuration.get("ResultConfiguration", {}).get("OutputLocation", ""),
        configuration.get("EnforceWorkGroupConfiguration", False),
        configuration.get("ManagedQueryResultsConfiguration", {}).get("Enabled", False),
        configuration.get("BytesScannedCutoffPerQuery", 0),
    )
