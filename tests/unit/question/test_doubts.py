"""Names that cannot occur are told of, with the nearest; what may occur never is."""

from __future__ import annotations

import pytest

from trailview.errors import QuestionError
from trailview.question.doubts import doubts
from trailview.question.parse import parse
from trailview.question.triage import LIBRARY


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("event:consolelogin", "`consolelogin` is not known as an event; … `ConsoleLogin`."),
        ("event:DeletTrail", "`DeletTrail` is not known as an event; … `DeleteTrail`."),
        ("-event:DeletTrail", "`DeletTrail` is not known as an event; … `DeleteTrail`."),
        ("service:ima", "`ima` is not known as a service; … `iam`."),
        ("service:cloudtrial.amazonaws.com", "… as a service; … `cloudtrail`."),
        ("type:iamuser", "`iamuser` is not known as a type of identity; … `IAMUser`."),
        ("region:eu-wset-1", "`eu-wset-1` is not known as a Region; … `eu-west-1`."),
        ("event:Qqq*", "`Qqq*` is not known as an event: nothing that is known fits it."),
        ("event:~qqqq", "`qqqq` is not known as an event, nor is any name near it."),
        ("(user:x or (is:read event:DeletTrail))", "… as an event; … `DeleteTrail`."),
    ],
)
def test_names_that_cannot_occur(text: str, told: str) -> None:
    (found,) = doubts(parse(text))
    at = 0
    for part in told.split("…"):
        at = found.index(part.strip(), at)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("NOT user:kim", "`NOT` is looked for as a text: `-` before a term negates it"),
        ("user:kim AND is:read", "`AND` is looked for as a text: terms side by side"),
        ("user:kim && is:read", "`&&` is looked for as a text"),
        ("user:kim || is:read", "`||` is looked for as a text: alternatives are written"),
        ("user=kim", "a field is asked with a colon, as `user:…`"),
        ("source!=iam", "a field is asked with a colon, as `source:…`"),
        ("user:(kim or lee)", "its `(` is part of the value"),
        ("user:kim)", "its `)` is part of the value"),
        ("kim)", "its `)` is part of the value"),
        ("ip:198.51.100.300", "`198.51.100.300` is no address"),
        ("name != kim", "`!=` is looked for as a text: a field is asked with a colon"),
        ("ip:2001:db8::zz", "`2001:db8::zz` is no address"),
        ("account:11112222333", "those have 12 digits"),
    ],
)
def test_what_was_probably_meant_otherwise(text: str, told: str) -> None:
    assert told in " ".join(doubts(parse(text)))


@pytest.mark.parametrize(
    "text",
    [
        "a=b",
        "(user:kim or user:lee)",
        'user:"f(x)"',
        "ip:198.51.100.0/24,2001:db8::/32,2001:db8::1,198.51.100.*",
        "ip:cloudformation.amazonaws.com",
        'ip:"AWS Internal"',
        "account:111122223333,ANONYMOUS_PRINCIPAL,1111*",
        "x=y&user=1",
    ],
)
def test_what_is_meant_as_it_stands(text: str) -> None:
    assert doubts(parse(text)) == ()


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("eventName", "Did you mean `event`?"),
        ("eventSource", "Did you mean `service`?"),
        ("sourceIPAddress", "Did you mean `ip`?"),
        ("userName", "Did you mean `user`?"),
        ("accessKeyId", "Did you mean `key`?"),
        ("actor", "Did you mean `user`?"),
        ("bucketName", "by its path, as `$.requestParameters.bucketName:…`"),
        ("since", "--since and --until"),
        ("!user", "`-` negates, as in `-user:…`"),
        ("acount", "Did you mean `account`?"),
    ],
)
def test_a_field_that_there_is_not(name: str, told: str) -> None:
    with pytest.raises(QuestionError) as caught:
        parse(f"{name}:x")
    assert told in caught.value.hint


@pytest.mark.parametrize(
    "text",
    [
        "event:ConsoleLogin",
        "event:~consolelogin",
        "event:Delete*,Put*",
        "event:*",
        'event:""',
        "event:/^qqq/",
        "event:GetFunction20150331v2",
        "service:iam",
        "service:iam.amazonaws.com",
        "service:s3*",
        "service:~IAM",
        "type:AssumedRole,*User",
        "region:us-*",
        "user:consolelogin qqqqq $.eventName:x",
        *(text.replace("{", "").replace("}", "") for _, text, _, _ in LIBRARY),
    ],
)
def test_names_that_may_occur(text: str) -> None:
    assert doubts(parse(text)) == ()


def test_what_is_being_typed_may_go_on() -> None:
    assert doubts(parse("event:DeleteTrai type:IAMU service:cloudtr"), unfinished=True) == ()
    assert len(doubts(parse("event:DeletTrai"), unfinished=True)) == 1


def test_the_same_is_told_once() -> None:
    assert len(doubts(parse("event:consolelogin -event:consolelogin"))) == 1
