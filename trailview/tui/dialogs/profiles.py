"""Which AWS profiles to ask as."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final, Protocol

from rich.cells import cell_len, set_cell_size
from textual.content import Content
from textual.widget import Widget

from trailview.events.text import printable
from trailview.tui.dialogs.dialog import PICKER_KEYS, Dialog, lines_of_picker
from trailview.tui.widgets.picker import Picker, PickerEntry
from trailview.tui.wrapping import cut_cells

_SURROUNDINGS: Final = "(environment)"
_WIDEST: Final = 28
"""Cells that a column has at most."""
_GAP: Final = 2
_COLOURS: Final = {
    "ready": "$text-success",
    "expired": "$text-error",
    "needs login": "$text-warning",
}


class ProfileLike(Protocol):
    """What is told of a profile: `trailview.aws.credentials.profiles.Profile` is one."""

    @property
    def name(self) -> str:
        """Empty for the credentials in the environment."""
        ...

    @property
    def kind(self) -> str:
        """How it gets credentials."""
        ...

    @property
    def region(self) -> str:
        """The Region set for it; empty for none."""
        ...

    @property
    def account(self) -> str:
        """Its account, as far as that is known without asking."""
        ...

    @property
    def readiness(self) -> str:
        """Whether it can be asked as now."""
        ...

    @property
    def detail(self) -> str:
        """What else there is to know."""
        ...


class ProfilesDialog(Dialog[tuple[str, ...]]):
    """All profiles, those used last first; the result is their names."""

    DEFAULT_CSS = """
    ProfilesDialog #frame { width: 120; }
    """
    title_text = "Profiles"
    keys_text = PICKER_KEYS

    def __init__(
        self,
        profiles: Sequence[ProfileLike],
        used: Mapping[str, float],
        chosen: Sequence[str] = (),
        problems: Sequence[str] = (),
    ) -> None:
        """`used` says when each was used last, by name; any numbers that grow will do."""
        ordered = sorted(profiles, key=lambda profile: -used.get(profile.name, float("-inf")))
        cells = [_cells(profile) for profile in ordered]
        widths = [min(max(map(cell_len, column)), _WIDEST) for column in zip(*cells, strict=True)]
        entries = [
            _entry(profile, row, widths) for profile, row in zip(ordered, cells, strict=True)
        ]
        notes = problems if entries else ("There is no profile in ~/.aws yet.", *problems)
        super().__init__()
        self.around += lines_of_picker(notes)
        self._picker = Picker(entries, chosen, notes)

    def contents(self) -> Sequence[Widget]:
        """The list."""
        return (self._picker,)

    def on_picker_chosen(self, message: Picker.Chosen) -> None:
        message.stop()
        self.dismiss(message.names)


def _cells(profile: ProfileLike) -> tuple[str, ...]:
    """What stands in the columns: where there is no room for all, the last ones are cut."""
    return (
        printable(profile.name) or _SURROUNDINGS,
        str(profile.readiness),
        str(profile.kind),
        printable(profile.account),
        printable(profile.region),
    )


def _entry(profile: ProfileLike, cells: Sequence[str], widths: Sequence[int]) -> PickerEntry:
    fitted = [
        set_cell_size(cut_cells(cell, width), width + _GAP)
        for cell, width in zip(cells, widths, strict=True)
    ]
    name, readiness, *others = fitted
    colour = _COLOURS.get(str(profile.readiness), "$text-muted")
    detail = (printable(profile.detail), "dim")
    return PickerEntry(
        profile.name,
        Content.assemble(name, (readiness, colour), *others, detail),
        "\t".join(cells),
    )
