"""A backend that is its planner, its reader and its row is known everywhere, without another edit.

It is made up: a ledger, which has the events of each Region in a drawer that has to be named.
"""

from __future__ import annotations

import json
import tomllib
from collections.abc import Iterator, Sequence
from datetime import UTC

import pytest

from tests.aws_double.faults import Fault
from tests.backends.aws.site import REGION, OpenSite, Site
from tests.make import block, record
from tests.tui.fakes import main_screen, press, shown, until
from trailview.aws.asking import Caller
from trailview.aws.credentials.sessions import Access
from trailview.aws.doctor.rows import Permission, PolicyStatement, Trial
from trailview.backends.base import Backend, Batch, Cancel, Tally
from trailview.backends.pages import Inline
from trailview.cli import exit_codes, main
from trailview.compose import regional, services
from trailview.compose.first_run import discovery, keep
from trailview.compose.identities import open_as_anybody
from trailview.compose.profile_way import ProfileWay
from trailview.compose.row import BackendRow, Freshness, HeldIn, Option
from trailview.compose.settings import know_the_screen, remember
from trailview.context import Context
from trailview.plans.plan import Plan, Scope
from trailview.plans.raw import Language, checked_raw
from trailview.question.query import UNTYPED, Question, Window
from trailview.search.source import Source
from trailview.setup.discovery import Sought
from trailview.setup.steps import Answers, Choice, Found, Setup
from trailview.tui.app import TrailviewApp

LANGUAGE = Language("ledger line")
DRAWER = Option(
    "ledger_drawer", "the drawer, for ledger", "D", setting="ledger_drawer", doc="the drawer"
)
RECORDS = [record(n, eventName=f"E{n}") for n in range(3)]


class LedgerScope(Scope):
    drawer: str = ""


class LedgerPlan(Plan):
    drawer: str = ""


def scope(context: Context, region: str, now: int) -> LedgerScope:
    return LedgerScope(now, region=region, drawer=context.text(DRAWER.name))


def plan(question: Question, known: Scope) -> LedgerPlan:
    assert isinstance(known, LedgerScope)
    asked = checked_raw(question, LANGUAGE) or "all"
    return LedgerPlan(
        "ledger",
        question,
        pushed=(),
        residual=question.terms,
        approximate=(),
        request=f"ledger {known.drawer} {asked}",
        estimate="No cost.",
        drawer=known.drawer,
    )


class Ledger(Inline):
    """Has three events, in every drawer that is called `top`."""

    name = "ledger"

    def read(self, plan: Plan, cancel: Cancel, resume: object | None = None) -> Iterator[Batch]:
        del cancel, resume
        assert isinstance(plan, LedgerPlan)
        found = RECORDS if plan.drawer == "top" else []
        yield Batch(Tally(records=len(found)), block(reversed(found)), covered=Window(0))


def reader(access: Access) -> Backend:
    del access
    return Ledger()


def source(row: BackendRow, context: Context, way: ProfileWay) -> Source:
    return regional.source(row, context, way)


def find_drawers(caller: Caller, answers: Answers, cancel: Cancel) -> Found:
    del answers, cancel
    return Found((Choice("top", "top", caller.region), Choice("bottom", "bottom")))


def sought() -> Sequence[Sought]:
    return (Sought(DRAWER.setting, "Drawer", find_drawers),)


def permissions() -> Sequence[PolicyStatement]:
    look = Trial("cloudtrail", "lookup_events", {"MaxResults": 1})
    inside = Trial("s3", "list_objects_v2", {"Bucket": "{ledger_drawer}"})
    return (
        PolicyStatement(
            "Ledger", (Permission("ledger:Open", look), Permission("ledger:Read", inside))
        ),
    )


ROW = BackendRow(
    "ledger",
    "a ledger that nobody keeps",
    "what nobody has written down",
    HeldIn.EACH,
    plan,
    scope,
    source,
    reader,
    language=LANGUAGE,
    options=(DRAWER,),
    sought=sought,
    permissions=permissions,
    freshness=(Freshness.TRAIL,),
)


@pytest.fixture(autouse=True)
def site(open_site: OpenSite, monkeypatch: pytest.MonkeyPatch) -> Site:
    """A double of AWS, with the ledger among the backends."""
    opened = open_site([record()])
    monkeypatch.setattr(services, "ROWS", (*services.ROWS, ROW))
    return opened


