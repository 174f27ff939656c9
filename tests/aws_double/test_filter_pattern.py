"""Filter patterns: the documentation's own examples, the limits, and what is refused."""

from __future__ import annotations

import json
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.aws_double.filter_pattern import PatternError, parse_pattern

ADDRESS = "111.111.111.111"
MESSAGE = json.dumps(
    {
        "eventType": "UpdateTrail",
        "sourceIPAddress": ADDRESS,
        "arrayKey": ["value", "another value"],
        "objectList": [{"name": "a", "id": 1}, {"name": "b", "id": 2}],
        "coordinates": [[0, 1, 2], [4, 5, 6]],
        "SomeObject": None,
        "readOnly": False,
        "isRoot": True,
        "cluster.name": "c",
        "empty": "",
        "detail-type": "x_1",
        "someInt": 123,
        "number": "123",
        "someFloat": 12.0,
        "account": {"id": "111122223333", "tags": {"a": "1", "b": "2"}},
        "errorMessage": 'User: "a\\b" (not) allowed\nhere',
    }
)


@pytest.mark.parametrize(
    "pattern",
    [
        # The documentation's examples.
        '{ $.eventType = "UpdateTrail" }',
        "{ $.sourceIPAddress != 123.123.* }",
        '{ $.arrayKey[0] = "value" }',
        "{ $.eventType = %Trail% }",
        "{ $.arrayKey[*] = %val.{2}% }",
        r"{ $.* = %111\.111\.111\.1[0-9]{1,2}% }",
        "{ $.['cluster.name'] = \"c\" }",
        "{ $.SomeObject IS NULL }",
        "{ $.SomeOtherObject NOT EXISTS }",
        "{ $.objectList[1].id = 2 }",
        "{ $.coordinates[1][2] = 6 }",
        # Spelling.
        "{$.eventType=UpdateTrail}",
        " { ( ( $.eventType = UpdateTrail ) ) } ",
        "{ $.detail-type = x_1 }",
        # Wildcards, inside quotes and out, also of numbers.
        '{ $.eventType = "Update*" }',
        '{ $.eventType = "*Trail" }',
        '{ $.eventType = "U*te*il" }',
        '{ $.eventType = "*" }',
        "{ $.empty = * }",
        "{ $.someInt = 12* }",
        '{ $.someInt = "*3" }',
        # A number without quotes is compared by size, with quotes as it is written.
        "{ $.someInt = 123.0 }",
        '{ $.someInt = "123" }',
        '{ $.someInt != "123.0" }',
        "{ $.someFloat = 12 }",
        "{ $.someFloat = 1.2e+1 }",
        '{ $.someFloat != "12" }',
        "{ $.number = 123 }",
        "{ $.sourceIPAddress != 111 }",
        "{ $.someInt > 122.5 }",
        "{ $.someInt >= 123 }",
        "{ $.someInt < 1e3 }",
        "{ $.someInt <= +123 }",
        "{ $.someInt > -1 }",
        # A wildcard ends where the next piece first stands.
        f'{{ $.sourceIPAddress = "*.{ADDRESS[4:]}" }}',
        f'{{ $.sourceIPAddress != "*{ADDRESS[4:]}" }}',
        "{ $.sourceIPAddress != 111*111 }",
        # Any place.
        '{ $.objectList[*].name = "b" }',
        '{ $.arrayKey[*] != "value" }',
        '{ $.account.tags.* = "2" }',
        "{ $.objectList[*].other NOT EXISTS }",
        # Booleans.
        "{ $.readOnly IS FALSE }",
        "{ $.isRoot IS TRUE }",
        # `&&` goes before `||`.
        '{ $.eventType = "UpdateTrail" || $.a = "n" && $.b = "n" }',
        '{ $.a = "n" && $.b = "n" || $.eventType = "UpdateTrail" }',
        # Regular expressions.
        r"{ $.errorMessage = %\x28not\x29% }",
        r"{ $.errorMessage = %allowed\shere$% }",
        "{ $.eventType = %^UpdateTrail$% }",
        "{ $.eventType = %^Create|^Update% }",
        "{ $.eventType != %^Create% }",
        r"{ $.sourceIPAddress = %^[0-9.]+$% }",
        r"{ $.detail-type = %^[a-z]_\d$% }",
        r"{ $.errorMessage = %[^\w\s:]% }",
    ],
)
def test_a_json_pattern_that_matches(pattern: str) -> None:
    assert parse_pattern(pattern).matches(MESSAGE)


