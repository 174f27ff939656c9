"""Drawing a frame from the lines that may have changed, and sending the cells that have.

Textual asks every widget between the topmost and the lowest change for all of its lines, and sends
a widget's line from its left edge on. Here a widget is asked for the lines that are to be drawn,
and of those is sent what the terminal does not show yet. What it takes for that is not part of
Textual's public interface.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from rich.color import ColorSystem
from rich.segment import Segment
from textual._compositor import Compositor, CompositorUpdate
from textual.geometry import Region
from textual.strip import Strip

from trailview.tui.lean_driver import LeanText
from trailview.tui.lean_text import lean_text

if TYPE_CHECKING:
    from rich.console import Console
    from textual.app import App
    from textual.widget import Widget


PAINTED: Final = "painted"
"""The attribute of an app that keeps a `Painted`, and forgets that when anything else is drawn."""


def painted_of(app: App[Any]) -> Painted | None:
    """What the app's terminal shows; None where the app does not keep it."""
    found = getattr(app, PAINTED, None)
    return found if isinstance(found, Painted) else None


class Piece(NamedTuple):
    """A part of a line that no edge of a widget divides."""

    y: int
    start: int
    """Its first cell."""
    strip: Strip


class Painted:
    """What the terminal shows, as far as that is known."""

    def __init__(self, *, erases: bool) -> None:
        """`erases` says whether the terminal erases in the colour that is set."""
        self.erases = erases
        self._lines: dict[int, dict[int, Strip]] = {}
        """By line, and by the first cell of each piece. No two pieces overlap."""
        self._moves: list[str] = []
        """What moves lines, and is not sent yet."""

    def prepare(self, frame: object) -> None:
        """A frame is about to be drawn: what others draw is not known."""
        if not isinstance(frame, PiecesUpdate):
            self.forget()

    def forget(self) -> None:
        """All is drawn anew, or something that is not known here."""
        self._lines.clear()
        self._moves.clear()

    def scroll(self, first: int, count: int, step: int) -> None:
        """Move `count` lines from `first` on up by `step`, or down by `-step`, with the next frame.

        Empty lines come into sight.
        """
        move = f"\x1b[{step}S" if step > 0 else f"\x1b[{-step}T"
        self._moves.append(f"\x1b[{first + 1};{first + count}r{move}\x1b[r")
        lines = {y: self._lines.pop(y) for y in range(first, first + count) if y in self._lines}
        for y, line in lines.items():
            if first <= y - step < first + count:
                self._lines[y - step] = line

    @property
    def has_moves(self) -> bool:
        """Whether lines are to be moved with the next frame."""
        return bool(self._moves)

    def take_moves(self) -> str:
        """What moves them, to be sent before anything is drawn."""
        moves = "".join(self._moves)
        self._moves.clear()
        return moves

    def missing(self, piece: Piece) -> Piece | None:
        """What has to be sent of a piece for it to show; None where it does."""
        line = self._lines.get(piece.y)
        before = line.get(piece.start) if line else None
        if before is None or before.cell_length != piece.strip.cell_length:
            return piece
        if before is piece.strip:
            return None
        start, end = differing(before, piece.strip)
        if start == end:
            return None
        return piece._replace(start=piece.start + start, strip=piece.strip.crop(start, end))

    def note(self, piece: Piece) -> None:
        """A piece is shown from now on, whole."""
        line = self._lines.setdefault(piece.y, {})
        length = piece.strip.cell_length
        before = line.get(piece.start)
        if before is None or before.cell_length != length:
            end = piece.start + length
            for start, strip in list(line.items()):
                if start < end and piece.start < start + strip.cell_length:
                    del line[start]
        line[piece.start] = piece.strip


