"""Which columns are drawn, and how wide."""

from __future__ import annotations

from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from trailview.search.progress import Order
from trailview.tui.cells import Span, header_line
from trailview.tui.columns import ALL, DEFAULT, GAP, choices, chosen, drawn_width, fit, laid_out

ALL_CHOICES = {choice.name: choice for choice in choices(DEFAULT)}


@given(st.integers(14, 300))
def test_default_columns_fit_every_width(room: int) -> None:
    fitted = fit(DEFAULT, room, drops=True)
    assert sum(width for _, width in fitted) + GAP * (len(fitted) - 1) <= room
    assert all(width >= column.narrowest for column, width in fitted)


def test_eighty_columns_keep_what_matters_most() -> None:
    names = [column.name for column, _ in fit(DEFAULT, 80, drops=True)]
    assert names == ["time", "severity", "event", "actor", "ip", "error"]


def test_wide_terminals_are_filled() -> None:
    fitted = fit(DEFAULT, 220, drops=True)
    assert len(fitted) == len(DEFAULT)
    assert sum(width for _, width in fitted) + GAP * (len(fitted) - 1) > 210


def test_a_chosen_layout_keeps_all_its_columns() -> None:
    assert len(fit(DEFAULT, 40, drops=False)) == len(DEFAULT)


def test_all_columns_are_offered_and_those_chosen_come_in_the_order_chosen() -> None:
    offered = choices(DEFAULT)
    assert [choice.name for choice in offered] == list(ALL)
    assert [choice.shown for choice in offered].count(True) == len(DEFAULT)
    assert chosen(offered, DEFAULT) == DEFAULT, "and nothing has changed"
    agent = ALL_CHOICES["agent"]._replace(shown=True)
    event = ALL_CHOICES["event"]._replace(width=40)
    layout = chosen([agent, ALL_CHOICES["time"]._replace(shown=False), event], DEFAULT)
    assert [column.name for column in layout] == ["agent", "event"]
    assert (layout[1].width, layout[1].narrowest, layout[1].grows) == (40, 40, 0)
    assert chosen(choices(layout), layout) == layout


def test_the_time_column_is_as_wide_as_its_dates() -> None:
    (column, width), *others = laid_out(DEFAULT, 200, ("2026-11-20", 10))
    assert (column.title, column.narrowest, width) == ("2026-11-20", 10, 10)
    assert [column for column, _ in others] == list(DEFAULT[1:])


def test_columns_that_tell_rows_apart_stay_where_others_are_left_out() -> None:
    time = ("2026", 14)
    usual = [column.name for column, _ in laid_out(DEFAULT, 80, time)]
    telling = laid_out(DEFAULT, 80, time, {"account"})
    assert usual == ["time", "severity", "event", "actor", "ip", "error"]
    assert [column.name for column, _ in telling] == [*usual[:-1], "account"]
    assert drawn_width(telling) <= 80
    narrow = [column.name for column, _ in laid_out(DEFAULT, 70, time, {"account"})]
    assert narrow == ["time", "severity", "event", "actor", "account"]


def test_columns_that_were_chosen_are_never_left_out() -> None:
    chosen_ones = DEFAULT[:8]
    assert len(laid_out(chosen_ones, 40, ("2026", 14))) == len(chosen_ones)


def test_a_title_has_room_for_the_sort_mark() -> None:
    moment = datetime(2026, 11, 20, tzinfo=UTC)
    for span in Span:
        columns = laid_out(DEFAULT, 120, (span.title(moment), span.width))
        header = header_line(columns, Order())
        assert header.startswith(f"{span.title(moment)}▼")
