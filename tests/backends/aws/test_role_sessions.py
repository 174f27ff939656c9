"""A role asked of event history: through the names of its sessions, against reading everything.

`TRAILVIEW_TRAILS=FOLDER[:FOLDER]` in the environment asks for 50 roles of a trail's folder too.
"""

from __future__ import annotations

import os
import random
from collections.abc import Iterable, Mapping
from pathlib import Path
from statistics import median
from typing import Any

import pytest

from tests.aws_double.corpus import records_below
from tests.aws_double.faults import Fault
from tests.backends.aws.program import OpenProgram, answered, ids_of
from tests.backends.aws.site import ACCOUNT, OpenSite, Site
from tests.make import START
from tests.sessions import Identity, Story, user
from trailview.compose.ending import closing
from trailview.compose.identities import open_as_anybody
from trailview.context import Context
from trailview.events.subject import subject_of
from trailview.question.parse import parse
from trailview.question.query import Question, Window
from trailview.search.progress import Progress
from trailview.search.who.asking import Asking
from trailview.search.who.drive import who
from trailview.search.who.history import HistoryLookups
from trailview.search.who.profiles import ProfilesAtHand
from trailview.settings.config import Settings

GIVEN = [Path(name) for name in os.environ.get("TRAILVIEW_TRAILS", "").split(":") if name]
ROLES = 50
REGIONS = ("us-east-1", "eu-west-1")
WEEK = 7 * 86_400
LACKS = "--read-all reads everything"


def story() -> Story:
    """Sessions of three roles: begun by people and services, by key, console and switch."""
    made = Story()
    alice = user("alice", ACCOUNT)
    for number in range(4):
        admin = made.assume(alice, "Admin", "alice", region=REGIONS[number % 2])
        act(made, admin)
        console = {**admin, "accessKeyId": f"ASIACONSOLE{number}"}
        act(made, console)
    deep = made.assume(admin, "Deep", "alice-x", path="/teams/", region="us-east-1")
    act(made, deep)
    service = {"type": "AWSService", "invokedBy": "lambda.amazonaws.com"}
    act(made, made.assume({**service, "accountId": ACCOUNT}, "Job", "nightly"))
    switched = {**deep, "principalId": "AROADEEP:bob"}
    made.call(switched, "SwitchRole", eventSource="signin.amazonaws.com", awsRegion="us-east-1")
    act(made, switched)
    asked = {"roleArn": "arn:aws:iam::111122223333:role/Admin", "roleSessionName": "refused"}
    made.call(alice, "AssumeRole", requestParameters=asked, errorCode="AccessDenied")
    act(made, alice)
    fill(made)
    return made


def fill(made: Story) -> None:
    """More than a page in each Region: a week of as much takes a while to read."""
    for _ in range(60):
        act(made, user("bob", ACCOUNT))


def act(made: Story, who: Identity) -> None:
    """Calls in both Regions."""
    for region in REGIONS:
        made.call(who, "PutObject", readOnly=False, awsRegion=region, account=ACCOUNT)


def profile() -> dict[str, Any]:
    """A session that no call has begun: an instance's."""
    role = "arn:aws:iam::111122223333:role/Admin"
    issuer = {"type": "Role", "arn": role, "userName": "Admin", "principalId": "AROAADMIN"}
    return {
        "type": "AssumedRole",
        "principalId": "AROAADMIN:i-0abc",
        "arn": "arn:aws:sts::111122223333:assumed-role/Admin/i-0abc",
        "accountId": ACCOUNT,
        "accessKeyId": "ASIAINSTANCE",
        "sessionContext": {"sessionIssuer": issuer},
    }


def asked(site: Site, text: str, days: int = 7) -> Question:
    """A question about the time up to the last event, however late it is by then."""
    until = site.running.world.corpus.latest + 1
    return Question(tuple(parse(text)), Window(until - days * 86_400, until))


