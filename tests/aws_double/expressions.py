"""Regular expressions that are looked for in linear time, as services look for them.

Python's engine may take minutes for one of some `.*` over a few thousand messages.
RE2 does not. Where the two differ, the services' documentation leaves open who is
right, and what trailview writes has to lose nothing by either:

- `\\d`, `\\w` and `\\s` are ASCII here;
- `$` holds before a last line break as well, as it does in Python and Java.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final

import re2

_END: Final = re.compile(r"\\.|\[\^?\]?(?:\\.|[^\]\\])*\]|\$", re.DOTALL)
"""What may have a `$` that ends nothing, and the one that does."""
_MOST_BYTES: Final = 1 << 28


@dataclass(frozen=True)
class Expression:
    """A regular expression, found anywhere in a text."""

    source: str
    dot_is_all: bool = False
    """Whether `.` is a line break too."""
    ends_with_text: bool = False
    """Whether `$` is the end of the text alone."""

    def found(self, text: str) -> bool:
        """Whether it is found."""
        return _compiled(self).search(text.encode(errors="surrogatepass")) is not None


def expression(
    source: str, *, dot_is_all: bool = False, ends_with_text: bool = False
) -> Expression:
    """Raises re.error for what is no regular expression, with `pos` its place."""
    re.compile(source)  # which tells the place
    made = Expression(source, dot_is_all, ends_with_text)
    _compiled(made)
    return made


@lru_cache(maxsize=1024)
def _compiled(given: Expression) -> Any:
    end = r"\z" if given.ends_with_text else r"(?:\n?\z)"
    text = _END.sub(lambda found: end if found[0] == "$" else found[0], given.source)
    options = re2.Options()
    options.log_errors = False
    options.never_capture = True
    options.dot_nl = given.dot_is_all
    options.max_mem = _MOST_BYTES
    try:
        return re2.compile(text.encode(), options)
    except re2.error as error:
        raise re.error(str(error)) from None
