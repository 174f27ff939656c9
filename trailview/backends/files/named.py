"""Files that a person named: of those without events it is said why, as of nothing else."""

from __future__ import annotations

from typing import Final

from trailview.backends.base import Problem
from trailview.backends.files.parts import Part
from trailview.backends.files.protocol import PartRead
from trailview.events.text import counted


class NamedFiles:
    """Which files were named, and what was found in them."""

    def __init__(self) -> None:
        self._left: dict[str, int] = {}
        """Parts that are to be read yet."""
        self._is_told: dict[str, bool] = {}
        """Whether events or problems were found."""

    def expect(self, path: str, parts: int) -> None:
        """A named file is going to be read in so many parts."""
        self._left[path], self._is_told[path] = parts, False

    def has(self, part: Part) -> bool:
        """Whether a part is one of a file that was named."""
        return part.path in self._left

    def read(self, part: Part, read: PartRead) -> list[Problem]:
        """A part has been read; what there is to say of its file, when it was the last."""
        path = part.path
        if path not in self._left:
            return []
        self._left[path] -= 1
        if read.records or read.problems or not read.skipped:
            self._is_told[path] = True
        if self._left[path] or self._is_told[path]:
            return self._partly(path, read)
        return [Problem(path, "", _why(read))]

    def _partly(self, path: str, read: PartRead) -> list[Problem]:
        """What else is in an archive, beside events."""
        return [
            Problem(path, passed.where.removeprefix(f"{path}, "), f"passed over: {passed.kind}")
            for passed in read.passed
            if read.counts and passed.kind not in _HARMLESS
        ]


_HARMLESS: Final = frozenset(
    {"hidden", "CloudTrail digest", "an empty file", "a digest of CloudTrail"}
)


def _why(read: PartRead) -> str:
    """Why nothing was found in a file."""
    from trailview.backends.files.strangers import told

    if len(read.passed) == 1 and read.passed[0].files == 1:
        return told(read.passed[0].kind)
    kinds = ", ".join(f"{passed.kind} ({passed.files})" for passed in read.passed)
    files = counted(sum(passed.files for passed in read.passed), "file")
    return (
        f"no CloudTrail event was found in its {files}: {kinds}" if kinds else told("an empty file")
    )
