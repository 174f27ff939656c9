"""While a question is typed, a quiet line says what of it cannot occur."""

from __future__ import annotations

import pytest

from tests.tui.fakes import (
    FakeSession,
    main_screen,
    make_events,
    press,
    running,
    shown,
    type_question,
)
from trailview.tui.doubted import doubted


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("event:consolelogin", 1),
        ("event:consolelogin is:w", 1),
        ("event:DeleteTrai", 0),
        ("event:DeleteTrai is:write", 1),
        ("(event:consolelogin or is:write)", 1),
        ("(event:consolelogin or", 0),
        ("usr:x event:consolelogin", 0),
        ("", 0),
    ],
)
def test_what_is_finished_is_doubted_and_what_may_go_on_is_not(text: str, count: int) -> None:
    assert len(doubted(text, len(text))) == count


async def test_the_bar_warns_and_refuses_nothing() -> None:
    session = FakeSession(make_events(3))
    async with running(session) as pilot:
        await type_question(pilot, "service:iamm")
        assert "`iamm` is not known as a service; the nearest is `iam`." in shown(pilot)
        await press(pilot, "backspace")
        assert "not known" not in shown(pilot)
        await press(pilot, "m", "enter")
        assert session.asked[-1][0].text == "service:iamm"
        assert not main_screen(pilot).bar.is_editing
        assert "not known" not in shown(pilot)
