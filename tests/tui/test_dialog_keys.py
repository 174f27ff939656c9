"""What dialogs say of their keys at their foot, and so in the help, is what their keys do."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from importlib import import_module
from itertools import chain
from pkgutil import iter_modules
from typing import Any, Final

import pytest
from textual.app import App
from textual.binding import Binding
from textual.dom import DOMNode
from textual.widgets import OptionList

from trailview.question.query import TimeRange
from trailview.search.progress import Order
from trailview.tui import dialogs
from trailview.tui.columns import DEFAULT, choices
from trailview.tui.commands import keys_text
from trailview.tui.dialogs.columns import ColumnsDialog
from trailview.tui.dialogs.dialog import Dialog
from trailview.tui.dialogs.own_keys import dialog_keys
from trailview.tui.dialogs.problems import ProblemsDialog
from trailview.tui.dialogs.sort import SortDialog
from trailview.tui.dialogs.time_range import TimeRangeDialog

_KEY: Final = re.compile(r"[A-Za-z/]|Ctrl\+\w|Space")
"""What stands for a key where a clause begins; arrows, Enter and Tab are what they are anywhere."""
_UNTOLD: Final = {"leave", "close", "scroll", "page"}
"""What every dialog's keys do, and so need not be told of each."""


def _all() -> list[type[Dialog[Any]]]:
    for module in iter_modules(dialogs.__path__):
        import_module(f"{dialogs.__name__}.{module.name}")
    return sorted(_below(Dialog), key=lambda kind: kind.__name__)


def _below(kind: type[Dialog[Any]]) -> Iterator[type[Dialog[Any]]]:
    for made in kind.__subclasses__():
        yield made
        yield from _below(made)


def _bindings(kind: type[DOMNode]) -> Iterator[Binding]:
    for base in kind.__mro__:
        yield from Binding.make_bindings(base.__dict__.get("BINDINGS", ()))


def _spelt_out(word: str) -> list[str]:
    """`Shift+↑↓` as two keys."""
    held, plus, keys = word.rpartition("+")
    return [f"{held}{plus}{key}" for key in keys] if plus and not keys.isascii() else [word]


def _says_later(kind: type[Dialog[Any]]) -> bool:
    """Whether only an instance knows what its keys are for."""
    return "keys_text" in kind.__init__.__code__.co_names


@pytest.mark.parametrize("dialog", _all(), ids=lambda kind: kind.__name__)
def test_a_dialog_tells_its_keys_and_no_others(dialog: type[Dialog[Any]]) -> None:
    clauses = [clause for line in dialog.keys_text.splitlines() for clause in line.split(" · ")]
    words = {key for clause in clauses for word in clause.split() for key in _spelt_out(word)}
    told_of = {
        binding.action
        for binding in _bindings(dialog)
        if any(word.startswith(keys_text(binding.key)) for word in words)
    }
    untold = [
        binding.action
        for binding in Binding.make_bindings(dialog.__dict__.get("BINDINGS", ()))
        if binding.action.partition("(")[0] not in _UNTOLD and binding.action not in told_of
    ]
    assert not untold or _says_later(dialog)
    inside = [kind for kind in vars(import_module(dialog.__module__)).values() if _is_node(kind)]
    bound = {keys_text(binding.key) for binding in chain.from_iterable(map(_bindings, inside))}
    first = {clause.split()[0] for clause in clauses}
    assert {word for word in first if _KEY.fullmatch(word)} <= bound


def _is_node(kind: object) -> bool:
    return isinstance(kind, type) and issubclass(kind, DOMNode)


def test_the_help_has_the_dialogs_in_order_and_each_once() -> None:
    titles = [title for title, _ in dialog_keys()]
    assert titles == sorted(set(titles))


_LISTS: Final[dict[str, Callable[[], Dialog[Any]]]] = {
    "columns": lambda: ColumnsDialog(choices(DEFAULT)),
    "problems": lambda: ProblemsDialog(["one", "two"]),
    "sort": lambda: SortDialog([("time", "Time"), ("actor", "Actor")], Order()),
    "time": lambda: TimeRangeDialog(["1h", "4h"], TimeRange(), lambda _: None),
}


@pytest.mark.parametrize("dialog", _LISTS.values(), ids=_LISTS)
async def test_j_and_k_move_in_every_list(dialog: Callable[[], Dialog[Any]]) -> None:
    app = App[None]()
    async with app.run_test() as pilot:
        await app.push_screen(dialog())
        options = app.screen.query_one(OptionList)
        await pilot.press("j")
        assert options.highlighted == 1
        await pilot.press("k")
        assert options.highlighted == 0
