"""Glue: Athena's data catalog, as its own API tells it."""

from __future__ import annotations

from typing import Any, Final

from tests.aws_double.athena_catalog import Catalog, page_of
from tests.aws_double.athena_data import Warehouse
from tests.aws_double.athena_table import CREATED, Column, Table
from tests.aws_double.corpus import Corpus
from tests.aws_double.service import ApiError, Call, UnknownOperation
from tests.aws_double.trails import Trails

_PAGE: Final = 100


class Glue:
    """Databases, tables and partitions: of each day and place that a trail delivered files of."""

    target = "AWSGlue"

    def __init__(self, catalog: Catalog, corpus: Corpus, trails: Trails) -> None:
        self._catalog = catalog
        self._corpus = corpus
        self._trails = trails
        self.has_partitions: bool | None = None
        """Whether partitions were added, of whatever is asked for; None: as they are."""
        self.page = _PAGE
        """Partitions that one answer has at most."""

    def call(self, call: Call) -> dict[str, Any]:
        body = call.body
        if call.operation not in _OPERATIONS:
            raise UnknownOperation(call.operation)
        if call.operation == "GetDatabases":
            databases = [{"Name": name} for name in self._catalog.databases(call)]
            return page_of("DatabaseList", databases, body, _PAGE)
        database = str(body["Name" if call.operation == "GetDatabase" else "DatabaseName"]).lower()
        if database not in self._catalog.databases(call):
            raise _nowhere(f"Database {database} not found.")
        if call.operation == "GetDatabase":
            return {"Database": {"Name": database}}
        if call.operation == "GetTables":
            tables = [_told(table) for table in self._catalog.tables(call, database)]
            return page_of("TableList", tables, body, _PAGE)
        name = str(body["Name" if call.operation == "GetTable" else "TableName"]).lower()
        table = self._catalog.find(call, database, name)
        if table is None:
            raise _nowhere(f"Table {name} not found.")
        if call.operation == "GetTable":
            return {"Table": _told(table)}
        if call.operation == "GetPartitions":
            return self._partitions(table, body)
        raise _nowhere("Cannot find partition.")

    def _partitions(self, table: Table, body: dict[str, Any]) -> dict[str, Any]:
        if "projection.enabled" in table.properties or not table.keys:
            return {"Partitions": []}
        if self.has_partitions is not None:
            return {"Partitions": [{"Values": ["any"]}] if self.has_partitions else []}
        warehouse = Warehouse.of(self._corpus)
        place = table.place
        trail = next((x for x in self._trails.all if place and x.bucket == place.bucket), None)
        keys = ", ".join(f'"{key.name}"' for key in table.keys)
        found = warehouse.run(
            f"SELECT DISTINCT {keys} FROM {warehouse.source(table, trail).files} "
            f"WHERE {body.get('Expression') or 'true'} ORDER BY ALL"
        )
        partitions = [{"Values": list(row)} for row in found.rows]
        return page_of("Partitions", partitions, body, self.page)


_OPERATIONS: Final = (
    "GetDatabase",
    "GetDatabases",
    "GetTable",
    "GetTables",
    "GetPartition",
    "GetPartitions",
)


def _nowhere(message: str) -> ApiError:
    return ApiError("EntityNotFoundException", message)


def _told(table: Table) -> dict[str, Any]:
    """A table as GetTable has it."""
    return {
        "Name": table.name,
        "DatabaseName": table.database,
        "TableType": "EXTERNAL_TABLE",
        "CreateTime": CREATED,
        "IsRegisteredWithLakeFormation": table.is_governed,
        "StorageDescriptor": {
            "Columns": _columns(table.columns),
            "Location": table.location,
            "InputFormat": table.input,
            "SerdeInfo": {"SerializationLibrary": table.serde},
        },
        "PartitionKeys": _columns(table.keys),
        "Parameters": dict(table.properties),
    }


def _columns(columns: tuple[Column, ...]) -> list[dict[str, str]]:
    return [{"Name": name, "Type": kind} for name, kind in columns]