def both(
    open_program: OpenProgram,
    site: Site,
    text: str,
    regions: Iterable[str] = REGIONS,
    account: str | None = None,
    days: int = 7,
) -> tuple[Progress, Progress]:
    """What comes through sessions, and what reading everything brings."""
    through = open_program(site, *regions, account=account)
    everything = open_program(site, *regions, account=account, read_all=True)
    found = (answered(one, asked(site, text, days), "history") for one in (through, everything))
    first, second = (search.progress for search in found)
    return first, second


def problems(progress: Progress) -> str:
    return " ".join(map(str, progress.problems))


@pytest.mark.parametrize(
    "text",
    [
        "role:Admin",
        "role:arn:aws:iam::111122223333:role/Admin",
        "role:Deep",
        "role:arn:aws:iam::111122223333:role/teams/Deep",
        "role:Job is:write",
        "role:*",
        "(role:Deep or role:/^J/) -event:AssumeRole",
    ],
)
def test_a_roles_sessions_are_all_that_reading_everything_finds(
    open_site: OpenSite, open_program: OpenProgram, text: str
) -> None:
    site = open_site(story().records)
    through, everything = both(open_program, site, text)
    assert ids_of(through) == ids_of(everything) != []
    assert LACKS in problems(through)
    assert not everything.problems
    looked_up = {key_of(body) for body in site.asked("LookupEvents")}
    assert "Username" in looked_up


def key_of(body: Mapping[str, Any]) -> str:
    """The attribute that a request looks up."""
    attributes = body.get("LookupAttributes") or [{"AttributeKey": ""}]
    key: str = attributes[0]["AttributeKey"]
    return key


def test_each_region_is_looked_at_once_for_the_calls_that_began_sessions(
    open_site: OpenSite, open_program: OpenProgram
) -> None:
    site = open_site(story().records)
    session = open_program(site, "eu-west-1", "us-east-1")
    question = asked(site, "role:arn:aws:iam::111122223333:role/Admin")
    tally = answered(session, question, "history").progress.tally
    first_pages, by_role, by_switch, by_name = 2, 2, 2, 2
    assert tally.requests - tally.throttled == first_pages + by_role + by_switch + by_name


def test_a_session_that_no_call_began_is_not_silently_left_out(
    open_site: OpenSite, open_program: OpenProgram
) -> None:
    made = story()
    act(made, profile())
    site = open_site(made.records)
    through, everything = both(open_program, site, "role:Admin")
    lost = set(ids_of(everything)) - set(ids_of(through))
    assert lost == {record["eventID"] for record in made.records[-2:]}
    assert LACKS in problems(through)
    assert "instance profiles" in problems(through)


def test_a_role_that_no_call_began_a_session_of_is_read_whole(
    open_site: OpenSite, open_program: OpenProgram
) -> None:
    made = Story()
    act(made, profile())
    fill(made)
    site = open_site(made.records)
    through, everything = both(open_program, site, "role:Admin")
    assert ids_of(through) == ids_of(everything) != []
    assert not through.problems
    assert any("no call that began" in note for note in notes(through))


def test_more_names_than_are_worth_it_are_read_whole(
    open_site: OpenSite, open_program: OpenProgram
) -> None:
    made, alice = Story(), user("alice", ACCOUNT)
    for number in range(400):
        act(made, made.assume(alice, "Admin", f"run-{number}", region="eu-west-1"))
    site = open_site(made.records)
    through, everything = both(open_program, site, "role:Admin", ["eu-west-1"])
    assert ids_of(through) == ids_of(everything) != []
    assert not through.problems
    assert any("sessions takes more" in note for note in notes(through))


def test_a_region_that_cannot_be_looked_at_is_named(
    open_site: OpenSite, open_program: OpenProgram
) -> None:
    site = open_site(story().records, disabled=["us-east-1"])
    session = open_program(site, "eu-west-1")
    found = answered(session, asked(site, "role:Admin"), "history").progress
    assert "sessions begun in us-east-1 could not be looked for" in problems(found)
    assert ids_of(found)


