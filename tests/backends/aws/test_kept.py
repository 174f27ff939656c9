"""What was read once is not asked for again: calls counted by the double."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import closing

import pytest

from tests.aws_double.faults import Fault
from tests.aws_double.log_groups import GroupSettings
from tests.backends.aws.kept import Count, started, store, write_profiles
from tests.backends.aws.program import answered, ids_of
from tests.backends.aws.site import ACCOUNT, OpenSite, Site, asking
from tests.backends.aws.test_log_groups import with_group
from tests.make import START, record
from trailview.errors import ServiceError
from trailview.question.query import Window
from trailview.store.disk import lots
from trailview.store.disk.inspect import places, verify

OTHER = "444455556666"
COUNT = 230
RECORDS = [record(n, eventName=f"Describe{n % 3}") for n in range(COUNT)]
THEIRS = [
    record(n + 5_000, eventTime=RECORDS[n]["eventTime"], recipientAccountId=OTHER) for n in range(9)
]
END = START + COUNT


@pytest.fixture
def site(open_site: OpenSite) -> Site:
    """A double whose events are all delivered for good."""
    made = open_site([*RECORDS, *THEIRS])
    made.clock.advance(3_600)
    write_profiles(first=ACCOUNT, second=ACCOUNT, other=OTHER)
    return made


@pytest.fixture
def count(site: Site) -> Count:
    return Count(site)


@pytest.fixture
def read_all(site: Site, count: Count, monkeypatch: pytest.MonkeyPatch) -> None:
    """Everything has been read and kept, as the first profile; what was asked is forgotten."""
    with started(site, monkeypatch, "first") as session:
        answered(session, asking("", START, END), "history")
    count.forget()


@pytest.mark.usefixtures("read_all")
@pytest.mark.parametrize("profile", ["first", "second"])
@pytest.mark.parametrize(
    ("text", "matching"),
    [("", COUNT), ("event:Describe1", 77), ("-event:Describe1 is:read", 153), ('"alice"', COUNT)],
)
def test_a_question_inside_what_is_kept_makes_no_call(
    site: Site,
    count: Count,
    monkeypatch: pytest.MonkeyPatch,
    profile: str,
    text: str,
    matching: int,
) -> None:
    if profile == "second":  # whose account is known from an earlier answer
        with started(site, monkeypatch, profile) as session:
            answered(session, asking("event:No", START, START + 1), "history")
        count.forget()
    with started(site, monkeypatch, profile) as session:
        progress = answered(session, asking(text, START, END), "history").progress
    assert (len(progress.rows), progress.error, progress.problems) == (matching, None, ())
    assert count.calls == []
    assert (progress.tally.kept, progress.tally.requests) == (COUNT, 0)
    assert progress.covered == Window(START, END)
    assert "kept on this machine for account 111122223333" in progress.notes[0]


@pytest.mark.usefixtures("read_all")
def test_it_needs_no_credentials(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    site.fail(Fault.DENIED, "LookupEvents")
    for operation in ("GetCallerIdentity", "LookupEvents"):
        site.fail(Fault.EXPIRED, operation)
    with started(site, monkeypatch, "first") as session:
        progress = answered(session, asking("is:read", START, END), "history").progress
    assert (len(progress.rows), progress.error) == (COUNT, None)


@pytest.mark.usefixtures("read_all")
def test_another_account_is_never_answered_from_it(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    with started(site, monkeypatch, "other") as session:
        progress = answered(session, asking("", START, END), "history").progress
    assert sorted(ids_of(progress)) == sorted(r["eventID"] for r in THEIRS)
    assert progress.tally.kept == 0


@pytest.mark.usefixtures("read_all")
def test_a_profile_that_is_of_another_account_now_mixes_nothing(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    store().database.path.touch()
    with closing(sqlite3.connect(store().database.path)) as database, database:
        database.execute("UPDATE owner SET account = ?", (OTHER,))
    with started(site, monkeypatch, "first") as session:
        error = answered(session, asking("", START, END), "history").progress.error
        assert isinstance(error, ServiceError)
        assert f"It is of {ACCOUNT} now, and what was kept is of {OTHER}" in error.message
        again = answered(session, asking("", START, END), "history", again=True).progress
    assert (len(again.rows), again.error) == (COUNT, None)


@pytest.mark.usefixtures("read_all")
def test_only_gaps_are_asked_newest_first(
    site: Site, count: Count, monkeypatch: pytest.MonkeyPatch
) -> None:
    with started(site, monkeypatch, "first") as session:
        progress = answered(session, asking("", START - 60, END + 60), "history").progress
    asked = [(body["StartTime"], body["EndTime"]) for body in count.look_ups]
    assert asked == [(END, END + 59), (START - 60, START - 1)]
    assert len(progress.rows) == COUNT
    count.forget()
    with started(site, monkeypatch, "first") as session:
        answered(session, asking("", START - 60, END + 60), "history")
    assert count.calls == []
    assert [place.spans for place in places(store().database)] == [1]


def test_a_look_up_answers_what_implies_it_and_nothing_else(
    site: Site, count: Count, monkeypatch: pytest.MonkeyPatch
) -> None:
    since = START - 86_400  # of so much, looking up takes less than reading
    with started(site, monkeypatch, "first") as session:
        answered(session, asking("event:Describe0,Describe1", since, END), "history")
    count.forget()
    with started(site, monkeypatch, "first") as session:
        narrow = answered(session, asking("event:Describe1 is:read", since, END), "history")
        assert (len(narrow.progress.rows), count.calls) == (77, [])
        wider = answered(session, asking("event:Describe1,Describe2", since, END), "history")
        assert len(wider.progress.rows) == 153
    looked_up = {body["LookupAttributes"][0]["AttributeValue"] for body in count.look_ups}
    assert looked_up == {"Describe2"}


def test_what_may_still_come_is_read_again(
    open_site: OpenSite, monkeypatch: pytest.MonkeyPatch
) -> None:
    site = open_site(RECORDS)  # the last of them has just been delivered
    count = Count(site)
    write_profiles(first=ACCOUNT)
    for _ in range(2):
        with started(site, monkeypatch, "first") as session:
            progress = answered(session, asking("", START - 3_600), "history").progress
        assert len(progress.rows) == COUNT
    opened = int(site.clock.now()) - 15 * 60
    *_, last = count.look_ups
    assert abs(last["StartTime"] - opened) < 60
    site.clock.advance(3_600)
    for _ in range(2):
        count.forget()
        with started(site, monkeypatch, "first") as session:
            answered(session, asking("", START - 3_600, END), "history")
    assert count.calls == []


def test_a_read_that_was_stopped_is_kept_as_far_as_it_came(
    site: Site, count: Count, monkeypatch: pytest.MonkeyPatch
) -> None:
    with started(site, monkeypatch, "first") as session:
        answered(session, asking("", START, END), "history", limit=60)
    pages = len(count.look_ups)
    assert pages < 5
    with started(site, monkeypatch, "first") as session:
        progress = answered(session, asking("", START, END), "history").progress
        assert sorted(ids_of(progress)) == sorted(r["eventID"] for r in RECORDS)
    newest, oldest = count.look_ups[pages], count.look_ups[-1]
    assert newest["EndTime"] == oldest["EndTime"] < END - 60


def test_a_record_that_comes_cut_is_told_each_time(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    from tests.aws_double.cloudtrail import CloudTrail

    site.running.service(CloudTrail).cut = 300
    for _ in range(2):
        with started(site, monkeypatch, "first") as session:
            progress = answered(session, asking("", START, END), "history").progress
        assert len(progress.problems) == COUNT
        assert progress.tally.kept == 0


@pytest.mark.usefixtures("read_all")
def test_what_event_history_cannot_hold_is_told_all_the_same(
    site: Site, count: Count, monkeypatch: pytest.MonkeyPatch
) -> None:
    with started(site, monkeypatch, "first") as session:
        search = answered(session, asking(f"account:{OTHER}", START, END), "history")
    assert (count.calls, len(search.progress.rows)) == ([], 0)
    assert [f"events of {OTHER} are in its own" in str(p) for p in search.progress.problems] == [
        True
    ]


@pytest.mark.parametrize(("is_masked", "is_kept"), [(False, True), (True, False)])
def test_a_log_group_that_masks_is_asked_each_time(
    site: Site, count: Count, monkeypatch: pytest.MonkeyPatch, is_masked: bool, is_kept: bool
) -> None:
    with_group(site, GroupSettings(is_masked=is_masked))
    group = site.running.world.trails.all[0].log_group
    for _ in range(2):
        count.forget()
        with started(site, monkeypatch, "first", log_group=group) as session:
            progress = answered(session, asking("", START, END), "logs").progress
        assert (progress.error, len(progress.rows) >= COUNT) == (None, True)
    assert (count.calls == []) is is_kept


def test_nothing_is_taken_or_kept_where_that_is_not_wanted(
    site: Site, count: Count, monkeypatch: pytest.MonkeyPatch
) -> None:
    for _ in range(2):
        count.forget()
        with started(site, monkeypatch, "first", no_cache=1) as session:
            answered(session, asking("", START, END), "history")
        assert count.calls.count("LookupEvents") == 5
    assert not store().database.is_there


@pytest.mark.usefixtures("read_all")
@pytest.mark.parametrize(
    "harm",
    [
        lambda data: data.__setitem__(slice(0, 100), bytes(100)),
        lambda data: data.__delitem__(slice(len(data) // 2, None)),
        lambda data: data.__setitem__(slice(4_096, None), b"x" * (len(data) - 4_096)),
    ],
    ids=["head", "cut", "pages"],
)
def test_a_damaged_file_is_put_aside_told_and_read_again(
    site: Site, count: Count, monkeypatch: pytest.MonkeyPatch, harm: Callable[[bytearray], None]
) -> None:
    path = store().database.path
    with closing(store()) as found:
        found.shrink()  # all is in the one file
    data = bytearray(path.read_bytes())
    harm(data)
    path.write_bytes(data)
    with started(site, monkeypatch, "first") as session:
        progress = answered(session, asking("", START, END), "history").progress
        assert sorted(ids_of(progress)) == sorted(r["eventID"] for r in RECORDS)
        assert progress.error is None
        assert any("was put aside" in note for note in progress.notes)
        assert path.with_name("events.sqlite.damaged").exists()
    count.forget()
    with started(site, monkeypatch, "first") as session:
        answered(session, asking("", START, END), "history")
    assert count.calls == []
    assert verify(store().database) == []


@pytest.mark.usefixtures("read_all")
def test_a_block_that_is_damaged_is_read_again(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    path = store().database.path
    with closing(sqlite3.connect(path)) as database, database:
        database.execute("UPDATE block SET packed = zeroblob(40) WHERE id = 3")
    with started(site, monkeypatch, "first") as session:
        progress = answered(session, asking("", START, END), "history").progress
    assert sorted(ids_of(progress)) == sorted(r["eventID"] for r in RECORDS)
    assert any("was put aside" in note for note in progress.notes)


def test_a_full_disk_ends_nothing(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    full = store()
    full.database._most_pages = 24
    with started(site, monkeypatch, "first") as session:
        monkeypatch.setattr("trailview.compose.kept._store_in", lambda folder: full)
        progress = answered(session, asking("", START, END), "history").progress
    assert (len(progress.rows), progress.error, progress.problems) == (COUNT, None, ())
    assert [note for note in progress.notes if "database or disk is full" in note]
    monkeypatch.undo()
    assert verify(full.database) == []


@pytest.mark.usefixtures("read_all")
def test_what_goes_while_it_is_read_is_asked_for(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = store()
    real = found.events
    left = [1]

    def events(blocks: list[object]) -> object:
        if not left:
            with found.database.writing() as opened:
                lots.drop(opened, [number for (number,) in opened.execute("SELECT id FROM lot")])
        left.clear()
        return real(blocks)  # type: ignore[arg-type]  # passed on as it comes

    monkeypatch.setattr(found, "events", events)
    monkeypatch.setattr("trailview.search.kept.backend._FIRST", 60)
    with started(site, monkeypatch, "first") as session:
        monkeypatch.setattr("trailview.compose.kept._store_in", lambda folder: found)
        progress = answered(session, asking("", START, END), "history").progress
    assert sorted(ids_of(progress)) == sorted(r["eventID"] for r in RECORDS)