@pytest.mark.parametrize(
    "pattern",
    [
        '{ $.eventType = "updatetrail" }',
        '{ $.EventType = "UpdateTrail" }',
        '{ $.eventType = "Update" }',
        '{ $.eventType = "*trail" }',
        '{ $.eventType != "Update*" }',
        f'{{ $.sourceIPAddress = "*{ADDRESS[4:]}" }}',
        "{ $.sourceIPAddress = 11*1 }",
        # Objects, lists, booleans, null and what is missing are equal to nothing, nor unequal.
        '{ $.account = "*" }',
        '{ $.account != "x" }',
        '{ $.arrayKey != "x" }',
        '{ $.absent = "*" }',
        '{ $.absent != "x" }',
        "{ $.absent IS NULL }",
        '{ $.SomeObject != "x" }',
        "{ $.SomeObject NOT EXISTS }",
        '{ $.readOnly = "false" }',
        "{ $.readOnly != %x% }",
        "{ $.readOnly IS TRUE }",
        "{ $.number > 1 }",
        "{ $.someInt > 123 }",
        "{ $.someInt != 123 }",
        "{ $.arrayKey[2] NOT EXISTS && $.arrayKey[1] NOT EXISTS }",
        '{ $.arrayKey.* = "value" }',
        '{ $.account[*] = "*" }',
        "{ $.objectList[*].name NOT EXISTS }",
        '{ ($.eventType = "UpdateTrail" || $.a = "n") && $.b = "n" }',
        r"{ $.eventType = %^Trail% }",
        r"{ $.eventType = %update% }",
    ],
)
def test_a_json_pattern_that_does_not(pattern: str) -> None:
    assert not parse_pattern(pattern).matches(MESSAGE)


def test_a_message_that_is_no_json_matches_no_json_pattern() -> None:
    assert not parse_pattern("{ $.absent NOT EXISTS }").matches("[ERROR] text")


@pytest.mark.parametrize(
    "pattern",
    [
        "{ }",
        "{ $.a = 1",
        '{ $.a = "x" } more',
        "{ $.a }",
        "{ $.a = }",
        '{ "x" = $.a }',
        '{ $.a == "x" }',
        "{ $.a IS NOT NULL }",
        "{ $.a EXISTS }",
        "{ $.a IS x }",
        "{ $.a NOT NULL }",
        "{ NOT $.a = 1 }",
        "{ $.a = 1 & $.b = 1 }",
        "{ $.a = 1 && }",
        "{ || $.a = 1 }",
        "{ ($.a = 1 }",
        "{ $.a = 1) }",
        "{ $.a = 1 $.b = 1 }",
        # Selectors.
        "{ a = 1 }",
        "{ $ = 1 }",
        "{ $a = 1 }",
        "{ $. = 1 }",
        "{ $.a. = 1 }",
        "{ $.a[x] = 1 }",
        "{ $.a['b'] = 1 }",
        '{ $.["a.b"] = 1 }',
        "{ $.a* = 1 }",
        "{ $.a[*].b[*] = 1 }",
        "{ $.a.*.* = 1 }",
        "{ $.a.* = 1 || $.b.* = 1 || $.c.* = 1 || $.d.* = 1 }",
        # Values.
        "{ $.a = us-east-1 }",
        "{ $.a = 2001:db8::1 }",
        "{ $.a = arn:aws:iam }",
        "{ $.a = 'x' }",
        '{ $.a = "x }',
        r'{ $.a = "x\"y" }',
        r'{ $.a = "x\\y" }',
        '{ $.a = "x"y" }',
        "{ $.a = Ünïcode }",
        '{ $.a > "1" }',
        "{ $.a > x }",
        "{ $.a > 1* }",
        "{ $.a >= %1% }",
        # Regular expressions.
        "{ $.a = %x(y)% }",
        r"{ $.a = %x\(y% }",
        "{ $.a = %x!% }",
        "{ $.a = %é% }",
        r"{ $.a = %\bx% }",
        "{ $.a = %[x% }",
        "{ $.a = %*x% }",
        "{ $.a = %x }",
        "{ $.a = %x% || $.b = %y% || $.c = %z% }",
        "%x!%",
        # Terms.
        "us-east-1",
        "a.b",
        '"a phrase',
        'a"b"',
        "a -b.c",
        "[ip, user, ...]",
        "-",
    ],
)
def test_what_is_no_pattern(pattern: str) -> None:
    with pytest.raises(PatternError):
        parse_pattern(pattern)


