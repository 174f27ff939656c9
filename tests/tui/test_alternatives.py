"""A group is one chip, and the form adds alternatives to a chip."""

from __future__ import annotations

import pytest
from textual.widgets import Input, Select

from tests.tui.fakes import (
    FakeSession,
    main_screen,
    make_events,
    press,
    running,
    shown,
    type_question,
)
from trailview.question.parse import parse
from trailview.question.query import Question
from trailview.tui.widgets.filters import term_of


@pytest.fixture
def session() -> FakeSession:
    return FakeSession(make_events(30))


def asked(session: FakeSession) -> str:
    return session.asked[-1][0].text


async def test_the_form_adds_an_alternative_to_a_chip(session: FakeSession) -> None:
    async with running(session, size=(120, 50)) as pilot:
        screen = main_screen(pilot)
        await type_question(pilot, "region:x user:bob")
        await press(pilot, "enter")
        screen.chips.focus()
        await press(pilot, "down", "o")
        assert "user:bob or …" in shown(pilot)
        assert screen.filters is not None
        value = screen.filters.query_one("#value", Input)
        value.focus()
        await press(pilot, *"eve", "enter")
        assert asked(session) == "region:x (user:bob or user:eve)"
        assert "user:bob or …" not in shown(pilot)
        screen.chips.focus()
        await press(pilot, "o")
        value.focus()
        await press(pilot, *"al", "enter")
        assert asked(session) == "region:x (user:bob or user:eve or user:al)"
        screen.chips.focus()
        await press(pilot, "delete")
        assert asked(session) == "region:x", "a group is one chip"


async def test_what_is_left_or_gone_gets_no_alternative(session: FakeSession) -> None:
    async with running(session, size=(120, 50)) as pilot:
        screen = main_screen(pilot)
        assert screen.filters is not None
        value = screen.filters.query_one("#value", Input)
        await type_question(pilot, "user:bob")
        await press(pilot, "enter")
        screen.chips.focus()
        await press(pilot, "o", "escape")
        assert "user:bob or …" not in shown(pilot)
        value.focus()
        await press(pilot, *"al", "enter")
        assert asked(session) == "user:bob user:al"
        screen.chips.focus()
        await press(pilot, "o")
        assert " or …" in shown(pilot)
        await type_question(pilot, "region:x")
        await press(pilot, "enter")
        assert " or …" not in shown(pilot)
        value.focus()
        await press(pilot, *"al", "enter")
        assert asked(session) == "region:x user:al"


@pytest.mark.parametrize(
    ("operator", "value", "text"),
    [
        ("is, in any case", "ALI*", "user:~ali*"),
        ("matches", "^a/b c", r"user:/^a\/b c/"),
        ("is", "~x", r"user:\~x"),
        ("starts with", "/x", r"user:\/x*"),
        ("contains", "a)b", 'user:"*a)b*"'),
    ],
)
def test_what_the_form_means(operator: str, value: str, text: str) -> None:
    term = term_of("user", operator, value)
    assert term is not None
    assert Question((term,)).text == text
    assert parse(text) == (term,)


async def test_an_expression_that_is_none_is_refused_in_the_form(session: FakeSession) -> None:
    async with running(session, size=(120, 50)) as pilot:
        filters = main_screen(pilot).filters
        assert filters is not None
        filters.query_one("#operator", Select).value = "matches"
        value = filters.query_one("#value", Input)
        value.focus()
        await press(pilot, *"a[b", "enter")
        assert "A closing `]`" in shown(pilot)
        assert value.value == "a[b"
        assert asked(session) == ""