def test_query_asks_it(capsys: pytest.CaptureFixture[str]) -> None:
    words = "query event:E1 --backend ledger --ledger-drawer top --since 3000d --format ndjson"
    assert main.run(words.split()) == exit_codes.COMPLETE
    (found,) = map(json.loads, capsys.readouterr().out.splitlines())
    assert found["eventName"] == "E1"


def test_explain_tells_how_it_is_asked(capsys: pytest.CaptureFixture[str]) -> None:
    assert main.run(["explain", "event:E1", "--backend", "ledger", "--ledger-drawer", "top"]) == 0
    told = capsys.readouterr().out
    assert "backend      ledger\nrequest      ledger top all\n" in told
    assert "checked here event:E1\n" in told


def test_its_language_takes_raw_texts(capsys: pytest.CaptureFixture[str]) -> None:
    assert main.run(["explain", "--raw", "lines", "--backend", "ledger"]) == 0
    assert "request      ledger  lines" in capsys.readouterr().out
    assert main.run(["explain", "--raw", "“x”", "--backend", "ledger"]) == exit_codes.USAGE
    assert "Quotes are curly" in capsys.readouterr().err
    assert main.run(["query", "--raw", "lines", "--backend", "history"]) == exit_codes.USAGE
    assert "These have: logs, insights, athena, ledger." in capsys.readouterr().err


def test_help_tells_its_option(capsys: pytest.CaptureFixture[str]) -> None:
    assert main.run(["query", "--help"]) == exit_codes.COMPLETE
    assert "--ledger-drawer D" in capsys.readouterr().out


def test_a_setup_finds_its_setting_which_is_then_asked(capsys: pytest.CaptureFixture[str]) -> None:
    memory = remember()
    looking = discovery(memory.settings)
    setup = Setup(looking.steps())
    while (step := setup.begin_next()) is not None:
        setup.end(step, step.find(setup.answers, Cancel()))
    assert setup.answers["ledger_drawer"] == "top"
    keep(memory, {**setup.answers, "profile": "ops"})
    assert not memory.troubles
    written = tomllib.loads(memory.path.read_text("utf-8"))
    assert written["profiles"]["ops"]["ledger_drawer"] == "top"
    assert main.run(["explain", "--backend", "ledger", "--profile", "ops"]) == 0
    assert "request      ledger top all" in capsys.readouterr().out


def test_settings_know_it(capsys: pytest.CaptureFixture[str]) -> None:
    memory = remember()
    memory.begin()
    assert "ledger_drawer" in memory.path.read_text("utf-8")
    text = '[defaults]\nbackend = "ledger"\n[profiles.a]\nledger_drawer = "top"\n'
    memory.path.write_text(text)
    assert main.run(["config", "check"]) == exit_codes.COMPLETE
    memory.path.write_text(text + 'ledger_drawers = "x"\n')
    assert main.run(["config", "check"]) == exit_codes.FAILED
    assert "Did you mean ledger_drawer?" in capsys.readouterr().err


def test_doctor_tries_what_it_needs(site: Site, capsys: pytest.CaptureFixture[str]) -> None:
    main.run(["doctor", "--region", REGION])
    told = capsys.readouterr().out
    assert "\nledger\n✓ ledger:Open" in told
    assert "nothing is said for ledger_drawer" in told
    assert "\nlogs, insights, athena, bucket, ledger\n✓ trail " in told
    site.fail(Fault.DENIED, "LookupEvents")
    site.fail(Fault.DENIED, "LookupEvents")
    assert main.run(["doctor", "--region", REGION]) == exit_codes.INCOMPLETE
    assert '{"Sid": "Ledger", "Effect": "Allow", "Action": ["ledger:Open"]' in (
        capsys.readouterr().out
    )


async def test_the_screen_asks_it(site: Site) -> None:
    memory = remember()
    know_the_screen(memory)
    said = Context(regions=(REGION,)).told({"ledger_drawer": "top"})
    session, identities = open_as_anybody(said, "ledger", lambda: memory.settings)
    now = int(site.clock.now())
    app = TrailviewApp(session, Question(), UTC, lambda: now, memory, UNTYPED, identities)
    try:
        async with app.run_test(size=(140, 40)) as pilot:
            screen = main_screen(pilot)
            await until(pilot, lambda: bool(screen.progress and screen.progress.state.is_over))
            assert "E2" in shown(pilot)
            await press(pilot, "x")
            assert "ledger line" in shown(pilot)
            await press(pilot, "escape", "B")
            assert "ledger" in shown(pilot)
            assert "athena" in shown(pilot)
    finally:
        session.close()
