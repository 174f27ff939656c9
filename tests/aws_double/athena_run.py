"""One query of Athena, from its start to its result."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, Final

import duckdb
from sqlglot import exp

from tests.aws_double.athena_catalog import SHOWN, Catalog, said_words, table_made_by
from tests.aws_double.athena_data import Source, Warehouse
from tests.aws_double.athena_failures import failure_of
from tests.aws_double.athena_result import Result, result_of
from tests.aws_double.athena_sql import Lookup, QueryFailedError, read_statement, translated
from tests.aws_double.athena_table import Table
from tests.aws_double.corpus import Corpus
from tests.aws_double.service import ApiError, Call
from tests.aws_double.trails import Trails

ENGINE: Final = "Athena engine version 3"


@dataclass(frozen=True)
class WorkGroup:
    """A workgroup's settings."""

    name: str = "primary"
    output: str | None = None
    """Where its results go."""
    enforced: bool = False
    """Whether what the client says about results is ignored."""
    cutoff: int | None = None
    """The most bytes that one query may scan."""
    managed: bool = False
    """Whether Athena keeps the results itself, so that there is no bucket."""
    enabled: bool = True

    def description(self) -> dict[str, Any]:
        """As GetWorkGroup has it."""
        configuration: dict[str, Any] = {
            "EnforceWorkGroupConfiguration": self.enforced,
            "EngineVersion": {"SelectedEngineVersion": "AUTO", "EffectiveEngineVersion": ENGINE},
            "ManagedQueryResultsConfiguration": {"Enabled": self.managed},
            "ResultConfiguration": {"OutputLocation": self.output} if self.output else {},
        }
        if self.cutoff is not None:
            configuration["BytesScannedCutoffPerQuery"] = self.cutoff
        state = "ENABLED" if self.enabled else "DISABLED"
        return {"Name": self.name, "State": state, "Configuration": configuration}


@dataclass(eq=False)
class Execution:
    """A query that was started."""

    id: str
    call: Call
    text: str
    """The SQL as it was sent."""
    sql: str
    """The same with its parameters filled in."""
    statement: exp.Expr
    """What that says."""
    kind: str
    """`DML`, `DDL` or `UTILITY`."""
    database: str
    workgroup: WorkGroup
    output: str | None
    """Where its result goes: `s3://BUCKET/…`, the object's name included."""
    submitted: float
    state: str = "QUEUED"
    looks: int = 0
    """How often its state was asked for."""
    scanned: int = 0
    """Bytes."""
    reused: bool = False
    result: Result | None = None
    reason: str = ""
    error_type: int = 0
    ended: float | None = None
    lock: threading.Lock = field(default_factory=threading.Lock)

    @property
    def is_going(self) -> bool:
        return self.state in ("QUEUED", "RUNNING")

    def description(self) -> dict[str, Any]:
        """As GetQueryExecution has it."""
        status: dict[str, Any] = {"State": self.state, "SubmissionDateTime": self.submitted}
        if self.ended is not None:
            status["CompletionDateTime"] = self.ended
        if self.reason:
            status["StateChangeReason"] = self.reason
        if self.error_type:
            status["AthenaError"] = {
                "ErrorCategory": 2,
                "ErrorType": self.error_type,
                "Retryable": False,
                "ErrorMessage": self.reason,
            }
        return {
            "QueryExecutionId": self.id,
            "Query": self.text,
            "StatementType": self.kind,
            "ResultConfiguration": {"OutputLocation": self.output} if self.output else {},
            "QueryExecutionContext": {"Database": self.database, "Catalog": "awsdatacatalog"},
            "ExecutionParameters": self.call.body.get("ExecutionParameters", []),
            "Status": status,
            "Statistics": {
                "DataScannedInBytes": self.scanned,
                "EngineExecutionTimeInMillis": 0 if self.state == "QUEUED" else 250,
                "QueryQueueTimeInMillis": 100,
                "TotalExecutionTimeInMillis": 350,
                "ResultReuseInformation": {"ReusedPreviousResult": self.reused},
            },
            "WorkGroup": self.workgroup.name,
            "EngineVersion": {"SelectedEngineVersion": "AUTO", "EffectiveEngineVersion": ENGINE},
        }


