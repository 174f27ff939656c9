"""Athena: queries over a trail's files, in workgroups, with results in a bucket.

A query runs when its state is asked for often enough: it is queued at the
first look, running at the second, ended at the third, so that a test sees the
same states every time. Sources: the botocore model of Athena and the user
guide. Texts of errors that AWS does not document are those seen in the wild.
"""

from __future__ import annotations

import threading
import uuid
from collections.abc import Iterable, Sequence
from typing import Any, Final
from urllib.parse import urlsplit

from sqlglot import exp

from tests.aws_double.athena_catalog import Catalog, page_of
from tests.aws_double.athena_run import Engine, Execution, WorkGroup, kind_of
from tests.aws_double.athena_sql import bound, read_statement
from tests.aws_double.athena_table import DATABASE, Table, tables_of
from tests.aws_double.clock import Clock
from tests.aws_double.corpus import Corpus
from tests.aws_double.s3 import Objects
from tests.aws_double.service import ApiError, Call
from tests.aws_double.trails import Trails

PAGE: Final = 1000
"""The most rows of one answer, the header included."""
MOST_BYTES: Final = 262_144
_PAGE_OF_WORKGROUPS: Final = 50
_NO_OUTPUT: Final = (
    "No output location provided. An output location is required either through the Workgroup "
    "result configuration setting or as an API input."
)


