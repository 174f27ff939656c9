"""A frame sent in fewer bytes leaves the same on the screen."""

from __future__ import annotations

import os
from itertools import pairwise

import pyte
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from trailview.tui.lean_driver import change, erases_in_colour, lean

COLS, ROWS = 80, 6  # the longest line reaches the edge
LOOKS = (
    "38;2;161;162;165;48;2;22;24;31",
    "1;38;2;161;162;165;48;2;22;24;31",
    "38;2;161;162;165;48;2;102;107;120",
    "7;38;2;161;162;165;48;2;102;107;120",
    "3;4;38;5;9;48;5;12",
    "1;3;31;44",
    "93;104",
    "9",
    "48;2;22;24;31",
    "21;31",
)
"""Codes as Textual sets them, all of a run's look at once; the last has one not known here."""
RUNS = st.tuples(
    st.sampled_from([None, *LOOKS]),
    st.sampled_from(["bob", " ", "é…x", " " * 20, f"a{' ' * 17}", "東京"]),
)
LINES = st.lists(st.lists(RUNS, max_size=4), max_size=ROWS)


def drawn(lines: list[list[tuple[str | None, str]]]) -> str:
    """A frame as Textual sends it."""
    parts = []
    for y, runs in enumerate(lines):
        parts.append(f"\x1b[{y + 1};1H")
        parts += [text if look is None else f"\x1b[{look}m{text}\x1b[0m" for look, text in runs]
        parts.append("\n" if y + 1 < len(lines) else "")
    return "".join(parts)


def seen(output: str) -> list[list[pyte.screens.Char]]:
    """The cells of a terminal that had other text on it before."""
    screen = pyte.Screen(COLS, ROWS)
    stream = pyte.Stream(screen)
    stream.feed("#" * (COLS * ROWS - 1))
    stream.feed(output)
    return [[screen.buffer[y][x] for x in range(COLS)] for y in range(ROWS)]


@given(LINES)
@settings(max_examples=int(os.environ.get("LEAN_EXAMPLES", "60")), deadline=None)
def test_the_screen_is_the_same(lines: list[list[tuple[str | None, str]]]) -> None:
    output = drawn(lines)
    for erases in (True, False):
        sent = lean(output, erases=erases)
        assert len(sent) <= len(output)
        assert seen(sent) == seen(output)


def test_every_change_of_look_is_as_if_set_anew() -> None:
    for before, after in pairwise([*LOOKS, *reversed(LOOKS), *LOOKS[::2], *LOOKS[::3]]):
        sent = f"\x1b[{before}m.{change(before, after)}."
        assert seen(sent) == seen(f"\x1b[{before}m.\x1b[0m\x1b[{after}m."), (before, after)


def test_a_name_that_stands_out_is_told_by_what_differs() -> None:
    ground = "48;2;22;24;31"
    line = [
        (f"38;2;161;162;165;{ground}", "09:10 "),
        (f"1;38;2;167;193;249;{ground}", f"bob{' ' * 30}"),
        (f"38;2;161;162;165;{ground}", "GetObject"),
    ]
    sent = lean(drawn([[*line]]), erases=True)
    assert sent == (
        f"\x1b[1;1H\x1b[38;2;161;162;165;{ground}m09:10 \x1b[1;38;2;167;193;249mbob"
        "\x1b[30X\x1b[30C\x1b[22;38;2;161;162;165mGetObject\x1b[0m"
    )


def test_what_is_no_text_on_the_screen_is_left_alone() -> None:
    title = f"\x1b[31m\x1b]0;a{' ' * 30}b\x07\x1b[0m\x1b[31m"
    assert lean(title, erases=True) == title


def test_blanks_on_which_a_look_shows_are_written() -> None:
    for look in ("7;31", "4;31", "9", "21;31"):
        output = f"\x1b[{look}m{' ' * 30}\x1b[0m"
        assert lean(output, erases=True) == output


@pytest.mark.parametrize(
    ("environment", "erases"),
    [
        ({"TERM": "xterm-256color"}, True),
        ({"TERM": "tmux-256color"}, True),
        ({"TERM": "screen-256color"}, False),
        ({"TERM": "xterm-256color", "STY": "1.pts-0.host"}, False),
        ({"TERM": "linux"}, False),
        ({}, False),
    ],
)
def test_blanks_are_erased_where_the_terminal_does_so_in_colour(
    environment: dict[str, str], erases: bool
) -> None:
    assert erases_in_colour(environment) is erases
