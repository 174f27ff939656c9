"""Answers that are kept whole are found without a table, and are what the table would give."""

from __future__ import annotations

import io
from dataclasses import replace
from typing import Any

import pytest

from tests.backends.aws.kept import Count, started, store, write_profiles
from tests.backends.aws.program import answered
from tests.backends.aws.site import ACCOUNT, OpenSite, Site, asking
from tests.make import START, record
from trailview.plans.plan import Brings
from trailview.question.acting import OwnKind, in_force, put_in_force
from trailview.question.own_kinds import own_kind
from trailview.search.counting import counts_of
from trailview.search.export.export import export
from trailview.search.export.formats import FORMATS
from trailview.search.export.how import Export
from trailview.search.kept import whole
from trailview.search.search import Search

COUNT = 120
SECONDS = COUNT // 2
"""Two events in each second."""


def made(number: int) -> dict[str, Any]:
    return record(
        number,
        eventTime=record(number // 2)["eventTime"],
        eventName=f"{('Describe', 'Delete')[number % 2]}Bucket",
        errorCode="AccessDenied" if number % 7 == 0 else None,
        requestParameters={"bucketName": f"bücket-{number % 5}"},
        userAgent="Boto3/1.34" if number % 3 else "console.amazonaws.com",
    )


@pytest.fixture
def site(open_site: OpenSite) -> Site:
    """A double whose events are all delivered for good."""
    opened = open_site([made(number) for number in range(COUNT)], duplicates=0.3)
    opened.clock.advance(3_600)
    write_profiles(first=ACCOUNT)
    return opened


@pytest.fixture(autouse=True)
def all_is_kept(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    with started(site, monkeypatch, "first") as session:
        answered(session, asking("", START, START + SECONDS), "history")


def written(search: Search, name: str) -> bytes:
    out = io.BytesIO()
    how = Export(name, columns=() if FORMATS[name].has_records else ("time", "by", "is", "note"))
    export(search.records, search.progress.rows, how, out)
    return out.getvalue()


@pytest.mark.parametrize(
    "text",
    [
        "",
        "event:Delete*",
        "is:denied",
        "-is:denied event:DescribeBucket",
        "resource:bücket-3",
        "event:/^De.*t$/",
        '"console"',
        "$.requestParameters.bucketName:*-2",
        "user:nobody",
        "(event:DeleteBucket or is:denied) by:person",
    ],
)
def test_it_is_what_the_table_gives(site: Site, monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    count, question = Count(site), asking(text, START + 3, START + SECONDS - 5)
    with started(site, monkeypatch, "first") as session:  # of some, us-east-1 is asked too
        answered(session, question, "history")
    count.forget()
    with started(site, monkeypatch, "first") as session:
        few = answered(session, question, "history", brings=Brings.RECORDS)
        many = answered(session, question, "history")
        told, usual = few.progress, many.progress
        assert told.reading.are_few
        assert not usual.reading.are_few
        assert len(told.rows) == len(usual.rows)
        for name in FORMATS:
            assert written(few, name) == written(many, name), name
        for by in (["event"], ["actor", "severity"], ["by"]):
            assert counts_of(told, by) == counts_of(usual, by)
    assert count.calls == []
    said = replace(told.reading, are_few=False, number=0, seconds=0, extent=usual.reading.extent)
    known = replace(usual.reading, number=0, seconds=0)
    for name in ("notes", "covered", "reached", "tally", "problems", "shards", "clipped", "ahead"):
        assert getattr(said, name) == getattr(known, name), name
    assert (told.reading.extent.first, told.reading.extent.last) == (
        usual.reading.extent.first,
        usual.reading.extent.last,
    )
    assert (told.state, told.error, told.problems, told.delivery) == (
        usual.state,
        usual.error,
        usual.problems,
        usual.delivery,
    )


def asked_for_records(site: Site, monkeypatch: pytest.MonkeyPatch, until: int) -> Search:
    with started(site, monkeypatch, "first") as session:
        return answered(session, asking("", START, until), "history", brings=Brings.RECORDS)


def test_where_any_is_missing_a_table_is_made_as_ever(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    count = Count(site)
    count.forget()
    search = asked_for_records(site, monkeypatch, START + SECONDS + 1)
    assert not search.reading.are_few
    assert len(search.progress.rows) == COUNT
    assert count.calls != []


def test_where_there_is_much_a_table_is_made(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(whole, "_MOST", COUNT - 1)
    search = asked_for_records(site, monkeypatch, START + SECONDS)
    assert not search.reading.are_few
    assert len(search.progress.rows) == COUNT


def test_a_damaged_file_is_told_and_read_anew(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    with store().database.writing() as opened:
        opened.execute("UPDATE block SET packed = zeroblob(9)")
    search = asked_for_records(site, monkeypatch, START + SECONDS)
    assert len(search.progress.rows) == COUNT
    assert any("damaged" in note for note in search.progress.notes)


def test_kinds_of_ones_own_are_told_by_the_table(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    before: tuple[OwnKind, ...] = in_force()
    put_in_force([own_kind("automation", "user:alice")])
    try:
        search = asked_for_records(site, monkeypatch, START + SECONDS)
    finally:
        put_in_force(before)
    assert not search.reading.are_few
