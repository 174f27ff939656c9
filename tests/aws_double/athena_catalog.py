"""Athena's data catalog: databases, tables and what says so."""

from __future__ import annotations

import threading
from collections.abc import Iterable, Sequence
from typing import Any, Final

from sqlglot import exp

from tests.aws_double.athena_result import Result
from tests.aws_double.athena_sql import QueryFailedError
from tests.aws_double.athena_table import DATABASE, Column, Table
from tests.aws_double.service import ApiError, Call, UnknownOperation

CATALOG: Final = "AwsDataCatalog"
_PAGE: Final = 50


class Catalog:
    """The tables of all accounts and Regions; each sees its own."""

    def __init__(self, tables: Iterable[Table]) -> None:
        self._tables = {_key(table): table for table in tables}
        self._lock = threading.Lock()

    def add(self, table: Table, *, if_missing: bool) -> None:
        """Raises QueryFailedError where there is one of that name, unless told not to."""
        with self._lock:
            if _key(table) in self._tables and not if_missing:
                raise QueryFailedError(
                    "FAILED: Execution Error, return code 1 from "
                    "org.apache.hadoop.hive.ql.exec.DDLTask. AlreadyExistsException(message:Table "
                    f"{table.name} already exists.)",
                    1301,
                )
            self._tables.setdefault(_key(table), table)

    def find(self, call: Call, database: str, name: str) -> Table | None:
        with self._lock:
            return self._tables.get((call.account, call.region, database, name))

    def every(self) -> list[Table]:
        """Those of all accounts and Regions."""
        with self._lock:
            return list(self._tables.values())

    def tables(self, call: Call, database: str) -> list[Table]:
        with self._lock:
            found = [
                table
                for table in self._tables.values()
                if (table.account, table.region, table.database)
                == (call.account, call.region, database)
            ]
        return sorted(found, key=lambda table: table.name)

    def databases(self, call: Call) -> list[str]:
        """By name; `default` is always there."""
        with self._lock:
            own = {
                table.database
                for table in self._tables.values()
                if (table.account, table.region) == (call.account, call.region)
            }
        return sorted({DATABASE, *own})

    def call(self, call: Call) -> dict[str, Any]:
        """Answer the operations that read the catalog. Raises ApiError."""
        body = call.body
        if call.operation == "ListDataCatalogs":
            summary = {"CatalogName": CATALOG, "Type": "GLUE"}
            return {"DataCatalogsSummary": [summary]}
        name = body.get("Name" if call.operation == "GetDataCatalog" else "CatalogName")
        if call.operation not in _READS:
            raise UnknownOperation(call.operation)
        if str(name).lower() != CATALOG.lower():
            raise ApiError("InvalidRequestException", f"Data catalog {name} was not found")
        if call.operation == "GetDataCatalog":
            return {"DataCatalog": {"Name": CATALOG, "Type": "GLUE"}}
        if call.operation == "ListDatabases":
            databases = [{"Name": database} for database in self.databases(call)]
            return page_of("DatabaseList", databases, body, _PAGE)
        database = str(body["DatabaseName"]).lower()
        if database not in self.databases(call):
            raise ApiError("MetadataException", f"Database {database} not found.")
        if call.operation == "GetDatabase":
            return {"Database": {"Name": database}}
        if call.operation == "ListTableMetadata":
            metadata = [table.metadata() for table in self.tables(call, database)]
            return page_of("TableMetadataList", metadata, body, _PAGE)
        table = self.find(call, database, str(body["TableName"]).lower())
        if table is None:
            raise ApiError("MetadataException", f"Table {body['TableName']} not found.")
        return {"TableMetadata": table.metadata()}

    def said(self, call: Call, database: str, statement: exp.Expr) -> Result:
        """What `SHOW DATABASES`, `SHOW TABLES` or `DESCRIBE` give. Raises QueryFailedError."""
        if isinstance(statement, exp.Describe):
            target = statement.this
            owner = target.db or database
            table = self.find(call, owner, target.name.lower())
            if table is None:
                raise QueryFailedError(
                    f"FAILED: SemanticException Table not found {target.name}", 1110
                )
            return _listed([f"{x.name}\t{x.type}" for x in (*table.columns, *table.keys)])
        if said_words(statement) == ("SHOW", "TABLES"):
            return _listed([table.name for table in self.tables(call, database)])
        return _listed(self.databases(call))


SHOWN: Final = (("SHOW", "TABLES"), ("SHOW", "DATABASES"), ("SHOW", "SCHEMAS"))
"""The statements that `Catalog.said` answers, beside DESCRIBE."""
_READS: Final = (
    "GetDataCatalog",
    "ListDatabases",
    "GetDatabase",
    "ListTableMetadata",
    "GetTableMetadata",
)


def said_words(statement: exp.Expr) -> tuple[str, str]:
    """The first two words of a command, in capitals."""
    words = statement.expression.name.upper().rstrip(" ;").split() if statement.expression else []
    return statement.name.upper(), words[0] if words else ""


def _key(table: Table) -> tuple[str, str, str, str]:
    return table.account, table.region, table.database, table.name


def _listed(lines: Sequence[str]) -> Result:
    return Result(("result",), ("string",), [[line] for line in lines], has_header=False)


def page_of(
    member: str, items: Sequence[dict[str, Any]], body: dict[str, Any], most: int
) -> dict[str, Any]:
    """One page of a list, with a token that says where the next begins."""
    token = str(body.get("NextToken", "0"))
    if not token.isdigit():
        raise ApiError("InvalidRequestException", "Invalid NextToken")
    end = int(token) + min(int(body.get("MaxResults", most)), most)
    answer: dict[str, Any] = {member: list(items[int(token) : end])}
    if end < len(items):
        answer["NextToken"] = str(end)
    return answer


def table_made_by(call: Call, database: str, statement: exp.Expr) -> Table:
    """The table of a `CREATE EXTERNAL TABLE`. Raises QueryFailedError where it is no such."""
    properties = statement.args["properties"].expressions if statement.args["properties"] else []
    found = {type(item): item for item in properties}
    if exp.ExternalProperty not in found or exp.LocationProperty not in found:
        raise QueryFailedError("FAILED: only CREATE EXTERNAL TABLE … LOCATION is known here", 1006)
    partitioned = found.get(exp.PartitionedByProperty)
    target = statement.this.this
    return Table(
        call.account,
        call.region,
        target.name.lower(),
        _columns(statement.this),
        _columns(partitioned.this) if partitioned else (),
        found[exp.LocationProperty].this.name,
        {x.this.name: x.args["value"].name for x in properties if type(x) is exp.Property},
        found[exp.RowFormatSerdeProperty].this.name if exp.RowFormatSerdeProperty in found else "",
        (target.db or database).lower(),
    )


def _columns(schema: exp.Expr) -> tuple[Column, ...]:
    return tuple(
        Column(x.name.lower(), _hive(x.args["kind"]))
        for x in schema.find_all(exp.ColumnDef)
        if x.parent is schema
    )


def _hive(kind: exp.DataType) -> str:
    """A type as the metadata spells it: lower case, no spaces."""
    return kind.sql("hive").lower().replace(" ", "")
