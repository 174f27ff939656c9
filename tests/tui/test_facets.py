"""The facets in the sidebar: counted of what matches, asked for by key and by mouse."""

from __future__ import annotations

import pytest
from textual.geometry import Region

from tests.tui.fakes import (
    main_screen,
    make_events,
    press,
    running,
    settle,
    shown,
    until,
)
from tests.tui.stored import StoredSession
from trailview.backends.plain import PlainTable
from trailview.question.parse import parse
from trailview.question.query import Question
from trailview.search.facets import FacetGroup, FacetLine
from trailview.search.progress import Order, State
from trailview.tui.facet_lines import bar, shown_lines, written
from trailview.tui.widgets.facets import FacetsPane

SIZES = ((80, 24), (120, 40), (200, 50))


@pytest.fixture
def session() -> StoredSession:
    return StoredSession(make_events(30))


def pane(pilot: object) -> FacetsPane:
    found = main_screen(pilot).facets  # type: ignore[arg-type]  # a pilot of any app
    assert found is not None
    return found


def asked(pilot: object) -> str:
    return main_screen(pilot).asked.question.text  # type: ignore[arg-type]  # as above


async def test_the_values_of_the_matching_rows_with_their_counts(session: StoredSession) -> None:
    async with running(session, Question(parse("user:alice")), size=(120, 40)) as pilot:
        text = shown(pilot)
        assert "10 events" in text
        lines = [line[:27].lstrip("▌").split() for line in text.splitlines()]
        assert ["alice", "██████", "10"] in lines
        assert not any(line[:1] == ["bob"] for line in lines)


async def test_a_value_is_added_excluded_or_the_whole_question(session: StoredSession) -> None:
    async with running(session, size=(120, 40)) as pilot:
        await press(pilot, "f")
        assert pane(pilot).has_focus
        await press(pilot, "right", "plus")
        assert asked(pilot) == "event:DescribeInstances"
        assert pane(pilot).has_focus
        assert pane(pilot).facet == "event", "the cursor stays in its facet"
        await press(pilot, "left", "minus")
        assert asked(pilot) == "event:DescribeInstances -user:alice"
        await press(pilot, "enter")
        assert asked(pilot) == "event:DescribeInstances -user:alice user:bob"
        await press(pilot, "equals_sign")
        assert asked(pilot) == "user:bob"
        await press(pilot, "escape")
        assert main_screen(pilot).table.has_focus


async def test_typing_narrows_and_escape_shows_all_again(session: StoredSession) -> None:
    async with running(session, size=(120, 40)) as pilot:
        await press(pilot, "f", *"del")
        text = shown(pilot)
        assert "“del” of 30 events" in text
        assert "DeleteTrail" in text.split("“del”")[1]
        assert [line.group.name for line in pane(pilot)._lines[1:]] == ["event"]
        await press(pilot, "minus")
        assert asked(pilot) == "-event:DeleteTrail"
        await press(pilot, *"zz")
        assert "“zz” is in no value" in shown(pilot)
        await press(pilot, "backspace", "escape")
        assert "24 events" in shown(pilot)
        assert pane(pilot).has_focus
        await press(pilot, "escape")
        assert main_screen(pilot).table.has_focus


async def test_denied_calls_by_actor_from_a_fresh_table(session: StoredSession) -> None:
    async with running(session, size=(120, 40)) as pilot:
        await press(pilot, "f", "asterisk")
        text = shown(pilot)
        assert "Actor × Error" in text
        lines = [line[:27].lstrip("▌").split() for line in text.splitlines()]
        at = lines.index(["alice", "██████", "2"])
        assert lines[at + 1] == ["AccessDenied", "██████", "2"]
        await press(pilot, "down", "enter")
        assert asked(pilot) == "user:alice error:AccessDenied"
        await press(pilot, "up", "equals_sign")
        assert asked(pilot) == "user:alice error:*", "the upper line counts any error"


async def test_a_crossing_goes_on_to_other_fields_and_ends(session: StoredSession) -> None:
    async with running(session, size=(120, 40)) as pilot:
        await press(pilot, "asterisk")
        assert pane(pilot).has_focus, "from the table too"
        await press(pilot, "asterisk")
        assert "Actor × IP" in shown(pilot)
        await press(pilot, "down", "minus")
        assert asked(pilot) == "-(user:alice ip:203.0.113.0)"
        await press(pilot, "escape")
        assert "Actor ×" not in shown(pilot)
        await press(pilot, "right", "right", "right")
        assert pane(pilot).facet == "error"
        await press(pilot, "asterisk")
        assert "Error × Actor" in shown(pilot)


@pytest.mark.parametrize("size", SIZES)
async def test_large_on_a_second_press_and_small_again(
    session: StoredSession, size: tuple[int, int]
) -> None:
    width, height = size
    async with running(session, size=size) as pilot:
        await press(pilot, "f")
        assert pane(pilot).region.width == 26
        await press(pilot, "f")
        assert pane(pilot).region == Region(1, 3, width - 2, height - 5)
        assert not main_screen(pilot).table.region
        await press(pilot, "f")
        assert pane(pilot).region.width == 26
        await press(pilot, "f", "escape")
        assert pane(pilot).region.width == 26
        assert main_screen(pilot).table.region.width >= 52


