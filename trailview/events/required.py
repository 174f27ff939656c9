"""Texts that a regular expression requires: what to look for before trying it.

A small reader of RE2's syntax that only ever leaves texts out: where it is
not sure that a text has to be there, it does not name it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Final

from trailview.frozen import Frozen

_ONE: Final = r"""
      (?P<set> \[ \^? \]? (?: \\. | \[:[^:\]]*:\] | [^\]\\] )*+ \] )
    | (?P<flags> \(\? (?P<from>[imsU]*) (?: -(?P<until>[imsU]+) )? \) )
    | (?P<open> \( (?: \?P?<\w+> | \? (?P<on>[imsU]*) (?: -(?P<off>[imsU]+) )? : | (?!\?) ) )
    | (?P<close> \) )
    | (?P<branch> \| )
    | (?P<maybe> [*?] | \{ 0+ (?: ,[0-9]* )? \} ) \??
    | (?P<more> \+ | \{ [0-9]+ (?: ,[0-9]* )? \} ) \??
    | (?P<some> [.^$] | \\[dDsSwWbBAzafnrtv] )
    | \\ (?P<escaped> [!-/:-@\[-`{-~] )
    | (?P<plain> [^\\\[()|*+?.^$] )
    """
"""One token. What it does not take, `\\x41`, `\\pL` or `\\Q`, makes that nothing is named."""


class Required(Frozen):
    """Texts that must be there, all of them."""

    exact: tuple[str, ...] = ()
    folded: tuple[str, ...] = ()
    """ASCII texts in lower case, that may be there in any case.

    Two letters beyond ASCII fold to one of ASCII: `K` (U+212A) to `k` and `ſ`
    (U+017F) to `s`. Only a text without letters beyond ASCII can be said to
    lack one of these.
    """


@lru_cache(maxsize=256)
def required_by(source: str) -> Required:
    """The texts that RE2 must have met wherever it finds the expression `source`."""
    try:
        texts = _read(source)
    except NotSureError:
        return Required()
    exact = dict.fromkeys(text for text, is_folded in texts if not is_folded)
    folded = dict.fromkeys(text.lower() for text, is_folded in texts if is_folded)
    return Required(tuple(exact), tuple(folded))


class NotSureError(Exception):
    """Something that this reader does not know."""


_Text = tuple[str, bool]
"""A text, and whether its letters may be in any case."""


class _Group:
    """What a group, or the whole expression, has been seen to require so far."""

    def __init__(self, is_folded: bool) -> None:
        self.is_folded = is_folded
        """Whether letters are in any case from here on."""
        self.texts = list[_Text]()
        self.run = ""
        """Characters one after the other, up to where the reader is."""
        self.last = list[_Text]()
        """What the group just left requires, unless it turns out to be optional."""
        self.has_branches = False

    def character(self, character: str) -> None:
        self.texts += self._take_last()
        if self.is_folded and not character.isascii():
            self.end()
        else:
            self.run += character

    def end(self) -> None:
        """Something that is no character in particular, or no more of a run."""
        self.texts += self._take_last()
        if self.run:
            self.texts.append((self.run, self.is_folded))
        self.run = ""

    def inner(self, texts: list[_Text]) -> None:
        """A group that is closed."""
        self.end()
        self.last = texts

    def repeat(self, maybe: bool) -> None:
        """What went before comes several times, or not at all."""
        if maybe:
            self.last, self.run = [], self.run[:-1]
        self.end()

    def required(self) -> list[_Text]:
        """What all of it requires, at its end."""
        self.end()
        return [] if self.has_branches else self.texts

    def _take_last(self) -> list[_Text]:
        texts, self.last = self.last, []
        return texts


def _read(source: str) -> list[_Text]:
    groups = [_Group(is_folded=False)]
    for token in tokens(source):
        group = groups[-1]
        if token["set"] or token["some"]:
            group.end()
        elif token["open"]:
            groups.append(_Group(_folding(group.is_folded, token["on"], token["off"])))
        elif token["flags"]:
            group.end()
            group.is_folded = _folding(group.is_folded, token["from"], token["until"])
        elif token["close"]:
            if len(groups) == 1:
                raise NotSureError
            groups.pop()
            groups[-1].inner(group.required())
        elif token["branch"]:
            group.has_branches = True
        elif token["maybe"] or token["more"]:
            group.repeat(maybe=token["maybe"] is not None)
        else:
            group.character(token["escaped"] or token["plain"])
    if len(groups) > 1:
        raise NotSureError
    return groups[0].required()


def _folding(before: bool, on: str | None, off: str | None) -> bool:
    return (before or "i" in (on or "")) and "i" not in (off or "")


def tokens(source: str) -> Iterator[re.Match[str]]:
    """The tokens of an expression, by the names of their groups. Raises NotSureError."""
    pattern = re.compile(_ONE, re.VERBOSE | re.DOTALL)  # made where there is an expression
    at = 0
    while at < len(source):
        token = pattern.match(source, at)
        if token is None:
            raise NotSureError
        yield token
        at = token.end()
