"""The words of a Logs Insights query.

Source: the CloudWatch Logs user guide, pages "Logs Insights QL" and its
commands. What that guide leaves open is refused, so that no plan comes to
depend on a guess: a backslash or a line break inside a quoted string, and a
bare name with anything but letters, digits, `@`, `_` and `.` in it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final, NamedTuple


class MalformedQueryError(ValueError):
    """A query that Logs Insights does not understand."""

    def __init__(self, message: str, start: int, end: int) -> None:
        super().__init__(message)
        self.start = start
        """Where in the query the trouble begins, counted in characters."""
        self.end = end


class Token(NamedTuple):
    """One word of a query; the last one has kind `end` and no text."""

    kind: str
    """`word` (a bare name or keyword), `field` (a name with backticks), `duration`, `number`,
    `string`, `regex`, `sign` or `end`."""
    text: str
    """Its meaning: without the quotes, slashes or backticks round it."""
    start: int
    end: int

    def says(self, *texts: str) -> bool:
        """Whether it is one of these signs, or one of these keywords in any case."""
        if self.kind == "word":
            return self.text.lower() in texts
        return self.kind in ("sign", "end") and self.text in texts


_TOKEN: Final = re.compile(
    r"""
      (?P<space> \s+ | \#[^\n]* )
    | (?P<field> (?: `[^`]+` | [A-Za-z_@][A-Za-z0-9_@]* ) (?: \. (?: `[^`]+` | [A-Za-z0-9_@]+ ) )* )
    | (?P<duration> [0-9]+ (?: ms | s | m | h | d | w ) \b )
    | (?P<number> -? [0-9]+ (?: \.[0-9]+ )? )
    | (?P<string> "[^"\\\n]*" | '[^'\\\n]*' )
    | (?P<regex> / (?: [^/\\\n] | \\. )+ / )
    | (?P<sign> != | <= | >= | =~ | [=<>(),|*\[\]] )
    """,
    re.VERBOSE,
)


def tokens(query: str) -> tuple[Token, ...]:
    """The words of a query, without spaces and comments. Raises MalformedQueryError."""
    return tuple(_tokens(query))


def _tokens(query: str) -> Iterator[Token]:
    at = 0
    while at < len(query):
        match = _TOKEN.match(query, at)
        if match is None:
            raise MalformedQueryError(f"unexpected symbol found {query[at]}", at, at + 1)
        kind, text = str(match.lastgroup), match.group()
        if kind != "space":
            yield Token(*_meaning(kind, text), at, match.end())
        at = match.end()
    yield Token("end", "", at, at)


def _meaning(kind: str, text: str) -> tuple[str, str]:
    if kind == "field":
        return ("field", text.replace("`", "")) if "`" in text else ("word", text)
    if kind == "string":
        return kind, text[1:-1]
    if kind == "regex":
        return kind, text[1:-1].replace("\\/", "/")
    return kind, text
