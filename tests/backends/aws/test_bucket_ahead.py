"""What is said to be ahead of a bucket's question is what is then asked; nobody is asked for it."""

from __future__ import annotations

import re
from typing import NamedTuple

import pytest

from tests.backends.aws.buckets import BUCKET, objects_of
from tests.backends.aws.kept import Count, write_profiles
from tests.backends.aws.program import in_the_doubles_time
from tests.backends.aws.site import OpenSite, Site
from tests.backends.aws.test_bucket_kept import NOW, asked, days
from tests.backends.aws.test_bucket_lists import (
    ACCOUNT,
    DAY,
    START,
    fill,
    hourly,
    key,
    placed,
)
from tests.make import record
from trailview.cli import exit_codes, main
from trailview.compose import kept
from trailview.compose.aws import way_of
from trailview.compose.kept import outlook_of
from trailview.compose.services import row_of
from trailview.context import Context
from trailview.events.times import iso
from trailview.question.parse import parse
from trailview.question.query import Question, Window

ALL_HERE = "All of it is here already: nothing is asked."
OTHER = "222233334444"


@pytest.fixture
def site(open_site: OpenSite, monkeypatch: pytest.MonkeyPatch) -> Site:
    """A double with ten days of two accounts and Regions, at the eleventh."""
    opened = open_site([record()])
    in_the_doubles_time(opened, monkeypatch)
    monkeypatch.setattr("trailview.store.disk.database.time.time", lambda: NOW)
    objects_of(opened).add(BUCKET, {})
    fill(opened, hourly(10))
    fill(opened, hourly(10, region="eu-west-1", account=OTHER))
    return opened


def told(question: Question, now: int = NOW, path: str = f"s3://{BUCKET}/") -> str:
    kept._store_in.cache_clear()
    context = Context().told({"bucket_path": path})
    said = outlook_of(row_of("bucket"), context, way_of(context), question, now)
    kept.disk_store().close()
    return said


class Calls(NamedTuple):
    lists: int
    gets: int


def said_in(text: str) -> Calls:
    lists, gets = re.search(r"([\d,]+) lists?\b", text), re.search(r"([\d,]+) gets?\b", text)
    return Calls(*(int(found[1].replace(",", "")) if found else 0 for found in (lists, gets)))


def made(count: Count) -> Calls:
    return Calls(count.calls.count("ListObjectsV2"), count.calls.count("GetObject"))


def test_of_nothing_that_was_listed_nothing_is_known(site: Site) -> None:
    count = Count(site)
    count.forget()
    assert told(days(2, 5)).startswith("Nothing of it is here: what 1 folder holds is known once")
    assert count.calls == []


@pytest.mark.parametrize(
    ("before", "then", "share"),
    [
        (days(2, 5), days(2, 5), None),
        (days(2, 5), days(3, 4), None),
        (days(2, 5), days(4, 7), 50),
        (days(2, 5), Question(parse("region:eu-west-1"), days(2, 5).window), None),
        (days(0, 8), Question(window=Window(START + 6 * DAY)), 76),
    ],
)
def test_so_many_requests_are_made_as_were_said(
    site: Site, before: Question, then: Question, share: int | None
) -> None:
    asked(before)
    count = Count(site)
    count.forget()
    said = told(then)
    assert count.calls == [], "nobody is asked"
    assert told(then) == said, "and nothing is kept"
    asked(then)
    assert said_in(said) == made(count), said
    assert (said == ALL_HERE) == (count.calls == [])
    if share is not None:
        found = re.search(r"(\d+) % of", said)
        assert found is not None
        assert abs(int(found[1]) - share) <= 5, said


def test_what_was_never_listed_is_not_counted_as_here(site: Site) -> None:
    asked(Question(parse(f"account:{OTHER}"), days(2, 5).window))
    count = Count(site)
    count.forget()
    said = told(days(2, 5))
    assert said.startswith("At least 1 list"), said
    assert "100 % of what was listed before is here already; what 1 folder holds is known" in said
    asked(days(2, 5))
    assert made(count).lists > 1


def test_where_a_list_has_to_be_asked_for_again_it_is_said_from_which_day_on(site: Site) -> None:
    asked(Question(window=Window(START + 6 * DAY)))
    late = START + 10 * DAY
    objects_of(site).add(BUCKET, {placed(key(late, 999)): b"{}"})
    said = told(Question(window=Window(START + 6 * DAY)))
    assert "lists (objects from 2026-01-10 on)" in said, said
    assert "100 % of what was listed before is here already" in said


def test_objects_that_have_gone_are_got_again(site: Site) -> None:
    asked(days(2, 4))
    with kept.disk_store().database.writing() as opened:
        opened.execute("DELETE FROM object WHERE id % 2 = 0")
    kept.disk_store().close()
    count = Count(site)
    count.forget()
    said = told(days(2, 4))
    asked(days(2, 4))
    assert said_in(said) == made(count)
    assert "of it is here already" in said


def test_explain_says_it(site: Site, capsys: pytest.CaptureFixture[str]) -> None:
    write_profiles(a=ACCOUNT)
    span = ["--since", iso(START + 2 * DAY), "--until", iso(START + 3 * DAY)]
    words = ["--path", f"s3://{BUCKET}/", "--profile", "a", *span]
    asked_first = ["query", "", "--format", "ndjson", *words]
    kept._store_in.cache_clear()
    assert main.run(asked_first) == exit_codes.COMPLETE
    capsys.readouterr()
    kept._store_in.cache_clear()
    assert main.run(["explain", "", *words]) == exit_codes.COMPLETE
    assert f"ahead        {ALL_HERE}\n" in capsys.readouterr().out
    kept._store_in.cache_clear()
    main.run(["explain", "", *words, "--no-cache"])
    assert "ahead " not in capsys.readouterr().out
    kept._store_in.cache_clear()
    main.run(["explain", "", "--backend", "bucket", "--profile", "a", *span])
    assert "ahead        Where the trail delivers is asked first" in capsys.readouterr().out
    kept.disk_store().close()
