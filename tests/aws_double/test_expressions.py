"""Regular expressions as the double's services look for them."""

from __future__ import annotations

import re

import pytest

from tests.aws_double.expressions import expression


@pytest.mark.parametrize(
    ("source", "text", "is_found"),
    [
        ("b$", "ab", True),
        ("b$", "ab\n", True),
        ("b$", "ab\nc", False),
        (r"b\$", "ab$", True),
        ("[$]$", "ab$\n", True),
        ("[^]$]b$", "$b", False),
        ("a.b", "a\nb", False),
        (r"a\ b/\.", "a b/.", True),
        ("(?i)K", "\N{KELVIN SIGN}", True),
        ("é|.$", "\ud800", True),
    ],
)
def test_it_is_found_as_it_is_written(source: str, text: str, is_found: bool) -> None:
    assert expression(source).found(text) is is_found


def test_a_dot_may_be_a_line_break_and_the_end_the_very_last() -> None:
    assert expression("a.b", dot_is_all=True).found("a\nb")
    assert not expression("b$", ends_with_text=True).found("b\n")


def test_many_gaps_take_no_more_time_than_the_text_is_long() -> None:
    assert not expression("x.*" * 30 + "y").found("x" * 50_000)


def test_what_is_no_expression_is_refused_with_its_place() -> None:
    with pytest.raises(re.error) as refusal:
        expression("ab(c")
    assert refusal.value.pos == 2
