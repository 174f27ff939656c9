"""One question in several Regions and as several profiles, through the AWS library."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import UTC
from typing import Any

import pytest

from tests.aws_double.faults import Fault, Rule
from tests.aws_double.fixture import SECRET
from tests.aws_double.identities import key_of
from tests.backends.aws.identities import configure
from tests.backends.aws.program import answered, ids_of, in_the_doubles_time
from tests.backends.aws.site import ACCOUNT, REGION, OpenSite, Site, asking
from tests.make import START, record
from tests.tui.fakes import main_screen, press, shown, until
from trailview.aws.regions import known_regions
from trailview.backends.base import Cancel
from trailview.cli import exit_codes, main
from trailview.compose.identities import AwsIdentities, open_as_anybody
from trailview.context import Context
from trailview.errors import CredentialsError
from trailview.events.times import iso
from trailview.question.query import UNTYPED
from trailview.search.progress import Progress, State
from trailview.search.reading.state import ShardState
from trailview.search.session import Session
from trailview.settings.config import Settings
from trailview.settings.memory import Memory
from trailview.tui.app import TrailviewApp

GLOBAL = "us-east-1"
REGIONS = (REGION, "eu-west-1", "us-west-2")
DISABLED = "ap-east-1"
ACCOUNTS = {"prod": ACCOUNT, "stage": "444455556666"}
PROFILES = "".join(
    f"[profile {name}]\naws_access_key_id = {key_of(account)}\n"
    f"aws_secret_access_key = {SECRET}\nregion = {REGION}\n"
    for name, account in ACCOUNTS.items()
)
RECORDS = [
    record(
        number,
        recipientAccountId=account,
        awsRegion=region,
        **({} if number % 3 else {"eventSource": "iam.amazonaws.com", "eventName": "CreateUser"}),
    )
    for number, (account, region) in enumerate(
        [(account, r) for account in ACCOUNTS.values() for r in (*REGIONS, GLOBAL)] * 70
    )
]
WINDOW = (START, START + len(RECORDS))
ABOUT_USERS = asking("event:CreateUser", *WINDOW)
EVERYTHING = asking("", *WINDOW)

Open = Callable[..., Session]


def ids(
    accounts: tuple[str, ...] = tuple(ACCOUNTS.values()),
    regions: tuple[str, ...] = REGIONS,
    **members: Any,
) -> list[str]:
    """The events there are with some members, newest first."""
    return [
        made["eventID"]
        for made in reversed(RECORDS)
        if made["recipientAccountId"] in accounts
        and made["awsRegion"] in regions
        and members.items() <= made.items()
    ]


@pytest.fixture
def site(open_site: OpenSite, monkeypatch: pytest.MonkeyPatch) -> Site:
    """Two accounts, each with a profile; one more Region has not been enabled."""
    made = open_site([*RECORDS, record(0, awsRegion=DISABLED)], disabled=[DISABLED])
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_DEFAULT_REGION"):
        monkeypatch.delenv(name)
    configure(monkeypatch, PROFILES)
    in_the_doubles_time(made, monkeypatch)
    return made


@pytest.fixture
def opened() -> Iterator[Open]:
    """Opens the session that the screen opens, as profiles and in Regions; closes it at the end."""
    with ExitStack() as stack:

        def made(*regions: str, profiles: tuple[str, ...] = ("prod",)) -> Session:
            identities = AwsIdentities(Context(profiles[:1], regions), Settings)
            session = Session(*identities.sources(Context(profiles, regions), "history"))
            stack.callback(session.close)
            session.painted()
            return session

        yield made


def places(progress: Progress) -> list[str]:
    return [shard.place for shard in progress.shards]


def states(progress: Progress) -> dict[str, ShardState]:
    return {shard.place: shard.state for shard in progress.shards}


def test_two_profiles_in_three_regions_answer_as_one(site: Site, opened: Open) -> None:
    session, begin = opened(*REGIONS, profiles=("prod", "stage")), site.clock.monotonic()
    progress = answered(session, EVERYTHING, "history").progress
    assert (progress.state, progress.problems, progress.notes) == (State.DONE, (), ())
    assert ids_of(progress) == ids()
    assert places(progress) == [f"{name} · {region}" for name in ACCOUNTS for region in REGIONS]
    assert progress.tally.records == sum(shard.tally.records for shard in progress.shards)
    rows = progress.rows
    tags = {tuple(rows.texts(place, ["account", "region"])) for place in range(len(rows))}
    assert tags == {(account, region) for account in ACCOUNTS.values() for region in REGIONS}
    assert site.running.double.refusals == [], "each has a quota of its own"
    pages = len(site.asked("LookupEvents"))
    assert site.clock.monotonic() - begin < pages / 2 / 2, "and they do not wait for each other"


def test_an_iam_question_is_asked_in_the_global_region_too(site: Site, opened: Open) -> None:
    session = opened(*REGIONS, profiles=("prod", "stage"))
    progress = answered(session, ABOUT_USERS, "history").progress
    assert ids_of(progress) == ids(regions=(*REGIONS, GLOBAL), eventName="CreateUser")
    assert progress.added == (GLOBAL,)
    assert [shard.place for shard in progress.shards if shard.added] == [
        f"prod · {GLOBAL}",
        f"stage · {GLOBAL}",
    ]
    assert len(progress.notes) == 1
    asked = {(made.region) for made in site.running.double.requests if "MaxResults" in made.body}
    assert asked == {*REGIONS, GLOBAL}


def test_a_profiles_own_region_is_found_out_before(site: Site, opened: Open) -> None:
    progress = answered(opened(), ABOUT_USERS, "history").progress
    assert places(progress) == [REGION, GLOBAL]
    assert ids_of(progress) == ids((ACCOUNT,), (REGION, GLOBAL), eventName="CreateUser")


@pytest.mark.parametrize("regions", [(GLOBAL,), (REGION, GLOBAL), ("all",)])
def test_it_is_asked_once_where_it_is_asked_anyway(
    site: Site, opened: Open, regions: tuple[str, ...]
) -> None:
    progress = answered(opened(*regions), ABOUT_USERS, "history").progress
    assert places(progress).count(GLOBAL) == 1
    assert (progress.added, progress.notes, progress.duplicates) == ((), (), 0)


def test_the_added_region_may_fail_and_costs_nothing_else(site: Site, opened: Open) -> None:
    site.running.faults.add(Rule(Fault.DENIED, "LookupEvents", region=GLOBAL))
    progress = answered(opened(REGION), ABOUT_USERS, "history").progress
    assert (progress.state, progress.error) == (State.DONE, None)
    assert [problem.where for problem in progress.problems] == [GLOBAL]
    assert ids_of(progress) == ids((ACCOUNT,), (REGION,), eventName="CreateUser")


def test_a_region_that_is_not_enabled_is_a_problem_of_its_own(site: Site, opened: Open) -> None:
    session = opened(REGION, DISABLED, "us-west-2", profiles=("prod", "stage"))
    progress = answered(session, EVERYTHING, "history").progress
    assert (progress.state, progress.error) == (State.DONE, None)
    assert [(p.where, p.position) for p in progress.problems] == [
        (f"{name} · {DISABLED}", "Region may not be enabled") for name in ACCOUNTS
    ]
    assert ids_of(progress) == ids(regions=(REGION, "us-west-2"))
    failed = [place for place, state in states(progress).items() if state is ShardState.FAILED]
    assert failed == [f"{name} · {DISABLED}" for name in ACCOUNTS]


def test_keys_that_no_region_accepts_are_wrong(
    site: Site, opened: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    configure(monkeypatch, PROFILES.replace("AKIA", "AKIANOBODY"))
    session = opened(REGION, DISABLED)
    progress = answered(session, EVERYTHING, "history").progress
    assert progress.state is State.FAILED
    assert isinstance(progress.error, CredentialsError)
    configure(monkeypatch, PROFILES)
    progress = answered(session, EVERYTHING, "history", again=True).progress
    assert (progress.state, progress.error) == (State.DONE, None)
    assert [problem.where for problem in progress.problems] == [DISABLED]


def test_a_session_that_ends_pauses_all_also_where_a_region_is_not_enabled(
    site: Site, opened: Open
) -> None:
    session = opened(REGION, DISABLED)
    late = frozenset({2, 3, 4})  # whichever Region is asked first
    site.running.faults.add(Rule(Fault.EXPIRED, "LookupEvents", late, region=REGION))
    progress = answered(session, EVERYTHING, "history").progress
    assert isinstance(progress.error, CredentialsError)
    assert progress.can_go_on
    site.running.faults.clear()
    progress = answered(session, EVERYTHING, "history", again=True).progress
    assert (progress.state, progress.error) == (State.DONE, None)
    assert [problem.where for problem in progress.problems] == [DISABLED]
    assert ids_of(progress) == ids((ACCOUNT,), (REGION,))


def test_all_regions_are_those_enabled_and_asked_for_once(site: Site, opened: Open) -> None:
    session = opened("all")
    for question in (EVERYTHING, ABOUT_USERS):
        progress = answered(session, question, "history").progress
        assert places(progress) == sorted((*REGIONS, GLOBAL))
        assert (progress.problems, progress.notes) == ((), ())
    assert len(site.asked("DescribeRegions")) == 1


def deny_lists(site: Site) -> None:
    site.fail(Fault.DENIED, "DescribeRegions")
    site.fail(Fault.DENIED, "ListRegions")


def query(*words: str) -> int:
    since, until = (iso(moment).removesuffix("Z") for moment in WINDOW)
    span = ("--since", since, "--until", until)
    return main.run(
        ["query", *words, "--backend", "history", "--profile", "prod", "--format", "ndjson", *span]
    )


def test_without_a_screen_the_region_is_named_and_the_answer_incomplete(
    site: Site, capsys: pytest.CaptureFixture[str]
) -> None:
    assert query("--region", f"{REGION},{DISABLED}") == exit_codes.INCOMPLETE
    out, err = capsys.readouterr()
    assert [json.loads(line)["eventID"] for line in out.splitlines()] == ids((ACCOUNT,), (REGION,))
    assert err.startswith(f"trailview: {DISABLED}: Region may not be enabled: ")
    assert query("--region", DISABLED) == exit_codes.FAILED
    assert "Enable it in the account" in capsys.readouterr().err


def test_without_a_screen_it_is_said_that_the_global_region_is_asked(
    site: Site, capsys: pytest.CaptureFixture[str]
) -> None:
    assert query("event:CreateUser", "--region", REGION) == exit_codes.COMPLETE
    out, err = capsys.readouterr()
    assert len(out.splitlines()) == len(ids((ACCOUNT,), (REGION, GLOBAL), eventName="CreateUser"))
    assert err.count("\n") == 1
    assert f"recorded in {GLOBAL}: it is asked too." in err
    asked = ["explain", "event:CreateUser", "--backend", "history", "--region"]
    assert main.run([*asked, REGION]) == exit_codes.COMPLETE
    assert f"recorded in {GLOBAL}: it is asked too." in capsys.readouterr().out
    assert main.run([*asked, f"{REGION},{GLOBAL}"]) == exit_codes.COMPLETE
    assert GLOBAL not in capsys.readouterr().out


def test_without_a_screen_a_list_that_may_be_too_long_is_said(
    site: Site, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    deny_lists(site)
    taken = (REGION, GLOBAL, DISABLED)
    monkeypatch.setattr("trailview.aws.regions.known_regions", lambda access, stop: taken)
    assert query("--region", "all") == exit_codes.INCOMPLETE
    out, err = capsys.readouterr()
    assert len(out.splitlines()) == len(ids((ACCOUNT,), (REGION, GLOBAL)))
    assert "may not all be enabled" in err
    assert f"\ntrailview: {DISABLED}: Region may not be enabled" in err


def test_the_list_of_regions_to_choose_from_is_the_same(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    identities, context = AwsIdentities(Context(("prod",)), Settings), Context(("prod",))
    enabled = (tuple(sorted((*REGIONS, GLOBAL))), ())
    assert [identities.regions(context, Cancel()) for _ in range(2)] == [enabled, enabled]
    assert len(site.asked("DescribeRegions")) == 1
    deny_lists(site)
    found = AwsIdentities(Context(("prod",)), Settings).regions(context, Cancel())
    assert set(found.values) == set(known_regions(site.access, Cancel()))
    assert "may not all be enabled" in found.notes[0]


async def test_on_the_screen_the_others_answers_stand(site: Site) -> None:
    said = Context(("prod",), (REGION, DISABLED))
    session, identities = open_as_anybody(said, "history", Settings)
    now = int(site.clock.now())
    app = TrailviewApp(session, ABOUT_USERS, UTC, lambda: now, Memory(), UNTYPED, identities)
    try:
        async with app.run_test(size=(140, 40)) as pilot:
            screen = main_screen(pilot)
            await until(pilot, lambda: bool(screen.progress and screen.progress.state.is_over))
            assert "us-east-1 too" in shown(pilot)
            assert "1 problem (!)" in shown(pilot)
            assert app.screen is screen, "no dialog asks for credentials"
            await press(pilot, "exclamation_mark")
            assert f"{DISABLED}: Region may not be enabled" in shown(pilot)
            assert "it is asked too" in shown(pilot)
            await press(pilot, "escape", "L")
            lines = [line.split("│") for line in shown(pilot).splitlines()]
            cells = [parts[1].split() for parts in lines if len(parts) == 3]
            states = [(line[0], line[1]) for line in cells if len(line) > 2][1:4]
            assert states == [(REGION, "done"), (DISABLED, "failed"), (GLOBAL, "done")]
    finally:
        session.close()
