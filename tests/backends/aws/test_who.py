"""Chains and trees over services: what is asked, how often, and what is said where nobody is."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from statistics import median

import pytest

from tests.aws_double.faults import Fault
from tests.aws_double.identities import key_of
from tests.backends.aws.program import OpenProgram
from tests.backends.aws.site import REGION, OpenSite, Site
from tests.sessions import ACCOUNTS, Identity, Story, user
from trailview.backends.base import Cancel
from trailview.compose.identities import open_as_anybody
from trailview.context import Context
from trailview.errors import CredentialsError
from trailview.events.chain import Chain
from trailview.events.subject import Subject, subject_of
from trailview.question.query import ALL_TIME, Window
from trailview.search.session import Session
from trailview.search.who.asking import Asking, Cost
from trailview.search.who.drive import who
from trailview.search.who.grow import grow
from trailview.search.who.history import HistoryLookups
from trailview.search.who.profiles import ProfilesAtHand
from trailview.search.who.stored import Stored
from trailview.settings.config import Settings

HOME, OTHER, _ = ACCOUNTS
STORED = ("logs", "insights")


def story() -> tuple[Story, list[Identity]]:
    """A chain within an account, over two Regions, and what the sessions are."""
    made = Story()
    first = made.assume(user("alice"), "Audit", "alice", region="us-east-1")
    second = made.assume(first, "Read", "alice-x", region="eu-west-1")
    third = made.assume(second, "Deep", "alice-y", region="eu-west-1")
    for session in (first, second, third):
        made.call(session, awsRegion="eu-west-1")
    made.call(third, "PutObject", readOnly=False, awsRegion=REGION)
    return made, [first, second, third]


def said(session: Session, backend: str, allowed: bool = True) -> tuple[Asking, list[Cost]]:
    """Asks one backend; and what it asks whether it may."""
    costs: list[Cost] = []

    def allow(cost: Cost) -> bool:
        costs.append(cost)
        return allowed

    return Asking(session, backend, allow), costs


def history(asking: Asking, regions: Sequence[str] = ("eu-west-1",)) -> HistoryLookups:
    return HistoryLookups(asking, ProfilesAtHand([""], lambda account: ["prod"]), regions)


Opener = Callable[[Site], Session]


@pytest.fixture
def opened(open_program: OpenProgram) -> Iterator[Opener]:
    """Opens sessions that can ask in any Region; in the double's time."""
    with ExitStack() as stack:

        def made(site: Site) -> Session:
            open_program(site)
            session, _ = open_as_anybody(Context(), "history", Settings)
            stack.callback(session.close)
            session.painted()
            return session

        yield made


def asked(text: str) -> Subject:
    found = subject_of(text)
    assert found is not None
    return found


def users_key(chain: Chain) -> str | None:
    """The long-term key at a chain's end, which was seen hop by hop."""
    assert chain.origin is not None
    assert not chain.missing
    return chain.origin.key


def test_event_history_takes_few_calls_a_hop(open_site: OpenSite, opened: Opener) -> None:
    made, sessions = story()
    session = opened(open_site(made.records))
    calls = []
    for number, one in enumerate(sessions, 1):
        asking, costs = said(session, "history")
        chain = who(asked(one["accessKeyId"]), [history(asking)])
        assert users_key(chain) == user("alice")["accessKeyId"]
        assert len(chain.hops) == number
        assert not costs
        calls.append(asking.calls / number)
    assert median(calls) <= 4


@pytest.mark.parametrize("backend", STORED)
def test_a_whole_trail_takes_one_question_a_hop(
    open_site: OpenSite, opened: Opener, backend: str
) -> None:
    made, sessions = story()
    session = opened(open_site(made.records))
    asking, _ = said(session, backend)
    stored = Stored(asking, [None], ALL_TIME)
    chain = who(asked(sessions[-1]["accessKeyId"]), [stored])
    assert users_key(chain) == user("alice")["accessKeyId"]
    assert len(chain.hops) == 3


def test_an_unknown_key_says_where_it_was_looked_for(open_site: OpenSite, opened: Opener) -> None:
    made, _ = story()
    session = opened(open_site(made.records))
    asking, _ = said(session, "history")
    chain = who(asked("ASIAUNKNOWN000000000"), [history(asking)])
    assert chain.origin is None
    (missing,) = chain.missing
    assert set(missing.regions) == {"us-east-1", "eu-west-1"}
    assert "--region all" in missing.find


