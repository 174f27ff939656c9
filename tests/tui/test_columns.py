"""Which columns are drawn, and how wide."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from trailview.events.text import printable
from trailview.search.progress import Order
from trailview.tui.cells import Span, header_line
from trailview.tui.columns import (
    ALL,
    DEFAULT,
    Column,
    choices,
    chosen,
    drawn_width,
    fit,
    fixed,
    laid_out,
)
from trailview.tui.wrapping import cut_middle, cut_pair, cut_region, cut_role

ALL_CHOICES = {choice.name: choice for choice in choices(DEFAULT)}


NEEDS = {
    "actor": 44,
    "event": 22,
    "resource": 60,
    "error": 12,
    "ip": 15,
    "service": 14,
    "region": 9,
    "account": 12,
}
"""Cells that the columns of an ordinary screenful need."""
TIME = ("2026", 14)


def names(columns: list[tuple[Column, int]]) -> list[str]:
    return [column.name for column, _ in columns]


NEED = st.fixed_dictionaries({column.name: st.integers(1, 200) for column in DEFAULT})


@given(st.integers(50, 300), NEED)
def test_default_columns_fill_every_width_and_who_did_what_stays(
    room: int, needs: dict[str, int]
) -> None:
    fitted = fit(DEFAULT, room, needs)
    assert drawn_width(fitted) == room
    assert names(fitted)[:4] == ["time", "severity", "actor", "event"]
    assert all(width >= min(column.narrowest, needs[column.name]) for column, width in fitted)


@given(st.integers(50, 300), NEED)
def test_nothing_is_cut_while_there_is_room(room: int, needs: dict[str, int]) -> None:
    fitted = fit(DEFAULT, room, needs)
    is_cut = any(width < min(needs[column.name], 120) for column, width in fitted)
    assert not is_cut or all(
        width <= max(needs[column.name], column.narrowest) for column, width in fitted
    )


def test_columns_go_in_the_order_in_which_they_matter() -> None:
    gone: list[str] = []
    for room in range(300, 40, -1):
        shown = names(laid_out(DEFAULT, room, TIME, NEEDS))
        gone += [c.name for c in DEFAULT if c.name not in shown and c.name not in gone]
    assert gone == ["service", "account", "region", "ip", "error", "resource"]


def test_a_wide_terminal_shows_all_that_the_rows_hold() -> None:
    fitted = {column.name: width for column, width in laid_out(DEFAULT, 220, TIME, NEEDS)}
    assert fitted.keys() == {column.name for column in DEFAULT}
    assert all(fitted[name] >= cells for name, cells in NEEDS.items())


def test_a_chosen_layout_keeps_all_its_columns() -> None:
    assert len(fixed(DEFAULT, 40)) == len(DEFAULT)


def test_all_columns_are_offered_and_those_chosen_come_in_the_order_chosen() -> None:
    offered = choices(DEFAULT)
    assert [choice.name for choice in offered] == list(ALL)
    assert [choice.shown for choice in offered].count(True) == len(DEFAULT)
    assert chosen(offered, DEFAULT) == DEFAULT, "and nothing has changed"
    agent = ALL_CHOICES["agent"]._replace(shown=True)
    event = ALL_CHOICES["event"]._replace(width=40)
    layout = chosen([agent, ALL_CHOICES["time"]._replace(shown=False), event], DEFAULT)
    assert [column.name for column in layout] == ["agent", "event"]
    assert (layout[1].width, layout[1].narrowest) == (40, 40)
    assert chosen(choices(layout), layout) == layout


def test_those_for_which_there_is_no_room_are_told_apart() -> None:
    offered = choices(DEFAULT, {"time", "event"})
    assert [choice.name for choice in offered if choice.shown and choice.drawn] == ["time", "event"]


def test_the_time_column_is_as_wide_as_its_dates() -> None:
    (column, width), *others = laid_out(DEFAULT, 200, ("2026-11-20", 10), NEEDS)
    assert (column.title, column.narrowest, width) == ("2026-11-20", 10, 10)
    assert [column for column, _ in others] == list(DEFAULT[1:])


def test_columns_that_tell_rows_apart_stay_where_others_are_left_out() -> None:
    usual = names(laid_out(DEFAULT, 80, TIME, NEEDS))
    varied = laid_out(DEFAULT, 80, TIME, NEEDS, {"account"})
    assert usual == ["time", "severity", "actor", "event", "resource"]
    assert names(varied) == [*usual, "account"]
    assert drawn_width(varied) <= 80


def test_columns_that_were_chosen_are_never_left_out() -> None:
    chosen_ones = DEFAULT[:8]
    assert len(laid_out(chosen_ones, 40, TIME, NEEDS)) == len(chosen_ones)


SSO = "AWSReservedSSO_AdministratorAccess_5f2c0a91b7d3e468"
ROLE = "OrganizationAccountAccessRole/alice@example.com"


@pytest.mark.parametrize(
    ("text", "width", "shown"),
    [
        (ROLE, 60, ROLE),
        (ROLE, 30, "OrganizationA…/alice@example.…"),
        ("Admin/alice.with.a.long.name@example.com", 24, "Admin/alice.with.a.long…"),
        ("OrganizationAccountAccessRole/al", 20, "OrganizationAcco…/al"),
        ("somebody.without.a.role@example.com", 20, "somebody.without.a.…"),
        (f"{SSO}/zoe@example.com", 80, f"{SSO}/zoe@example.com"),
        (f"{SSO}/zoe@example.com", 40, "…AdministratorAccess/zoe@example.com"),
        (f"{SSO}/alice.b@example.com", 24, "…Administr…/alice.b@exa…"),
    ],
)
def test_role_and_session_both_show(text: str, width: int, shown: str) -> None:
    assert cut_pair(text, width) == shown
    assert cell_len(shown) <= width


@given(st.text(max_size=60), st.integers(1, 50))
def test_cuts_never_take_more_than_their_cells(text: str, width: int) -> None:
    text = printable(text)
    assert cell_len(cut_middle(text, width)) <= width
    assert cell_len(cut_pair(text, width)) <= width


def test_regions_that_begin_alike_are_told_apart_in_a_narrow_column() -> None:
    begins = ["ap-southeast-1", "ap-southeast-2", "ap-south-1", "eu-central-1", "eu-central-2"]
    region = next(column for column in DEFAULT if column.name == "region")
    shown = [cut_region(text, region.narrowest) for text in begins]
    assert shown == ["ap-se-1", "ap-se-2", "ap-s-1", "eu-c-1", "eu-c-2"]
    assert cut_region("us-east-1", region.narrowest) == "us-east-1"
    assert cut_region("us-gov-east-1", 9) != cut_region("us-gov-west-1", 9)


def test_the_end_of_an_arn_shows() -> None:
    arn = "arn:aws:iam::123456789012:role/service-role/deploy-production"
    assert cut_middle(arn, 30) == "arn:aws:ia…e/deploy-production"


def test_of_a_permission_set_and_a_service_what_tells_them_apart_shows() -> None:
    assert cut_role(SSO, 60) == SSO
    assert cut_role(SSO, 22) == "…AdministratorAccess…"
    assert cut_role(SSO, 14) == "…Administrato…"
    assert cut_role("deploy-of-the-production-cluster", 16) == "deplo…on-cluster"
    assert cut_middle("cloudtrail.amazonaws.com", 14) == "cloudtrail.am…"


def test_the_name_of_an_event_is_whole_before_a_resource_is() -> None:
    needs = NEEDS | {"event": 20, "resource": 60}
    widths = {column.name: width for column, width in laid_out(DEFAULT, 92, TIME, needs)}
    assert widths["event"] == 20
    assert 12 <= widths["resource"] < 60


def test_where_a_resource_shows_the_usual_names_of_events_are_whole() -> None:
    told = dict(laid_out(DEFAULT, 91, TIME, NEEDS, {"region", "account"}))
    widths = {column.name: width for column, width in told.items()}
    assert "resource" in widths
    assert widths["event"] >= len("CreateAccessKey")
    assert widths["actor"] >= 20


def test_a_title_has_room_for_the_sort_mark() -> None:
    moment = datetime(2026, 11, 20, tzinfo=UTC)
    for span in Span:
        columns = laid_out(DEFAULT, 120, (span.title(moment), span.width), NEEDS)
        header = header_line(columns, Order())
        assert header.startswith(f"{span.title(moment)}▼")
