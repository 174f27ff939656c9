"""What the doctor has found so far, and what each answer teaches.

A trail leads to its log group, databases to their tables, a query to its
result: what one call finds, later trials ask about. It is also what words in
the policy's resources stand for.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, Final

from trailview.aws.asking import Answer, Asking, Caller, wait_for
from trailview.aws.athena.tables import PRIMARY, FoundTables, split_name
from trailview.aws.calls import Stop
from trailview.aws.discover import TrailInfo, best_groups, log_groups, trail_of
from trailview.aws.doctor.freshness import age, place_of
from trailview.aws.doctor.rows import GROUP_ARN
from trailview.aws.failures.athena import query_failure
from trailview.context import Context
from trailview.errors import ServiceError

Tables = Callable[[Caller, Stop], Asking[Sequence[FoundTables]]]
"""Finds the tables of CloudTrail events, best first: `backends.athena.target.cloudtrail_tables`."""

_PLACE: Final = re.compile(r"\{([a-z_]+)\}")
_DAY_MS: Final = 86_400_000
_LOOKS: Final = 120
_PAUSE: Final = 0.25
"""Seconds between two looks at the query: it is waited for as long as half a minute."""
_FOLDER: Final = "AWSLogs/"
"""What a trail's keys begin with, behind its own prefix."""
_NO_TABLE: Final = "no table over CloudTrail's files was found"
_NO_QUERY: Final = "no query was started"
_NO_RESULTS: Final = "no place for results is known (--athena-output)"
_MISSING: Final = {
    "trail_arn": "no trail was found",
    "group": "no log group of a trail was found",
    "query": _NO_QUERY,
    "database": "no database was found",
    "table": _NO_TABLE,
    "trail_bucket": "no trail's bucket was found (--bucket-path)",
    "trail_key": "no file was found",
    "results": _NO_RESULTS,
    "result_bucket": _NO_RESULTS,
    "result_key": "no result was written",
    "execution": _NO_QUERY,
    "ended": _NO_QUERY,
    "succeeded": _NO_QUERY,
}
"""Why something could not be asked about."""