def differing(before: Strip, after: Strip) -> tuple[int, int]:
    """From which cell to which two strips as wide as each other differ: whole runs of a look.

    All counts as differing where not each character takes one cell, as terminals do not agree on
    how many some of them take.
    """
    old, new, width = list(before), list(after), after.cell_length
    if old == new:
        return 0, 0
    start, end = _alike(old, new), width - _alike(old[::-1], new[::-1])
    if (start, end) != (0, width) and not len(before.text) == len(after.text) == width:
        return 0, width
    return start, max(start, end)


def _alike(old: Sequence[Segment], new: Sequence[Segment]) -> int:
    """How many characters there are in the runs with which two lines begin alike."""
    count = 0
    for one, other in zip(old, new, strict=False):
        if one != other:
            break
        count += len(one.text)
    return count


class PiecesUpdate(CompositorUpdate):
    """A frame in which only some pieces of lines are drawn."""

    def __init__(self, pieces: Sequence[Piece], missing: Sequence[Piece], painted: Painted) -> None:
        """`missing` are the parts of the pieces that are not shown yet."""
        self._pieces = pieces
        self._missing = missing
        self._painted = painted

    def render_segments(self, console: Console) -> str:
        """What is sent to the terminal: the caller does that at once."""
        painted = self._painted
        for piece in self._pieces:
            painted.note(piece)
        moves = painted.take_moves()
        colours = console._color_system or ColorSystem.TRUECOLOR
        lean = lean_text(self._missing, colours, erases=painted.erases)
        if lean is not None:
            return LeanText(f"{moves}{lean}")
        parts = [f"\x1b[{y + 1};{x + 1}H{strip.render(console)}" for y, x, strip in self._missing]
        return moves + "".join(parts)


def lean_update(compositor: Compositor) -> CompositorUpdate | None:
    """A frame in which what is dirty is drawn; None where the terminal shows it already."""
    painted = None if compositor.root is None else painted_of(compositor.root.app)
    if painted is None:
        return Compositor.render_partial_update(compositor)
    regions = compositor._dirty_regions.copy()
    compositor._dirty_regions.clear()
    pieces = [piece for piece in _composed(compositor, regions) if piece.strip.cell_length]
    missing = [part for piece in pieces if (part := painted.missing(piece)) is not None]
    if not missing and not painted.has_moves:
        return None
    return PiecesUpdate(pieces, missing, painted)


def _composed(compositor: Compositor, regions: Iterable[Region]) -> list[Piece]:
    """All pieces of which a part is in the regions, line by line."""
    wanted: dict[Widget, dict[int, list[tuple[int, int]]]] = {}
    """By the widget on top, and by line, from which cell to which pieces reach."""
    for y, start, end in compositor._regions_to_spans(regions):
        for left, right in pairwise(compositor.cuts[y]):
            if left < end and start < right:
                for widget, area, _ in compositor.layers_visible[y]:
                    if area.x <= left < area.right:
                        wanted.setdefault(widget, {}).setdefault(y, []).append((left, right))
                        break
    pieces = (
        piece
        for widget, lines in wanted.items()
        for piece in _drawn(widget, *compositor.visible_widgets[widget], lines)
    )
    return sorted(pieces, key=lambda piece: piece[:2])


def _drawn(
    widget: Widget, region: Region, clip: Region, lines: dict[int, list[tuple[int, int]]]
) -> Iterable[Piece]:
    """Pieces of a widget, drawn by it: lines that follow each other in one go."""
    area = region.intersection(clip)
    for first, last in _runs(sorted(lines)):
        part = Region(area.x, first, area.width, last + 1 - first)
        strips = widget.render_lines(part.translate(-region.offset))
        for y, strip in enumerate(strips, first):
            for left, right in dict.fromkeys(lines[y]):
                yield Piece(y, left, strip.crop(left - area.x, right - area.x))


def _runs(numbers: Sequence[int]) -> Iterable[tuple[int, int]]:
    """The first and the last of numbers that follow each other, for each run of them."""
    first = last = None
    for number in numbers:
        if first is None or last is None:
            first = number
        elif number != last + 1:
            yield first, last
            first = number
        last = number
    if first is not None and last is not None:
        yield first, last
