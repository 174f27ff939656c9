"""What trailview writes with can be read in every theme that can be chosen."""

from __future__ import annotations

from collections.abc import Callable
from itertools import combinations
from typing import Final

import pytest
from textual.color import Color
from textual.theme import BUILTIN_THEMES, Theme

from tests.colours import (
    DARK_GROUNDS,
    DEUTERANOPIA,
    LIGHT_GROUNDS,
    PROTANOPIA,
    Matrix,
    contrast,
    difference,
    seen,
)
from trailview.events.severity import Severity
from trailview.tui.contrast import black_or_white, in_256, unchanged, variables_of
from trailview.tui.themes import DARK, LIGHT, OURS, TERMINAL, has_few_colours, usual

_ALL: Final = {theme.name: theme for theme in (*OURS, *BUILTIN_THEMES.values())}
_OF_COLOURS: Final = [name for name, theme in _ALL.items() if not theme.ansi]
_OF_TERMINAL: Final = [name for name, theme in _ALL.items() if theme.ansi]
_GROUNDS: Final = (
    "background",
    "surface",
    "panel",
    "primary-muted",
    "block-cursor-blurred-background",
)
_TEXTS: Final = (
    "foreground",
    *(
        f"text-{name}"
        for name in ("muted", "primary", "secondary", "accent", "warning", "error", "success")
    ),
)


def colours_of(theme: Theme, shown: Callable[[Color], Color]) -> dict[str, Color]:
    """A theme's colours by variable, as a terminal shows them."""
    variables = theme.to_color_system().generate() | variables_of(theme, shown)
    return {name: shown(Color.parse(variables[name])) for name in (*_GROUNDS, *_TEXTS, "primary")}


@pytest.mark.parametrize("shown", [unchanged, in_256])
@pytest.mark.parametrize("name", _OF_COLOURS)
def test_text_is_read_on_every_ground_and_the_focus_is_seen(
    name: str, shown: Callable[[Color], Color]
) -> None:
    found = colours_of(_ALL[name], shown)
    # Between two of 256 colours there may be none that stands out from all grounds.
    least = 4.5 if shown is unchanged or _ALL[name] in OURS else 3
    for text in _TEXTS:
        for ground in _GROUNDS:
            assert contrast(found[text], found[ground]) >= least, (text, ground)
    for ground in _GROUNDS[:3]:
        assert contrast(found["primary"], found[ground]) >= 3
    assert contrast(found["background"], found["primary"]) >= 4.5, "the header in use"
    for cursor in _GROUNDS[3:]:
        assert contrast(found[cursor], found["background"]) >= 1.15


@pytest.mark.parametrize("name", _OF_TERMINAL)
def test_colours_of_the_terminal_are_read_whatever_they_are_there(name: str) -> None:
    theme = _ALL[name]
    variables = theme.to_color_system().generate() | variables_of(theme)
    terminals = [*DARK_GROUNDS.values()] if theme.dark else []
    terminals += LIGHT_GROUNDS.values() if not theme.dark or theme is TERMINAL else []
    for palette, ground in terminals:
        for text in (*_TEXTS, "primary"):
            number = Color.parse(variables[text]).ansi
            assert number is not None
            if number >= 0:
                assert contrast(Color(*palette[number]), ground) >= 3, text
    assert {variables[ground] for ground in _GROUNDS} <= {
        "ansi_default",
        "transparent",
        Color.parse("ansi_default").hex,
    }


_ROWS: Final = {
    Severity.READ: "text-muted",
    Severity.WRITE: "foreground",
    Severity.SENSITIVE: "text-accent",
    Severity.DESTRUCTIVE: "text-error",
    Severity.FAILED: "text-warning",
}


@pytest.mark.parametrize("theme", [DARK, LIGHT], ids=lambda theme: str(theme.name))
@pytest.mark.parametrize("by", [DEUTERANOPIA, PROTANOPIA], ids=["deuteranopia", "protanopia"])
def test_what_reads_changes_and_fails_stays_apart_for_the_colour_blind(
    theme: Theme, by: Matrix
) -> None:
    found = colours_of(theme, unchanged)
    for one, other in combinations(_ROWS.values(), 2):
        assert difference(seen(found[one], by), seen(found[other], by)) >= 10, (one, other)


def test_marks_say_the_same_without_colour() -> None:
    assert len({severity.mark for severity in Severity}) == len(Severity)


@pytest.mark.parametrize("name", _OF_COLOURS)
def test_what_is_sensitive_does_not_look_like_what_failed(name: str) -> None:
    found = colours_of(_ALL[name], unchanged)
    assert difference(found["text-accent"], found["text-warning"]) >= 8


@pytest.mark.parametrize("colour", ["red", "#808080", "#777", "yellow", "#0178d4", "ansi_green"])
def test_something_is_read_on_every_ground(colour: str) -> None:
    ground = Color.parse(colour)
    assert contrast(black_or_white(ground), ground) >= 4.5


def test_the_usual_theme_is_light_where_the_terminal_says_so() -> None:
    for says in ("0;15", "0;default;7", "7"):
        assert usual({"COLORFGBG": says}) == LIGHT.name
    for says in ("15;0", "15;default", "15;8", ""):
        assert usual({"COLORFGBG": says}) == DARK.name
    assert usual({}) == DARK.name


def test_sixteen_colours_are_few_and_256_are_not() -> None:
    assert [has_few_colours(each) for each in (None, "standard", "windows")] == [True] * 3
    assert not has_few_colours("256")
    assert not has_few_colours("truecolor")
