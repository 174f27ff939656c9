"""Masks: one for each thing that is to be hidden, the same wherever it stands in one output."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import Final
from urllib.parse import quote

from trailview.search.redaction.named import ARN_PATH, STAYS, Kind, Named

_SHORTEST: Final = 3
"""Characters of a name that is looked for in texts; shorter ones are masked in their places."""
_HEAD: Final = 2
"""Characters by which names are looked up."""
_TELLING: Final = 6
"""Characters from which on a name with digits or signs in it is found within words, too."""
GRAMMAR: Final = frozenset(
    [
        "account",
        "action",
        "allow",
        "arn",
        "assumed-role",
        "aws",
        "aws-cn",
        "aws-us-gov",
        "condition",
        "deny",
        "effect",
        "event",
        "false",
        "federated-user",
        "group",
        "iam",
        "key",
        "name",
        "none",
        "null",
        "policy",
        "principal",
        "resource",
        "role",
        "root",
        "service",
        "session",
        "sts",
        "true",
        "type",
        "user",
        "version",
    ]
)
"""Words that mean something in records: where somebody is called so, only the name's own place is
masked, and not the word wherever it stands."""
_ESCAPE: Final = re.compile(r"(?:%[0-9A-Fa-f]{2}|\\[nrtbf]|\\u[0-9A-Fa-f]{4})\Z")
"""What ends like a word, and is none: the escapes of URLs and of JSON within texts."""


class Found:
    """What is to be masked, as it is met: the first pass over what will be written."""

    def __init__(self) -> None:
        self._kinds: dict[str, Kind] = {}
        """By the spelling that shares a mask, in the order of their first appearance."""
        self._spellings: dict[str, str] = {}
        self._words: set[str] = set(GRAMMAR)

    def see(self, named: Iterable[Named]) -> None:
        """Note what is to be masked."""
        for kind, text, same_as in named:
            shared = folded(same_as or text)
            self._kinds.setdefault(shared, kind)
            for spelling in _spellings(text):
                self._spellings.setdefault(folded(spelling), shared)

    def keep(self, words: Iterable[str]) -> None:
        """Note words of records' own grammar: in texts they stay, whoever may be called so."""
        self._words.update(map(folded, words))

    def masks(self) -> Masks:
        """The masks of all that was seen."""
        numbers: Counter[Kind] = Counter()
        masks: dict[str, str] = {}
        for shared, kind in self._kinds.items():
            mask = ""
            while not mask or mask in self._spellings:
                numbers[kind] += 1
                mask = f"{kind.value}-{numbers[kind]}"
            masks[shared] = mask
        made = {text: masks[shared] for text, shared in self._spellings.items()}
        return Masks(made, frozenset(self._words))


def folded(text: str) -> str:
    """A text with letters' case left out, as long as before."""
    lower = text.lower()
    if len(lower) == len(text):
        return lower
    return "".join(c.lower() if len(c.lower()) == 1 else c for c in text)


def _spellings(text: str) -> Iterator[str]:
    """A text as it is written in plain text, in URLs, and in JSON within JSON."""
    yield text
    yield from {quote(text, safe=""), quote(text), json.dumps(text)[1:-1]} - {text}


class Masks:
    """What stands for each thing that is hidden. Frozen."""

    def __init__(self, masks: dict[str, str], words: frozenset[str]) -> None:
        """`masks` are by folded text; `words` are only masked where they are a whole value."""
        self._masks = masks
        sought = [text for text in masks if len(text) >= _SHORTEST and text not in words]
        self._sought = frozenset(sought)
        lengths: dict[str, set[int]] = {}
        for text in sought:
            lengths.setdefault(text[:_HEAD], set()).add(len(text))
        self._lengths = {head: sorted(found, reverse=True) for head, found in lengths.items()}
        firsts = "".join(map(re.escape, sorted({head[0] for head in lengths})))
        self._first = re.compile(f"[{firsts}]" if firsts else r"(?!)")
        self.text = lru_cache(maxsize=20_000)(self._text)

    def value(self, text: str) -> str:
        """The mask of what stands in a name's own place; of any other text, what `text` gives."""
        return self._masks.get(folded(text)) or self.text(text)

    def is_account(self, digits: str) -> bool:
        """Whether a number is one that is masked."""
        return digits in self._masks

    def _text(self, text: str) -> str:
        """A text with everything masked that is named in it, but for what AWS owns."""
        parts, end = list[str](), 0
        for stays in STAYS.finditer(text):
            if folded(stays[0]) in self._masks:
                continue  # somebody's ID can be a UUID
            parts += [self._but_arns(text[end : stays.start()]), stays[0]]
            end = stays.end()
        return "".join([*parts, self._but_arns(text[end:])])

    def _but_arns(self, text: str) -> str:
        """The same of a text in which nothing stays; in ARNs, each name has its own place."""
        parts, end = list[str](), 0
        for path in ARN_PATH.finditer(text):
            names = path[1].split("/")
            if not any(self._is_only_in_place(name) for name in names):
                continue  # names are found in it as in any text, also those with a space
            parts.append(self._masked(text, end, path.start(1)))
            parts.append("/".join(self._masks.get(folded(n)) or self._within(n) for n in names))
            end = path.end()
        return "".join([*parts, self._masked(text, end, len(text))])

    def _is_only_in_place(self, name: str) -> bool:
        """Whether a name is masked in its own places, and not wherever it stands."""
        return folded(name) in self._masks and folded(name) not in self._sought

    def _within(self, text: str) -> str:
        return self._masked(text, 0, len(text))

    def _masked(self, text: str, start: int, stop: int) -> str:
        lower, parts, done = folded(text), list[str](), start
        for candidate in self._first.finditer(lower, start, stop):
            at = candidate.start()
            if at < done:
                continue
            end = self._end(lower, at, stop)
            if end:
                parts += [text[done:at], self._masks[lower[at:end]]]
                done = end
        return "".join([*parts, text[done:stop]])

    def _end(self, lower: str, at: int, stop: int) -> int:
        """Where the longest thing ends that stands here and is hidden; 0 where none does."""
        for length in self._lengths.get(lower[at : at + _HEAD], ()):
            end = at + length
            sought = lower[at:end]
            is_there = end <= stop and sought in self._sought
            if is_there and (_is_telling(sought) or _is_word(lower, at, end)):
                return end
        return 0


def _is_telling(text: str) -> bool:
    """Whether a text would hardly stand anywhere by chance."""
    return len(text) >= _TELLING and not text.isalpha()


def _is_word(text: str, start: int, end: int) -> bool:
    """Whether no letter or digit stands right before and right behind."""
    if end < len(text) and text[end].isalnum():
        return False
    before = text[max(0, start - 6) : start]
    return not before or not before[-1].isalnum() or bool(_ESCAPE.search(before))
