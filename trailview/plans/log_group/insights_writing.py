r"""Conditions in the language of Logs Insights.

Of a JSON message only the first 200 fields are discovered (CloudWatch Logs user
guide, "Supported logs and discovered fields"). CloudTrail writes the caller,
the call and its error first, and then the parameters, which may have any number
of fields. So a field is only asked for by its name if it stands before the
parameters (`_FIRST`). What stands behind them, and any `$.path`, is looked for
in the message's text: there a member's name and value stand as they are, except
for characters that JSON may escape, for which `.*` stands in the expression.
What must be missing may be asked of any field: one that is not discovered counts
as missing, so nothing is lost.

How to escape within quotes is not documented: a value is put into the quotes
that it lacks, or compared by a regular expression.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from trailview.events.conditions import (
    AfterColon,
    All,
    AnyOf,
    Below,
    Condition,
    Fits,
    Flag,
    Matches,
    Member,
    Mentions,
    NamesResource,
    Not,
    Path,
    Present,
    Within,
)
from trailview.events.expressions import Expression as Regex
from trailview.events.pattern import ANY, Pattern
from trailview.plans.conditions import (
    DOCUMENTED,
    FLAGS,
    asked_alone,
    condition,
    is_kept_whole,
    narrowest,
    pruned,
    required,
)
from trailview.plans.log_group.joined import (
    Expression,
    InexpressibleError,
    either_case,
    join,
    text_of,
)
from trailview.plans.selectivity import arranged
from trailview.plans.tails import by_tails, fragments
from trailview.plans.texts import booleans, may_be_number
from trailview.question.portable import portable
from trailview.question.terms import Clause

_FIRST: Final = frozenset(
    (
        *("userIdentity", "eventSource", "eventName", "awsRegion", "sourceIPAddress"),
        *("userAgent", "errorCode", "errorMessage"),
    )
)
"""Members that CloudTrail writes before `requestParameters`."""

_SPECIAL: Final = re.compile(r"[\\.^$|?*+()\[\]{}]")
_NOT_PLAIN: Final = r"@message like /[^ -~]|\\/"
"""A message in which a text may be written otherwise than it is."""
_ESCAPED_IN_JSON: Final = re.compile(r"""[^A-Za-z0-9 _.:@+,#*$()\[\]{}!?;|^~`%-]+""")
"""What a writer of JSON may escape: quotes, slashes, `<>&='` and all but printable ASCII."""
_SLASH: Final = re.compile(r"\\.|/")


@dataclass(frozen=True, slots=True)
class WrittenFilter:
    """A condition of `filter`."""

    text: str
    is_whole: bool
    """Whether no part is left out that the language has no way for."""


Writer = Callable[[Condition], Expression]


def ways(clause: Clause, *, for_messages: bool) -> Iterator[WrittenFilter]:
    """A term or group as a condition of `filter`: whole where it can be said, then less.

    With `for_messages`, it is one on the message alone: of class Infrequent
    Access, whether fields are discovered is told both ways by the user guide.
    """
    writer = _write_for_messages if for_messages else _write
    wanted = condition(arranged(clause))
    is_kept = all(
        is_kept_whole(term) and _said(condition(term), writer) for term in asked_alone(clause)
    )
    for part in (wanted, wanted and narrowest(wanted)):
        if (written := _said(part, writer)) is not None:
            yield WrittenFilter(written.text, written.is_whole and is_kept and part == wanted)
        for weaker in by_tails(part) if part is not None else ():
            if (written := _said(weaker, writer)) is not None:
                yield WrittenFilter(written.text, is_whole=False)


def write(term: Clause) -> str | None:
    """The term as a condition of `filter`; None where the language has no way."""
    return say(condition(term))


def say(wanted: Condition | None) -> str | None:
    """A condition of `plans/conditions.py` as one of `filter`; None where there is no way."""
    written = _said(wanted, _write)
    return None if written is None else written.text


def _said(wanted: Condition | None, writer: Writer) -> WrittenFilter | None:
    if wanted is None:
        return None
    kept = pruned(wanted, lambda part: _text(part, writer) is not None)
    text = None if kept is None else _text(kept, writer)
    return None if text is None else WrittenFilter(text, is_whole=kept == wanted)


def _text(wanted: Condition, writer: Writer) -> str | None:
    try:
        return text_of(writer(wanted), wrap_all=False)
    except InexpressibleError:
        return None


def _write_for_messages(wanted: Condition) -> Expression:
    match wanted:
        case All(parts):
            return join("and", map(_write_for_messages, parts))
        case AnyOf(parts):
            return join("or", map(_write_for_messages, parts))
        case Fits(Member(path), values):
            return join("or", [_in_message(_member(path, value)) for value in values])
        case Matches(Member(path), expressions):
            return _required(path, expressions, _write_for_messages)
        case Fits(Below()) | Present() | Mentions() | NamesResource():
            return _write(wanted)
        case _:
            raise InexpressibleError


def _write(wanted: Condition) -> Expression:
    match wanted:
        case All(parts):
            return join("and", map(_write, parts))
        case AnyOf(parts):
            return join("or", map(_write, parts))
        case Fits() | Matches() | Not(Fits()):
            return _compared(wanted)
        case Present(path):
            return _in_message(_member(path, ANY))
        case Mentions(values):
            return join("or", [*(_in_message(_folded(value)) for value in values), _NOT_PLAIN])
        case NamesResource(values):
            return join("or", [_in_message(_anywhere(value)) for value in values])
        case Within(Member(path), network):
            return f'isIpInSubnet({_field(path)}, "{network}")'
        case Flag(Member(path), value, _):
            letters = "[Tt]" if value else "[Ff]"
            said = _in_message(_member_start(path) + f'("?{letters}|null)')
            return join("or", [said, f"isblank({_field(path)})"])
        case _:
            raise InexpressibleError


def _compared(wanted: Condition) -> Expression:
    match wanted:
        case Fits(Member(path), values) if _is_first(path) and (some := fragments(values)):
            return f"{_field(path)} like /{'|'.join(some)}/"
        case Fits(Member(path), values):
            return join("or", [_fits(path, value) for value in values])
        case Fits(Below(path), values):
            return join("or", [_in_message(_below(path, value)) for value in values])
        case Matches(Member(path), expressions):
            return _matches(path, expressions)
        case Fits(AfterColon(Member(path)), values):
            return join("or", [f"{_field(path)} like /{_session(value)}/" for value in values])
        case Not(Fits(Member(path), values)):
            return _misses(path, values)
        case Not(Fits(AfterColon(Member(path)), values)):
            missed = f"not ({_field(path)} like /{'|'.join(map(_session, values))}/)"
            return join("or", [f"isblank({_field(path)})", missed])
        case _:
            raise InexpressibleError


def _field(path: Path) -> str:
    return ".".join(map(str, path))


def _is_first(path: Path) -> bool:
    return path in DOCUMENTED and path[0] in _FIRST


def _fits(path: Path, value: Pattern) -> str:
    if not _is_first(path) or booleans(value) or may_be_number(value):
        if _is_first(path) and value.is_any:
            return f"ispresent({_field(path)})"
        return _in_message(_member(path, value))
    if (text := _quoted(value)) is not None:
        return f"{_field(path)} = {text}"
    return f"{_field(path)} like /{_expression(value)}/"


def _misses(path: Path, values: tuple[Pattern, ...]) -> Expression:
    field = _field(path)
    if any(value.is_any for value in values):
        return f"isblank({field})"
    parts = list[Expression]()
    for value in values:
        if (text := _quoted(value)) is not None:
            parts.append(f"{field} != {text}")
        elif value.pieces[-1]:  # `$` also stands before a line break at the end
            ends = rf"{field} like /\n/"
            parts.append(join("or", [ends, f"not ({field} like /{_expression(value)}/)"]))
        else:
            parts.append(f"not ({field} like /{_expression(value)}/)")
    missed = [f"isblank({field})", join("and", parts)]
    if path in FLAGS and not any(False in booleans(value) for value in values):
        missed.append(f"{field} = 0")
    return join("or", missed)


def _matches(path: Path, expressions: Sequence[Regex]) -> Expression:
    """Regular expressions; where the engine may read one otherwise, the texts they require."""
    found = [portable(one.source) for one in expressions]
    if not _is_first(path) or None in found:
        return _required(path, expressions, _write)
    said = [_SLASH.sub(_without_slash, one) for one in found if one is not None]
    return join("or", [f"{_field(path)} like /{one}/" for one in said])


def _required(
    path: Path, expressions: Sequence[Regex], write: Callable[[Condition], Expression]
) -> Expression:
    texts = required(expressions, lambda value: Fits(Member(path), (value,)))
    if texts is None:
        raise InexpressibleError
    return write(texts)


def _without_slash(found: re.Match[str]) -> str:
    """A slash by its number, as one ends the expression; anything else that is escaped stays."""
    return r"\x2f" if found[0].endswith("/") else found[0]


def _quoted(value: Pattern) -> str | None:
    """A literal in the quotes that it lacks; None where there are none, or for a wildcard."""
    text = value.literal
    if text is None or value.folds or "\\" in text or not text.isprintable():
        return None
    return next((mark + text + mark for mark in "\"'" if mark not in text), None)


def _escaped(text: str) -> str:
    if not text.isprintable():
        raise InexpressibleError
    return _SPECIAL.sub(r"\\\g<0>", text).replace("/", r"\x2f")


def _written(text: str, folds: bool) -> str:
    """Text in a regular expression; its letters in capitals or not, if it folds."""
    if not folds:
        return _escaped(text)
    return "".join(either_case(x) if x.isalpha() else _escaped(x) for x in text)


def _expression(value: Pattern) -> str:
    """A regular expression for the whole of a field."""
    first, *rest = (_written(piece, value.folds) for piece in value.pieces)
    if not rest:
        return f"^{first}$"
    *middle, last = rest
    inner = [piece for piece in middle if piece]
    start = [f"^{first}"] if first else []
    end = [f"{last}$"] if last else []
    return r"[\s\S]*".join([*start, *inner, *end])


def _session(value: Pattern) -> str:
    """A regular expression for a text that is the value behind its first colon."""
    start = "^[^:]*:"
    if value.is_any:
        return rf"{start}[\s\S]"
    pieces = [_written(piece, value.folds) for piece in value.pieces]
    end = "$" if pieces[-1] else ""
    return start + r"[\s\S]*".join(pieces) + end


def _in_message(expression: str) -> str:
    return f"@message like /{expression}/"


def _member_start(path: Path) -> str:
    name = path[-1]
    assert isinstance(name, str)
    return rf'"{_raw(name)}"\s*:\s*'


def _member(path: Path, value: Pattern) -> str:
    """The last member's name on the way, and behind it its value."""
    place = max((n for n, part in enumerate(path) if isinstance(part, str)), default=None)
    if place is None:
        return _anywhere(value)
    start = _member_start(path[: place + 1])
    if place < len(path) - 1:
        start += ".*"  # the entries of a list before the one that is meant
    elif not value.is_any:
        start += '"?'
    return start + _pieces(value)


def _below(path: Path, value: Pattern) -> str:
    """The last member's name on the way, and its value behind it, or in what it opens."""
    found = _pieces(value)
    if not isinstance(path[-1], str):
        return _member(path, value)
    return rf'{_member_start(path)}("?{found}|[\[{{].*{found})'


def _anywhere(value: Pattern) -> str:
    """The value's text anywhere in the message."""
    found = _pieces(value).removeprefix(".*").removesuffix(".*")
    if not found:
        raise InexpressibleError
    return found


def _pieces(value: Pattern) -> str:
    written = ".*".join(_raw(piece, value.folds) for piece in value.pieces)
    return re.sub(r"(?:\.\*)+", ".*", written).removesuffix(".*")


def _raw(text: str, folds: bool = False) -> str:
    """Text as it stands in JSON, with `.*` for what may be escaped there."""
    return ".*".join(_written(plain, folds) for plain in _ESCAPED_IN_JSON.split(text))


def _folded(value: Pattern) -> str:
    """The value's text anywhere in the message, in capitals or not.

    Letters that are not ASCII may become ASCII when capitals are ignored; so
    messages that have any, or an escape, have to be let through beside it.
    """
    pieces = [piece.casefold() for piece in value.pieces if piece]
    if not pieces or not all(piece.isascii() for piece in pieces):
        raise InexpressibleError
    return "(?i)" + ".*".join(map(_escaped, pieces))
