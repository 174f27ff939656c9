"""What the backends need in an account, and what of it is there.

Every permission is tried with the cheapest call that shows it
(`trailview.aws.permissions`). What one call finds, later ones use: a trail
leads to its log group, databases to their tables.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from enum import StrEnum
from typing import Any, Final, NamedTuple

from trailview.aws.asking import Answer, Caller, wait_for
from trailview.aws.athena_tables import Metadata, tables
from trailview.aws.calls import Stop
from trailview.aws.discover import TrailInfo, best_groups, region_of, trail_of
from trailview.aws.permissions import GROUP_ARN, STATEMENTS, Permission, Statement, Trial, policy
from trailview.aws.sessions import Access
from trailview.errors import DeniedError, ServiceError

_OF_A_TRAIL: Final = frozenset(("useridentity", "eventtime", "eventsource"))
"""Columns that only a table over CloudTrail's files has."""
_DENIED_ACTION: Final = re.compile(r"not authorized to perform:? ([a-z0-9-]+:[A-Za-z]+)")
_PLACE: Final = re.compile(r"\{([a-z_]+)\}")
_MISSING_PLACES: Final = {
    "trail_arn": "no trail was found",
    "group_arn": "no trail writes to a log group",
    "query": "no query was started",
    "database": "no database was found",
    "table": "no table over CloudTrail's files was found",
    "workgroup": "no workgroup was found",
}


class Outcome(StrEnum):
    """How a check ended."""

    OK = "ok"
    DENIED = "denied"
    FAILED = "failed"
    UNTRIED = "untried"


class Check(NamedTuple):
    """One thing that was looked at."""

    backends: str
    """What needs it; empty for what everything needs."""
    what: str
    """The action, in IAM's words, or what else was looked at."""
    outcome: Outcome
    detail: str = ""
    """What was found."""
    advice: str = ""
    """What to do about it."""


