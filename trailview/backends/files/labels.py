"""Text around records that is no damage: what the AWS CLI and log shippers write beside them."""

from __future__ import annotations

import re
from typing import Final

from trailview.backends.files.recognise import sign

_LINES: Final = re.compile(
    rb"""
      \s*                                      # nothing
    | \s*[#;].*  | \s*//.*                     # a comment
    | \s*```.*                                 # a fence of Markdown
    | \s*(?:---|\.\.\.)\s*                     # where a YAML document begins or ends
    | \s*-\s*                                  # an item of a YAML list
    | \s*(?:-\s+)*["']?[\w@./-]{1,64}["']?:(?:\s.*)?   # a member in YAML
    | \s*["']?[\w@.]{1,64}["']?\s*           # the name of a column
    | \s*[|+].*[|+]\s*                         # a table of the AWS CLI
    | \s*[-=+|\s]{3,}                          # a rule
    | \s*[A-Z][A-Z0-9_]{2,30}(?:\t.*)?         # a row of the AWS CLI's text output
    """,
    re.VERBOSE | re.DOTALL,
)
_CODE: Final = re.compile(rb'[{}]|\\"')


def is_label_line(line: bytes) -> bool:
    """Whether a line without a record is one that is written around records."""
    return _LINES.fullmatch(line.strip(b"\r\n")) is not None and not _is_damage(line)


def are_labels(gap: bytes, *, after_record: bool, before_record: bool) -> bool:
    """Whether text between two records, or at an end of the text, is no damage.

    What stands on the line of a record is its label, unless there is a piece of
    a record in it; lines between must look like what programs write there.
    """
    lines = gap.split(b"\n")
    first = 1 if after_record else 0
    last = len(lines) - (1 if before_record else 0)
    beside = [*lines[:first], *lines[max(last, first) :]]
    return not any(map(_is_damage, beside)) and all(map(is_label_line, lines[first:last]))


def _is_damage(text: bytes) -> bool:
    """Whether there is a piece of a record in a text."""
    return _CODE.search(text) is not None or sign.search(text.replace(b" ", b"")) is not None
