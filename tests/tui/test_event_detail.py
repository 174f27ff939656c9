"""The detail pane in a terminal of its own."""

from __future__ import annotations

import json
from typing import Any, ClassVar

from textual.app import App, ComposeResult
from textual.message import Message

from tests.make import record
from trailview.events.record import Delivery, Event
from trailview.tui.json_drawing import MASK
from trailview.tui.widgets.event_detail import EventDetail


class DetailApp(App[None]):
    """The pane, and the messages it posts."""

    ENABLE_COMMAND_PALETTE: ClassVar[bool] = False

    def __init__(self) -> None:
        super().__init__()
        self.detail = EventDetail()
        self.posted: list[Message] = []

    def compose(self) -> ComposeResult:
        yield self.detail

    def on_event_detail_term_asked(self, message: EventDetail.TermAsked) -> None:
        self.posted.append(message)

    def on_event_detail_search_asked(self, message: EventDetail.SearchAsked) -> None:
        self.posted.append(message)

    def on_event_detail_nothing(self, message: EventDetail.Nothing) -> None:
        self.posted.append(message)


def event(**members: Any) -> Event:
    return Event(Delivery(json.dumps(record(1, **members)).encode()))


def screen(app: DetailApp) -> str:
    detail = app.detail
    return "\n".join(detail.render_line(y).text.rstrip() for y in range(detail.size.height))


async def test_sentence_json_and_path() -> None:
    app = DetailApp()
    async with app.run_test(size=(60, 20)) as pilot:
        app.detail.show(event(errorCode="AccessDenied", eventName="DeleteTrail", readOnly=False))
        await pilot.press("down")
        text = screen(app)
        assert text.startswith("✗ alice tried to delete trail in ec2 from 203.0.113.7 at")
        assert "AccessDenied" in text
        assert 'eventVersion: "1.11"' in text
        assert text.endswith("$.eventVersion")


async def test_value_becomes_a_term() -> None:
    app = DetailApp()
    async with app.run_test(size=(60, 20)) as pilot:
        app.detail.show(event())
        app.detail.search("accessKeyId")
        await pilot.press("plus", "minus")
        assert [(m.path, m.value, m.negated) for m in app.posted] == [  # type: ignore[attr-defined]  # as posted
            ("$.userIdentity.accessKeyId", "AKIAEXAMPLE", False),
            ("$.userIdentity.accessKeyId", "AKIAEXAMPLE", True),
        ]


async def test_bracket_is_no_value() -> None:
    app = DetailApp()
    async with app.run_test(size=(60, 20)) as pilot:
        app.detail.show(event())
        await pilot.press("g", "plus")
        assert [type(message) for message in app.posted] == [EventDetail.Nothing]


async def test_secrets_are_masked_until_asked_and_masked_again_for_the_next_event() -> None:
    app = DetailApp()
    token = {"credentials": {"sessionToken": "IQoJsecret", "accessKeyId": "ASIAX"}}
    async with app.run_test(size=(60, 40)) as pilot:
        app.detail.show(event(responseElements=token))
        app.detail.search("sessionToken")
        assert "IQoJsecret" not in screen(app)
        assert MASK in screen(app)
        masked = app.detail.value
        assert masked is None
        await pilot.press("v")
        assert "IQoJsecret" in screen(app)
        assert app.detail.value == "IQoJsecret"
        app.detail.show(event(responseElements=token))
        assert "IQoJsecret" not in screen(app)


async def test_every_line_can_be_reached_and_the_cursor_stays_in_sight() -> None:
    app = DetailApp()
    async with app.run_test(size=(40, 10)) as pilot:
        app.detail.show(event(requestParameters={f"p{n}": n for n in range(50)}))
        await pilot.press("G")
        assert "}" in screen(app)
        for key in ("ctrl+u", "pageup", "pagedown", "k", "ctrl+d"):
            await pilot.press(key)
        await pilot.press("g")
        assert app.detail.path == "$"
        seen = []
        for _ in range(8):
            await pilot.press("j")
            seen.append(app.detail.path)
            assert app.detail.path.rpartition(".")[2] in screen(app)
        assert len(set(seen)) == len(seen)


async def test_folding_shows_how_much_is_hidden() -> None:
    app = DetailApp()
    async with app.run_test(size=(60, 30)) as pilot:
        app.detail.show(event())
        app.detail.search("userIdentity")
        await pilot.press("space")
        assert "▸ userIdentity: {…} 6 members" in screen(app)
        await pilot.press("right")
        assert "▾ userIdentity: {" in screen(app)


async def test_search_is_asked_for_where_there_is_none_yet() -> None:
    app = DetailApp()
    async with app.run_test(size=(60, 20)) as pilot:
        app.detail.show(event())
        await pilot.press("ctrl+f", "n")
        assert [type(message) for message in app.posted] == [EventDetail.SearchAsked] * 2


async def test_hostile_text_is_neither_markup_nor_control() -> None:
    app = DetailApp()
    hostile = "[red]\x1b[31m\u202e\u200b\x00"
    async with app.run_test(size=(100, 40)):
        app.detail.show(
            event(
                userAgent=hostile,
                eventName=hostile,
                errorCode=hostile,
                requestParameters={hostile: hostile},
            ),
            note=hostile,
        )
        text = screen(app)
        assert "[red]␛[31m\\u202e\\u200b␀" in text
        assert all(line.isprintable() for line in text.splitlines())


async def test_nothing_to_show() -> None:
    app = DetailApp()
    async with app.run_test(size=(30, 5)) as pilot:
        await pilot.press("j", "space", "plus")
        assert screen(app).strip() == ""
        app.detail.show(Event(Delivery(b"\xff not json")))
        assert "not json" in screen(app)
        app.detail.show(None)
        assert screen(app).strip() == ""


async def test_long_values_are_wrapped_on_demand_and_scrolled_through() -> None:
    app = DetailApp()
    words = [f"word{number:03}" for number in range(200)]
    async with app.run_test(size=(60, 20)) as pilot:
        app.detail.show(event(requestParameters={"a": " ".join(words), "b": "語" * 70}))
        app.detail.search("word000")
        assert "word007" not in screen(app)
        await pilot.press("l")
        assert "word000" in screen(app)
        assert "word007" in screen(app)
        assert "word199" not in screen(app), "it takes more than the pane has"
        seen = ""
        for _ in range(60):
            seen += screen(app)
            await pilot.press("j")
            if app.detail.value != " ".join(words):
                break
        found = seen.replace("\n", "").replace(" ", "")
        assert all(word in found for word in words)
        app.detail.search("語")
        assert screen(app).count("語") == 70
        await pilot.press("l")
        assert screen(app).count("語") < 70
