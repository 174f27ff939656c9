"""Folds, cursor and search over a record's lines."""

from __future__ import annotations

import json
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from trailview.tui.json_lines import Document
from trailview.tui.json_view import JsonView

RECORD = {
    "eventName": "DeleteTrail",
    "userIdentity": {"type": "IAMUser", "sessionContext": {"attributes": {"mfa": "true"}}},
    "tags": [{"key": "a"}, {"key": "needle"}],
}


def opened(value: Any = RECORD) -> JsonView:
    view = JsonView()
    view.open(Document(json.dumps(value).encode()))
    return view


def go(view: JsonView, *path: str | int) -> None:
    view.move_to(next(n for n, line in enumerate(view.visible) if view.document.path(line) == path))


def test_fold_hides_what_is_inside_and_unfold_brings_it_back() -> None:
    view = opened()
    every = list(view.visible)
    go(view, "userIdentity")
    assert view.toggle()
    assert len(view.visible) == len(every) - 7
    assert view.path == ("userIdentity",)
    assert view.toggle()
    assert view.visible == every


def test_folding_inside_folds_what_is_around() -> None:
    view = opened()
    go(view, "userIdentity", "type")
    assert view.fold(True)
    assert view.path == ("userIdentity",)
    assert view.is_folded(view.line)


def test_folds_and_place_hold_for_the_next_record() -> None:
    view = opened()
    go(view, "userIdentity", "sessionContext")
    view.fold(True)
    go(view, "tags")
    view.open(Document(json.dumps({"new": 1, **RECORD}).encode()))
    assert view.path == ("tags",)
    go(view, "userIdentity", "sessionContext")
    assert view.is_folded(view.line)


def test_fold_all_keeps_the_cursor_near() -> None:
    view = opened()
    go(view, "tags", 1, "key")
    view.fold_all()
    assert view.path == ("tags",)
    assert len(view.visible) == 5
    view.fold_all()
    assert len(view.visible) == len(view.document)


def test_search_goes_round_and_unfolds() -> None:
    view = opened()
    view.fold_all()
    assert view.search("NEEDLE") == 1
    assert view.next_match(1)
    assert view.path == ("tags", 1, "key")
    assert view.value == "needle"
    assert view.next_match(1)
    assert view.next_match(-1)
    assert view.path == ("tags", 1, "key")
    assert view.search("nowhere") == 0
    assert not view.next_match(1)


@given(st.lists(st.integers(0, 30), max_size=12))
def test_whatever_is_folded_the_lines_stay_in_order(places: list[int]) -> None:
    view = opened()
    for place in places:
        view.move_to(place)
        view.fold(place % 2 == 0)
        assert view.visible == sorted(set(view.visible))
        assert 0 <= view.cursor < len(view.visible)
    for _ in range(2):
        view.fold_all()
    go(view)
    while any(view.is_folded(line) for line in view.visible):
        view.move_to(next(n for n, line in enumerate(view.visible) if view.is_folded(line)))
        view.fold(False)
    assert len(view.visible) == len(view.document)
