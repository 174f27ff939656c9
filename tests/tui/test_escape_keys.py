"""Escape typed with another key right behind it, as a terminal sends it: neither is lost."""

from __future__ import annotations

from collections.abc import Iterable

import pytest
from textual.drivers import linux_driver
from textual.events import Key, Paste
from textual.message import Message
from textual.widgets import Input

from tests.tui.fakes import FakeSession, main_screen, make_events, press, running, until
from tests.tui.test_typed_ahead import done, waiting
from trailview.tui.base_app import BaseApp
from trailview.tui.dialogs.saved import SavedDialog
from trailview.tui.escape_keys import EscapeParser


def typed(*reads: str) -> list[str]:
    """The keys that come of what is read, and of no more coming: pastes in quotes."""
    parser = EscapeParser()
    found: list[Message] = []
    for data in reads:
        found += parser.feed(data)
    if parser._timeout_time is not None:
        parser._timeout_time = 0.0
        found += parser.tick()
    return names(found)


def names(found: Iterable[Message]) -> list[str]:
    return [
        each.key if isinstance(each, Key) else repr(each.text)
        for each in found
        if isinstance(each, (Key, Paste))
    ]


@pytest.mark.parametrize(
    ("sent", "keys"),
    [
        ("\x1bj", "alt+j"),
        ("\x1bjk\r", "alt+j k enter"),
        ("\x1bf", "alt+f"),
        ("\x1b-", "alt+minus"),
        ("\x1b1", "alt+1"),
        ("\x1b\r", "alt+enter"),
        ("\x1b\t", "alt+tab"),
        ("\x1bjk\x1b[Aj", "alt+j k up j"),
        ("\x1b?\x1b", "alt+question_mark escape"),
        ("\x1b\x1bj", "escape alt+j"),
        ("\x1b[", "escape left_square_bracket"),
        ("\x1b[r", "escape left_square_bracket r"),
        ("\x1b[\x1bj", "escape left_square_bracket alt+j"),
        ("\x1bO", "escape O"),
        ("\x1bOz", "escape O z"),
        ("\x1bj" * 3, "alt+j alt+j alt+j"),
        ("\x1b/" + "a" * 40, "alt+slash" + " a" * 40),
        # and what is a sequence stays one
        ("\x1b[A\x1bOP\x1b[15~\x1b[1;5C\x1b[Z\x1b[[A", "up f1 f5 ctrl+right shift+tab f1"),
        ("\x1b[27u\x1b[106;3u", "escape alt+j"),
        ("\x1b[200~a\x1bj\x1b[Ab\x1b[201~j", "'a\\x1bj\\x1b[Ab' j"),
    ],
)
def test_no_key_is_lost_behind_an_escape(sent: str, keys: str) -> None:
    assert typed(sent) == keys.split()


@pytest.mark.parametrize(
    ("reads", "keys"),
    [
        (("\x1b", "j"), ["escape", "j"]),
        (("\x1b", "[A"), ["up"]),
        (("\x1b[", "A", "j"), ["up", "j"]),
        (("\x1b[20", "0~a\x1b", "b\x1b[20", "1", "~c"), ["'a\\x1bb'", "c"]),
    ],
)
def test_what_comes_in_parts_is_what_it_is_whole(reads: tuple[str, ...], keys: list[str]) -> None:
    assert typed(*reads) == keys


def test_a_long_paste_is_one() -> None:
    parts = ["\x1b[200~", *["x" * 4096] * 300, "\x1b[201~"]
    assert typed(*parts) == [repr("x" * 4096 * 300)]


def test_the_terminals_driver_reads_with_it() -> None:
    app = BaseApp[int]("")
    app.get_driver_class()
    assert vars(linux_driver)["XTermParser"] is EscapeParser


async def test_escape_closes_and_the_key_behind_it_does_what_it_does() -> None:
    async with running(FakeSession(make_events(30))) as pilot:
        for message in (Key("S", "S"), Key("alt+j", "j"), Key("alt+j", "j"), Key("alt+S", "S")):
            pilot.app.post_message(message)
        await done(pilot)
        assert isinstance(pilot.app.screen, SavedDialog)
        assert main_screen(pilot).table.position == 2


async def test_alt_stays_alt_where_something_is_bound_to_it() -> None:
    async with running(FakeSession(make_events(30)), keymap={"events.sort": "alt+j"}) as pilot:
        pilot.app.post_message(Key("alt+j", "j"))
        await done(pilot)
        assert pilot.app.screen is not main_screen(pilot)


async def test_alt_that_the_terminal_tells_is_no_escape() -> None:
    async with running(FakeSession(make_events(30))) as pilot:
        await press(pilot, "S")
        pilot.app.post_message(Key("alt+j", None))
        await done(pilot)
        assert isinstance(pilot.app.screen, SavedDialog)


async def test_words_are_passed_over_in_a_question() -> None:
    async with running(FakeSession(make_events(30))) as pilot:
        await press(pilot, "slash", *"one two")
        pilot.app.post_message(Key("alt+b", "b"))
        await done(pilot)
        assert main_screen(pilot).bar.is_editing
        await press(pilot, "x")
        assert main_screen(pilot).bar.query_one(Input).value == "one xtwo"


async def test_escape_with_a_key_behind_it_gives_up_what_is_waited_for() -> None:
    async with waiting() as (_, pilot):
        pilot.app.post_message(Key("alt+j", "j"))
        await until(pilot, lambda: main_screen(pilot).table.position == 1)
