"""Letters without regard to case: one meaning, and nothing that means less than it."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trailview.events.pattern import Pattern, fold
from trailview.question.folding import class_expression, relaxed

LETTERS = "aAkKsSzß ẞéÉΣσςİıÅå\u212a\u017f\u01c5Я я.*-\\(/\n%1"
texts = st.text(LETTERS, max_size=8)
patterns = st.lists(st.text(LETTERS, max_size=3), min_size=1, max_size=4).map(
    lambda pieces: Pattern(tuple(pieces))
)
ascii_texts = st.text(st.characters(max_codepoint=127), max_size=8)
ascii_patterns = st.lists(st.text("aBk.*[\\ (%", max_size=3), min_size=1, max_size=3).map(
    lambda pieces: Pattern(tuple(pieces))
)


def other_cases(text: str) -> st.SearchStrategy[str]:
    """Texts that differ from `text` in the case of letters alone."""
    return st.tuples(
        *(st.sampled_from(sorted({c, *filter(_is_one, (c.lower(), c.upper()))})) for c in text)
    ).map("".join)


def in_any_case_test(pattern: Pattern) -> Callable[[str], bool]:
    """Whether a value fits the pattern as `~` before it means."""
    return Pattern(tuple(map(fold, pattern.pieces)), folds=True).matches


def _is_one(text: str) -> bool:
    return len(text) == 1


@pytest.mark.parametrize(
    ("pattern", "value", "fits"),
    [
        (("consolelogin",), "ConsoleLogin", True),
        (("CONSOLELOGIN",), "ConsoleLogin", True),
        (("consolelogin",), "ConsoleLogins", False),
        (("", "alice", ""), "Admin/ALICE@example.com", True),
        (("müller",), "MÜLLER", True),
        (("яна",), "Яна", True),
        # One of ASCII never folds with one beyond it, whatever Unicode says.
        (("k",), "\u212a", False),
        (("s",), "\u017f", False),
        (("i",), "İ", False),
        (("strasse",), "straße", False),
        (("",), "", True),
        (("", ""), "", False),
    ],
)
def test_what_fits(pattern: tuple[str, ...], value: str, fits: bool) -> None:
    assert in_any_case_test(Pattern(pattern))(value) is fits


@given(texts)
def test_folding_keeps_the_length_and_is_done_once(text: str) -> None:
    assert len(fold(text)) == len(text)
    assert fold(fold(text)) == fold(text)


def test_folding_is_by_character_and_never_crosses_the_border_of_ascii() -> None:
    for code in range(sys.maxunicode + 1):
        character = chr(code)
        small = fold(character)
        assert len(small) == 1
        assert small.isascii() is character.isascii()
        assert fold(f"x{character}y") == f"x{small}y"


@given(patterns, texts)
def test_whatever_fits_with_case_fits_without(pattern: Pattern, value: str) -> None:
    assert in_any_case_test(pattern)(value) or not pattern.matches(value)


@given(st.data(), ascii_patterns)
def test_no_other_folding_means_less(data: st.DataObject, pattern: Pattern) -> None:
    written = data.draw(ascii_texts.map(lambda run: run.join(pattern.pieces)))
    value = data.draw(other_cases(written))
    if not in_any_case_test(pattern)(value):
        return
    small = Pattern(tuple(piece.lower() for piece in pattern.pieces))
    assert small.matches(value.lower())
    expression = ".*".join(map(re.escape, pattern.pieces))
    any_run = ".+" if pattern.is_any else expression
    assert re.fullmatch(any_run, value, re.IGNORECASE | re.DOTALL)
    assert re.fullmatch(any_run, value, re.IGNORECASE | re.DOTALL | re.ASCII)


@given(st.data(), patterns, texts)
def test_a_relaxed_pattern_fits_at_least_as_much(
    data: st.DataObject, pattern: Pattern, run: str
) -> None:
    value = data.draw(other_cases(run.join(pattern.pieces)))
    loose = relaxed(pattern)
    assert in_any_case_test(loose)(value) or not in_any_case_test(pattern)(value)
    # Also where letters beyond ASCII do not fold at all.
    ascii_small = str.maketrans("ABCDEFGHIJKLMNOPQRSTUVWXYZ", "abcdefghijklmnopqrstuvwxyz")
    small = Pattern(tuple(piece.translate(ascii_small) for piece in loose.pieces))
    assert small.matches(value.translate(ascii_small)) or not in_any_case_test(pattern)(value)


def test_every_letter_that_folds_is_relaxed() -> None:
    for code in range(128, sys.maxunicode + 1):
        small = fold(chr(code))
        if small != chr(code):
            assert relaxed(Pattern((small,))) == relaxed(Pattern((chr(code),))) == Pattern(("", ""))


@given(st.data(), patterns, texts)
def test_a_class_expression_is_found_in_all_that_fits(
    data: st.DataObject, pattern: Pattern, run: str
) -> None:
    value = data.draw(other_cases(run.join(pattern.pieces)))
    expression = class_expression(pattern)
    if expression is not None and in_any_case_test(pattern)(value):
        assert re.search(expression, value)


@given(ascii_texts, ascii_texts)
def test_a_class_expression_of_a_plain_text_says_all_of_it(text: str, value: str) -> None:
    expression = class_expression(Pattern((text,)))
    if expression is not None and text.isprintable():
        is_found = re.search(f"{expression}(?!\n)", value) is not None
        assert is_found is (fold(text) == fold(value))


@pytest.mark.parametrize(
    ("pattern", "expression"),
    [
        (("Alice_1",), "^[Aa][Ll][Ii][Cc][Ee]_1$"),
        (("a", ""), "^[Aa]"),
        (("", "b.c"), r"[Bb]\.[Cc]$"),
        (("a", "bcd", "e"), "[Bb][Cc][Dd]"),
        (("a (b)",), r"^[Aa]\x20\x28[Bb]\x29$"),
        (("100%",), r"^100\x25$"),
        (("müller",), "[Ll][Ll][Ee][Rr]$"),
        (("яна",), None),
        (("", ""), None),
        (("",), "^$"),
    ],
)
def test_class_expressions(pattern: tuple[str, ...], expression: str | None) -> None:
    assert class_expression(Pattern(pattern)) == expression


@given(patterns)
def test_class_expressions_keep_to_the_grammar_of_filter_patterns(pattern: Pattern) -> None:
    expression = class_expression(pattern) or ""
    assert re.fullmatch(
        r"\^?(?:\[[A-Z][a-z]\]|[0-9:_#=@/;,-]|\\[\^$?\[\]{}|\\*+.]|\\x[0-9a-f]{2})*\$?", expression
    )