class Findings:
    """What is known of one profile's account in one Region."""

    def __init__(
        self, caller: Caller, stop: Stop, now: int, context: Context, find_tables: Tables
    ) -> None:
        """What `context` says is not looked for; what it does not is found out."""
        self.trails: tuple[TrailInfo, ...] = ()
        self.table: FoundTables | None = None
        """The one that would be asked."""
        self.group = ""
        """The log group that would be asked, by name or ARN."""
        self.names: dict[str, str] = {}
        """What parts of the policy's resources stand for."""
        self._caller = caller
        self._stop = stop
        self._now = now
        self._find_tables = find_tables
        self._missing = dict(_MISSING)
        self._failure: ServiceError | None = None
        """Why Athena's query has written no result."""
        self._places: dict[str, Any] = {
            "now": now,
            "before": now - 1,
            "now_ms": now * 1000,
            "day_ago_ms": now * 1000 - _DAY_MS,
            **dict(context.options),
        }
        table, output = context.text("athena_table"), context.text("athena_output")
        self._group_is_said = bool(context.text("log_group"))
        self._table_is_said, self._output_is_said = bool(table), bool(output)
        self._bucket_is_said = False
        self._read_from(*place_of(context.text("bucket_path")))
        self._bucket_is_said = bool(context.text("bucket_path"))
        self._places |= {
            "workgroup": context.text("athena_workgroup") or PRIMARY,
            "results": {"OutputLocation": output} if output else {},
        }
        self.names["WG"] = self._places["workgroup"]
        if self._group_is_said:
            self._take_group(context.text("log_group"))
        if output:
            self._take_output(output)
        if table:
            database, name = split_name(table)
            self._places |= {"database": database, "table": name}
            self.names["DATABASE"] = database

    def meet(self, arn: str, account: str) -> None:
        """Take note of who asks."""
        self.names |= {"REGION": self._caller.region, "ACCOUNT": account}
        self.names["arn:aws:"] = f"arn:{arn.split(':')[1]}:"

    def missing(self, parameters: Mapping[str, Any]) -> str:
        """Why these cannot be filled in; empty where they can."""
        for name in _PLACE.findall(str(parameters)):
            if name not in self._places:
                return self._missing.get(name, f"nothing is said for {name}")
        return ""

    def filled(self, parameters: Mapping[str, Any]) -> dict[str, Any]:
        """Parameters of a call, with what was found in its places."""
        found = {name: self._filled(value) for name, value in parameters.items()}
        return {name: value for name, value in found.items() if value != {}}

    def _filled(self, value: Any) -> Any:
        if isinstance(value, list):
            return [self._filled(entry) for entry in value]
        match = _PLACE.fullmatch(value) if isinstance(value, str) else None
        return self._places[match[1]] if match else value

    def bucket_of(self, parameters: Mapping[str, Any]) -> str:
        """The bucket that a call is about; empty for none, and where it is not known."""
        place = _PLACE.fullmatch(parameters.get("Bucket", ""))
        return str(self._places.get(place[1], "")) if place else ""

    def written(self) -> str:
        """What the query that has ended shows of writing. Raises ServiceError for its failure."""
        if self._failure is not None:
            raise self._failure
        return "shown by the query's result"

    def learn(self, sid: str, action: str, answer: Answer) -> str:
        """Keep what an answer to an action of a statement teaches; what is to be told of it.

        Raises Cancelled, and TrailviewError where something more that it takes cannot be asked.
        """
        lesson = self._lessons.get(f"{sid} {action}") or self._lessons.get(action)
        return lesson(self, answer) if lesson else ""

    # Event history and trails

    def _events(self, answer: Answer) -> str:
        events = answer.get("Events")
        if not events:
            return f"no event in {self._caller.region} in the last 90 days"
        return f"newest event {age(self._now, events[0]['EventTime'])}"

    def _trails(self, answer: Answer) -> str:
        self.trails = tuple(trail_of(entry) for entry in answer.get("trailList", ()))
        if not self.trails:
            return "no trails: only event history can be asked"
        groups = best_groups(self.trails, self._caller.region)
        first = next((trail for trail in self.trails if trail.log_group in groups[:1]), None)
        chosen = first or self.trails[0]
        self._places["trail_arn"] = chosen.arn
        self._read_from(chosen.bucket, f"{chosen.prefix}/{_FOLDER}".lstrip("/"))
        if groups and not self._group_is_said:
            self._take_group(groups[0])
        return ", ".join(f"{trail.name} ({trail.home_region})" for trail in self.trails)

    def _read_from(self, bucket: str, prefix: str) -> None:
        """The trail's objects are there, unless it is said where they are."""
        if not bucket or self._bucket_is_said:
            return
        self._places |= {"trail_bucket": bucket, "trail_prefix": prefix}
        before, folder, _ = prefix.partition(_FOLDER)
        self.names |= {"TRAIL": bucket, f"TRAIL/{_FOLDER}": f"{bucket}/{before}{folder or _FOLDER}"}

    def _regions(self, answer: Answer) -> str:
        return f"{len(answer['Regions'])} enabled"

    # Log groups

    def _take_group(self, group: str) -> None:
        self._places["group"] = self.group = group
        if group.startswith("arn:"):
            self.names[GROUP_ARN] = group
        else:
            self.names["GROUP"] = group

    def _groups(self, answer: Answer) -> str:
        """Where no trail has told of a log group, one that is named like a trail's."""
        del answer  # only that it was given is of interest
        if self.group:
            return ""
        found = wait_for(log_groups(self._caller, self._stop))
        if not found:
            return "none that is named like a trail's"
        self._take_group(found[0])
        return f"{found[0].rpartition(':')[2]} is named like a trail's"

    def _logged(self, answer: Answer) -> str:
        events = answer.get("events", ())
        if events:
            return f"newest event came {age(self._now, events[0]['timestamp'] / 1000)}"
        return "" if answer.get("nextToken") else "no event came in the last 24 hours"

    def _query(self, answer: Answer) -> str:
        self._places["query"] = answer["queryId"]
        return ""

    # Athena

    def _workgroups(self, answer: Answer) -> str:
        return ", ".join(group["Name"] for group in answer.get("WorkGroups", ()))

    def _databases(self, answer: Answer) -> str:
        names = [database["Name"] for database in answer.get("DatabaseList", ())]
        if names and not self._table_is_said:
            self._places["database"] = names[0]
        return ", ".join(names)

    def _tables(self, answer: Answer) -> str:
        """The tables over a trail's files, in all databases."""
        del answer  # only that it was given is of interest
        found = wait_for(self._find_tables(self._caller, self._stop))
        if not found:
            return "none over CloudTrail's files: `trailview athena ddl` prints one"
        names = [f"{table.database}.{table.metadata['Name']}" for table in found]
        if not self._table_is_said:
            self._take_table(found[0])
        return ", ".join(names)

    def _metadata(self, answer: Answer) -> str:
        self._take_table(FoundTables(self._places["database"], answer["TableMetadata"]))
        return ""

    def _take_table(self, table: FoundTables) -> None:
        self.table = table
        self._places |= {"database": table.database, "table": str(table.metadata["Name"])}
        self.names["DATABASE"] = table.database
        self._read_from(*place_of(table.metadata.get("Parameters", {}).get("location", "")))

    def _workgroup(self, answer: Answer) -> str:
        configuration = answer["WorkGroup"].get("Configuration", {})
        own = str(configuration.get("ResultConfiguration", {}).get("OutputLocation", ""))
        if configuration.get("ManagedQueryResultsConfiguration", {}).get("Enabled"):
            self._places["results"] = {}
            self._places.pop("result_bucket", None)
            why = "the workgroup keeps its results itself"
            self._missing |= {"result_bucket": why, "result_key": why}
            return why
        if own and (configuration.get("EnforceWorkGroupConfiguration") or not self._output_is_said):
            self._places["results"] = {}
            self._take_output(own)
            return f"its results go to {own}"
        if not self._output_is_said:
            del self._places["results"]
            return "it names no place for results"
        return ""

    def _take_output(self, output: str) -> None:
        bucket, prefix = place_of(output)
        self._places |= {"result_bucket": bucket, "result_prefix": prefix}
        self.names["RESULTS"] = bucket

    def _started(self, answer: Answer) -> str:
        self._places["execution"] = answer["QueryExecutionId"]
        self._missing |= {
            "ended": "the query has not ended",
            "succeeded": "the query has not succeeded",
        }
        return ""

    def _watched(self, answer: Answer) -> str:
        """Wait until the query has ended, and keep what came of it."""
        for execution in self._looks(answer["QueryExecution"]):
            if execution["Status"]["State"] not in ("QUEUED", "RUNNING"):
                return self._ended(execution)
        return "the query has not ended yet"

    def _ended(self, execution: Mapping[str, Any]) -> str:
        status = execution["Status"]
        self._places["ended"] = execution["QueryExecutionId"]
        if status["State"] == "SUCCEEDED":
            self._places["succeeded"] = execution["QueryExecutionId"]
            output = execution.get("ResultConfiguration", {}).get("OutputLocation")
            if output:
                self._places["result_bucket"], self._places["result_key"] = place_of(output)
        else:
            error_type = status.get("AthenaError", {}).get("ErrorType")
            self._failure = query_failure(status.get("StateChangeReason", ""), error_type)
        return f"the query has {status['State'].lower()}"

    def _looks(self, first: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
        yield first
        asked = {"QueryExecutionId": self._places["execution"]}
        for _ in range(_LOOKS):
            self._caller.rest(_PAUSE, self._stop)
            asking = self._caller.ask("athena", "get_query_execution", asked, self._stop)
            yield wait_for(asking)["QueryExecution"]

    def _files(self, answer: Answer) -> str:
        files = answer.get("Contents", ())
        if files:
            self._places["trail_key"] = files[0]["Key"]
        return "" if files else f"nothing lies below {self._places['trail_prefix']}"

    _lessons: Final[Mapping[str, Callable[[Findings, Answer], str]]] = {
        "cloudtrail:LookupEvents": _events,
        "cloudtrail:DescribeTrails": _trails,
        "ec2:DescribeRegions": _regions,
        "logs:DescribeLogGroups": _groups,
        "logs:FilterLogEvents": _logged,
        "logs:StartQuery": _query,
        "athena:ListWorkGroups": _workgroups,
        "athena:ListDatabases": _databases,
        "athena:ListTableMetadata": _tables,
        "athena:GetTableMetadata": _metadata,
        "athena:GetWorkGroup": _workgroup,
        "athena:StartQueryExecution": _started,
        "athena:GetQueryExecution": _watched,
        "TrailBucket s3:ListBucket": _files,
    }
    """By action, with its statement where several have it."""
