"""Which AWS profiles to ask as."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final, Protocol

from rich.cells import cell_len, set_cell_size
from textual.content import Content

from trailview.events.text import printable
from trailview.tui.screens.picker import Entry, PickerDialog

_SURROUNDINGS: Final = "(environment)"
_WIDEST: Final = 28
"""Cells that a column has at most."""
_COLOURS: Final = {
    "ready": "$text-success",
    "expired": "$text-error",
    "needs login": "$text-warning",
}


class ProfileLike(Protocol):
    """What is told of a profile: `trailview.aws.profiles.Profile` is one."""

    @property
    def name(self) -> str:
        """Empty for the credentials in the environment."""
        ...

    @property
    def kind(self) -> str: ...

    @property
    def region(self) -> str: ...

    @property
    def account(self) -> str: ...

    @property
    def readiness(self) -> str: ...

    @property
    def detail(self) -> str: ...


class ProfilesDialog(PickerDialog):
    """All profiles, those used last first; the result is their names."""

    DEFAULT_CSS = """
    ProfilesDialog #frame { width: 120; }
    """
    title_text = "Profiles"

    def __init__(
        self,
        profiles: Sequence[ProfileLike],
        used: Mapping[str, float],
        chosen: Sequence[str] = (),
        problems: Sequence[str] = (),
    ) -> None:
        """`used` says when each was used last, by name; any numbers that grow will do."""
        ordered = sorted(profiles, key=lambda profile: -used.get(profile.name, float("-inf")))
        rows = [_cells(profile) for profile in ordered]
        widths = [min(max(map(cell_len, column)), _WIDEST) for column in zip(*rows, strict=True)]
        entries = [
            _entry(profile, cells, widths) for profile, cells in zip(ordered, rows, strict=True)
        ]
        notes = problems if entries else ("There is no profile in ~/.aws yet.", *problems)
        super().__init__(entries, chosen, notes)


def _cells(profile: ProfileLike) -> tuple[str, ...]:
    """What the columns say of it; the last is its readiness."""
    name = printable(profile.name) or _SURROUNDINGS
    told = (str(profile.kind), profile.region, profile.account, str(profile.readiness))
    return (name, *map(printable, told))


def _entry(profile: ProfileLike, cells: Sequence[str], widths: Sequence[int]) -> Entry:
    *told, readiness = (
        set_cell_size(cell, width) + "  " for cell, width in zip(cells, widths, strict=True)
    )
    colour = _COLOURS.get(str(profile.readiness), "$text-muted")
    line = Content.assemble(*told, (readiness, colour), (printable(profile.detail), "dim"))
    return Entry(profile.name, line, "\t".join(cells))
