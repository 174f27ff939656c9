"""What the text in a cell stands for: JSON, Python's way of writing it, or Athena's."""

from __future__ import annotations

from collections.abc import Container

from trailview.backends.files.athena_text import read_struct
from trailview.backends.files.python_text import read_printed
from trailview.events.rebuilt import loads


def structure(text: str, names: Container[str] | None = None) -> object:
    """An object or list that is written in a text; else the text itself.

    `names` are those that an object's members can have, in lower case, if that is known.
    """
    stripped = text.strip()
    if stripped[:1] not in ("{", "["):
        return text
    try:
        return loads(stripped.encode("utf-8", "replace"))
    except ValueError:
        pass
    struct = read_struct(stripped, names)
    if struct is not None:
        return struct
    try:
        return read_printed(stripped)
    except ValueError:
        return text