@pytest.mark.parametrize("size", SIZES)
async def test_keys_typed_ahead_go_to_what_they_are_about(
    session: StoredSession, size: tuple[int, int]
) -> None:
    async with running(session, size=size) as pilot:
        for keys, question in (
            (("f", "right", "down", "plus"), "event:DeleteTrail"),
            ((*"carol", "minus"), "event:DeleteTrail -user:carol"),
            (("asterisk", "down", "equals_sign"), "user:alice error:AccessDenied"),
        ):
            for key in keys:
                pilot.app.simulate_key(key)
            await settle(pilot)
            assert asked(pilot) == question
            assert pane(pilot).has_focus


async def test_a_click_chooses_and_a_second_one_adds(session: StoredSession) -> None:
    async with running(session, size=(120, 40)) as pilot:
        row = next(y for y, line in enumerate(shown(pilot).splitlines()) if line[1:4] == "bob")
        await pilot.click(offset=(3, row))
        await settle(pilot)
        assert pane(pilot).has_focus
        assert asked(pilot) == ""
        await pilot.click(offset=(3, row))
        await settle(pilot)
        assert asked(pilot) == "user:bob"


async def test_nothing_of_an_answer_stays_under_another_question(session: StoredSession) -> None:
    async with running(session, size=(120, 40)) as pilot:
        assert "30 events" in shown(pilot)
        session.state = State.READING
        session.events = []
        main_screen(pilot).ask(lambda questions: questions.text("error:*"))
        assert pane(pilot)._groups == (), "at once"
        await settle(pilot)
        assert "0 events so far" in shown(pilot)


async def test_counts_follow_what_arrives(session: StoredSession) -> None:
    session.state = State.READING
    session.events, later = session.events[:5], session.events
    async with running(session, size=(120, 40)) as pilot:
        assert "5 events so far" in shown(pilot)
        session.events = later
        search = session.searches[-1]
        search.progress = search.resort(Order())
        search.changed()
        await until(pilot, lambda: "30 events so far" in shown(pilot))
        session.state = State.DONE
        search.progress = search.resort(Order())
        search.changed()
        await settle(pilot)
        assert "so far" not in shown(pilot)


async def test_nothing_is_counted_while_the_facets_do_not_show(session: StoredSession) -> None:
    async with running(session, size=(80, 24)) as pilot:
        screen = main_screen(pilot)
        assert screen.facets is None, "what does not show is not made"
        await press(pilot, "f", "escape")
        assert not screen.shows_facets
        await screen.run_command("question.edit")
        await press(pilot, *"user:bob", "enter")
        assert pane(pilot)._groups == ()
        await press(pilot, "f")
        assert "10 events" in shown(pilot)


async def test_rows_that_are_no_events_have_facets_of_their_columns(session: StoredSession) -> None:
    session.backends = ("insights",)
    rows = tuple((name, f"{number}") for number, name in enumerate(("a", "b", "a", "\x1b[2J", "a")))
    session.plain = PlainTable(("eventName", "n"), rows)
    async with running(session, Question(raw="stats count()"), size=(120, 40)) as pilot:
        assert "5 rows" in shown(pilot)
        assert "eventName" in shown(pilot)
        assert "␛[2J" in shown(pilot)
        await press(pilot, "f", "plus")
        plain = main_screen(pilot).rows
        assert plain is not None
        assert plain.table is not None
        assert [row[0] for row in plain.table.rows] == ["a", "a", "a"]
        assert "3 of 5 rows: eventName is a" in shown(pilot)
        assert main_screen(pilot).asked.question.raw, "the question stays"
        await press(pilot, "right", "minus")
        assert len(plain.table) == 2
        await press(pilot, "left", "minus")
        assert len(plain.table) == 0
        assert "0 of 5 rows" in shown(pilot)
        await press(pilot, "asterisk")
        assert "eventName × n" in shown(pilot)
        await press(pilot, "escape", "escape")
        assert len(plain.table) == 5


def _group(*texts: str) -> FacetGroup:
    lines = tuple(FacetLine((("event", text),), 10 - at) for at, text in enumerate(texts))
    return FacetGroup("event", "Event", lines, 3)


@pytest.mark.parametrize("text", ["\x1b[2J", "a\nb", "‮evil", "宽" * 90, "x" * 5000, "é" * 40])
def test_a_line_is_as_wide_as_it_is_told_to_be_and_harmless(text: str) -> None:
    from rich.cells import cell_len

    for width in (10, 26, 60):
        for line in shown_lines([_group(text, "b")], 20, ()):
            drawn = "".join(written(line, width))
            assert cell_len(drawn) == width
            assert drawn.isprintable()


def test_what_does_not_show_is_said_and_opens() -> None:
    groups = [_group(*"abcdefghi"), _group("z")]
    lines = shown_lines(groups, 10, ())
    assert [line.more for line in lines if line.more] == [7, 3]
    assert "".join(written(lines[6], 30)).strip() == "… 7 more"
    opened = shown_lines([*groups[:1], groups[1]._replace(name="x")], 10, {"event"})
    assert "".join(written(opened[10], 30)).strip() == "… 3 more, by typing"


def test_a_bar_shows_something_of_every_count() -> None:
    assert bar(10, 10, 6) == "██████"
    assert bar(1, 1_000_000, 6) == "▏     "
    assert bar(5, 10, 6) == "███   "
    assert bar(3, 10, 0) == ""