def test_a_fault_on_the_way_is_waited_out(open_site: OpenSite, open_program: OpenProgram) -> None:
    site = open_site(story().records, scan_budget=7)
    site.fail(Fault.THROTTLED, "LookupEvents", 2, 5, 9, 14)
    through, everything = both(open_program, site, "role:Admin")
    assert ids_of(through) == ids_of(everything) != []
    assert site.running.double.refusals != []


def notes(progress: Progress) -> tuple[str, ...]:
    """What is told beside events and problems."""
    return tuple(progress.reading.notes)


@pytest.mark.skipif(not GIVEN, reason="no trail is given")
@pytest.mark.parametrize("folder", GIVEN, ids=lambda folder: folder.name)
def test_fifty_roles_of_a_trail(
    folder: Path,
    open_site: OpenSite,
    open_program: OpenProgram,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """Every event of an account is read once: no role is a term that a service is asked for."""
    records = {one["eventID"]: one for one in records_below(folder / "AWSLogs")}
    arns = {arn_of(one) for one in records.values()} - {""}
    site = open_site(records.values())
    whole: dict[str, Progress] = {}
    calls: list[tuple[int, int]] = []
    for number, arn in enumerate(random.Random(1).sample(sorted(arns), ROLES)):
        account, name = arn.split(":")[4], arn.rpartition("/")[2]
        if account not in whole:
            session = open_program(site, "all", account=account, read_all=True)
            whole[account] = answered(session, asked(site, "", 14), "history").progress
        wanted = [one for one in ids_of(whole[account]) if arn_of(records[one]) == arn]
        text = f"role:{arn}" if number % 2 else f"role:{name}"
        session = open_program(site, "all", account=account)
        found = answered(session, asked(site, text, 14), "history").progress
        session.close()
        assert ids_of(found) == wanted != [], text
        calls.append((found.tally.requests, whole[account].tally.requests))
    for kind, some in (("names", calls[::2]), ("ARNs", calls[1::2])):
        for way, made in zip(
            ("through sessions", "reading all"), zip(*some, strict=True), strict=True
        ):
            told = f"median {median(made)}, {min(made)} to {max(made)}, {sum(made)} together"
            with capsys.disabled():
                print(f"\n{folder.name} {kind} {way}: {told}")  # noqa: T201  (figures are asked for)


def arn_of(record: Mapping[str, Any]) -> str:
    """The role whose session made a call; empty where it is none's."""
    issuer = issuer_of(record)
    return str(issuer["arn"]) if issuer.get("type") == "Role" else ""


def issuer_of(record: Mapping[str, Any]) -> Mapping[str, Any]:
    """Whose session made a call."""
    context = (record.get("userIdentity") or {}).get("sessionContext") or {}
    issuer: Mapping[str, Any] = context.get("sessionIssuer") or {}
    return issuer


def test_one_call_of_a_role_is_met_by_reading(
    open_site: OpenSite, open_program: OpenProgram
) -> None:
    made = story()
    act(made, made.assume(user("alice", ACCOUNT), "Admin", "alice"))
    site = open_site(made.records)
    open_program(site)
    session, _ = open_as_anybody(Context(), "history", Settings)
    with closing(session):
        session.painted()
        asking = Asking(session, "history", lambda cost: True)
        profiles = ProfilesAtHand([""], lambda account: [])
        source = HistoryLookups(asking, profiles, REGIONS, Window(START - WEEK, START + WEEK))
        subject = subject_of("arn:aws:iam::111122223333:role/Admin")
        assert subject is not None
        chain = who(subject, [source])
    assert chain.origin is not None
    assert chain.origin.arn == user("alice", ACCOUNT)["arn"]
    assert "Username" not in {key_of(body) for body in site.asked("LookupEvents")}
    assert asking.calls <= 4, [key_of(body) for body in site.asked("LookupEvents")]
