"""Expressions for services: found by other engines wherever RE2 finds the one that was typed."""

from __future__ import annotations

import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from trailview.events.expressions import Expression, ExpressionError
from trailview.question.portable import portable

texts = st.text("abAB1/.- _\n\r\u2028é\u212a", max_size=12)


@pytest.mark.parametrize(
    ("source", "written"),
    [
        ("alice", "alice"),
        ("^arn:aws:iam::[0-9]+:role/ci-.*$", r"^arn:aws:iam::[0-9]+:role/ci-[^\n]*$"),
        (r"a\.b|(c|d)?", r"a\.b|(?:c|d)?"),
        (r"(?P<who>\d+)\w\s", r"(?:[0-9]+)[0-9A-Za-z_][\t\n\f\r ]"),
        ("(?:ab){2,3}?", "(?:ab){2,3}?"),
        (r"[^a-z\]]", r"[^a-z\]]"),
        ("(?i)Alice", "[Aa][Ll][Ii][Cc][Ee]"),
        ("(?i)ks[1-9]", "[Kk\N{KELVIN SIGN}][Ss\N{LATIN SMALL LETTER LONG S}][1-9]"),
        ("(?i)[a-z]", None),
        (r"(?i)\w", None),
        ("a(?i)b", None),
        ("(?is)a", None),
        ("(?i:a)b", None),
        (r"\bword", None),
        (r"\W", None),
        (r"[\w-]", None),
        ("[[:alpha:]]", None),
        ("[a&&b]", None),
        ("[[a]", None),
        (r"\pL", None),
        (r"\x41", None),
        ("é", None),
        ("a{,2}", None),
    ],
)
def test_what_is_written(source: str, written: str | None) -> None:
    assert Expression(source).source == source
    assert portable(source) == written


@given(
    st.text("ab1./\\()[]{}*+?|^$-dws\n", max_size=10)
    | st.lists(
        st.sampled_from(
            [
                "(?i)",
                "ks",
                "a",
                "[ab]",
                "[^a]",
                ".",
                r"\d",
                "(a|b)",
                "^",
                "$",
                "b*",
                "1+?",
                "|",
                "/",
            ]
        ),
        max_size=6,
    ).map("".join),
    texts,
)
@example("a.b", "a\rb")
@example("a$", "a\n")
def test_another_engine_finds_what_re2_finds(source: str, text: str) -> None:
    try:
        is_found = Expression(source).matches(text)
    except ExpressionError:
        return
    written = portable(source)
    if is_found and written is not None:
        assert re.search(written, text)
        assert re.search(written, text, re.ASCII)
        assert re.search(written, text, re.MULTILINE)
