"""Reads texts of several JSON values, one a line or not, with labels or damage between them."""

from __future__ import annotations

import re
from typing import Final

import msgspec
from msgspec import Raw

from trailview.backends.files.envelopes import Unwrapper
from trailview.backends.files.labels import are_labels
from trailview.backends.files.recognise import sign
from trailview.backends.files.salvage import Position, salvage
from trailview.backends.files.scan import scan
from trailview.events.times import seconds

_MAX_PREFIX: Final = 1_000
_time_prefix: Final = re.compile(rb"[\d:.,TZ+-]{19,40}")
_COMPANION: Final = re.compile(
    rb'\{\s*"(?:index|create|update|delete)"\s*:\s*\{[^{}]*\}\s*\}'
    rb'|.*"messageType"\s*:\s*"CONTROL_MESSAGE".*',
    re.DOTALL,
)
"""Lines that are written between events: Elasticsearch's bulk actions, CloudWatch's checks."""
_JSON_PUNCTUATION: Final = b'{}[]",'

_value: Final = msgspec.json.Decoder(Raw)


def read_lines(data: bytes, found: Unwrapper) -> None:
    """Collect from a text of several JSON values, or of broken ones."""
    try:
        values = _value.decode_lines(data)
    except (ValueError, RecursionError):
        _by_lines(data, found)
        return
    has_blank = _lines_of(data) != len(values) and _has_blank_lines(data)
    numbers = _line_numbers(data) if has_blank else range(1, len(values) + 1)
    before, strangers = len(found.events), []
    for number, value in zip(numbers, values, strict=False):
        found.place = f"line {number}"
        raw = bytes(value)
        if not found.take(raw) and not _COMPANION.fullmatch(raw, 0, min(len(raw), 1_000)):
            strangers.append(found.place)
    found.place = ""
    if len(found.events) > before:
        found.report_strangers(strangers)


def _lines_of(data: bytes) -> int:
    """How many lines there are; to count them takes a tenth of the look for blank ones."""
    return data.count(b"\n") + (not data.endswith(b"\n"))


def _has_blank_lines(data: bytes) -> bool:
    return data[:1].isspace() or b"\n\n" in data or b"\n\r\n" in data or b"\n \n" in data


def _line_numbers(data: bytes) -> list[int]:
    """The numbers of the lines that have something on them."""
    return [number for number, line in enumerate(data.split(b"\n"), 1) if line.strip()]


def _by_lines(data: bytes, found: Unwrapper) -> None:
    """Collect line by line; runs of lines that are no JSON by themselves are salvaged.

    Where the first line is one JSON object, all others should be, too.
    """
    position = Position(data)
    labels = not _begins_with_json(data)
    broken = -1  # where the present run of broken lines began
    start = number = 0
    strangers: list[str] = []
    while start < len(data):
        end = data.find(b"\n", start) + 1 or len(data)
        line = data[start:end].strip()
        number += 1
        if line and not _is_line(line):
            broken = start if broken < 0 else broken
        elif line:
            if broken >= 0:
                salvage(data, found, broken, start, position, labels=labels)
                broken = -1
            found.place = f"line {number}"
            if not _take_line(line, found) and not _COMPANION.fullmatch(line):
                strangers.append(found.place)
            found.place = ""
        start = end
    if broken >= 0:
        salvage(data, found, broken, len(data), position, labels=labels)
    if found.events:
        found.report_strangers(strangers)


def _begins_with_json(data: bytes) -> bool:
    line = data.lstrip().partition(b"\n")[0].strip()
    return line[:1] == b"{" and _json_after_label(line) is not None


def _json_after_label(line: bytes) -> bytes | None:
    """The JSON object that a line is, maybe after a time or a label; else None."""
    brace = line.find(b"{", 0, _MAX_PREFIX)
    if brace < 0 or b'"' in line[:brace]:
        return None
    try:
        return bytes(_value.decode(line[brace:]))
    except (ValueError, RecursionError):
        return None


def _labelled(line: bytes) -> list[bytes]:
    """The objects in a line with text before and maybe behind them; none where it is damaged."""
    if line[:1] in _JSON_PUNCTUATION or b"{" not in line or sign.search(line) is None:
        return []
    spans = scan(line).objects
    ends = [0, *(end for _, end in spans)]
    starts = [*(start for start, _ in spans), len(line)]
    gaps = [line[end:start] for end, start in zip(ends, starts, strict=True)]
    if not all(are_labels(gap, after_record=True, before_record=True) for gap in gaps):
        return []
    return [line[start:end] for start, end in spans]


def _is_line(line: bytes) -> bool:
    """Whether a line can be read by itself."""
    return _json_after_label(line) is not None or bool(_labelled(line))


def _take_line(line: bytes, found: Unwrapper) -> bool:
    """Collect from a line that can be read by itself."""
    stamp = _time_prefix.match(line)
    time = seconds(stamp[0].decode()) if stamp else None
    value = _json_after_label(line)
    if value is not None:
        return found.take(value, time)
    return sum(found.take(raw, time) for raw in _labelled(line)) > 0
