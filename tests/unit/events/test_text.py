"""Nothing printable() returns can act on a terminal, hide, or change direction."""

from __future__ import annotations

import sys
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trailview.events.text import is_printable, printable

UNSAFE = {"Cc", "Cf", "Cs", "Zl", "Zp"}


def test_no_control_or_format_character_is_left() -> None:
    every = "".join(map(chr, range(sys.maxunicode + 1)))
    left = {c for c in printable(every) if unicodedata.category(c) in UNSAFE}
    assert not left


@given(st.text(st.characters(codec=None)))
def test_idempotent(text: str) -> None:
    assert printable(printable(text)) == printable(text)
    assert is_printable(printable(text))


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("plain", "plain"),
        ("Grüße 漢字", "Grüße 漢字"),
        ("\x1b[31mred", "␛[31mred"),
        ("a\nb\tc", "a␊b␉c"),
        ("\x9b31m", "\\u009b31m"),
        ("user\u202etxt.exe", "user\\u202etxt.exe"),
        ("a\u200bb", "a\\u200bb"),
        ("3:07\u202fPM", "3:07 PM"),
        ("\u0301x", "\\u0301x"),
        ("\ud800", "\\ud800"),
        ("\U000e0041", "\\U000e0041"),
        ("[bold]not markup[/]", "[bold]not markup[/]"),
    ],
)
def test_shown(text: str, shown: str) -> None:
    assert printable(text) == shown
