"""Which columns are drawn, and how wide."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trailview.tui import columns
from trailview.tui.columns import DEFAULT, GAP, fit


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


def test_changes() -> None:
    layout = columns.hide(DEFAULT, "region")
    assert "region" not in [column.name for column in layout]
    assert columns.show(layout, "agent")[-1].name == "agent"
    assert columns.show(layout, "event") == layout
    assert [c.name for c in columns.move(DEFAULT, "event", -1)][:3] == ["time", "event", "severity"]
    assert columns.move(DEFAULT, "time", -1) == DEFAULT
    wide = columns.wider(DEFAULT, "event")
    assert wide[2].width > DEFAULT[2].width
    assert columns.narrower(wide, "event")[2].width == DEFAULT[2].width
    narrow = DEFAULT
    for _ in range(20):
        narrow = columns.narrower(narrow, "event")
    assert narrow[2].width == DEFAULT[2].narrowest
    only = (DEFAULT[0],)
    assert columns.hide(only, "time") == only


def test_unknown_columns() -> None:
    assert columns.wider(DEFAULT, "nope") == DEFAULT
    with pytest.raises(KeyError):
        columns.show(DEFAULT, "nope")
