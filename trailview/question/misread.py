"""What is written as in another language, and how it is said in this one."""

from __future__ import annotations

import re
from collections.abc import Sequence
from ipaddress import ip_address
from typing import Final

from trailview.events.pattern import Pattern
from trailview.question.fields import BY_NAME, FIELDS
from trailview.question.terms import FREE_TEXT, Term

_WORDS: Final = {
    "and": "terms side by side must all hold",
    "&&": "terms side by side must all hold",
    "&": "terms side by side must all hold",
    "||": "alternatives are written `(user:alice or user:bob)`",
    "|": "alternatives are written `(user:alice or user:bob)`",
    "not": "`-` before a term negates it, as in `-user:alice`",
    "!": "`-` before a term negates it, as in `-user:alice`",
    **dict.fromkeys(("=", "==", "!=", "=~"), "a field is asked with a colon, as `user:alice`"),
    "where": "a question is only its terms, as in `user:alice event:Delete*`",
    "since": "times are asked with --since and --until, or in the form's range",
    "until": "times are asked with --since and --until, or in the form's range",
}
"""Words of other languages, in lower case, and how it is said in this one."""
_FIELDS: Final = {
    **dict.fromkeys(("actor", "who", "username", "useridentity", "session", "person"), "user"),
    **dict.fromkeys(("arn", "caller", "principalarn", "identity"), "principal"),
    **dict.fromkeys(("action", "api", "call", "operation", "method", "verb"), "event"),
    **dict.fromkeys(("addr", "address", "host", "srcip", "clientip", "from_ip"), "ip"),
    **dict.fromkeys(("bucket", "object", "target", "instance"), "resource"),
    **dict.fromkeys(("accesskey", "akid", "credential"), "key"),
    **dict.fromkeys(("acct", "owner"), "account"),
    **dict.fromkeys(("status", "code", "result", "outcome"), "error"),
    **dict.fromkeys(("useragent", "ua", "client"), "agent"),
    **dict.fromkeys(("rolename", "assumedrole"), "role"),
    **dict.fromkeys(("provider", "svc"), "service"),
}
"""Names that other tools have for a field, in lower case."""
_TIMES: Final = frozenset(
    {"after", "around", "at", "before", "between", "date", "day", "end", "from", "last"}
    | {"since", "start", "time", "to", "until", "when"}
)
_camel: Final = re.compile(r"[a-z]+(?:[A-Z][a-z0-9]*)+")
_COMPARED: Final = re.compile(
    r"!?(?P<field>[A-Za-z][\w.-]*)\s*(?:==?|!=|=~|~=|<>)\s*(?P<value>.*)", re.DOTALL
)
_DIGITS: Final = re.compile(r"[\d.]+")


def meant_field(name: str) -> str:
    """How to ask what was asked of a field that there is not; empty where that is not known."""
    if name.lower() in _TIMES:
        return "Times are asked with --since and --until, or in the form's range. "
    if name.startswith("!") and name[1:] in BY_NAME:
        return f"`-` negates, as in `-{name[1:]}:…`. "
    field = _of_member(name) or _FIELDS.get(name.lower())
    if field is not None:
        return f"Did you mean `{field}`? "
    if _camel.fullmatch(name):
        return f"A member of the record is asked by its path, as `$.requestParameters.{name}:…`. "
    return ""


def _of_member(name: str) -> str | None:
    """The field whose value a member of the record is."""
    wanted = name.lower()
    for field in FIELDS:
        if any(str(path[-1]).lower() == wanted for path in field.paths):
            return field.name
    return None


def misread(term: Term) -> Sequence[str]:
    """A sentence for each value of a term that was probably meant otherwise."""
    texts = [value.literal for value in term.values if isinstance(value, Pattern)]
    told = []
    for text in texts:
        if text:
            said = _of_free_text(text) if term.field == FREE_TEXT else _of_value(term.field, text)
            if said:
                told.append(said)
    return told


def _of_free_text(text: str) -> str:
    if (meant := _WORDS.get(text.lower())) is not None:
        return f"`{text}` is looked for as a text: {meant}."
    match = _COMPARED.fullmatch(text)
    if match is not None and (name := match["field"].lower()) in BY_NAME:
        return f"`{text}` is looked for as a text: a field is asked with a colon, as `{name}:…`."
    return _of_brackets(text)


def _of_value(field: str, text: str) -> str:
    if field == "account" and text.isdecimal() and len(text) != 12:
        return f"`{text}` is no account's number: those have 12 digits."
    if field == "ip" and _is_no_address(text):
        return f"`{text}` is no address."
    return _of_brackets(text)


def _of_brackets(text: str) -> str:
    """Brackets of groups begin and end a term; one that has no other belongs to the value."""
    if text.startswith("(") > text.endswith(")") and ")" not in text:
        return f"`{text}`: its `(` is part of the value; a group is `(user:alice or user:bob)`."
    if text.endswith(")") and "(" not in text:
        return f"`{text}`: its `)` is part of the value, as no group was open."
    return ""


def _is_no_address(text: str) -> bool:
    """Whether it can only be meant as an address, and is none; of ranges the parser says it."""
    if not _DIGITS.fullmatch(text) and text.count(":") < 2:
        return False
    try:
        ip_address(text)
    except ValueError:
        return "/" not in text
    return False
