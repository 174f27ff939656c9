"""What of the time asked has no partition, in tables whose partitions are added one by one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pytest

from tests.aws_double.athena_table import COLUMNS, Column, Table
from tests.aws_double.faults import Fault
from tests.aws_double.glue import Glue
from tests.backends.aws.athena_site import backend, found, planned, with_athena
from tests.backends.aws.site import ACCOUNT, REGION, OpenSite, Site, asking, ids_of, read
from tests.make import START, record
from trailview.backends.base import Batch
from trailview.question.query import Window

DAY = 86_400
MIDNIGHT = START - START % DAY
RECORDS = [
    record(n + day * DAY, awsRegion=region, eventID=f"{region} {day} {n}")
    for n in range(3)
    for day, region in ((0, "us-east-1"), (0, REGION), (1, REGION))
]
END = MIDNIGHT + 2 * DAY
"""Where the last partition of these ends."""
KINDS = ("cloudtrail_regions", "cloudtrail_organization", "with_slashes", "with_dashes")


def tables() -> Sequence[Table]:
    """Tables with a day for their key, which people write one way or another."""
    place = f"s3://aws-cloudtrail-logs-{ACCOUNT}-main/AWSLogs/{ACCOUNT}/CloudTrail/{REGION}/"
    forms = {"with_slashes": "yyyy/MM/dd", "with_dashes": "yyyy-MM-dd"}
    return [
        Table(
            ACCOUNT, REGION, name, COLUMNS, (Column("dt"),), place, {"projection.dt.format": form}
        )
        for name, form in forms.items()
    ]


def asked(site: Site, table: str, since: int, until: int | None, text: str = "") -> list[Batch]:
    """What a read brings, three days after the last event."""
    site.clock.advance(END + 3 * DAY - site.clock.now())
    if table.startswith("with_"):
        with_athena(site, tables=tables())
    target = found(site, table=f"default.{table}")
    return read(backend(site), planned(site, asking(text, since, until), table=target.table))


def problems(batches: Sequence[Batch]) -> list[str]:
    return [str(problem) for batch in batches for problem in batch.problems]


def looked_up(site: Site) -> Sequence[Mapping[str, Any]]:
    return site.asked("GetPartitions")


@pytest.mark.parametrize("table", KINDS)
@pytest.mark.parametrize("until", [None, END + DAY])
@pytest.mark.parametrize("text", ["", "event:Nothing"])
def test_partitions_that_end_before_the_window_are_told_with_what_is_covered(
    open_site: OpenSite, table: str, until: int | None, text: str
) -> None:
    batches = asked(open_site(RECORDS), table, START, until, text)
    (problem,) = problems(batches)
    assert "its partitions end at 2025-11-24T00:00:00Z: what is asked after" in problem
    assert batches[-1].covered == Window(START, END)
    assert bool(ids_of(batches)) is not bool(text)


@pytest.mark.parametrize("table", KINDS)
def test_partitions_of_the_last_day_are_enough_and_take_one_call(
    open_site: OpenSite, table: str
) -> None:
    site = open_site(RECORDS)
    batches = asked(site, table, START, END - 1)
    assert problems(batches) == []
    assert batches[-1].covered == Window(START, END - 1)
    assert len(looked_up(site)) == 1


def test_nobody_is_asked_again_about_a_day_that_is_known_to_be_reached(
    open_site: OpenSite,
) -> None:
    site = open_site(RECORDS)
    table = found(site, table="default.cloudtrail_regions").table
    reader = backend(site)
    for until in (END - 1, END - 1, END - DAY, None):
        batches = read(reader, planned(site, asking("", START, until), table=table))
        assert problems(batches) == []
    assert len(looked_up(site)) == 1, "time stands still: no day is later"


def test_all_pages_are_looked_at_for_the_last_of_them(open_site: OpenSite) -> None:
    site = open_site(RECORDS)
    site.running.service(Glue).page = 1
    (problem,) = problems(asked(site, "cloudtrail_regions", START, None))
    assert "its partitions end at 2025-11-24T00:00:00Z" in problem
    assert len(looked_up(site)) == 4, "the last day, and then all three"


@pytest.mark.parametrize("text", ["", "event:Nothing"])
def test_of_more_pages_than_are_read_the_last_day_is_told(open_site: OpenSite, text: str) -> None:
    site = open_site(record(day * DAY, eventID=f"day {day}") for day in range(-25, 2))
    site.running.service(Glue).page = 1
    batches = asked(site, "cloudtrail_regions", START - 25 * DAY, None, text)
    (problem,) = problems(batches)
    assert "it has no partition of 2025-11-27" in problem
    assert len(looked_up(site)) == 21


def test_a_catalog_that_may_not_be_asked_is_told(open_site: OpenSite) -> None:
    site = open_site(RECORDS)
    site.fail(Fault.DENIED, "GetPartitions")
    batches = asked(site, "cloudtrail_regions", START, None)
    (problem,) = problems(batches)
    assert "whether it has partitions for the time range is not known" in problem
    assert ids_of(batches)


@pytest.mark.parametrize("table", ["cloudtrail_projected", "cloudtrail_console"])
def test_nobody_is_asked_where_there_are_none_or_they_are_projected(
    open_site: OpenSite, table: str
) -> None:
    site = open_site(RECORDS)
    assert problems(asked(site, table, START, None)) == []
    assert looked_up(site) == []