def test_limits_are_reached_but_not_passed() -> None:
    assert parse_pattern("{ $.eventType = %x% || $.eventType = %U% }").matches(MESSAGE)
    assert parse_pattern("{ $.* = 1 || $.arrayKey[*] = value || $.c.* = 1 }").matches(MESSAGE)
    assert not parse_pattern('"' + "x" * 1022 + '"').matches(MESSAGE)
    with pytest.raises(PatternError, match="1024"):
        parse_pattern('"' + "x" * 1023 + '"')
    with pytest.raises(PatternError, match="deep"):
        parse_pattern("{" + "(" * 500 + "$.a=1" + ")" * 500 + "}")


@pytest.mark.parametrize(
    ("pattern", "matched"),
    [
        ("", [0, 1, 2, 3]),
        ('" "', [0, 1, 2, 3]),
        ("ERROR", [0, 1, 2]),
        ("error", []),
        ("ERROR ARGUMENTS", [1, 2]),
        ("?INVALID ?MISSING", [1, 2]),
        ("?INVALID ?MISSING REQUEST", [0]),
        ("?INVALID -ARGUMENTS", [0, 3]),
        ("-ERROR", [3]),
        ("ERROR -ARGUMENTS", [0]),
        ('"BAD REQUEST"', [0]),
        ('"[ERROR 4" -"0]"', [1]),
        ('?"400]" ?"419]"', [0, 1]),
        ("%40[0-9]|INVALID%", [0, 2]),
        ("%^.ERROR%", [0, 1, 2]),
    ],
)
def test_terms_and_a_lone_regular_expression(pattern: str, matched: list[int]) -> None:
    messages = [
        "[ERROR 400] BAD REQUEST",
        "[ERROR 419] MISSING ARGUMENTS",
        "[ERROR 420] INVALID ARGUMENTS",
        "[INFO] done",
    ]
    parsed = parse_pattern(pattern)
    assert [number for number, text in enumerate(messages) if parsed.matches(text)] == matched


@given(st.text(max_size=60) | st.text('{}()$.ab"%*=!<>&|[] \\?-1', max_size=60))
def test_any_text_is_a_pattern_or_refused(text: str) -> None:
    try:
        pattern = parse_pattern(text)
    except PatternError:
        return
    assert pattern.matches(MESSAGE) in (True, False)


@given(st.text("ab", max_size=6), st.text("ab*", max_size=4))
def test_a_wildcard_matches_no_more_than_it_should(text: str, value: str) -> None:
    matched = parse_pattern(f'{{ $.a = "{value}" }}').matches(json.dumps({"a": text}))
    wild = re.escape(value).replace(r"\*", ".*")
    assert not matched or re.fullmatch(wild, text)
    if value.count("*") == 0 or value.endswith("*"):
        assert matched == bool(re.fullmatch(wild, text))
