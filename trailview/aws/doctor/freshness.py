"""How current what can be asked is: trails' deliveries, and the table over their files."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from trailview.aws.asking import Answer
from trailview.aws.athena.tables import FoundTables
from trailview.aws.discover import TrailInfo
from trailview.aws.doctor.checks import Check, Outcome
from trailview.aws.groups import MANAGEMENT
from trailview.aws.log_group import UNASKED, LogGroup


def age(now: int, when: datetime | float) -> str:
    """How long before `now` something was; both are seconds since 1970, where they are numbers."""
    then = when.timestamp() if isinstance(when, datetime) else when
    minutes = max(int(now - then) // 60, 0)
    for unit, size in (("days", 1440), ("hours", 60)):
        if minutes >= 2 * size:
            return f"{minutes // size:,} {unit} ago"
    return f"{minutes} min ago"


def of_trail(trail: TrailInfo, status: Answer, now: int, backends: str) -> Check:
    """What a trail delivers to backends, by GetTrailStatus's answer."""
    told = [
        f"last delivered {where} {age(now, status[name])}"
        for where, name in (
            ("to its bucket", "LatestDeliveryTime"),
            ("to its log group", "LatestCloudWatchLogsDeliveryTime"),
        )
        if status.get(name)
    ]
    errors = ("LatestDeliveryError", "LatestCloudWatchLogsDeliveryError")
    wrong = [str(status[name]) for name in errors if status.get(name)]
    check = Check(backends, f"trail {trail.name}", Outcome.OK)
    detail = "; ".join((*told, *wrong)) or "nothing delivered yet"
    if wrong or not status.get("IsLogging"):
        state = "its deliveries fail" if wrong else "it is stopped"
        advice = f"New events are not delivered: {state}. Look at it in the CloudTrail console."
        return check._replace(outcome=Outcome.FAILED, detail=detail, advice=advice)
    return check._replace(detail=detail)


def of_group(group: LogGroup, now: int) -> Check:
    """What a log group keeps, hides and changes, and what can read it."""
    kept = "for ever" if group.retention is None else f"for {group.retention:,} days"
    made = "" if group.created is None else f", made {age(now, group.created)}"
    told = [f"class {group.log_class}, kept {kept}{made}"]
    advice = []
    if group.is_masked:
        told.append("personal data is masked")
        advice.append("Values that are masked are not found: ask event history for them.")
    if group.transformer is None:
        told.append("whether it is transformed is not known")
    elif group.transformer not in ((), UNASKED):
        told.append(f"transformed by {', '.join(group.transformer)}")
        advice.append("Insights sees what the transformer leaves: ask with --backend logs.")
    if group.has_data_events:
        told.append("it has data events only")
        advice.append(f"Management events are in {MANAGEMENT}, or in a trail's log group.")
    if group.log_class != LogGroup("").log_class:
        advice.append("Filter patterns cannot read this class; Insights is asked instead.")
    check = Check("logs, insights", f"log group {group.name}", Outcome.OK, "; ".join(told))
    return check._replace(advice=" ".join(advice))


def of_table(table: FoundTables, trails: Iterable[TrailInfo], backends: str) -> Check:
    """What the questions of backends can reach in a table, by its metadata."""
    settings = table.metadata.get("Parameters", {})
    bucket, _ = place_of(settings.get("location", ""))
    whose = [trail.name for trail in trails if bucket and trail.bucket == bucket]
    if not table.metadata.get("PartitionKeys"):
        told = "it has no partitions: every question reads all of it"
    elif settings.get("projection.enabled") == "true":
        told = "its partitions are projected, so that none has to be added"
    else:
        told = "its partitions have to be added; which is the newest was not looked at"
    files = f"over the files of trail {whose[0]}" if whose else f"over {bucket or 'no bucket'}"
    name = f"table {table.database}.{table.metadata['Name']}"
    return Check(backends, name, Outcome.OK, f"{files}; {told}")


def place_of(uri: str) -> tuple[str, str]:
    """The bucket and the key, or what keys begin with, of `s3://BUCKET/KEY`."""
    bucket, _, key = uri.removeprefix("s3://").partition("/")
    return bucket, key
