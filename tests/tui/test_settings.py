"""The settings' screen: what is set there, refused there, and followed at once."""

from __future__ import annotations

import pytest
from textual.pilot import Pilot
from textual.widgets import Input, OptionList

from tests.tui.fakes import FakeSession, main_screen, make_events, press, running, shown, until
from tests.tui.test_remembering import rows, typed
from trailview.settings.memory import Memory
from trailview.tui.dialogs.settings import SettingsDialog
from trailview.tui.main.facts import ShowZone
from trailview.tui.zones import zone_named


@pytest.fixture
def session() -> FakeSession:
    return FakeSession(make_events(30))


@pytest.fixture
def memory() -> Memory:
    """The same that the app reads."""
    return Memory()


async def choose_setting(pilot: Pilot[int], name: str) -> None:
    """Open the settings' row of this name."""
    place = next(at for at, row in enumerate(rows(pilot)) if row.split()[0] == name)
    pilot.app.screen.query_one(OptionList).highlighted = place
    await press(pilot, "enter")


async def test_settings_are_checked_written_and_followed(
    session: FakeSession, memory: Memory
) -> None:
    memory.folder.mkdir()
    memory.path.write_text('# mine\n[defaults]\nsince = "2h" # often\n')
    async with running(session) as pilot:
        await press(pilot, "comma")
        assert isinstance(pilot.app.screen, SettingsDialog)
        await choose_setting(pilot, "display.time_zone")
        await typed(pilot, "Europe/Berln")
        assert "Did you mean Europe/Berlin?" in shown(pilot)
        await typed(pilot, "Europe/Berlin")
        await choose_setting(pilot, "display.theme")
        await typed(pilot, "nord")
        await choose_setting(pilot, "keys.question.edit")
        await typed(pilot, "f7")
        await choose_setting(pilot, "columns.shown")
        await typed(pilot, "time, id")
        await press(pilot, "escape")
        await until(pilot, lambda: pilot.app.theme == "nord")
        assert "15:02 CET" in shown(pilot)
        assert [c.name for c in main_screen(pilot).table.column_layout] == ["time", "id"]
        assert "F7 question" in shown(pilot)
        await press(pilot, "f7")
        assert main_screen(pilot).bar.is_editing
    assert memory.path.read_text().startswith('# mine\n[defaults]\nsince = "2h" # often\n')
    again = Memory().settings
    assert (again.time_zone, again.theme) == ("Europe/Berlin", "nord")
    assert (again.columns, again.keys) == (("time", "id"), {"question.edit": "f7"})


async def test_what_cannot_be_set_is_refused_before_it_is_written(
    session: FakeSession, memory: Memory
) -> None:
    memory.change({("keys", "events.sort"): "f4", ("profiles", "prod", "colour"): "red"})
    before = memory.path.read_text()
    async with running(session) as pilot:
        await press(pilot, "comma")
        for name, text, said in (
            ("keys.question.edit", "f7, F4", "'f4' is the key of events.sort already."),
            ("keys.table.top", "G", "'G' is the key of table.bottom already."),
            ("keys.detail.search", "ctrl+slsh", "'ctrl+slsh' is no key."),
            ("columns.shown", "time, evnt", "Did you mean event?"),
            ("defaults.since", "noon", "'noon' is no time."),
            ("display.time_zone", "Berlin", "'Berlin' is no time zone."),
            ("profiles.prod.colour", "rde", "Did you mean red?"),
        ):
            await choose_setting(pilot, name)
            await typed(pilot, text)
            assert said in " ".join(shown(pilot).split())
            assert pilot.app.screen.query_one(Input).value == text
            await press(pilot, "escape")
    assert memory.path.read_text() == before


async def test_every_command_can_have_other_keys(session: FakeSession, memory: Memory) -> None:
    async with running(session, size=(120, 120)) as pilot:
        await press(pilot, "comma")
        for name, text in (
            ("keys.program.theme", "f6"),
            ("keys.table.page-down", "ctrl+pgdn"),
            ("keys.table.bottom", "PgDn"),
        ):
            await choose_setting(pilot, name)
            await typed(pilot, text)
        await choose_setting(pilot, "keys.detail.search")
        assert "Search in the record." in shown(pilot)
        await typed(pilot, "slash")
        await press(pilot, "escape", "escape", "pagedown")
        table = main_screen(pilot).table
        assert table.position == len(table.rows) - 1
        await press(pilot, "question_mark", "end")
        await until(pilot, lambda: "/               Search in the record" in shown(pilot))
        await press(pilot, "escape", "f6")
        assert pilot.app.screen is not main_screen(pilot)
    assert Memory().settings.keys["table.page-down"] == "ctrl+pagedown"


async def test_a_profile_is_added_and_a_setting_goes_back_to_its_default(
    session: FakeSession, memory: Memory
) -> None:
    memory.change({("history", "keep"): 5})
    async with running(session) as pilot:
        await press(pilot, "comma", "a")
        await typed(pilot, "prod")
        await choose_setting(pilot, "profiles.prod.regions")
        await typed(pilot, "eu-west-1, us-east-1")
        await choose_setting(pilot, "history.keep")
        await typed(pilot, "")
        before = main_screen(pilot).zone
        main_screen(pilot).tell(ShowZone(zone_named("Asia/Tokyo")))
        await press(pilot, "escape")
        assert main_screen(pilot).zone != before, "only what was set is followed"
    settings = Memory().settings
    assert settings.profiles["prod"].regions == ("eu-west-1", "us-east-1")
    assert settings.kept == 10_000
