"""Records are passed over for what they lack, and never one for which the terms hold."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest

from trailview.events.record import Delivery, Event
from trailview.question.hints import Hints, hints_of, member_hints
from trailview.question.parse import parse, term_for
from trailview.question.predicate import matches
from trailview.question.terms import FREE_TEXT


@pytest.mark.parametrize(
    ("text", "exact", "folded"),
    [
        ("requestID", (), (b"requestid",)),
        ("Some*LongerText", (), (b"longertext", b"some")),
        ("request:ABC", (b"ABC",), ()),
        ("resource:my-bucket*", (b"my-bucket",), ()),
        ("service:S3", (b"S3",), ()),
        ("ip:203.0.113.*", (b"203.0.113.",), ()),
        ("ip:203.0.113.0/24", (), ()),
        ("user:root", (), ()),
        ("user:ro*", (), ()),
        ("user:bob", (b"bob",), ()),
        ("category:*", (), ()),
        ("category:Data", (b"Data",), ()),
        ("is:read", (), ()),
        ("error:*", (), ()),
        ("-request:ABC", (), ()),
        ("request:A,B", (), ()),
        ("$.requestParameters.userName:*", (b"requestParameters", b"userName"), ()),
        ("$.a[0]:value", (b"value", b"a"), ()),
        ("$.a.name:x,y", (b"name", b"a"), ()),
        ("principal:a/b", (), ()),
        ("Ünï", (), ()),
        ('request:""', (), ()),
        ("request:ABC event:Get* text", (b"ABC", b"Get"), (b"text",)),
        ("request:~ABC*x", (), (b"abc", b"x")),
        ("request:xABCx,ABC", (b"ABC",), ()),
        ("request:ABC,xABCx", (b"ABC",), ()),
        ("request:ABC*y,~xabcx*", (), (b"abc",)),
        ("event:/^(Get|Put)Object.*Acl$/", (b"Object", b"Acl"), ()),
        ("event:/(?i)getobject/", (), (b"getobject",)),
        ("event:/Get|Put/", (), ()),
        ("user:/oo/", (), ()),
        ("is:/read/", (), ()),
        ("$.a.b:/x y/", (b"x y", b"a", b"b"), ()),
        ("(request:ABC event:X or request:ABC)", (b"ABC",), ()),
        ("(request:ABC or abc)", (), (b"abc",)),
        ("(request:ABC or -event:X)", (), ()),
        ("((request:AB* or request:AB,ABC) key:K or request:ABC)", (b"AB",), ()),
        ("-(request:ABC)", (), ()),
    ],
)
def test_hints(text: str, exact: tuple[bytes, ...], folded: tuple[bytes, ...]) -> None:
    assert hints_of(parse(text)) == Hints(exact, folded)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("event:Get* text -$.a.b:x", None),
        ("$.a:*", ("a", Hints())),
        ("event:Get* $.a.b[0].name:x* $.c:y", ("a", Hints((b"name", b"b", b"x")))),
        ("$.a.b:x,y", ("a", Hints((b"b",)))),
        ("$.a.b:~X*", ("a", Hints((b"b",), (b"x",)))),
        ("($.a.b:x or $.a.c:x)", None),
        ("$['\u00fc'].b:x", ("\u00fc", Hints((b"b", b"x")))),
    ],
)
def test_hints_for_the_member_a_path_begins_in(
    text: str, expected: tuple[str, Hints] | None
) -> None:
    assert member_hints(parse(text)) == expected


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        (b'{"a":"Get","b":"TEXT"}', True),
        (b'{"a":"get","b":"TEXT"}', False),
        (b'{"a":"Get","b":"tex"}', False),
        (b'{"a":"\\u0047et","b":"TEXT"}', True),
        (b'{"a":"get\\u001b","b":"TEXT"}', False),
        (b'{"a":"Get\\u001b","b":"tex"}', False),
        (b'{"a":"Get","b":"te\\u017ft"}', True),
        ('{"a":"Get","b":"te\u212ax"}'.encode(), True),
        ('{"a":"get","b":"te\u212ax"}'.encode(), False),
    ],
)
def test_what_the_raw_json_shows(raw: bytes, expected: bool) -> None:
    assert Hints((b"Get",), (b"text",)).may_hold(raw) is expected


def test_a_letter_that_folds_to_ascii_is_hinted_as_such() -> None:
    terms = (term_for(FREE_TEXT, "\u212aelvin"),)
    made: dict[str, Any] = {"x": "Kelvin"}
    assert hints_of(terms) == Hints((), (b"kelvin",))
    assert matches(terms, Event(Delivery(json.dumps(made).encode())))


@pytest.mark.parametrize("hints", [Hints((b"nowhere",)), Hints((), (b"nowhere",))])
@pytest.mark.parametrize(
    "before",
    [
        b"",
        b"a" * 40_000,
        b'\\"' * 90,
        b"\\" * 91,
        b"\\u000a" * 40,
        *(b"\\u000a" * 90 + b"a" * more for more in range(6)),
    ],
)
@pytest.mark.parametrize("sign", [b"\\u0061", "\u212a".encode(), b"\\u212a", b"\\u000a", b""])
def test_signs_are_the_escapes_and_letters_that_a_text_may_hide_in(
    hints: Hints, before: bytes, sign: bytes
) -> None:
    raw = before + sign + b"bcd" + sign
    escaped = rb"\\u00[2-7]" if hints.exact else rb"\\u(?!00[01])|[\x80-\xff]"
    found = {match.start() for match in re.finditer(escaped, raw)}
    for start in (0, len(before), len(before) + 1):
        first = {at for find in hints.signs(raw) if (at := find(start)) >= 0}
        assert first <= found
        assert min(first, default=-1) == min((at for at in found if at >= start), default=-1)
