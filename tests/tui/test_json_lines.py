"""A record's lines: nothing lost, nothing invented, every place with its path."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trailview.question.paths import parse_path
from trailview.tui.json_lines import Document, TokenKind
from trailview.tui.json_paths import field_for_path, written

scalars = st.one_of(
    st.none(), st.booleans(), st.integers(), st.text(st.characters(codec="utf-8"), max_size=8)
)
values = st.recursive(
    scalars,
    lambda inner: st.one_of(
        st.lists(inner, max_size=4), st.dictionaries(st.text(max_size=6), inner, max_size=4)
    ),
    max_leaves=25,
)


def document(value: Any) -> Document:
    return Document(json.dumps(value).encode())


def at(value: Any, path: tuple[str | int, ...]) -> Any:
    for part in path:
        value = value[part]
    return value


@given(values)
def test_lines_say_what_the_record_says(value: Any) -> None:
    assert json.loads("".join(document(value).lines)) == value


@given(values)
def test_every_line_knows_its_path(value: Any) -> None:
    made = document(value)
    for number in range(len(made)):
        line, found = made.line(number), at(value, made.path(number))
        if line.kind is TokenKind.OPEN:
            assert made.size(number) == len(found) > 0
            end = made.end(number)
            assert end is not None
            assert made.path(end) == made.path(number)
        elif line.kind is TokenKind.STRING:
            assert made.value(number) == found
        elif line.kind is TokenKind.EMPTY:
            assert found in ({}, [])


@given(st.lists(st.one_of(st.integers(0, 9), st.text(max_size=8)), max_size=5))
def test_paths_are_written_as_a_question_takes_them(parts: list[str | int]) -> None:
    path = tuple(parts)
    if path:
        assert parse_path(written(path)) == path


def test_duplicate_members_and_numbers_stay_as_written() -> None:
    made = Document(b'{"a":1.50e3,"a":"second"}')
    assert [made.value(number) for number in (1, 2)] == ["1.50e3", "second"]


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"not json",
        b'{"cut": ',
        b'{"a":1]}',
        b"\xff\xfe\x00",
        b'{"a"\x00:1}',
        b"}{",
        b'"unfinished',
        pytest.param(b"[" * 50_000, id="only openings"),
    ],
)
def test_what_is_no_json_is_shown_as_it_is(raw: bytes) -> None:
    made = Document(raw)
    assert len(made) >= 1
    assert all(made.shown(number).isprintable() for number in range(len(made)))


def test_deep_nesting_is_laid_out_all_the_same() -> None:
    made = Document(b'{"a":' + b"[" * 2000 + b"1" + b"]" * 2000 + b"}")
    assert made.is_json
    assert len(made.path(len(made) // 2)) == 2001


def test_control_characters_in_strings_are_shown_not_sent() -> None:
    made = Document(b'{"a":"\x1b[31m","b":"\\u001b[0m\\u202e","c\\u0007":1}')
    shown = [made.shown(number) for number in range(len(made))]
    assert shown[1] == 'a: "␛[31m"'
    assert shown[2] == 'b: "␛[0m\\u202e"'
    assert shown[3] == "c␇: 1"


@pytest.mark.parametrize(
    ("path", "field"),
    [
        ("$.userIdentity.accessKeyId", "key"),
        ("$.eventName", "event"),
        ("$.sourceIPAddress", "ip"),
        ("$.userIdentity.principalId", "principal-id"),
        ("$.userIdentity.sessionContext.sessionIssuer.arn", "role"),
        ("$.requestParameters.userName", None),
        ("$.readOnly", None),
    ],
)
def test_field_for_path(path: str, field: str | None) -> None:
    assert field_for_path(path) == field
