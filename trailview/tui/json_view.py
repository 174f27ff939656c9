"""Which lines of a record show: what is folded, where the cursor is, what is found."""

from __future__ import annotations

from bisect import bisect_left

from trailview.tui.json_lines import Document

Path = tuple[str | int, ...]


class JsonView:
    """A document with folds and a cursor.

    Folds are remembered by path, so that they hold for the next record too.
    """

    def __init__(self) -> None:
        self.document = Document(b"{}")
        self.visible: list[int] = [0]
        """The document's lines that show, in order."""
        self.cursor = 0
        """The place among the visible lines."""
        self._folded: set[Path] = set()
        self._folded_lines: set[int] = set()
        self._needle = ""

    def open(self, document: Document) -> None:
        """Show another record: the same folds, and the cursor on the same path if there is one."""
        path = self.path
        self.document = document
        self._folded_lines = (
            {number for number in self._containers() if document.path(number) in self._folded}
            if self._folded
            else set()
        )
        self._lay_out()
        self.cursor = 0
        if path:
            self._go_to_path(path)

    def _containers(self) -> list[int]:
        document = self.document
        return [number for number in range(len(document)) if document.end(number) is not None]

    def _lay_out(self) -> None:
        visible: list[int] = []
        number, count = 0, len(self.document)
        while number < count:
            visible.append(number)
            if number in self._folded_lines:
                number = (self.document.end(number) or number) + 1
            else:
                number += 1
        self.visible = visible or [0]

    @property
    def line(self) -> int:
        """The document's line at the cursor."""
        return self.visible[self.cursor]

    @property
    def path(self) -> Path:
        """Where in the document the cursor is."""
        return self.document.path(self.line) if len(self.document) else ()

    @property
    def value(self) -> str | None:
        """The scalar at the cursor as text."""
        return self.document.value(self.line) if len(self.document) else None

    def is_folded(self, number: int) -> bool:
        """Whether what begins in this line is folded away."""
        return number in self._folded_lines

    def move_to(self, place: int) -> None:
        """Put the cursor on a visible line, or the nearest there is."""
        self.cursor = max(0, min(place, len(self.visible) - 1))

    def fold(self, folded: bool) -> bool:
        """Fold or unfold the container at the cursor, or the one around it; whether that did."""
        number: int | None = self.line
        if folded and (self.document.end(self.line) is None or self.is_folded(self.line)):
            number = self.document.parent(self.line)
        if number is None or self.document.end(number) is None:
            return False
        if self.is_folded(number) == folded:
            return False
        self._set(number, folded)
        self._lay_out()
        self.cursor = self._place(number)
        return True

    def toggle(self) -> bool:
        """Fold or unfold what opens at the cursor."""
        return self.fold(not self.is_folded(self.line))

    def fold_all(self) -> None:
        """Fold all below the first level; unfold all where that is so already."""
        inner = [n for n in self._containers() if self.document.parent(n) is not None]
        line = self.line
        every = all(self.is_folded(n) for n in inner)
        for number in inner:
            self._set(number, not every)
        self._lay_out()
        self._reveal_place(line)

    def _set(self, number: int, folded: bool) -> None:
        path = self.document.path(number)
        if folded:
            self._folded.add(path)
            self._folded_lines.add(number)
        else:
            self._folded.discard(path)
            self._folded_lines.discard(number)

    def _place(self, number: int) -> int:
        return min(bisect_left(self.visible, number), len(self.visible) - 1)

    def _reveal_place(self, number: int) -> None:
        """The cursor on a line, or on the fold that hides it."""
        place = self._place(number)
        if self.visible[place] > number:
            place -= 1
        self.cursor = max(0, place)

    def _go_to_path(self, path: Path) -> None:
        for place, number in enumerate(self.visible):
            line = self.document.line(number)
            if line.key == path[-1] and self.document.path(number) == path:
                self.cursor = place
                return

    def search(self, text: str) -> int:
        """Look for a text in keys and values, whatever its case; how many lines have it."""
        self._needle = text.casefold()
        return len(self._matches())

    def is_match(self, number: int) -> bool:
        """Whether the text searched for stands in this line."""
        return bool(self._needle) and self._needle in self.document.shown(number).casefold()

    def _matches(self) -> list[int]:
        if not self._needle:
            return []
        return [number for number in range(len(self.document)) if self.is_match(number)]

    def next_match(self, step: int) -> bool:
        """Move to the next match (or the one before, with -1), unfolding what hides it."""
        matches = self._matches()
        if not matches:
            return False
        line = self.line
        if step > 0:
            target = next((n for n in matches if n > line), matches[0])
        else:
            target = next((n for n in reversed(matches) if n < line), matches[-1])
        parent = self.document.parent(target)
        while parent is not None:
            if self.is_folded(parent):
                self._set(parent, False)
            parent = self.document.parent(parent)
        self._lay_out()
        self.cursor = self._place(target)
        return True