def kind_of(statement: exp.Expr) -> str:
    """`DML`, `DDL` or `UTILITY`. Raises ApiError for what the double does not run."""
    if isinstance(statement, exp.Query):
        return "DML"
    if isinstance(statement, exp.Create) and statement.kind == "TABLE" and not statement.expression:
        return "DDL"
    if isinstance(statement, exp.Describe) or said_words(statement)[0] == "EXPLAIN":
        return "UTILITY"
    if said_words(statement) in SHOWN:
        return "UTILITY"
    raise ApiError("InvalidRequestException", "Queries of this type are not supported")


class Engine:
    """Runs statements over the tables of a catalog and the records of a corpus."""

    def __init__(self, corpus: Corpus, trails: Trails, catalog: Catalog) -> None:
        self._corpus = corpus
        self._trails = trails
        self._catalog = catalog

    def run(self, execution: Execution) -> None:
        """Run it to its end, and note what became of it."""
        try:
            if execution.kind == "DML":
                execution.result = self._selected(execution)
            elif execution.kind == "DDL":
                execution.result = self._created(execution)
            else:
                execution.result = self._said(execution)
        except QueryFailedError as failure:
            execution.state = "FAILED"
            execution.reason, execution.error_type = failure.message, failure.error_type
        else:
            if execution.result is None:
                execution.state = "CANCELLED"
                execution.reason = "Query cancelled! : Bytes scanned limit was exceeded"
            else:
                execution.state = "SUCCEEDED"

    def _selected(self, execution: Execution) -> Result | None:
        """A query's rows; None where it would scan more than its workgroup lets it."""
        warehouse = Warehouse.of(self._corpus)
        query = translated(execution.statement, self._lookup(execution))
        cutoff = execution.workgroup.cutoff
        with _duckdb_failures():
            scanned = sum(warehouse.scanned(scan.source, scan.predicates) for scan in query.scans)
            if cutoff is not None and scanned > cutoff:
                execution.scanned = cutoff
                return None
            found = warehouse.run(query.sql)
        execution.scanned = scanned
        return result_of(found)

    def _created(self, execution: Execution) -> Result:
        statement = execution.statement
        table = table_made_by(execution.call, execution.database, statement)
        self._catalog.add(table, if_missing=bool(statement.args.get("exists")))
        return Result((), (), [], has_header=False)

    def _said(self, execution: Execution) -> Result:
        statement = execution.statement
        if statement.name.upper() != "EXPLAIN":
            return self._catalog.said(execution.call, execution.database, statement)
        query = translated(read_statement(statement.expression.name), self._lookup(execution))
        with _duckdb_failures():
            found = Warehouse.of(self._corpus).run(f"EXPLAIN {query.sql}")
        lines = [[line] for _, plan in found.rows for line in str(plan).splitlines()]
        return Result(("query plan",), ("varchar",), lines)

    def _lookup(self, execution: Execution) -> Lookup:
        def lookup(database: str | None, name: str) -> tuple[Table, Source]:
            home = (database or execution.database).lower()
            if home not in self._catalog.databases(execution.call):
                raise QueryFailedError(
                    f"SCHEMA_NOT_FOUND: line 1:15: Schema '{home}' does not exist", 1110
                )
            table = self._catalog.find(execution.call, home, name)
            if table is None:
                full = f"awsdatacatalog.{home}.{name}"
                raise QueryFailedError(
                    f"TABLE_NOT_FOUND: line 1:15: Table '{full}' does not exist", 1110
                )
            place = table.place
            trails = (x for x in self._trails.all if place and x.bucket == place.bucket)
            return table, Warehouse.of(self._corpus).source(table, next(trails, None))

        return lookup


@contextmanager
def _duckdb_failures() -> Iterator[None]:
    """What DuckDB raises comes out as Athena would say it."""
    try:
        yield
    except duckdb.Error as error:
        raise failure_of(error) from None
