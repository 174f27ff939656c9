"""The lines that facets come to, and how each is written."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from enum import Enum, auto
from typing import Final, NamedTuple

from rich.cells import cell_len, set_cell_size

from trailview.events.text import printable
from trailview.search.facets import FacetGroup, FacetLine
from trailview.tui.wrapping import CUTS, cut_middle

FEWEST: Final = 5
"""Values of a facet that show whatever room there is."""
_ASIDE: Final = 3
"""Lines of a facet that are no values: title, what is not shown, a gap."""
_EIGHTHS: Final = " ▏▎▍▌▋▊▉"
_LONGEST: Final = 400
"""Characters of a value that are looked at for a line."""


class LineKind(Enum):
    """What a line is."""

    TITLE = auto()
    VALUE = auto()
    MORE = auto()
    """Says how many values do not show; opened, it shows them."""
    GAP = auto()


class ShownLine(NamedTuple):
    """One line."""

    kind: LineKind
    group: FacetGroup
    value: FacetLine | None = None
    most: int = 1
    """The largest count of its facet, which has the longest bar."""
    more: int = 0
    can_open: bool = False
    """Whether it would show what does not show; else only typing finds that."""
    longest: int = 0
    """Cells of the longest text of its facet that shows: bars leave it room."""

    @property
    def place(self) -> tuple[object, ...]:
        """What names the line whatever its count is."""
        return self.kind, self.group.name, self.value.values if self.value else ()

    @property
    def is_stop(self) -> bool:
        """Whether the cursor stops on it."""
        return self.kind is LineKind.VALUE or self.can_open


def shown_lines(
    groups: Sequence[FacetGroup], room: int, opened: Collection[str]
) -> list[ShownLine]:
    """The lines of facets of which `room` lines show at once.

    Every facet has as many values as fit if all are to, and those opened have all.
    """
    limit = max(FEWEST, room // len(groups) - _ASIDE) if groups else 0
    found: list[ShownLine] = []
    for group in groups:
        if found:
            found.append(ShownLine(LineKind.GAP, group))
        found.append(ShownLine(LineKind.TITLE, group))
        found += _values(group, None if group.name in opened or len(groups) == 1 else limit)
    return found


def _values(group: FacetGroup, limit: int | None) -> Iterator[ShownLine]:
    told = group.lines[:limit]
    most = max((line.rows for line in group.lines), default=1)
    longest = max((cell_len(_text(line)) for line in told), default=0)
    owed = 0
    for line in told:
        if line.depth == 0 and owed:
            yield ShownLine(LineKind.MORE, group, None, most, owed)
        owed = line.more if line.depth == 0 else owed
        yield ShownLine(LineKind.VALUE, group, line, most, longest=longest)
    if owed:
        yield ShownLine(LineKind.MORE, group, None, most, owed)
    hidden = len(group.lines) - len(told)
    if hidden + group.more:
        yield ShownLine(LineKind.MORE, group, None, most, hidden + group.more, hidden > 0)


class Written(NamedTuple):
    """The parts of a line, which fill it."""

    text: str
    bar: str = ""
    number: str = ""


def written(line: ShownLine, width: int) -> Written:
    """A line in `width` cells: the text, the bar, the count."""
    if line.kind is LineKind.GAP:
        return Written(" " * width)
    if line.kind is LineKind.TITLE:
        return Written(_filled(printable(line.group.title), width))
    if line.value is None:
        how = "" if line.can_open else ", by typing"
        return Written(_filled(f"  … {line.more:,} more{how}", width))
    number = f" {line.value.rows:,}"
    numbers = max(len(f" {line.most:,}"), len(number))
    name, _ = line.value.values[line.value.depth]
    text, spare = _text(line.value), width - numbers - 1 - line.longest
    bars = max(min(width // 4, 24, spare), width // 8) if width >= 20 else 0
    room = max(width - bars - numbers - 1, 1)
    drawn = _filled(text, room, CUTS.get(name, cut_middle)) + " "
    return Written(drawn, bar(line.value.rows, line.most, bars), number.rjust(numbers))


def _text(line: FacetLine) -> str:
    _, value = line.values[line.depth]
    return "  " * line.depth + printable((value or "")[:_LONGEST])


def bar(count: int, most: int, width: int) -> str:
    """A bar in `width` cells for a count of at most `most`; something shows of every count."""
    eighths = max(round(count / max(most, 1) * width * 8), 1) if width and count else 0
    whole, rest = divmod(min(eighths, width * 8), 8)
    return ("█" * whole + (_EIGHTHS[rest] if rest else "")).ljust(width)


def _filled(text: str, width: int, cut: Callable[[str, int], str] = cut_middle) -> str:
    return set_cell_size(cut(text, width), width) if cell_len(text) != width else text
