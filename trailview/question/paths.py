"""Paths into a record: `$.requestParameters.policy["aws:SourceArn"]`, read and written."""

from __future__ import annotations

import re
from typing import Final

from trailview.question.scanner import Scanner

PATH_START: Final = ("$.", "$[")
"""How paths begin."""

_INDEX: Final = re.compile(r"(?:0|[1-9][0-9]{0,8})(?=\])")
_BARE_NAME: Final = re.compile(r"""[^\s.:,*"'\\\[\]()]+""")
"""A member's name that is read without quotes."""
_CONDITION_KEY: Final = re.compile(r"[A-Za-z][\w/-]*(?=:)")
_GLOBAL_KEY: Final = re.compile(r"[A-Z]\w+(?=:|\s|\Z)")
"""What comes after `aws:` in a global condition key: `SourceArn`."""
_SUFFIX: Final = ".amazonaws.com"


def parse_path(text: str) -> tuple[str | int, ...]:
    """The member names and list indexes of a path such as `$.a.b[0]['odd.name']`.

    Raises QuestionError where it is no path.
    """
    scanner = Scanner(text)
    if not text.startswith(PATH_START):
        raise scanner.error(0, "A path begins with `$.` and a member's name.")
    parts = read_path(scanner)
    if scanner.at < len(text):
        raise scanner.error(scanner.at, "The path should end here, or go on with `.` or `[`.")
    return parts


def format_path(parts: tuple[str | int, ...]) -> str:
    """The path as it is typed; `parse_path` gives the same parts back."""
    return "$" + "".join(_segment(part) for part in parts)


def _segment(part: str | int) -> str:
    if isinstance(part, int):
        return f"[{part}]"
    if _BARE_NAME.fullmatch(part):
        return f".{part}"
    escaped = re.sub(r"(['\\])", r"\\\1", part)
    return f"['{escaped}']"


def read_path(scanner: Scanner) -> tuple[str | int, ...]:
    """The parts of the path that begins here; stops at what is no part of it."""
    scanner.at += 1
    parts: list[str | int] = []
    while (character := scanner.next()) in (".", "["):
        scanner.at += 1
        parts.append(_name(scanner) if character == "." else _bracket(scanner))
    return tuple(parts)


def check_colon(scanner: Scanner, parts: tuple[str | int, ...]) -> None:
    """Refuse a value that looks like the rest of a key which has a colon, `aws:SourceArn`.

    The scanner stands behind the colon. Condition keys are a service's name,
    or `aws`, a colon, and a word: IAM user guide, page "AWS global condition
    context keys".
    """
    first = parts[-1]
    if not isinstance(first, str):
        return
    rest = _CONDITION_KEY.match(scanner.text, scanner.at)
    if first == "aws":
        rest = rest or _GLOBAL_KEY.match(scanner.text, scanner.at)
    from trailview.question.vocabulary import knows_service  # of use to a misspelt path only

    if rest is None or not (first == "aws" or knows_service(first + _SUFFIX)):
        return
    key = f"{first}:{rest[0]}"
    before = format_path(parts[:-1])
    raise scanner.error(
        scanner.at - 1,
        f"This colon looks like a part of a key, `{key}`.",
        f'Write {before}["{key}"]:…, or quote the value: {format_path(parts)}:"{rest[0]}…".',
    )


def _name(scanner: Scanner) -> str:
    name = _BARE_NAME.match(scanner.text, scanner.at)
    if name is None:
        raise scanner.error(
            scanner.at,
            "A member's name was expected after `.`.",
            "A name with other characters is written `['odd.name']`.",
        )
    scanner.at = name.end()
    return name[0]


def _bracket(scanner: Scanner) -> str | int:
    if (quote := scanner.next()) in ("'", '"'):
        part: str | int = _quoted_name(scanner, quote)
    elif index := _INDEX.match(scanner.text, scanner.at):
        part = int(index[0])
        scanner.at = index.end()
    else:
        raise scanner.error(
            scanner.at,
            "An index such as `[0]` or a quoted name such as `['odd.name']` was expected.",
        )
    if scanner.next() != "]":
        raise scanner.error(scanner.at, "`]` was expected here.")
    scanner.at += 1
    return part


def _quoted_name(scanner: Scanner, quote: str) -> str:
    opened = scanner.at
    scanner.at += 1
    name = ""
    while (character := scanner.text[scanner.at : scanner.at + 1]) != quote:
        if character == "\\":
            scanner.at += 1
            character = scanner.text[scanner.at : scanner.at + 1]
            if character and character not in "'\"\\":
                raise scanner.error(
                    scanner.at, r"""One of `'` `"` `\` was expected after a backslash."""
                )
        if not character:
            raise scanner.error(
                opened, "The closing quote of this name was expected before the end."
            )
        name += character
        scanner.at += 1
    scanner.at += 1
    return name
