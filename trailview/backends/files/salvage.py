"""Saves what can be saved from a broken file: a damaged part costs only itself."""

from __future__ import annotations

import re
from typing import Final

from trailview.backends.files.envelopes import Unwrapper
from trailview.backends.files.labels import are_labels
from trailview.backends.files.scan import NO_JSON, Fault, scan

# Records inside JSON strings have their quotes escaped.
_quoted_start: Final = re.compile(rb'\{(?:[ \t\r\n]|\\[nrt])*+\\"')
_quoted_mark: Final = re.compile(rb'\\\\\\"|\\\\\\\\|\\?"|[{}]')
_escape: Final = re.compile(rb'\\(["\\/bfnrt])')
_PLAIN: Final = {b"b": b"\b", b"f": b"\f", b"n": b"\n", b"r": b"\r", b"t": b"\t"}
_MAX_QUOTED: Final = 1 << 19  # bytes; CloudTrail's records have 256 KB at most, without escapes


class Position:
    """Names offsets as a person would look for them. Offsets must only grow."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._offset = 0
        self._line = 1

    def name(self, offset: int) -> str:
        """Byte and line of an offset, in words."""
        self._line += self._data.count(b"\n", self._offset, offset)
        self._offset = max(offset, self._offset)
        return f"byte {offset}, line {self._line}"


def salvage(
    data: bytes, into: Unwrapper, start: int, end: int, position: Position, *, labels: bool = False
) -> None:
    """Collect the complete records in a stretch of broken text, and report its faults.

    Of the faults between two records only the first is reported. With
    `labels`, text that programs write around records is none. Takes time in
    proportion to the stretch.
    """
    found = scan(data, start, end)
    faults = iter(found.faults)
    fault = next(faults, None)
    done = start  # everything before is either a record or reported
    for first, last in (*found.objects, (end, end)):
        before = len(into.events)
        if first < end and not into.take(data[first:last]):
            continue
        taken, scores = into.events[before:], into.scores[before:]
        is_reported = False
        while fault is not None and fault.offset <= max(first, done):
            if not is_reported:
                del into.events[before:], into.scores[before:]
                _quoted(data, done, first, into)
                into.events.extend(taken)
                into.scores.extend(scores)
                if not (labels and _is_label(data, fault, start, done, first, end)):
                    into.report(position.name(fault.offset), fault.reason)
                is_reported = True
            fault = next(faults, None)
        done = last


def _is_label(data: bytes, fault: Fault, start: int, done: int, first: int, end: int) -> bool:
    """Whether a fault between two records is but a label that stands there."""
    return fault.reason == NO_JSON and are_labels(
        data[done:first], after_record=done > start, before_record=first < end
    )


def _quoted(data: bytes, start: int, end: int, into: Unwrapper) -> None:
    """Collect records that stand with escaped quotes in a stretch of broken text."""
    budget = end - start + 4 * _MAX_QUOTED
    while (match := _quoted_start.search(data, start, end)) and budget > 0:
        limit = min(match.start() + _MAX_QUOTED, end)
        last = _quoted_end(data, match.start(), limit)
        budget -= (last or limit) - match.start()
        start = match.end()
        if last:
            raw = _escape.sub(
                lambda escape: _PLAIN.get(escape[1], escape[1]), data[match.start() : last]
            )
            if into.take(raw):
                start = last


def _quoted_end(data: bytes, start: int, end: int) -> int:
    """Where an object with escaped quotes ends; 0 where it does not.

    A quote that was left unescaped counts as one that was escaped.
    """
    depth = 0
    in_string = False
    for mark in _quoted_mark.finditer(data, start, end):
        text = mark[0]
        if text.endswith(b'"') and len(text) < 4:
            in_string = not in_string
        elif not in_string and text == b"{":
            depth += 1
        elif not in_string and text == b"}":
            depth -= 1
            if depth == 0:
                return mark.end()
    return 0