class Doctor:
    """Examines what one profile can do in one Region."""

    def __init__(self, access: Access, caller: Caller, stop: Stop, now: int) -> None:
        """`now` is seconds since 1970: what ages are counted from."""
        self._access = access
        self._caller = caller
        self._stop = stop
        self._now = now
        self._places: dict[str, Any] = {"now": now, "before": now - 1, "now_ms": now * 1000}
        self._trails: tuple[TrailInfo, ...] = ()
        self._denied: set[str] = set()
        self._names: dict[str, str] = {}

    def checks(self) -> Iterator[Check]:
        """One after the other, as they are made.

        Raises Cancelled, and CredentialsError where nobody can be asked.
        """
        yield self._who()
        for statement in STATEMENTS:
            for permission in statement.permissions:
                yield self._try(statement, permission)
        yield from self._freshness()

    def policy(self) -> str:
        """The statements that would allow what was denied so far; empty where nothing was."""
        return policy(self._denied, self._names) if self._denied else ""

    def _who(self) -> Check:
        # Asked through the caller, so that what goes wrong is put into words.
        told = wait_for(self._caller.ask("sts", "get_caller_identity", {}, self._stop))
        self._names = {"REGION": self._caller.region, "ACCOUNT": told["Account"]}
        who = f"{told['Arn']} in {self._caller.region}"
        return Check("", "sts:GetCallerIdentity", Outcome.OK, who)

    def _try(self, statement: Statement, permission: Permission) -> Check:
        action, trial = permission
        check = Check(statement.backends, action, Outcome.UNTRIED)
        if isinstance(trial, str):
            return check._replace(detail=trial)
        missing = next((name for name in _places_of(trial) if not self._places.get(name)), None)
        if missing is not None:
            return check._replace(detail=f"not tried: {_MISSING_PLACES[missing]}")
        try:
            answer = self._ask(trial)
        except DeniedError as error:
            self._denied |= {action, *_DENIED_ACTION.findall(error.message)}
            return check._replace(outcome=Outcome.DENIED, detail=error.message, advice=error.hint)
        except ServiceError as error:
            if error.code in trial.accepted:
                return check._replace(outcome=Outcome.OK)
            return check._replace(outcome=Outcome.FAILED, detail=str(error).splitlines()[0])
        learn = self._lessons.get(action)
        return check._replace(outcome=Outcome.OK, detail=learn(self, answer) if learn else "")

    def _ask(self, trial: Trial) -> Answer:
        parameters = {name: self._filled(value) for name, value in trial.parameters.items()}
        asked = self._caller
        home = region_of(self._places.get("group_arn", ""))
        if trial.service == "logs" and home and home != asked.region:
            asked = Caller(self._access, home)
        return wait_for(asked.ask(trial.service, trial.operation, parameters, self._stop))

    def _filled(self, value: Any) -> Any:
        if isinstance(value, list):
            return [self._filled(entry) for entry in value]
        match = _PLACE.fullmatch(value) if isinstance(value, str) else None
        return self._places[match[1]] if match else value

    # What answers teach

    def _seen_trails(self, answer: Answer) -> str:
        self._trails = tuple(trail_of(entry) for entry in answer.get("trailList", ()))
        if not self._trails:
            return "no trails: only event history can be asked"
        groups = best_groups(self._trails, self._caller.region)
        first = next((trail for trail in self._trails if trail.log_group in groups[:1]), None)
        chosen = first or self._trails[0]
        self._places["trail_arn"] = chosen.arn
        self._names["TRAIL"] = chosen.bucket
        if groups:
            self._places["group_arn"] = groups[0]
            self._names[GROUP_ARN] = groups[0]
        return ", ".join(f"{trail.name} ({trail.home_region})" for trail in self._trails)

    def _seen_regions(self, answer: Answer) -> str:
        return f"{len(answer['Regions'])} enabled"

    def _seen_query(self, answer: Answer) -> str:
        self._places["query"] = answer["queryId"]
        return ""

    def _seen_workgroups(self, answer: Answer) -> str:
        names = [group["Name"] for group in answer.get("WorkGroups", ())]
        if names:
            self._places["workgroup"] = "primary" if "primary" in names else names[0]
            self._names["WG"] = self._places["workgroup"]
        return ", ".join(names)

    def _seen_databases(self, answer: Answer) -> str:
        names = [database["Name"] for database in answer.get("DatabaseList", ())]
        self._places["database"] = names[0] if names else ""
        return ", ".join(names)

    def _seen_tables(self, answer: Answer) -> str:
        """The tables over a trail's files, in all databases."""
        del answer  # only that it was given is of interest
        found = wait_for(tables(self._caller, _is_of_a_trail, self._stop))
        if not found:
            return "none over CloudTrail's files: `trailview athena ddl` prints one"
        names = [(table.database, str(table.metadata["Name"])) for table in found]
        self._places["database"], self._places["table"] = names[0]
        self._names["DATABASE"] = names[0][0]
        return ", ".join(map(".".join, names))

    def _seen_workgroup(self, answer: Answer) -> str:
        configuration = answer["WorkGroup"].get("Configuration", {})
        output = str(configuration.get("ResultConfiguration", {}).get("OutputLocation", ""))
        if not output:
            return ""
        self._names["RESULTS"] = output.removeprefix("s3://").partition("/")[0]
        return f"its results go to {output}"

    _lessons: Final[Mapping[str, Callable[[Doctor, Answer], str]]] = {
        "cloudtrail:DescribeTrails": _seen_trails,
        "ec2:DescribeRegions": _seen_regions,
        "logs:StartQuery": _seen_query,
        "athena:ListWorkGroups": _seen_workgroups,
        "athena:ListDatabases": _seen_databases,
        "athena:ListTableMetadata": _seen_tables,
        "athena:GetWorkGroup": _seen_workgroup,
    }
    """By action: what is kept of an answer, and what is told of it."""

    def _freshness(self) -> Iterator[Check]:
        """How current each trail's deliveries are."""
        for trail in self._trails:
            try:
                parameters = {"Name": trail.arn}
                asking = self._caller.ask("cloudtrail", "get_trail_status", parameters, self._stop)
                status = wait_for(asking)
            except ServiceError:
                continue  # the permission's own check has told it
            yield self._delivery(trail, status)

    def _delivery(self, trail: TrailInfo, status: Answer) -> Check:
        told = [
            self._age("to its bucket", status.get("LatestDeliveryTime")),
            self._age("to its log group", status.get("LatestCloudWatchLogsDeliveryTime")),
        ]
        errors = ("LatestDeliveryError", "LatestCloudWatchLogsDeliveryError")
        wrong = [str(status[name]) for name in errors if status.get(name)]
        check = Check("logs, insights, athena", f"trail {trail.name}", Outcome.OK)
        detail = "; ".join(filter(None, (*told, *wrong))) or "nothing delivered yet"
        if wrong or not status.get("IsLogging"):
            state = "its deliveries fail" if wrong else "it is stopped"
            advice = f"New events are not delivered: {state}. Look at it in the CloudTrail console."
            return check._replace(outcome=Outcome.FAILED, detail=detail, advice=advice)
        return check._replace(detail=detail)

    def _age(self, where: str, when: datetime | None) -> str:
        if when is None:
            return ""
        minutes = max(int(self._now - when.timestamp()) // 60, 0)
        for unit, size in (("days", 1440), ("hours", 60)):
            if minutes >= 2 * size:
                return f"last delivered {where} {minutes // size:,} {unit} ago"
        return f"last delivered {where} {minutes} min ago"


def _places_of(trial: Trial) -> Iterator[str]:
    for value in trial.parameters.values():
        yield from _PLACE.findall(str(value))


def _is_of_a_trail(metadata: Metadata) -> bool:
    return {column["Name"].lower() for column in metadata.get("Columns", ())} >= _OF_A_TRAIL