def test_other_partitions_have_no_us_east_1(open_site: OpenSite, opened: Opener) -> None:
    made, _ = story()
    asking, _ = said(opened(open_site(made.records)), "history")
    chain = who(asked("ASIAUNKNOWN000000000"), [history(asking, ["cn-north-1"])])
    assert {region for one in chain.missing for region in one.regions} <= {"cn-north-1"}
    assert asking.calls <= 2


def test_another_accounts_side_names_a_profile_that_would_tell(
    open_site: OpenSite, opened: Opener
) -> None:
    made = Story()
    caller = user("alice", OTHER)
    session = made.assume(caller, "Audit", "alice", account=HOME)
    made.call(session, awsRegion="us-east-1")
    program = opened(open_site(made.records))
    asking, _ = said(program, "history")
    chain = who(asked(session["accessKeyId"]), [history(asking)])
    assert chain.origin is not None
    assert (chain.origin.type, chain.origin.account) == ("AWSAccount", OTHER)
    (missing,) = chain.missing
    assert (missing.account, missing.profile) == (OTHER, "prod")
    assert "--profile prod" in missing.find


def test_more_calls_than_a_few_are_asked_for_and_may_be_refused(
    open_site: OpenSite, opened: Opener
) -> None:
    made, sessions = story()
    session = opened(open_site(made.records))
    asking, costs = said(session, "history", allowed=False)
    asking.calls = 20
    chain = who(asked(sessions[0]["accessKeyId"]), [history(asking)])
    assert chain.origin is None
    assert asking.calls == 20
    assert costs[0].calls == 20
    assert "--yes" in chain.missing[0].find


def test_what_costs_money_is_asked_for_first(open_site: OpenSite, opened: Opener) -> None:
    made, sessions = story()
    session = opened(open_site(made.records))
    asking, costs = said(session, "insights", allowed=False)
    asking.costs_money = True
    stored = Stored(asking, [None], ALL_TIME)
    chain = who(asked(sessions[0]["accessKeyId"]), [stored])
    assert chain.origin is None
    assert asking.calls == 0
    assert costs[0].says
    assert "money" in chain.missing[0].why


def test_it_can_be_stopped(open_site: OpenSite, opened: Opener) -> None:
    made, sessions = story()
    session = opened(open_site(made.records))
    asking, _ = said(session, "history")
    asking.cancel = Cancel()
    asking.cancel.set()
    chain = who(asked(sessions[0]["accessKeyId"]), [history(asking)])
    assert asking.calls == 0
    assert "stopped" in chain.missing[0].why


def test_what_fails_is_named_and_nobody_to_ask_is_an_error(
    open_site: OpenSite, opened: Opener
) -> None:
    made, sessions = story()
    site = open_site(made.records)
    session = opened(site)
    site.fail(Fault.DENIED, "LookupEvents")
    asking, _ = said(session, "history")
    chain = who(asked(sessions[0]["accessKeyId"]), [history(asking)])
    assert chain.origin is None
    assert any("allow" in one.why.lower() or "denied" in one.why.lower() for one in chain.missing)


def test_without_credentials_it_ends(
    open_site: OpenSite, opened: Opener, monkeypatch: pytest.MonkeyPatch
) -> None:
    made, sessions = story()
    session = opened(open_site(made.records))
    monkeypatch.delenv("AWS_ACCESS_KEY_ID")
    asking, _ = said(session, "history")
    with pytest.raises(CredentialsError):
        who(asked(sessions[0]["accessKeyId"]), [history(asking)])


@pytest.mark.parametrize("backend", ["history", *STORED])
def test_a_tree_grows_over_a_service(open_site: OpenSite, opened: Opener, backend: str) -> None:
    made, _ = story()
    session = opened(open_site(made.records))
    asking, _ = said(session, backend)
    if backend == "history":
        ask, at_once = history(asking, ("eu-west-1", REGION)).ask, 1
    else:
        ask, at_once = Stored(asking, [None], Window()).ask, 40
    root, gaps = grow(asked(user("alice")["arn"]), ALL_TIME, ask, keys_at_once=at_once)
    assert gaps == ()
    assert root.total.events == len(made.records)
    assert root.total.writes == 1
    assert key_of(HOME) not in root.all_keys