class Athena:
    """The queries of all accounts and Regions.

    `tables` are those of `tables_of` over each trail where none are given.
    `steps` are the states that a query shows before it runs to its end, one at
    each look; `most_active` how many of an account may go on in a Region.
    """

    target = "AmazonAthena"

    def __init__(
        self,
        corpus: Corpus,
        trails: Trails,
        clock: Clock,
        objects: Objects,
        *,
        tables: Iterable[Table] | None = None,
        workgroups: Iterable[WorkGroup] = (WorkGroup(),),
        steps: Sequence[str] = ("QUEUED", "RUNNING"),
        most_active: int = 150,
    ) -> None:
        if tables is None:
            tables = [
                table
                for trail in trails.all
                for table in tables_of(trail, corpus.accounts, corpus.regions)
            ]
        self.catalog = Catalog(tables)
        self._clock = clock
        self._objects = objects
        self._engine = Engine(corpus, trails, self.catalog)
        self._workgroups = {workgroup.name: workgroup for workgroup in workgroups}
        self._steps = steps
        self._most_active = most_active
        self._executions: dict[str, Execution] = {}
        self._by_token: dict[tuple[str, str, str], Execution] = {}
        self._lock = threading.Lock()

    @property
    def executions(self) -> list[Execution]:
        """Every query so far, in the order in which they were started."""
        with self._lock:
            return list(self._executions.values())

    @property
    def running(self) -> list[Execution]:
        """The queries that go on costing money."""
        return [execution for execution in self.executions if execution.is_going]

    @property
    def stopped(self) -> list[Execution]:
        return [execution for execution in self.executions if execution.state == "CANCELLED"]

    def call(self, call: Call) -> dict[str, Any]:
        operations = {
            "StartQueryExecution": self._start,
            "GetQueryExecution": self._look,
            "GetQueryResults": self._results,
            "StopQueryExecution": self._stop,
            "GetWorkGroup": self._workgroup,
            "ListWorkGroups": self._list_workgroups,
        }
        return operations.get(call.operation, self.catalog.call)(call)

    def _start(self, call: Call) -> dict[str, Any]:
        body = call.body
        text = str(body["QueryString"])
        if len(text.encode()) > MOST_BYTES:
            raise _invalid(f"The query is longer than {MOST_BYTES} bytes.")
        with self._lock:
            token = (call.account, call.region, str(body["ClientRequestToken"]))
            earlier = self._by_token.get(token)
            if earlier is not None and earlier.text != text:
                raise _invalid("Idempotent parameters do not match")
            execution = earlier or self._admitted(call, text)
            self._by_token[token] = self._executions[execution.id] = execution
        return {"QueryExecutionId": execution.id}

    def _admitted(self, call: Call, text: str) -> Execution:
        workgroup = self._workgroup_of(call.body.get("WorkGroup", "primary"))
        if not workgroup.enabled:
            raise _invalid(f"WorkGroup {workgroup.name} is disabled.")
        output = self._output(workgroup, call.body)
        sql = bound(text, call.body.get("ExecutionParameters", []))
        statement = read_statement(sql)
        kind = kind_of(statement)
        going = (x for x in self._executions.values() if x.is_going)
        owner = (call.account, call.region)
        if sum((x.call.account, x.call.region) == owner for x in going) >= self._most_active:
            members = {"Reason": "CONCURRENT_QUERY_LIMIT_EXCEEDED"}
            message = (
                "You have exceeded the limit for the number of queries you can run concurrently."
            )
            raise ApiError("TooManyRequestsException", message, members=members)
        query_id = str(uuid.uuid4())
        ending = "csv" if kind == "DML" else "txt"
        return Execution(
            query_id,
            call,
            text,
            sql,
            statement,
            kind,
            call.body.get("QueryExecutionContext", {}).get("Database", DATABASE).lower(),
            workgroup,
            None if output is None else f"{output.rstrip('/')}/{query_id}.{ending}",
            self._clock.now(),
        )

    def _output(self, workgroup: WorkGroup, body: dict[str, Any]) -> str | None:
        """Where the result is to go; None where Athena keeps it."""
        given = body.get("ResultConfiguration", {}).get("OutputLocation")
        if workgroup.managed:
            if given:
                raise _invalid("An output location cannot be given with managed query results.")
            return None
        output = workgroup.output if workgroup.enforced else given or workgroup.output
        if not output:
            raise _invalid(_NO_OUTPUT)
        bucket = urlsplit(output).netloc
        if not self._objects.holds(bucket):
            raise _invalid(f"Unable to verify/create output bucket {bucket}")
        return output

    def _execution(self, call: Call) -> Execution:
        with self._lock:
            found = self._executions.get(call.body["QueryExecutionId"])
        if found is None or (found.call.account, found.call.region) != (call.account, call.region):
            raise _invalid(f"QueryExecution {call.body['QueryExecutionId']} was not found")
        return found

    def _look(self, call: Call) -> dict[str, Any]:
        execution = self._execution(call)
        with execution.lock:
            if execution.is_going:
                if execution.looks < len(self._steps):
                    execution.state = self._steps[execution.looks]
                else:
                    self._finish(execution)
                execution.looks += 1
            return {"QueryExecution": execution.description()}

    def _finish(self, execution: Execution) -> None:
        earlier = self._reusable(execution)
        if earlier is not None:
            execution.state, execution.result, execution.reused = "SUCCEEDED", earlier.result, True
        else:
            self._engine.run(execution)
        execution.ended = self._clock.now()
        if execution.result is not None and execution.output is not None:
            place = urlsplit(execution.output)
            self._objects.put(place.netloc, place.path.lstrip("/"), execution.result.csv)

    def _reusable(self, execution: Execution) -> Execution | None:
        """An earlier query whose result is young enough to stand for this one's."""
        by_age = execution.call.body.get("ResultReuseConfiguration", {}).get(
            "ResultReuseByAgeConfiguration", {}
        )
        tree = execution.statement
        unordered = tree.args.get("limit") and not tree.args.get("order")
        if not by_age.get("Enabled") or not isinstance(tree, exp.Query) or unordered:
            return None
        since = self._clock.now() - 60 * int(by_age.get("MaxAgeInMinutes", 60))
        for other in self.executions:
            if (
                other.state == "SUCCEEDED"
                and not other.reused
                and not other.workgroup.managed
                and (other.ended or 0) >= since
                and _same_question(other, execution)
            ):
                return other
        return None

    def _results(self, call: Call) -> dict[str, Any]:
        execution = self._execution(call)
        if execution.is_going:
            raise _invalid(f"Query has not yet finished. Current state: {execution.state}")
        result = execution.result
        if result is None:
            raise _invalid(
                f"Query did not finish successfully. Final query state: {execution.state}"
            )
        token = str(call.body.get("NextToken", "0"))
        if not token.isdigit():
            raise _invalid("Invalid NextToken")
        end = int(token) + min(int(call.body.get("MaxResults", PAGE)), PAGE)
        answer: dict[str, Any] = {
            "UpdateCount": 0,
            "ResultSet": {
                "Rows": result.page(int(token), end),
                "ResultSetMetadata": {"ColumnInfo": result.columns},
            },
        }
        if end < result.length:
            answer["NextToken"] = str(end)
        return answer

    def _stop(self, call: Call) -> dict[str, Any]:
        """End a query; one that has ended stays as it is."""
        execution = self._execution(call)
        with execution.lock:
            if execution.is_going:
                execution.state, execution.ended = "CANCELLED", self._clock.now()
                execution.reason = "Query cancelled by user"
        return {}

    def _workgroup_of(self, name: str) -> WorkGroup:
        if name not in self._workgroups:
            raise _invalid(f"WorkGroup {name} is not found.")
        return self._workgroups[name]

    def _workgroup(self, call: Call) -> dict[str, Any]:
        return {"WorkGroup": self._workgroup_of(call.body["WorkGroup"]).description()}

    def _list_workgroups(self, call: Call) -> dict[str, Any]:
        summaries = []
        for workgroup in self._workgroups.values():
            described = workgroup.description()
            engine = described["Configuration"]["EngineVersion"]
            summaries.append(
                {"Name": workgroup.name, "State": described["State"], "EngineVersion": engine}
            )
        return page_of("WorkGroups", summaries, call.body, _PAGE_OF_WORKGROUPS)


def _invalid(message: str) -> ApiError:
    return ApiError("InvalidRequestException", message)


def _same_question(one: Execution, other: Execution) -> bool:
    """Whether two queries have the same text, database, workgroup, owner and place of results."""
    return all(
        (
            one.sql == other.sql,
            one.database == other.database,
            one.workgroup == other.workgroup,
            (one.call.account, one.call.region) == (other.call.account, other.call.region),
            one.call.body.get("ResultConfiguration") == other.call.body.get("ResultConfiguration"),
        )
    )
