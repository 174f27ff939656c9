"""JSON as Python prints it: single quotes, `None`, `True`, and boto3's `datetime.datetime(…)`.

The text is parsed, never run.
"""

from __future__ import annotations

import ast
import re
import warnings
from datetime import datetime, timedelta, timezone
from typing import Final

_LOOKS: Final = re.compile(
    rb"""\s*(?:\[\s*)*\{\s*(?:[ub]?'[^'\\\n]{1,200}'|"[^"\\\n]{1,200}")\s*:"""
)
_SINGLE: Final = re.compile(rb"[{,]\s*[ub]?'[^'\\\n]{1,200}'\s*:")
_MOST: Final = 4 << 20
"""Bytes of a text that is parsed: Python's trees take some forty times that in memory."""


def looks_printed(text: bytes) -> bool:
    """Whether a text is an object or list as Python prints it, to judge by how it begins."""
    head = text[:4_096]
    return _LOOKS.match(head) is not None and _SINGLE.search(head) is not None


def read_printed(text: str) -> object:
    """The value that Python has printed, of what JSON can say; dates as ISO 8601.

    Raises ValueError where it is none, or too large.
    """
    if len(text) > _MOST:
        raise ValueError(f"more than {_MOST >> 20} MB of Python's output")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # about escapes that Python does not know
            return _value(ast.parse(text.strip(), mode="eval").body)
    except (SyntaxError, MemoryError, RecursionError, TypeError, OverflowError) as error:
        raise ValueError(f"it is no value that Python prints ({type(error).__name__})") from None


def _value(node: ast.expr) -> object:
    if isinstance(node, ast.Constant) and isinstance(node.value, bytes):
        return node.value.decode("utf-8", "replace")
    if isinstance(node, ast.Constant) and isinstance(node.value, str | int | float | None):
        return node.value
    if isinstance(node, ast.Dict):
        return {
            str(_value(key)): _value(value)
            for key, value in zip(node.keys, node.values, strict=True)
            if key is not None
        }
    if isinstance(node, ast.List | ast.Tuple):
        return [_value(item) for item in node.elts]
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
        value = _value(node.operand)
        return -value if isinstance(value, int | float) else None
    if isinstance(node, ast.Call):
        return _call(node)
    raise ValueError("it is no value that Python prints")


def _call(node: ast.Call) -> object:
    """What `datetime.datetime(2024, 5, 1, …)` and its like stand for; of others nothing is kept."""
    name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
    if name == "OrderedDict" and node.args:
        return _value(node.args[0])
    if name != "datetime":
        return None
    parts = [_value(part) for part in node.args]
    moment = datetime(*(part for part in parts if isinstance(part, int)))  # type: ignore[arg-type]  # a wrong number of them is the TypeError
    zone = next((word.value for word in node.keywords if word.arg == "tzinfo"), None)
    offset = _offset(zone)
    return moment.isoformat() if offset is None else moment.replace(tzinfo=offset).isoformat()


def _offset(node: ast.expr | None) -> timezone | None:
    """The zone in `tzoffset(None, 7200)` or `timezone(timedelta(days=-1, seconds=61200))`.

    None where it is not told: `tzlocal()`.
    """
    seconds, is_told = 0, False
    for part in ast.walk(node) if node is not None else ():
        if isinstance(part, ast.keyword) and part.arg in ("days", "seconds"):
            value = _value(part.value)
            if isinstance(value, int):
                seconds += value * (86_400 if part.arg == "days" else 1)
                is_told = True
        elif isinstance(part, ast.Call) and getattr(part.func, "id", "") == "tzoffset":
            values = [value for value in map(_value, part.args) if isinstance(value, int)]
            seconds, is_told = sum(values), True
        elif isinstance(part, ast.Call) and getattr(part.func, "id", "") == "tzutc":
            is_told = True
    return timezone(timedelta(seconds=seconds)) if is_told else None
